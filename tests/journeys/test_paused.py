"""A run that ends early says how far it came; for want of a session it goes on after a log-in."""

import re
from collections import Counter

import pytest
from driving import (
    CTRL,
    change,
    keys,
    opened,
    options_for,
    press,
    running,
    status,
    submitted,
    until,
)
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from cn_desktop.records.marks import State
from cn_desktop.simulator.faults import Fault
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator

ROWS = 30


@pytest.fixture
def slow():
    """A server that takes its time, so that there is something to do meanwhile."""
    with Simulator(Options(records=60, latency_ms=30)) as started:
        yield started


def button(program) -> QPushButton:
    return program.window.notices.findChild(QPushButton, "noticeDetails")


def numbers(notice) -> dict[str, int]:
    """How far a run came that was stopped: the title's numbers, each said once."""
    assert "The sending was stopped." in notice.advice
    assert not re.search(r"\d+ (sent|not sent|unknown)", notice.advice)
    words = {word: int(number) for number, word in re.findall(r"(\d+) ([a-z ]+)", notice.title)}
    words.pop("rows submitted", None)
    sent = sum(words.pop(word, 0) for word in ("saved", "rejected"))
    return {"sent": sent, "not sent": 0, "unknown": 0} | words


async def edited(program, count=ROWS):
    await opened(program, "100")
    rows = keys(program)[:count]
    cells = {(key, "title"): "Dr" if number % 2 else "Mx" for number, key in enumerate(rows)}
    program.workspace.set_cells(cells, "edit")
    return [key for key in rows if program.workspace.sheet.changes.state(key)]


async def paused(program, server):
    """Send rows; on the way every session ends, and the server takes no log-in."""
    rows = await edited(program)
    press(program, Qt.Key.Key_S, CTRL)
    await until(lambda: server.applied)
    server.faults.add(Fault("says-login-refused", "token", count=None))
    server.expire_tokens()
    await until(lambda: not program.jobs.is_busy)
    return rows


async def test_after_a_log_in_the_rest_is_sent_once_and_an_edited_row_is_not(slow, tmp_path):
    async with running(options_for(slow, tmp_path)) as program:
        rows = await paused(program, slow)
        notice = program.window.notices.notice
        counts = numbers(notice)
        assert counts["not sent"] == program.workspace.count(State.PENDING) > 0
        assert counts["sent"] == program.workspace.count(State.SAVED)
        assert sum(counts.values()) == len(rows)
        assert "“Authentication failure”" in notice.advice
        assert f"{counts['not sent']} rows go on by themselves" in notice.advice
        assert button(program).text() == "Log in again"

        waiting = program.workspace.sheet.changes.in_state(State.PENDING)
        await change(program, waiting[0], "lastname", "Corrected")
        assert program.window.notices.notice == notice
        slow.faults.clear()
        button(program).click()
        await until(lambda: program.workspace.count(State.SAVED) == len(rows) - 1)
        await until(lambda: not program.jobs.is_busy)
        sent = Counter(each.uid for each in slow.applied)
        assert sent == Counter(set(rows) - {waiting[0]})
        assert status(program, waiting[0]).startswith("pending")
        assert slow.row("100", waiting[0])["lastname"] != "Corrected"


async def test_a_log_in_that_is_refused_again_sends_nothing_and_can_be_tried_again(slow, tmp_path):
    async with running(options_for(slow, tmp_path)) as program:
        rows = await paused(program, slow)
        applied = len(slow.applied)
        button(program).click()
        await until(lambda: not program.jobs.is_busy)
        assert len(slow.applied) == applied
        assert button(program).text() == "Log in again"
        slow.faults.clear()
        button(program).click()
        await until(lambda: program.workspace.count(State.SAVED) == len(rows))


async def test_a_session_refused_though_there_is_one_does_not_go_on_without_a_person(
    slow, tmp_path
):
    """As after joining a VPN: each new token is refused too. Nothing runs in circles."""
    async with running(options_for(slow, tmp_path)) as program:
        await edited(program)
        slow.faults.add(Fault("says-invalid-token", "update", count=None))
        press(program, Qt.Key.Key_S, CTRL)
        await until(lambda: program.window.notices.notice)
        await until(lambda: not program.jobs.is_busy)
        struck = len(slow.faults.struck)
        program.jobs.session_changed.emit()
        assert not program.jobs.is_busy
        assert len(slow.faults.struck) == struck
        assert button(program).text() == "Log in again"


async def test_a_new_record_refused_for_its_token_waits_for_a_person(slow, tmp_path):
    """A byte of it has left: it is not sent again by itself."""
    async with running(options_for(slow, tmp_path)) as program:
        await opened(program, "100")
        key = program.workspace.add_record()
        for field, text in (("lastname", "Fresh"), ("ddi_mobile", "07700900006")):
            program.workspace.type_text(key, field, text)
        slow.faults.add(Fault("says-invalid-token", "create"))
        slow.faults.add(Fault("says-login-refused", "token", count=None))
        await submitted(program)
        assert program.workspace.count(State.PENDING) == 1
        slow.faults.clear()
        program.window.actions_by_name["actionLogIn"].trigger()
        await until(lambda: not program.jobs.is_busy)
        assert not slow.applied
        assert program.workspace.count(State.PENDING) == 1


async def test_three_rows_that_could_not_be_sent_end_the_run_of_every_dataset(slow, tmp_path):
    async with running(options_for(slow, tmp_path)) as program:
        first = await edited(program, 20)
        await opened(program, "101")
        program.workspace.set_cells(
            dict.fromkeys([(key, "title") for key in keys(program)[:5]], "Dr"), "edit"
        )
        second = program.workspace.sheet.changes.in_state(State.PENDING)
        slow.stop()
        program.sending.submit_everything()
        await until(lambda: not program.jobs.is_busy)
        notice = program.window.notices.notice
        rows = len(first) + len(second)
        assert f"Of {rows} rows submitted: {rows} not sent" in notice.title
        assert numbers(notice) == {"sent": 0, "not sent": rows, "unknown": 0}
        assert "could not be reached" in notice.advice or "refused" in notice.advice
        assert "Nothing was sent" not in notice.advice
        assert status(program, second[0]).startswith("pending: not sent")


async def test_a_summary_with_something_left_to_do_stays_until_it_is_closed(slow, tmp_path):
    """feat-R11; one that says that all is saved goes with the next change."""
    async with running(options_for(slow, tmp_path)) as program:
        await edited(program, 2)
        await change(program, keys(program)[10], "postcode", "Far too long for one")
        press(program, Qt.Key.Key_S, CTRL)
        await until(lambda: program.window.notices.notice)
        summary = program.window.notices.notice
        assert summary.title == "Of 3 rows submitted: 2 saved, 1 rejected."
        await change(program, keys(program)[20], "lastname", "Next")
        await opened(program, "101")
        assert program.window.notices.notice == summary
