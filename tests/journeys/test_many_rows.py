"""Hundreds of rows changed in one go: one step, kept behind the window, in their last state."""

import asyncio

import pytest
from driving import CTRL, change, keys, opened, options_for, press, running, until
from journals import kept
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from cn_desktop.records.fields import FieldName
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui import workspace
from cn_desktop.ui.submit import keeping
from cn_desktop.ui.submit.results import UNDO_BUSY

LASTNAME = FieldName("lastname")


@pytest.fixture
def large():
    with Simulator(Options(records=1500)) as started:
        yield started


@pytest.fixture(autouse=True)
def _told_soon(monkeypatch):
    """Rows that wait for the disk are shown as such while they are gathered."""
    monkeypatch.setattr(keeping, "SLOW_MS", 0)


def set_all(program, text):
    every = dict.fromkeys(keys(program), text)
    program.workspace.set_columns({LASTNAME: every}, "paste")
    return list(every)


async def test_what_is_changed_while_rows_are_gathered_is_kept_as_it_was_last(large, tmp_path):
    async with running(options_for(large, tmp_path)) as program:
        await opened(program, "100")
        first, second, *others, last = set_all(program, "Many")
        await asyncio.sleep(0)
        await change(program, first, LASTNAME, "Meanwhile")
        program.workspace.revert_rows([second, last])
        await program.keeping.flush()
    found = {key: fields[LASTNAME] for key, fields in kept(program, tmp_path).items()}
    assert found == {first: "Meanwhile", **dict.fromkeys(others, "Many")}


async def test_the_program_that_ends_meanwhile_has_kept_them_all(large, tmp_path):
    async with running(options_for(large, tmp_path)) as program:
        await opened(program, "100")
        every = set_all(program, "Many")
    assert set(kept(program, tmp_path)) == set(every)


async def test_no_row_is_shown_as_not_kept_once_all_are(large, tmp_path):
    async with running(options_for(large, tmp_path)) as program:
        await opened(program, "100")
        dataset = program.workspace.sheet.dataset
        every = [(dataset, key) for key in set_all(program, "Many")]
        await until(lambda: every[-1] in program.workspace.unkept)
        await program.keeping.flush()
        assert not any(row in program.workspace.unkept for row in every)
        assert not program.keeping.trouble


async def test_all_rows_are_selected_copied_cleared_and_taken_back(large, tmp_path):
    async with running(options_for(large, tmp_path)) as program:
        await opened(program, "100")
        sheet, table = program.workspace.sheet, program.window.table
        before = sheet.column(LASTNAME, keys(program))
        table.setFocus()
        press(program, Qt.Key.Key_A, CTRL)
        QGuiApplication.clipboard().setText("")
        press(program, Qt.Key.Key_C, CTRL)
        await until(QGuiApplication.clipboard().text)
        assert len(QGuiApplication.clipboard().text().split("\n")) >= len(before)
        program.window.actions_by_name["actionClear"].trigger()
        assert set(sheet.column(LASTNAME, keys(program))) != {""}  # it is done in pieces
        revert = program.window.actions_by_name["actionRevertRow"]
        await until(revert.isEnabled)
        assert set(sheet.column(LASTNAME, keys(program))) == {""}
        assert sheet.changes.count_unsaved() == len(before)
        assert len(sheet.history.done) == 1
        program.window.actions_by_name["actionUndo"].trigger()
        await until(lambda: not sheet.changes.count_unsaved())
        assert sheet.column(LASTNAME, keys(program)) == before
        program.window.actions_by_name["actionRedo"].trigger()
        await until(revert.isEnabled)
        press(program, Qt.Key.Key_A, CTRL)
        revert.trigger()
        assert not program.workspace.unsaved()
        assert sheet.column(LASTNAME, keys(program)) == before
    assert not kept(program, tmp_path)


async def test_many_rows_are_taken_back_in_pieces_while_the_window_lives(
    large, tmp_path, monkeypatch
):
    monkeypatch.setattr(workspace, "FEW", 100)
    async with running(options_for(large, tmp_path)) as program:
        await opened(program, "100")
        sheet, undo = program.workspace.sheet, program.window.actions_by_name["actionUndo"]
        before = sheet.column(LASTNAME, keys(program))
        every = set_all(program, "Many")
        await program.keeping.flush()
        undo.trigger()
        assert set(sheet.column(LASTNAME, every)) == {"Many"}
        undo.trigger()
        assert program.window.notices.notice == UNDO_BUSY
        await until(lambda: not sheet.changes.count_unsaved())
        assert sheet.column(LASTNAME, every) == before
        assert sheet.history.next_redo.size == len(every)
        await until(lambda: not program.workspace.unsaved())
        await program.keeping.flush()
    assert not kept(program, tmp_path)


async def test_the_program_that_ends_while_rows_are_taken_back_keeps_what_is_then_pending(
    large, tmp_path, monkeypatch
):
    monkeypatch.setattr(workspace, "FEW", 100)
    async with running(options_for(large, tmp_path)) as program:
        await opened(program, "100")
        sheet = program.workspace.sheet
        set_all(program, "Many")
        await program.keeping.flush()
        program.window.actions_by_name["actionUndo"].trigger()
        await asyncio.sleep(0)
    assert set(kept(program, tmp_path)) == set(sheet.changes.touched())
