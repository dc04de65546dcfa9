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
from cn_desktop.ui.submit import keeping

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
        assert set(sheet.column(LASTNAME, keys(program))) == {""}
        assert sheet.changes.count_unsaved() == len(before)
        program.window.actions_by_name["actionUndo"].trigger()
        assert sheet.column(LASTNAME, keys(program)) == before
        program.window.actions_by_name["actionRedo"].trigger()
        press(program, Qt.Key.Key_A, CTRL)
        program.window.actions_by_name["actionRevertRow"].trigger()
        assert not program.workspace.unsaved()
        assert sheet.column(LASTNAME, keys(program)) == before
    assert not kept(program, tmp_path)
