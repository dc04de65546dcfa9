"""Jobs of a day, from the first key to the last; `docs/jobs.md` lists these and others."""

from driving import (
    CTRL,
    agreed,
    change,
    keys,
    opened,
    options_for,
    paste,
    press,
    preview,
    running,
    status,
    submitted,
    type_text,
    until,
)
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from cn_desktop.records.fields import FieldName
from cn_desktop.records.marks import State

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
MOBILE, POST, LAST = FieldName("ddi_mobile"), FieldName("postcode"), FieldName("lastname")


async def command(program, words):
    """Ctrl+K, a part of its name, Enter."""
    press(program, Key.Key_K, CTRL)
    await until(QApplication.activePopupWidget)
    type_text(program, words)
    press(program, Key.Key_Return)
    await until(lambda: QApplication.activePopupWidget() is None)
    program.window.activateWindow()  # without a display nothing gives it back
    await until(program.window.isActiveWindow)


async def column(program, field):
    """Go to this column of the current record."""
    await command(program, field)
    await until(lambda: program.workspace.current[1] == field)


async def test_a_number_is_looked_up_by_uid_and_corrected(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        key = keys(program)[-1]
        press(program, Key.Key_G, CTRL)
        type_text(program, key)
        press(program, Key.Key_Return)
        await until(lambda: not program.jobs.is_busy and program.workspace.current[0] == key)
        await column(program, MOBILE)
        type_text(program, "07700 900321")
        press(program, Key.Key_Return)
        await submitted(program)
        assert status(program, key) == "saved"
        assert simulator.row("101", key)["ddi_mobile"] == "07700 900321"


async def test_a_caller_is_found_by_the_number_and_taken_off_by_the_form(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        key = keys(program)[5]
        await change(program, key, "ddi_mobile", "07700900777")
        await submitted(program)
        press(program, Key.Key_G, CTRL)
        type_text(program, "+44 7700 900777")
        press(program, Key.Key_Return)
        await until(lambda: QApplication.focusWidget().objectName() == "form_ddi_mobile")
        assert program.workspace.current[0] == key
        type_text(program, "07700900778")
        press(program, Key.Key_Return)
        await submitted(program)
        assert simulator.row("101", key)["ddi_mobile"] == "07700900778"


async def test_one_field_of_a_submitted_batch_is_taken_back(simulator, tmp_path):
    """feat-B5: the paste comes back as one step; only the ticked row of it goes."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        pasted = keys(program)[:5]
        before = {key: simulator.row("101", key)["postcode"] for key in pasted}
        program.workspace.go_to(pasted[0], POST)
        for _ in pasted[1:]:
            press(program, Key.Key_Down, SHIFT)
        QGuiApplication.clipboard().setText("LS1 1AA")
        press(program, Key.Key_V, CTRL)
        await preview(program)
        await paste(program)
        assert program.workspace.count(State.PENDING) == 5
        await submitted(program)
        assert {simulator.row("101", key)["postcode"] for key in pasted} == {"LS1 1AA"}

        press(program, Key.Key_Z, CTRL)
        assert program.workspace.count(State.PENDING) == 5
        press(program, Key.Key_P, CTRL | SHIFT)
        await until(program.window.review.list.current_line)
        press(program, Key.Key_Home)
        for _ in pasted[1:]:
            press(program, Key.Key_Space)
            press(program, Key.Key_Right)
        press(program, Key.Key_S, CTRL | SHIFT)
        await agreed(program)
        wrong = [key for key in pasted if simulator.row("101", key)["postcode"] == before[key]]
        assert len(wrong) == 1
        await command(program, "revert all")
        await until(lambda: not program.workspace.unsaved())


async def test_another_list_is_looked_at_in_between_and_nothing_is_lost(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        key = keys(program)[0]
        await change(program, key, "lastname", "Example")
        await command(program, "103")
        await until(lambda: program.workspace.sheet.dataset == "103" and not program.jobs.is_busy)
        await command(program, "101")
        await until(lambda: program.workspace.sheet.dataset == "101" and not program.jobs.is_busy)
        assert program.workspace.sheet.value(key, LAST) == "Example"
        await submitted(program)
        assert simulator.row("101", key)["lastname"] == "Example"


async def test_a_town_is_filled_down_and_what_was_wrong_is_reverted(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        rows = keys(program)[:6]
        before = program.workspace.sheet.value(rows[5], FieldName("address3"))
        await change(program, rows[0], "address3", "Leeds")
        program.workspace.go_to(rows[0], FieldName("address3"))
        for _ in rows[1:]:
            press(program, Key.Key_Down, SHIFT)
        press(program, Key.Key_D, CTRL)
        await until(lambda: program.workspace.count(State.PENDING) == 6)
        program.workspace.go_to(rows[5], FieldName("address3"))
        press(program, Key.Key_Escape)
        assert program.workspace.sheet.value(rows[5], FieldName("address3")) == before
        await submitted(program)
        towns = [simulator.row("101", key)["address3"] for key in rows]
        assert towns == ["Leeds"] * 5 + [before]


async def test_only_the_selected_rows_go_and_the_others_wait(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        first, second = keys(program)[:2]
        await change(program, first, "lastname", "Example")
        await change(program, second, "lastname", "Other")
        program.workspace.go_to(second, LAST)
        press(program, Key.Key_S, CTRL | ALT)
        await agreed(program)
        assert (status(program, first), status(program, second)) == ("pending", "saved")
