"""Work between a spreadsheet and the list, done by keyboard alone."""

from driving import (
    CTRL,
    change,
    keys,
    opened,
    options_for,
    paste,
    press,
    preview,
    running,
    submitted,
    until,
)
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from cn_desktop.records.fields import FieldName
from cn_desktop.records.marks import State
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui.table.paste_dialog import PasteDialog

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
FIRST, POST = FieldName("firstname"), FieldName("postcode")


def put(text):
    QGuiApplication.clipboard().setText(text)


def values(program, field):
    sheet = program.workspace.sheet
    return [sheet.value(key, field) for key in keys(program)]


async def test_thirty_rows_from_a_spreadsheet_are_seen_pasted_and_submitted(simulator, tmp_path):
    """feat-H1, feat-H3, feat-H4, feat-R21; a job of the walk-through"""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        program.workspace.go_to(keys(program)[10], POST)
        program.window.table.setFocus()
        put("".join(f"N{number} 1AA\r\n" for number in range(30)))
        press(program, Key.Key_V, CTRL)
        dialog = await preview(program)
        assert "30 cells change in 30 records." in dialog.accessibleDescription()
        assert QApplication.focusWidget().objectName() == "cancel"
        await paste(program)
        assert values(program, POST)[10:40] == [f"N{number} 1AA" for number in range(30)]
        assert program.window.actions_by_name["actionUndo"].text() == "&Undo paste of 30 cells"
        await submitted(program)
        assert [row["postcode"] for row in simulator.rows("100")][10:40] == [
            f"N{number} 1AA" for number in range(30)
        ]


async def test_new_people_from_a_spreadsheet_become_records(tmp_path):
    """feat-H2, feat-H6: Alt and a letter choose, in the preview as everywhere."""
    with Simulator(Options(records=5)) as simulator:
        async with running(options_for(simulator, tmp_path)) as program:
            await opened(program, "100")
            put(
                "First name\tLast name\tMobile phone\r\n"
                "Ada\tExample\t07700900801\r\nBob\tExample\t07700900802\r\n"
            )
            press(program, Key.Key_V, CTRL)
            dialog = await preview(program)
            press(program, Key.Key_W, ALT)
            await until(lambda: dialog.plan.new)
            await paste(program)
            assert program.workspace.count(State.PENDING) == 2
            await submitted(program)
            added = simulator.rows("100")[5:]
            assert [(row["firstname"], row["ddi_mobile"]) for row in added] == [
                ("Ada", "07700900801"),
                ("Bob", "07700900802"),
            ]


async def test_rows_go_to_a_spreadsheet_and_come_back_in_another_order(simulator, tmp_path):
    """feat-H6, feat-H15, feat-R22"""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        before = values(program, FIRST)
        press(program, Key.Key_A, CTRL)
        press(program, Key.Key_C, CTRL | SHIFT)
        heading, *lines = QGuiApplication.clipboard().text().split("\n")
        place = heading.split("\t").index("firstname")
        edited = [line.split("\t") for line in reversed(lines)]
        edited[0][place] = "Changed"
        put("\r\n".join([heading, *("\t".join(cells) for cells in edited)]) + "\r\n")
        press(program, Key.Key_V, CTRL)
        dialog = await preview(program)
        assert "1 cell changes in 1 record." in dialog.accessibleDescription()
        await paste(program)
        assert values(program, FIRST) == [*before[:-1], "Changed"]
        assert program.workspace.current == (keys(program)[-1], FIRST)


async def test_a_text_field_takes_what_is_pasted_while_it_has_the_keyboard(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        put("Smith")
        press(program, Key.Key_F, CTRL)
        press(program, Key.Key_V, CTRL)
        assert program.workspace.query.text == "Smith"
        assert not program.workspace.sheet.changes.touched()


async def test_paste_special_shows_even_one_cell(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await change(program, keys(program)[0], "postcode", "N1 1AA")
        put("N2 2BB")
        program.workspace.go_to(keys(program)[0], POST)
        press(program, Key.Key_V, CTRL | SHIFT)
        await preview(program)
        press(program, Key.Key_Escape)
        await until(lambda: not program.window.findChildren(PasteDialog))
        assert values(program, POST)[0] == "N1 1AA"


async def test_over_a_read_only_connection_nothing_can_be_pasted(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        program.window.actions_by_name["actionReadOnly"].trigger()
        await until(lambda: program.workspace.sheet.permits.is_read_only)
        program.workspace.go_to(keys(program)[0], POST)
        put("N1")
        press(program, Key.Key_V, CTRL)
        assert not program.window.actions_by_name["actionPaste"].isEnabled()
        assert not program.workspace.sheet.changes.touched()
