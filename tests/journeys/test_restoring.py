"""What was pending comes back after any end; nothing is sent by that."""

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from driving import (
    agreed,
    change,
    command,
    connected,
    keys,
    new_record,
    opened,
    options_for,
    press,
    running,
    status,
    until,
)
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

import cn_desktop
from cn_desktop.records.marks import State
from cn_desktop.simulator.faults import Fault
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator

CHILD = Path(__file__).with_name("window_child.py")
ENDS_SECONDS = 20.0
"""Ten times what an end may take: tells it from a hang."""

needs_signals = pytest.mark.skipif(os.name != "posix", reason="signals are Unix's")


@contextmanager
def window(doing, simulator, folder):
    """A child with a window, once it has done what it was to do; it never outlives the test."""
    paths = Path(cn_desktop.__file__).parents[1], CHILD.parents[1]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "CN_DESKTOP_API_KEY": simulator.key,
    }
    child = subprocess.Popen(
        [sys.executable, CHILD, doing, simulator.base_url, simulator.username, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    with child:
        try:
            assert child.stdout.readline() == "ready\n"
            yield child
        finally:
            child.kill()


def pending_text(program) -> str:
    return program.window.pending_bar._text.text()


async def test_from_each_dataset_with_pending_rows_one_goes_on_to_the_next(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        workspace = program.workspace
        button = program.window.pending_bar.findChild(QPushButton, "elsewhereButton")
        for dataset in ("100", "101"):
            await opened(program, dataset)
            assert button.isVisible() is (dataset != "100")
            await change(program, keys(program)[0], "title", "Dr")
        assert pending_text(program).endswith("record · also pending: 1 row in dataset 100")
        assert button.text() == "Go to dataset 100"
        button.setFocus()
        press(program, Qt.Key.Key_Space)
        await until(lambda: workspace.sheet.dataset == "100" and not program.jobs.is_busy)
        await command(program, "pending rows elsewhere")
        await until(lambda: workspace.sheet.dataset == "101" and not program.jobs.is_busy)
        workspace.revert_all()
        assert pending_text(program) == "Also pending: 1 row in dataset 100"
        await command(program, "pending rows elsewhere")
        await until(lambda: workspace.sheet.dataset == "100" and not program.jobs.is_busy)
        assert not button.isVisible()
        assert not simulator.applied


async def test_edits_of_all_datasets_come_back_and_are_not_sent(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        first = keys(program)[0]
        await change(program, first, "lastname", "Kept")
        new = await new_record(program, lastname="Also kept", ddi_mobile="07700900006")
        await opened(program, "101")
        other = keys(program)[0]
        await change(program, other, "title", "Dr")
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        notice = program.window.notices.notice
        assert re.fullmatch(r"3 unsent edits from \d\d:\d\d restored", notice.title)
        assert "Nothing was sent" in notice.advice
        assert program.window.pending_bar.isVisible()
        assert "2 rows in dataset 100, 1 row in dataset 101" in pending_text(program)
        await opened(program, "101")
        assert program.workspace.sheet.value(other, "title") == "Dr"
        assert "2 rows in dataset 100" in pending_text(program)
        await opened(program, "100")
        sheet = program.workspace.sheet
        assert sheet.changes.in_state(State.PENDING) == [first, new]
        assert sheet.value(first, "lastname") == "Kept"
        assert sheet.value(new, "lastname") == "Also kept"
        assert not simulator.applied
        program.sending.submit_everything()
        await agreed(program)
        await until(lambda: not program.workspace.unsaved())
        assert len(simulator.applied) == 3
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        assert program.window.notices.notice is None
        assert not program.workspace.unsaved()


async def test_rows_of_another_account_are_told_of_and_not_shown(simulator, tmp_path):
    with Simulator(Options(records=30, seed=77)) as theirs:
        async with running(options_for(simulator, tmp_path)) as program:
            await opened(program, "100")
            key = keys(program)[0]
            await change(program, key, "lastname", "Ours")
        async with running(options_for(theirs, tmp_path)) as program:
            await connected(program)
            assert "1 unsent edit of another account" in program.window.notices.notice.title
            await opened(program, "100")
            assert not program.workspace.unsaved()
            assert not theirs.applied
        async with running(options_for(simulator, tmp_path)) as program:
            await opened(program, "100")
            assert program.workspace.sheet.value(key, "lastname") == "Ours"


@needs_signals
async def test_after_a_kill_rows_under_way_are_checked_by_reading_and_never_sent_again(
    simulator, tmp_path
):
    simulator.faults.add(Fault("hang-after-apply", "update", count=None))
    with window("sending", simulator, tmp_path) as child:
        await until(lambda: len(simulator.applied) == 2)
        child.send_signal(signal.SIGKILL)
    simulator.faults.clear()
    simulator.faults.release()
    under_way = [each.uid for each in simulator.applied]
    async with running(options_for(simulator, tmp_path)) as program:
        await until(lambda: program.window.notices.notice)
        title = program.window.notices.notice.title
        assert re.fullmatch(r"2 unsent edits from \d\d:\d\d restored, 2 being checked", title)
        await connected(program)
        sheet = program.workspace.sheet_of("100")
        await until(lambda: not sheet.changes.in_state(State.UNKNOWN))
        await opened(program, "100")
        assert sheet.changes.count([State.PENDING]) == 2
        for key in under_way:
            assert sheet.value(key, "lastname") == f"Typed {key}"
        assert [each.uid for each in simulator.applied] == under_way


@needs_signals
async def test_after_a_kill_a_row_that_did_not_arrive_stays_in_doubt(simulator, tmp_path):
    """It may arrive yet: the quiet period has begun only now."""
    simulator.faults.add(Fault("hang-before-apply", "update", count=None))
    with window("sending", simulator, tmp_path) as child:
        await until(lambda: simulator.faults.waiting.count == 2)
        child.send_signal(signal.SIGKILL)
    simulator.faults.clear()
    simulator.faults.release()
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await program.sending.look_for_all()
        rows = program.workspace.sheet.changes.in_state(State.UNKNOWN)
        assert len(rows) == 2
        assert "being sent when the program ended" in status(program, rows[0])
        program.sending.submit_everything()
        await agreed(program)
        assert not set(rows) & {each.uid for each in simulator.applied}


@needs_signals
@pytest.mark.parametrize("doing", ["editing", "sending"])
async def test_a_request_to_end_ends_without_a_question_and_keeps_everything(
    simulator, tmp_path, doing
):
    simulator.faults.add(Fault("hang-before-apply", "update", count=None))
    with window(doing, simulator, tmp_path) as child:
        child.send_signal(signal.SIGTERM)
        assert child.wait(ENDS_SECONDS) == 128 + signal.SIGTERM
    simulator.faults.clear()
    simulator.faults.release()
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        assert len(program.workspace.sheet.changes.unsaved()) == 4
        assert not simulator.applied


async def test_a_rejected_row_that_could_not_be_sent_again_comes_back_as_it_was_seen_last(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        rows = keys(program)[:4]
        for key in rows:
            await change(program, key, "postcode", "Far too long for one")
        program.sending.submit(rows)
        await agreed(program)
        assert program.workspace.count(State.REJECTED) == 4
        simulator.faults.add(Fault("reset-before-apply", "database/read", count=None))
        program.window.actions_by_name["actionRetryRejected"].trigger()
        await agreed(program)
        assert program.workspace.count(State.PENDING) == 4
        simulator.faults.clear()
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        assert program.workspace.count(State.PENDING) == 4
        assert program.workspace.count(State.REJECTED) == 0
