"""Where changes can't be kept the window is for looking only, says so, and loses nothing."""

import os
import resource
import subprocess
from contextlib import contextmanager

import pytest
from driving import (
    CTRL,
    change,
    keys,
    open_beside,
    opened,
    options_for,
    press,
    running,
    type_text,
    until,
)
from journals import kept
from PySide6.QtCore import Qt

from cn_desktop.records.fields import Lock
from cn_desktop.records.marks import State
from cn_desktop.ui.notices import notice_for
from cn_desktop.ui.submit import keeping, results
from cn_desktop.ui.table.record_model import UNKEPT_ROLE
from cn_desktop.ui.words import LOCKS, VIEW_ONLY


class LimitedDisk:
    """The system takes no further byte from this process into any file."""

    def __init__(self, folder):
        self.folder = folder
        self._before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(self):
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, self._before[1]))

    def make_room(self):
        resource.setrlimit(resource.RLIMIT_FSIZE, self._before)


class SmallDisk:
    """A disk of its own, with a file on it that takes all the room."""

    def __init__(self, folder):
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self):
        with self._filler.open("wb", buffering=0) as filler:
            while True:
                try:
                    filler.write(b"x" * 512)
                except OSError:
                    return

    def make_room(self):
        self._filler.unlink()


@contextmanager
def small_disk(folder):
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)]
    if os.getuid() or subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("only who may mount can have a disk of its own")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture(params=["limit", "disk"])
def disk(request, tmp_path):
    if request.param == "limit":
        made = LimitedDisk(tmp_path / "data")
        yield made
        made.make_room()
        return
    with small_disk(tmp_path / "data") as made:
        yield made


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(keeping, "SLOW_MS", 20)


def sign(program):
    return program.window.status_line.trouble


def refused(program, key):
    """Typing there changes nothing, and says why."""
    program.workspace.go_to(key, "lastname")
    program.window.table.setFocus()
    type_text(program, "x")
    press(program, Qt.Key.Key_Return)
    assert program.window.notices.notice.advice == LOCKS[Lock.NOT_KEPT]
    assert program.workspace.sheet.changes.state(key) is None


def has_corner(program, key, field="lastname") -> bool:
    return program.window.model.cell_index(key, field).data(UNKEPT_ROLE)


async def test_a_full_disk_means_view_only_until_there_is_room(simulator, disk):
    async with running(options_for(simulator, disk.folder)) as program:
        await opened(program, "100")
        first, second, third = keys(program)[:3]
        await change(program, first, "lastname", "Before")
        await program.keeping.flush()
        disk.fill()
        await change(program, second, "lastname", "Lost?")
        await until(lambda: program.keeping.trouble)

        assert sign(program).isVisible()
        assert VIEW_ONLY[Lock.NOT_KEPT] in sign(program).accessibleName()
        assert str(disk.folder) in sign(program).toolTip()
        notice = program.window.notices.notice
        assert notice == notice_for(program.keeping.trouble)

        sheet = program.workspace.sheet
        refused(program, third)
        assert sheet.value(first, "lastname") == "Before"
        assert sheet.value(second, "lastname") == "Lost?"

        assert [has_corner(program, key) for key in (first, second)] == [False, True]
        cell = program.window.model.cell_index(second, "lastname")
        assert cell.data(Qt.ItemDataRole.AccessibleTextRole).endswith("not kept yet")
        assert not has_corner(program, second, "title")

        press(program, Qt.Key.Key_S, CTRL)
        program.sending.submit([first, second])  # even if the window let it through
        await until(lambda: not program.jobs.is_busy)
        assert program.window.notices.notice == results.NOT_KEPT
        assert not simulator.applied
        assert sheet.changes.count([State.PENDING]) == 2

        disk.make_room()
        program.window.actions_by_name["actionKeepAgain"].trigger()
        await until(lambda: not program.keeping.trouble)
        assert not sign(program).isVisible()
        assert program.window.notices.notice == results.KEPT_AGAIN
        assert not has_corner(program, second)
        await change(program, third, "lastname", "After")
        await program.keeping.flush()
    assert {key: fields["lastname"] for key, fields in kept(program, disk.folder).items()} == {
        first: "Before",
        second: "Lost?",
        third: "After",
    }


async def test_it_is_tried_again_by_itself_and_told_once(simulator, disk, monkeypatch):
    monkeypatch.setattr(keeping, "RETRY_MS", 20)
    told = []
    async with running(options_for(simulator, disk.folder)) as program:
        await opened(program, "100")
        key = keys(program)[0]
        program.workspace.notice.connect(told.append)
        changes = []
        program.keeping.changed.connect(lambda: changes.append(bool(program.keeping.trouble)))
        disk.fill()
        await change(program, key, "lastname", "Kept in the end")
        await until(lambda: changes.count(True) > 5)
        assert len(told) == 1
        assert False not in changes[changes.index(True) :]
        disk.make_room()
        await until(lambda: not program.keeping.trouble)
        assert told[1:] == [results.KEPT_AGAIN]
    assert kept(program, disk.folder)[key]["lastname"] == "Kept in the end"


async def test_what_was_reverted_meanwhile_does_not_come_back(simulator, disk):
    async with running(options_for(simulator, disk.folder)) as program:
        await opened(program, "100")
        first, second = keys(program)[:2]
        await change(program, first, "lastname", "Taken back")
        await program.keeping.flush()
        disk.fill()
        await change(program, second, "lastname", "Stays")
        await until(lambda: program.keeping.trouble)
        program.workspace.revert_rows([first])
        disk.make_room()
        program.keeping.try_again()
        await until(lambda: not program.keeping.trouble)
    assert list(kept(program, disk.folder)) == [second]


async def test_a_disk_that_fills_up_while_rows_are_sent_sends_nothing_it_could_not_note(
    simulator, disk
):
    async with running(options_for(simulator, disk.folder)) as program:
        await opened(program, "100")
        rows = keys(program)[:20]
        program.workspace.set_cells(dict.fromkeys([(k, "title") for k in rows], "Dr"), "edit")
        await program.keeping.flush()
        press(program, Qt.Key.Key_S, CTRL)
        await until(lambda: simulator.applied)
        disk.fill()
        await until(lambda: not program.jobs.is_busy)
        changes = program.workspace.sheet.changes
        applied = {each.uid for each in simulator.applied}
        pending = set(changes.in_state(State.PENDING))
        assert not pending & applied
        disk.make_room()
        program.keeping.try_again()
        await until(lambda: not program.keeping.trouble)
        left = set(changes.unsaved())
    assert set(kept(program, disk.folder)) == left


async def test_a_second_window_looks_only_until_the_first_is_closed(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as first:
        await opened(first, "100")
        key = keys(first)[0]
        await change(first, key, "lastname", "Of the first")
        async with running(options_for(simulator, tmp_path)) as second:
            await open_beside("Open read-only")
            await until(lambda: second.window.picker.count() and not second.jobs.is_busy)
            second.jobs.open_dataset("100")
            await until(lambda: not second.jobs.is_busy)
            assert sign(second).isVisible()
            assert second.workspace.sheet.locks.of(key, "lastname") is Lock.OTHER_WINDOW
            assert not second.workspace.unsaved()
            first.window.close()
            await first.keeping.close()
            second.window.actions_by_name["actionKeepAgain"].trigger()
            await until(second.workspace.unsaved)
            await until(lambda: not second.jobs.is_busy)
            assert not sign(second).isVisible()
            assert second.workspace.sheet.value(key, "lastname") == "Of the first"
