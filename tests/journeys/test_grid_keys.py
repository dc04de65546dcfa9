"""The table's keys, as whoever knows a spreadsheet expects them (features.md § 2)."""

from datetime import date

import pytest
from driving import (
    CTRL,
    focus,
    keys,
    opened,
    options_for,
    press,
    running,
    status,
    submitted,
    type_text,
    until,
)
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from cn_desktop.records.fields import FieldName
from cn_desktop.records.permits import Permits
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui.editors.text_editor import TextEditor

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
UNLOCKED = frozenset(map(FieldName, ("callback", "outcomecode", "call_back_notes")))


@pytest.fixture
def simulator():
    with Simulator(Options(records=20)) as started:
        yield started


def go(program, row, field):
    """The cell; its column is unlocked where a connection can do that."""
    if program.workspace.permits.unlocked != UNLOCKED:
        program.workspace.permit(Permits(unlocked=UNLOCKED))
    program.workspace.go_to(keys(program)[row], FieldName(field))
    program.window.table.setFocus()


def value(program, row, field):
    return program.workspace.sheet.value(keys(program)[row], FieldName(field))


def server(program, row, field):
    return program.workspace.sheet.server_value(keys(program)[row], FieldName(field))


def at(program):
    """The current cell, by its place on screen."""
    key, field = program.workspace.current
    return keys(program).index(key), field


def hint(program):
    labels = program.window.table.findChildren(QLabel, "editorHint")
    return next((label.text() for label in labels if label.isVisible()), "")


def editor(program):
    return program.window.table.editing.editor()


async def at_outcome(program):
    """In the first record's outcome code, once the account has named the codes."""
    await until(lambda: program.workspace.sheet.vocabulary.choices)
    go(program, 0, "outcomecode")


async def test_every_key_that_takes_an_edit_goes_its_way(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        for key, modifier, place in (
            (Key.Key_Return, Qt.KeyboardModifier.NoModifier, (6, "firstname")),
            (Key.Key_Return, SHIFT, (4, "firstname")),
            (Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, (6, "firstname")),
            (Key.Key_Tab, Qt.KeyboardModifier.NoModifier, (5, "lastname")),
            (Key.Key_Backtab, SHIFT, (5, "title")),
        ):
            go(program, 5, "firstname")
            type_text(program, "Zoe")
            press(program, key, modifier)
            assert at(program) == place
            assert value(program, 5, "firstname") == "Zoe"
            press(program, Key.Key_Z, CTRL)


async def test_up_and_down_take_what_was_typed_and_go_there(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        for key, place in ((Key.Key_Down, 6), (Key.Key_Up, 4)):
            go(program, 5, "lastname")
            type_text(program, "Zoe")
            press(program, key)
            assert at(program) == (place, "lastname")
            assert value(program, 5, "lastname") == "Zoe"
            press(program, Key.Key_Z, CTRL)


async def test_enter_after_tabs_goes_below_where_they_began(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go(program, 5, "title")
        for text in ("Ms", "Ada"):
            type_text(program, text)
            press(program, Key.Key_Tab)
        press(program, Key.Key_Tab)  # past lastname, without typing
        type_text(program, "07700900001")
        press(program, Key.Key_Return)
        assert at(program) == (6, "title")
        go(program, 5, "title")
        type_text(program, "Mx")
        press(program, Key.Key_Tab)
        press(program, Key.Key_Down)  # another way: the run is over
        type_text(program, "Zoe")
        press(program, Key.Key_Return)
        assert at(program) == (7, "firstname")


async def test_typing_right_after_enter_loses_no_sign(simulator, tmp_path):
    """feat-R37: the keys of a quick typist are all there before anything else happens."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go(program, 0, "lastname")
        for text in ("Anders", "Bell", "Cole"):
            QTest.keyClicks(QApplication.focusWidget(), text[0])
            QTest.keyClicks(QApplication.focusWidget(), text[1:])
            QTest.keyClick(QApplication.focusWidget(), Key.Key_Return)
        assert [value(program, row, "lastname") for row in range(3)] == ["Anders", "Bell", "Cole"]


async def test_f2_puts_the_cursor_behind_the_text_and_typing_replaces_it(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        before = value(program, 0, "lastname")
        for key in (Key.Key_F2, Key.Key_Return):
            go(program, 0, "lastname")
            press(program, key)
            type_text(program, "!")
            press(program, Key.Key_Return)
        assert value(program, 0, "lastname") == f"{before}!!"
        go(program, 0, "lastname")
        type_text(program, "New")
        press(program, Key.Key_Return)
        assert value(program, 0, "lastname") == "New"


async def test_typing_replaces_a_text_of_several_lines_too(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go(program, 0, "lastname")
        program.workspace.type_text(keys(program)[0], FieldName("lastname"), "two\nlines")
        type_text(program, "One")
        press(program, Key.Key_Return)
        assert value(program, 0, "lastname") == "One"


async def test_delete_clears_and_backspace_opens_an_empty_editor(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go(program, 0, "lastname")
        press(program, Key.Key_Delete)
        assert value(program, 0, "lastname") == ""
        go(program, 1, "lastname")
        press(program, Key.Key_Backspace)
        assert editor(program).plain() == ""
        press(program, Key.Key_Escape)
        assert value(program, 1, "lastname") == server(program, 1, "lastname")


async def test_esc_leaves_a_list_and_its_editor_at_once_and_then_reverts(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await at_outcome(program)
        before = value(program, 0, "outcomecode")
        type_text(program, "104")
        press(program, Key.Key_Return)
        go(program, 0, "outcomecode")
        type_text(program, "10")
        assert QApplication.activePopupWidget()
        press(program, Key.Key_Escape)
        assert editor(program) is None
        assert value(program, 0, "outcomecode") == "104"
        press(program, Key.Key_Escape)
        assert value(program, 0, "outcomecode") == before
        press(program, Key.Key_Z, CTRL)
        assert value(program, 0, "outcomecode") == "104"


async def test_enter_takes_the_choice_and_goes_down(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await at_outcome(program)
        type_text(program, "call-b")
        press(program, Key.Key_Down)
        press(program, Key.Key_Return)
        assert value(program, 0, "outcomecode") == "109"
        assert at(program) == (1, "outcomecode")
        assert editor(program) is None


async def test_what_is_typed_is_taken_though_the_list_offers_others(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await at_outcome(program)
        type_text(program, "1")
        press(program, Key.Key_Tab)
        assert value(program, 0, "outcomecode") == "1"


async def test_alt_down_shows_the_whole_list(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await at_outcome(program)
        press(program, Key.Key_F2)
        press(program, Key.Key_Down, ALT)
        assert focus(program).model().rowCount() == len(
            program.workspace.sheet.vocabulary.choices["outcomecode"]
        )
        press(program, Key.Key_Down)
        press(program, Key.Key_Return)
        chosen = program.workspace.sheet.vocabulary.choices["outcomecode"][0].value
        assert value(program, 0, "outcomecode") == chosen


async def test_a_code_that_ends_dialling_is_warned_of_while_it_is_typed(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await at_outcome(program)
        type_text(program, "98")
        assert "Do not call – ends dialling" in hint(program)
        spoken = QAccessible.queryAccessibleInterface(editor(program))
        assert "ends dialling" in spoken.text(QAccessible.Text.Description)
        press(program, Key.Key_Escape)
        go(program, 0, "outcomecode")
        type_text(program, "109")
        assert hint(program) == "Call-back"
        press(program, Key.Key_Escape)
        assert hint(program) == ""


async def test_98_ends_dialling_where_the_account_says_nothing(tmp_path):
    with Simulator(Options(records=3, refuses=("outcomecodes",))) as simulator:
        async with running(options_for(simulator, tmp_path)) as program:
            await opened(program, "100")
            go(program, 0, "outcomecode")
            type_text(program, "98")
            assert "ends dialling" in hint(program)


async def test_a_time_that_clocks_jump_over_goes_to_the_server_and_comes_back(
    simulator, tmp_path, monkeypatch
):
    """feat-R34, feat-L2: date and time are the server's text, whatever this computer's zone."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        go(program, 0, "callback")
        key = keys(program)[0]
        type_text(program, "2026-03-29 02:30:00")
        assert hint(program) == "Sunday 29 March 2026, 02:30, by the server’s clock"
        press(program, Key.Key_Return)
        await submitted(program)
        assert status(program, key) == "saved"
        [row] = [row for row in simulator.rows("101") if row["uid"] == key]
        assert row["callback"] == "2026-03-29 02:30:00"
        assert program.workspace.sheet.server_value(key, "callback") == "2026-03-29 02:30:00"


async def test_a_date_that_is_none_is_said_and_kept_as_typed(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go(program, 0, "callback")
        type_text(program, "29.3. around noon")
        assert "Not a date and time" in hint(program)
        press(program, Key.Key_Return)
        assert value(program, 0, "callback") == "29.3. around noon"


async def test_ctrl_semicolon_types_todays_date_and_the_time_can_be_typed_over(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        program.window.groups.cells.today = lambda: date(2026, 11, 26)
        go(program, 0, "callback")
        press(program, Key.Key_Semicolon, CTRL)
        assert not program.workspace.unsaved()
        type_text(program, "14:30:00")
        press(program, Key.Key_Return)
        assert value(program, 0, "callback") == "2026-11-26 14:30:00"
        go(program, 0, "lastname")
        press(program, Key.Key_F2)
        press(program, Key.Key_Semicolon, CTRL)
        press(program, Key.Key_Return)
        assert value(program, 0, "lastname") == server(program, 0, "lastname") + "2026-11-26"


async def test_a_long_text_has_room_and_keeps_what_was_typed_so_far(simulator, tmp_path):
    """feat-L9"""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go(program, 19, "lastname")
        type_text(program, "One")
        press(program, Key.Key_Return, CTRL | SHIFT)
        large = editor(program)
        assert isinstance(large, TextEditor)
        assert program.window.table.viewport().rect().contains(large.geometry())
        press(program, Key.Key_Return, ALT)
        type_text(program, "Two")
        press(program, Key.Key_Return)
        assert value(program, 19, "lastname") == "One\nTwo"


async def test_alt_enter_starts_a_new_line_in_any_cell(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        before = value(program, 0, "lastname")
        go(program, 0, "lastname")
        press(program, Key.Key_F2)
        press(program, Key.Key_Home)
        press(program, Key.Key_Return, ALT)
        press(program, Key.Key_Return)
        assert value(program, 0, "lastname") == f"\n{before}"


async def test_one_cell_is_edited_and_submitted_twice_without_a_reload(simulator, tmp_path):
    """feat-R19"""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        key = keys(program)[0]
        for text in ("Once", "Twice"):
            go(program, 0, "lastname")
            type_text(program, text)
            press(program, Key.Key_Return)
            await submitted(program)
            assert status(program, key) == "saved"
        assert [row["lastname"] for row in simulator.rows("101") if row["uid"] == key] == ["Twice"]


async def test_space_shows_the_record_as_a_form(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        program.window.show_side(program.window.review)
        go(program, 0, "lastname")
        press(program, Key.Key_Space)
        assert program.window.form.isVisible()
        assert not program.workspace.unsaved()


async def test_home_and_end_go_through_the_row_and_with_ctrl_through_the_table(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go(program, 5, "lastname")
        fields = program.window.model.fields
        for key, modifier, place in (
            (Key.Key_Home, Qt.KeyboardModifier.NoModifier, (5, fields[0])),
            (Key.Key_End, Qt.KeyboardModifier.NoModifier, (5, fields[-1])),
            (Key.Key_Home, CTRL, (0, fields[0])),
            (Key.Key_End, CTRL, (19, fields[-1])),
        ):
            press(program, key, modifier)
            assert at(program) == place


async def test_ctrl_s_counts_what_is_typed_though_a_list_is_open(simulator, tmp_path):
    """feat-R9, feat-A12"""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        await at_outcome(program)
        key = keys(program)[0]
        type_text(program, "104")
        assert QApplication.activePopupWidget()
        await submitted(program)
        assert [row["outcomecode"] for row in simulator.rows("101") if row["uid"] == key] == ["104"]
        assert QApplication.activePopupWidget() is None


async def test_ctrl_d_in_an_open_editor_takes_its_text_and_fills_it_down(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go(program, 0, "lastname")
        for _ in range(2):
            press(program, Key.Key_Down, SHIFT)
        go_on = program.window.table.selected_areas()
        assert [len(area.rows) for area in go_on] == [3]
        press(program, Key.Key_F2)
        press(program, Key.Key_D, CTRL)
        assert editor(program) is None
        assert {value(program, row, "lastname") for row in range(3)} == {
            value(program, 0, "lastname")
        }


async def test_typing_into_a_selection_goes_into_the_cell_where_it_began(simulator, tmp_path):
    """Qt's current cell is the other end of it."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        for row in (0, 4):
            go(program, row, "lastname")
            for _ in range(2):
                press(program, Key.Key_Down, SHIFT)
            type_text(program, "First")
            press(program, Key.Key_Return)
            assert value(program, row, "lastname") == "First"
            assert at(program) == (row + 1, "lastname")
        assert program.workspace.unsaved() == {"100": 2}


async def test_ctrl_enter_without_typing_fills_with_the_cell_where_the_selection_began(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go(program, 2, "lastname")
        first = value(program, 2, "lastname")
        for _ in range(2):
            press(program, Key.Key_Down, SHIFT)
        press(program, Key.Key_Return, CTRL)
        assert [value(program, row, "lastname") for row in (2, 3, 4)] == [first] * 3
