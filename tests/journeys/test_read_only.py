"""Over a read-only connection nothing is sent, whatever is tried; switching it on acts at once."""

import pytest
from connect_driving import saved
from driving import CTRL, change, keys, opened, options_for, press, running, submitted, until
from PySide6.QtCore import Qt

from cn_desktop.base.paths import Folders
from cn_desktop.base.secret import Secret
from cn_desktop.records.marks import State
from cn_desktop.simulator.options import Options as SimulatorOptions
from cn_desktop.simulator.server import Simulator
from cn_desktop.storage.profiles import Profiles
from cn_desktop.ui.options import Options


@pytest.fixture
def slow():
    """A server that takes its time for each answer."""
    with Simulator(SimulatorOptions(records=60, latency_ms=100)) as started:
        yield started


def switch(program):
    return program.window.actions_by_name["actionReadOnly"]


async def test_it_is_saved_shown_and_keeps_everything_from_being_edited(simulator, tmp_path):
    folders = Folders(tmp_path)
    saved(folders, simulator, "Ours", is_read_only=True)
    async with running(Options(folders, profile="Ours", key=Secret(simulator.key))) as program:
        await opened(program, "100")
        assert "read-only" in program.window.connection.text()
        assert switch(program).isChecked()
        key = keys(program)[0]
        await change(program, key, "title", "Dr")
        assert not program.workspace.unsaved()
        index = program.window.model.cell_index(key, "title")
        assert not index.flags() & Qt.ItemFlag.ItemIsEditable
        assert "read-only" in index.data(Qt.ItemDataRole.ToolTipRole)
        for name in ("actionSubmit", "actionSubmitSelected", "actionNewRecord"):
            assert not program.window.actions_by_name[name].isEnabled()


async def test_switching_it_on_keeps_changes_and_off_lets_them_go(simulator, tmp_path):
    folders = Folders(tmp_path)
    saved(folders, simulator, "Ours")
    async with running(Options(folders, profile="Ours", key=Secret(simulator.key))) as program:
        await opened(program, "101")
        key = keys(program)[0]
        await change(program, key, "title", "Dr")
        switch(program).trigger()
        assert Profiles(folders.profiles).get("Ours").is_read_only
        press(program, Qt.Key.Key_S, CTRL)
        assert program.workspace.count(State.PENDING) == 1
        assert not program.jobs.is_busy
        program.sending.submit([key])  # even if the window let it through
        await until(lambda: not program.jobs.is_busy)
        assert simulator.applied == []
        assert program.workspace.unsaved()
        switch(program).trigger()
        assert not Profiles(folders.profiles).get("Ours").is_read_only
        await submitted(program)
        assert simulator.row("101", key)["title"] == "Dr"
        assert simulator.token_gets == 1


async def test_switching_it_on_stops_the_sending_after_the_present_row(slow, tmp_path):
    async with running(options_for(slow, tmp_path)) as program:
        await opened(program, "101")
        for key in keys(program)[:10]:
            await change(program, key, "title", "Dr")
        press(program, Qt.Key.Key_S, CTRL)
        await until(lambda: slow.applied)
        switch(program).trigger()
        await until(lambda: not program.jobs.is_busy)
        sent = len(slow.applied)
        assert sent < 10
        assert program.workspace.count(State.PENDING) == 10 - sent
