"""Closing asks about what is not saved, and never hangs."""

import asyncio
import socket
import time
from contextlib import closing
from dataclasses import replace

import pytest
from driving import CTRL, change, connected, keys, opened, options_for, press, running, until
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from cn_desktop.base.errors import JournalFailed
from cn_desktop.base.paths import Folders
from cn_desktop.records.fields import FieldName
from cn_desktop.simulator.faults import Fault
from cn_desktop.simulator.options import Options as SimulatorOptions
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui.options import Options

ENDS_SECONDS = 20.0
"""Ten times what closing may take: tells an end from a hang, and says nothing of speed."""


@pytest.fixture
def many():
    """More records than are kept at once."""
    with Simulator(SimulatorOptions(records=300)) as started:
        yield started


def question(program) -> QMessageBox | None:
    return program.window.findChild(QMessageBox, "leaveDialog")


async def asked(program) -> QMessageBox:
    press(program, Qt.Key.Key_Q, CTRL)
    await until(lambda: question(program))
    return question(program)


def button(box: QMessageBox, text: str):
    return box.buttons()[texts(box).index(text)]


def texts(box: QMessageBox):
    return [each.text().replace("&", "") for each in box.buttons()]


def click(box: QMessageBox, text: str):
    button(box, text).click()


async def edited(program):
    await opened(program, "101")
    key = keys(program)[0]
    await change(program, key, "title", "Dr")
    return key


async def test_with_nothing_pending_it_just_closes(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        press(program, Qt.Key.Key_Q, CTRL)
        await until(lambda: not program.window.isVisible())


async def test_staying_keeps_everything(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await edited(program)
        click(await asked(program), "Stay")
        await until(lambda: question(program) is None)
        assert program.window.isVisible()
        assert program.workspace.sheet.value(key, "title") == "Dr"


async def test_quitting_sends_nothing_and_everything_is_there_again(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await edited(program)
        box = await asked(program)
        assert "kept on this computer" in box.informativeText()
        assert "Quitting sends nothing" in box.informativeText()
        assert "Revert and quit" not in texts(box)
        click(box, "Quit")
        await until(lambda: not program.window.isVisible())
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        assert program.workspace.sheet.value(key, "title") == "Dr"
        assert not simulator.applied


async def test_where_changes_can_t_be_kept_quitting_says_what_it_loses(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await edited(program)
        await program.keeping.flush()
        program.keeping._fail(JournalFailed("somewhere"))
        box = await asked(program)
        assert "quitting loses those that are not kept yet" in box.informativeText()
        click(box, "Stay")
        await until(lambda: question(program) is None)


async def test_while_rows_are_sent_quitting_says_what_may_still_happen(simulator, tmp_path):
    before = asyncio.all_tasks()
    async with running(options_for(simulator, tmp_path)) as program:
        await edited(program)
        simulator.faults.add(Fault("hang-before-apply", "update"))
        press(program, Qt.Key.Key_S, CTRL)
        await until(lambda: simulator.faults.waiting.count)
        box = await asked(program)
        assert "1 row is being sent just now" in box.informativeText()
        assert "is looked for at the next start" in box.informativeText()
        assert not button(box, "Submit and quit").isEnabled()
        began = time.monotonic()
        click(box, "Quit")
        await until(lambda: not program.window.isVisible())
        assert time.monotonic() - began < ENDS_SECONDS
    simulator.faults.release()
    await until(lambda: asyncio.all_tasks() <= before)  # the thread that waited has ended


async def test_a_demo_s_changes_end_with_it(tmp_path):
    """Its server is another one each time."""
    options = Options(Folders(tmp_path), simulator=("--records", "20"))
    async with running(options) as program:
        await edited(program)
        box = await asked(program)
        assert "these changes with it" in box.informativeText()
        click(box, "Quit")
        await until(lambda: not program.window.isVisible())
    async with running(options) as program:
        await connected(program)
        assert not program.workspace.unsaved()
        assert program.window.notices.notice is None


async def test_submitting_first_saves_then_quits(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await edited(program)
        click(await asked(program), "Submit and quit")
        await until(lambda: not program.window.isVisible())
        assert simulator.row("101", key)["title"] == "Dr"


async def test_submitting_first_stays_when_a_row_is_rejected(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await edited(program)
        await change(program, key, "postcode", "much too long for it")
        click(await asked(program), "Submit and quit")
        await until(lambda: program.window.notices.notice)
        assert program.window.isVisible()
        assert "1 rejected" in program.window.notices.notice.title


async def test_a_request_that_hangs_does_not_hold_up_the_end(simulator, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        options = replace(options_for(simulator, tmp_path), base_url=address)
        async with running(options) as program:
            await until(lambda: program.jobs.is_busy)
            began = time.monotonic()
            press(program, Qt.Key.Key_Q, CTRL)
            await until(lambda: not program.window.isVisible())
            assert time.monotonic() - began < ENDS_SECONDS


async def test_a_load_that_is_cancelled_leaves_the_table_as_it_was(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        press(program, Qt.Key.Key_F5)
        program.jobs.cancel()
        await until(lambda: not program.jobs.is_busy)
        assert len(keys(program)) == 60


async def test_what_is_set_of_many_cells_when_the_program_ends_is_kept(many, tmp_path):
    """A request to end from outside, or Quit while a paste still goes on."""

    async def begin(pieces):
        with closing(pieces):
            next(pieces)
            await asyncio.Event().wait()

    async with running(options_for(many, tmp_path)) as program:
        await opened(program, "100")
        rows = keys(program)
        wanted = {
            FieldName(name): dict.fromkeys(rows, "Same") for name in ("firstname", "lastname")
        }
        pieces = program.workspace.set_in_pieces(wanted, lambda _cells: "paste")
        program.background.start(begin(pieces))
        await until(lambda: program.workspace.sheet.changes.count_unsaved() == len(rows))
    async with running(options_for(many, tmp_path)) as program:
        await opened(program, "100")
        changes = program.workspace.sheet.changes
        assert changes.wanted_of(FieldName("firstname"), rows) == dict.fromkeys(rows, "Same")
        assert changes.edited_fields() == ["firstname"]
