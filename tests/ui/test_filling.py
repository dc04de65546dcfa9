"""Filling cells as a spreadsheet does (feat-H10, feat-C5, feat-R18, feat-L8)."""

import asyncio

import pytest
from driving import CTRL, keys, opened, options_for, press, running, submitted, type_text, until
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from cn_desktop.base.profile import Format, Profile
from cn_desktop.base.secret import Secret
from cn_desktop.records.fields import FieldName
from cn_desktop.records.permits import Permits
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui.connect.connection import connection_to

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def simulator():
    with Simulator(Options(records=40)) as started:
        yield started


def select(program, rows, fields):
    """These rows and neighbouring columns; the current cell is the first one."""
    model, table = program.window.model, program.window.table
    columns = sorted(model.fields.index(field) for field in fields)
    corners = model.index(rows[0], columns[0]), model.index(rows[-1], columns[-1])
    table.setFocus()
    table.setCurrentIndex(corners[0])
    table.selectionModel().select(
        QItemSelection(*corners), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )


def column(program, field, rows):
    sheet = program.workspace.sheet
    return [sheet.value(key, FieldName(field)) for key in keys(program)[rows[0] : rows[-1] + 1]]


async def test_ctrl_d_fills_the_selection_from_its_first_row_in_one_step(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        before = column(program, "lastname", range(5))
        select(program, range(1, 5), ["firstname", "lastname"])
        press(program, Key.Key_D, CTRL)
        assert column(program, "lastname", range(5)) == [before[0], *[before[1]] * 4]
        assert program.window.actions_by_name["actionUndo"].text().startswith("&Undo fill ")
        press(program, Key.Key_Z, CTRL)
        assert column(program, "lastname", range(5)) == before
        assert not program.workspace.unsaved()


async def test_ctrl_d_in_one_cell_takes_the_value_above(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        select(program, [3], ["address1"])
        press(program, Key.Key_D, CTRL)
        above, here = column(program, "address1", range(2, 4))
        assert here == above
        assert program.workspace.sheet.history.next_undo.name == "fill 1 cell"


async def test_ctrl_d_in_the_first_row_says_that_there_is_nothing_above(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        select(program, [0], ["address1"])
        press(program, Key.Key_D, CTRL)
        assert program.window.notices.notice.title == "Nothing to fill from"
        assert not program.workspace.unsaved()


async def test_ctrl_r_fills_to_the_right_and_from_the_left_neighbour(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        select(program, range(2), ["firstname", "lastname"])
        press(program, Key.Key_R, CTRL)
        assert column(program, "lastname", range(2)) == column(program, "firstname", range(2))
        select(program, [2], ["lastname"])
        press(program, Key.Key_R, CTRL)
        assert column(program, "lastname", [2]) == column(program, "firstname", [2])


async def test_locked_cells_are_left_alone_and_said(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        select(program, range(3), ["uid", "title", "firstname"])
        names = column(program, "firstname", range(3))
        press(program, Key.Key_D, CTRL)
        assert column(program, "firstname", range(3)) == [names[0]] * 3
        assert len(set(column(program, "uid", range(3)))) == 3
        assert "2 locked cells were left alone" in program.window.notices.notice.title


async def test_a_hidden_column_is_not_filled(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        before = column(program, "lastname", range(3))
        program.window.table.hideColumn(program.window.model.fields.index("lastname"))
        select(program, range(3), ["firstname", "ddi_mobile"])
        press(program, Key.Key_D, CTRL)
        assert column(program, "lastname", range(3)) == before


async def test_ctrl_enter_puts_what_was_typed_into_every_selected_cell(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        select(program, range(30), ["lastname"])
        type_text(program, "Same")
        press(program, Key.Key_Return, CTRL)
        assert column(program, "lastname", range(30)) == ["Same"] * 30
        assert program.workspace.sheet.history.next_undo.name == "set 30 cells"
        assert QApplication.focusWidget() is program.window.table
        press(program, Key.Key_Z, CTRL)
        assert not program.workspace.unsaved()


async def test_enter_after_typing_into_a_selection_changes_the_one_cell(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        before = column(program, "lastname", range(5))
        select(program, range(5), ["lastname"])
        type_text(program, "One")
        press(program, Key.Key_Return)
        assert column(program, "lastname", range(5)) == ["One", *before[1:]]


async def test_ctrl_enter_with_everything_deleted_leaves_null_cells_null(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        sheet = program.workspace.sheet
        nulls = FieldName("company_name")
        select(program, range(4), [nulls])
        first, second = keys(program)[:2]
        program.workspace.set_cells({(first, nulls): "text", (second, nulls): None}, "null")
        press(program, Key.Key_F2)
        press(program, Key.Key_A, CTRL)
        press(program, Key.Key_Delete)
        press(program, Key.Key_Return, CTRL)
        assert sheet.value(first, nulls) == sheet.server_value(first, nulls) == ""
        assert sheet.value(second, nulls) is None


async def test_ctrl_enter_in_another_field_fills_nothing(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        select(program, range(5), ["lastname"])
        program.window.form.findChild(QLineEdit, "form_firstname").setFocus()
        for key in (Key.Key_Return, Key.Key_D, Key.Key_R):
            press(program, key, CTRL)
        assert not program.workspace.unsaved()


async def test_null_and_empty_are_set_by_commands_of_their_own(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        select(program, range(2), ["lastname"])
        press(program, Key.Key_0, CTRL | ALT | SHIFT)
        assert column(program, "lastname", range(2)) == [None, None]
        assert program.workspace.sheet.history.next_undo.name == "set 2 cells to null"
        press(program, Key.Key_0, CTRL | ALT)
        assert column(program, "lastname", range(2)) == ["", ""]
        press(program, Key.Key_Z, CTRL)
        press(program, Key.Key_Z, CTRL)
        assert not program.workspace.unsaved()


async def test_null_and_empty_are_sent_as_they_were_set(simulator, tmp_path):
    """feat-R25"""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        first, second = keys(program)[:2]
        select(program, [0], ["company_name"])
        press(program, Key.Key_0, CTRL | ALT | SHIFT)
        select(program, [1], ["company_name"])
        program.workspace.type_text(second, FieldName("company_name"), "x")
        press(program, Key.Key_0, CTRL | ALT)
        select(program, [1], ["lastname"])
        press(program, Key.Key_0, CTRL | ALT)
        await submitted(program)
        rows = {row["uid"]: row for row in simulator.rows("101")}
        sent = [each.fields for each in simulator.applied]
        assert rows[first]["company_name"] is None, sent
        assert rows[second]["lastname"] == ""


async def test_null_can_not_be_set_where_it_can_not_be_sent(simulator, tmp_path):
    """XML knows no null (API notes § 3)."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        select(program, [0], ["lastname"])
        program.workspace.permit(Permits(sends_null=False))
        assert not program.window.actions_by_name["actionSetNull"].isEnabled()
        assert program.window.actions_by_name["actionSetEmpty"].isEnabled()


async def test_many_cells_are_filled_and_undone_in_slices_as_one_step(tmp_path, monkeypatch):
    from cn_desktop.ui.table import cell_commands  # noqa: PLC0415  its limit is lowered

    monkeypatch.setattr(cell_commands, "CHANGED_AT_ONCE", 100)
    with Simulator(Options(records=3_000)) as simulator:
        async with running(options_for(simulator, tmp_path)) as program:
            await opened(program, "100")
            count = len(keys(program))
            select(program, range(count), ["firstname", "lastname"])
            press(program, Key.Key_D, CTRL)
            assert not program.workspace.unsaved()
            press(program, Key.Key_D, CTRL)
            assert program.window.notices.notice.title == "Cells are still being filled"
            await until(lambda: not program.window.groups.cells.is_busy)
            assert len(set(column(program, "lastname", range(count)))) == 1
            press(program, Key.Key_Z, CTRL)
            await until(lambda: not program.workspace.unsaved())


async def test_filling_more_than_can_be_done_at_once_is_refused(simulator, tmp_path, monkeypatch):
    from cn_desktop.ui.table import cell_commands  # noqa: PLC0415  its limit is lowered

    monkeypatch.setattr(cell_commands, "MOST_CHANGED", 3)
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        select(program, range(4), ["lastname"])
        press(program, Key.Key_D, CTRL)
        assert "4 cells are too many" in program.window.notices.notice.title
        await asyncio.sleep(0)
        assert not program.workspace.unsaved()


@pytest.mark.parametrize(("form", "may"), [(Format.JSON, True), (Format.XML, False)])
def test_only_json_can_send_null(form, may):
    profile = Profile("Ours", "https://example.com/", "demo", format=form)
    assert connection_to(profile, Secret("key")).permits.sends_null is may
