"""Many cells at once, by keyboard in the running program."""

import asyncio

from driving import (
    CTRL,
    command,
    focus,
    keys,
    opened,
    options_for,
    press,
    running,
    submitted,
    type_text,
    until,
)
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from cn_desktop.records.fields import FieldName
from cn_desktop.ui.bulk.bulk_dialog import BulkDialog
from cn_desktop.ui.bulk.bulk_words import UNCHANGED_BY_THIS
from cn_desktop.ui.bulk.history_window import HistoryWindow
from cn_desktop.ui.bulk.planner import Planner
from cn_desktop.ui.words import counted

SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
LAST, CODE, FIRST = FieldName("lastname"), FieldName("postcode"), FieldName("firstname")


def values(program, field):
    sheet = program.workspace.sheet
    return sheet.column(field, keys(program))


def go_to(program, field, row=0):
    program.workspace.go_to(keys(program)[row], field)
    program.window.table.setFocus()


def select_down(program, rows):
    for _ in range(rows):
        press(program, Qt.Key.Key_Down, SHIFT)


async def dialog(program):
    """The one that was just opened, with the keyboard in it."""
    shown = lambda: [d for d in program.window.findChildren(BulkDialog) if d.isVisible()]  # noqa: E731
    await until(shown)
    found = shown()[0]
    found.activateWindow()
    await until(found.isActiveWindow)
    await until(lambda: found.isAncestorOf(QApplication.focusWidget() or program.window))
    return found


async def choose_all_rows(program, found):
    press(program, Qt.Key.Key_A, ALT)
    await until(lambda: found.scope.is_shown)


async def planned(found):
    """Until it says what would change."""
    await until(lambda: found.findChild(Planner).is_complete)


async def closed(program, found):
    await until(lambda: not program.window.findChildren(BulkDialog))
    program.window.activateWindow()
    await until(program.window.isActiveWindow)


async def test_one_value_for_a_selection_is_said_first_done_at_once_and_undone_at_once(
    simulator, tmp_path
):
    """feat-H11, feat-C5, feat-C7."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        before = values(program, LAST)
        go_to(program, LAST)
        select_down(program, 4)
        await command(program, "set value")
        found = await dialog(program)
        assert found.summary.text() == "Type a value, or tick “Empty the cells”."
        type_text(program, "Example")
        await planned(found)
        assert found.summary.text() == "5 cells will change."
        assert values(program, LAST) == before
        press(program, Qt.Key.Key_Return)
        await closed(program, found)
        assert values(program, LAST) == ["Example"] * 5 + before[5:]
        assert program.window.actions_by_name["actionUndo"].text() == "&Undo set of 5 cells"
        press(program, Qt.Key.Key_Z, CTRL)
        assert values(program, LAST) == before


async def test_all_rows_that_the_filter_shows_get_the_value_and_no_other(simulator, tmp_path):
    """feat-H11: the dialog says how many, also of those that are locked."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        everybody = keys(program)
        press(program, Qt.Key.Key_F, CTRL)
        type_text(program, values(program, LAST)[0])
        await until(lambda: 0 < len(keys(program)) < 60)
        shown = keys(program)
        go_to(program, LAST)
        await command(program, "set value")
        found = await dialog(program)
        type_text(program, "Dr")
        await choose_all_rows(program, found)
        await planned(found)
        assert found.summary.text() == f"{counted(len(shown), 'cell')} will change."
        press(program, Qt.Key.Key_Return)
        await closed(program, found)
        sheet = program.workspace.sheet
        assert {key for key in everybody if sheet.value(key, LAST) == "Dr"} == set(shown)


async def test_locked_cells_are_counted_and_stay(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go_to(program, FieldName("uid"))
        uids = values(program, FieldName("uid"))
        select_down(program, 2)
        press(program, Qt.Key.Key_Right, SHIFT)
        press(program, Qt.Key.Key_Right, SHIFT)
        await command(program, "set value")
        found = await dialog(program)
        type_text(program, "1")
        await planned(found)
        assert found.summary.text() == (
            "3 cells will change. 3 cells are locked and stay as they are: This names the "
            "record; the server gives it and it can’t be changed."
        )
        press(program, Qt.Key.Key_Return)
        await closed(program, found)
        assert values(program, FieldName("uid")) == uids


async def test_the_case_of_all_postcodes_is_mended_and_sent(simulator, tmp_path):
    """feat-H14: samples before and after; then the server has them."""
    right = {row["uid"]: row["postcode"] for row in simulator.rows("100")}
    for uid, code in right.items():
        simulator.change("100", uid, postcode=code.lower())
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go_to(program, CODE)
        await command(program, "transform")
        found = await dialog(program)
        for _ in range(5):
            press(program, Qt.Key.Key_Down)
        await choose_all_rows(program, found)
        await planned(found)
        first = right[keys(program)[0]]
        assert [found.model.index(0, at).data() for at in (2, 3)] == [first.lower(), first]
        press(program, Qt.Key.Key_Return)
        await closed(program, found)
        count = sum(code != code.lower() for code in right.values())
        name = f"&Undo postcode spelling of {count} cells"
        assert program.window.actions_by_name["actionUndo"].text() == name
        await submitted(program)
        assert not program.workspace.unsaved()
        assert {row["uid"]: row["postcode"] for row in simulator.rows("100")} == right
        await command(program, "transform")
        again = await dialog(program)
        assert again.form.list.currentItem().text() == "Postcode"
        await planned(again)
        assert again.summary.text() == UNCHANGED_BY_THIS
        press(program, Qt.Key.Key_Escape)
        await closed(program, again)


async def test_replacing_lists_matches_and_leaves_out_those_that_were_unticked(simulator, tmp_path):
    """feat-H12, feat-H13, feat-R38."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        rows = keys(program)
        names = ["Moss", "Mossman", "moss"]
        cells = {(key, LAST): text for key, text in zip(rows[:3], names, strict=True)}
        program.workspace.set_cells(cells, "start")
        go_to(program, LAST)
        select_down(program, 3)
        press(program, Qt.Key.Key_H, CTRL)
        found = await dialog(program)
        type_text(program, "moss")
        press(program, Qt.Key.Key_Tab)
        type_text(program, "Fern")
        await planned(found)
        assert [found.model.index(row, 3).data() for row in range(3)] == ["Fern", "Fernman", "Fern"]
        press(program, Qt.Key.Key_Down)
        assert focus(program) is found.list
        press(program, Qt.Key.Key_Down)
        press(program, Qt.Key.Key_Space)
        assert found.deed.text() == "&Replace in 2 cells"
        press(program, Qt.Key.Key_R, ALT)
        await closed(program, found)
        assert values(program, LAST)[:3] == ["Fern", "Mossman", "Fern"]
        assert program.window.actions_by_name["actionUndo"].text() == (
            "&Undo replacement of 2 cells"
        )
        press(program, Qt.Key.Key_Z, CTRL)
        assert values(program, LAST)[:3] == ["Moss", "Mossman", "moss"]


async def test_a_pattern_is_explained_while_it_is_wrong_and_used_once_it_is_right(
    simulator, tmp_path
):
    """feat-H14: `Blogs, Joe` becomes `Joe Blogs`."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        program.workspace.set_cells({(keys(program)[0], LAST): "Blogs, Joe"}, "start")
        go_to(program, LAST)
        await command(program, "transform")
        found = await dialog(program)
        press(program, Qt.Key.Key_End)
        press(program, Qt.Key.Key_F, ALT)
        type_text(program, r"(\w+), (\w+")
        assert "a bracket “(” is never closed" in found.summary.text()
        assert not found.deed.isEnabled()
        type_text(program, ")")
        press(program, Qt.Key.Key_Tab)
        type_text(program, "$3")
        assert "“$3” can’t be filled in: the pattern has 2 groups." in found.summary.text()
        press(program, Qt.Key.Key_Backspace)
        type_text(program, "2 $1")
        await planned(found)
        press(program, Qt.Key.Key_Return)
        await closed(program, found)
        assert values(program, LAST)[0] == "Joe Blogs"


async def test_a_pattern_that_would_take_for_ever_is_refused_and_the_window_lives(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        program.workspace.set_columns({LAST: dict.fromkeys(keys(program), "a" * 60 + "!")}, "start")
        go_to(program, LAST)
        await command(program, "transform")
        found = await dialog(program)
        press(program, Qt.Key.Key_End)
        await choose_all_rows(program, found)
        press(program, Qt.Key.Key_F, ALT)
        type_text(program, "(a|aa)+$")
        await until(lambda: "would take too long" in found.summary.text())
        assert not found.deed.isEnabled()
        press(program, Qt.Key.Key_Escape)
        await closed(program, found)


async def test_a_value_of_the_list_is_changed_in_all_cells_that_hold_it(simulator, tmp_path):
    """OpenRefine's edit of a facet: from the list of a column's values, by F2."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        program.workspace.set_columns({LAST: dict.fromkeys(keys(program)[:7], "Smiht")}, "start")
        others = values(program, LAST)[7:]
        go_to(program, LAST)
        press(program, Qt.Key.Key_Down, ALT)
        listed = program.window.filters.list
        await until(listed.isVisible)
        type_text(program, "Smiht")
        await until(lambda: not listed.is_counting and len(listed.rows.entries) == 1)
        press(program, Qt.Key.Key_Down)
        press(program, Qt.Key.Key_F2)
        found = await dialog(program)
        type_text(program, "Smith")
        await planned(found)
        assert found.deed.text() == "&Replace in 7 cells"
        press(program, Qt.Key.Key_Return)
        await closed(program, found)
        assert values(program, LAST) == ["Smith"] * 7 + others


async def test_cloned_records_are_new_ones_and_created_on_the_server(simulator, tmp_path):
    """feat-A15."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        before = keys(program)
        go_to(program, LAST)
        select_down(program, 1)
        press(program, Qt.Key.Key_D, CTRL | SHIFT)
        new = keys(program)[len(before) :]
        assert len(new) == 2
        assert program.workspace.current == (new[0], LAST)
        assert values(program, LAST)[-2:] == values(program, LAST)[:2]
        assert program.window.actions_by_name["actionUndo"].text() == "&Undo clone of 2 records"
        await submitted(program)
        assert len(simulator.rows("100")) == len(before) + 2


async def test_the_history_is_a_list_and_a_line_of_it_is_a_moment_to_go_to(simulator, tmp_path):
    """feat-C4, and OpenRefine's list: live, by keyboard, back and forward."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        first = values(program, LAST)[0]
        key = keys(program)[0]
        go_to(program, LAST)
        for text in ("One", "Two", "Three"):
            program.workspace.type_text(key, LAST, text)
        await command(program, "history")
        await until(lambda: program.window.findChildren(HistoryWindow))
        history = program.window.findChild(HistoryWindow)
        history.activateWindow()
        await until(lambda: focus(program) is history.list)
        lines = [history.model.index(row, 0).data() for row in range(4)]
        assert lines == ["As it was loaded", *["Edit of Last name"] * 3]
        press(program, Qt.Key.Key_Home, CTRL)
        press(program, Qt.Key.Key_Return)
        await until(lambda: history.model.now == 0)
        assert values(program, LAST)[0] == first
        press(program, Qt.Key.Key_Down)
        press(program, Qt.Key.Key_Down)
        press(program, Qt.Key.Key_Return)
        await until(lambda: history.model.now == 2)
        assert values(program, LAST)[0] == "Two"
        assert history.model.index(3, 2).data() == "undone"
        press(program, Qt.Key.Key_Z, CTRL)
        assert values(program, LAST)[0] == "One"
        assert history.model.index(1, 2).data() == "now"


async def test_the_way_back_stops_at_a_row_that_is_being_sent_and_says_so(simulator, tmp_path):
    """feat-R17: steps are about records, whatever is sorted or hidden meanwhile."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        sheet = program.workspace.sheet
        sent, other = keys(program)[:2]
        program.workspace.type_text(sent, LAST, "Sent")
        program.workspace.type_text(other, LAST, "Other")
        sheet.sending(sent)
        program.window.actions_by_name["actionHistory"].trigger()
        history = program.window.findChild(HistoryWindow)
        history.moment_asked.emit(0)
        await until(lambda: program.window.notices.notice is not None)
        assert program.window.notices.notice.title == "Stopped: 1 of 2 steps undone"
        assert sheet.value(sent, LAST) == "Sent"
        assert sheet.value(other, LAST) != "Other"
        await asyncio.sleep(0)
        sheet.settle(sent, sheet.changes.mark(sent))
