"""An answer that is spoilt, or stands beside a warning, in the window (R4 and R5)."""

import pytest
from driving import change, keys, new_record, opened, options_for, press, running, submitted, until
from PySide6.QtCore import Qt

from cn_desktop.records.fields import REPLACEMENT, Lock
from cn_desktop.records.validation import Problem
from cn_desktop.simulator.faults import Fault
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui.notices import Tone
from cn_desktop.ui.words import LOCKS, PROBLEMS

from .talking import READ


@pytest.fixture
def simulator():
    with Simulator(Options(records=6)) as running_one:
        yield running_one


async def reloaded(program):
    press(program, Qt.Key.Key_F5)
    await until(lambda: not program.jobs.is_busy)


async def shown_damaged(program):
    program.window.actions_by_name["actionShowDamaged"].trigger()
    await until(lambda: not program.jobs.is_busy)


def can_show(program):
    return program.window.actions_by_name["actionShowDamaged"].isEnabled()


def damaged(program):
    store = program.workspace.sheet.store
    return [store.key(row) for row in store.rows() if store.is_damaged(row)]


@pytest.mark.parametrize("name", ["invalid-utf8", "cp1252", "lone-surrogate"])
async def test_r04_a_spoilt_answer_can_be_shown_read_only(simulator, tmp_path, name):
    simulator.faults.add(Fault(name, READ, count=None))
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        assert keys(program) == []
        command = program.window.actions_by_name["actionShowDamaged"].text().replace("&", "")
        assert command in program.window.notices.notice.advice
        assert can_show(program)
        await shown_damaged(program)
        assert len(keys(program)) == 6
        notice = program.window.notices.notice
        assert (notice.title, notice.tone) == ("Some characters could not be read", Tone.WARNING)
        key = damaged(program)[-1]
        model = program.window.model
        index = model.cell_index(key, "lastname")
        assert not index.flags() & Qt.ItemFlag.ItemIsEditable
        assert index.data(Qt.ItemDataRole.ToolTipRole) == LOCKS[Lock.DAMAGED]
        cells = [model.cell_index(key, field).data() for field in model.fields]
        assert [text for text in cells if REPLACEMENT in text]


async def test_r04_a_damaged_record_is_never_sent_and_the_others_are(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        last, first = keys(program)[-1], keys(program)[0]
        await change(program, last, "lastname", "Mine")
        simulator.faults.add(Fault("invalid-utf8", READ, count=2))
        await reloaded(program)
        await shown_damaged(program)
        assert damaged(program) == [last]
        await change(program, last, "firstname", "Never")
        assert program.workspace.sheet.value(last, "lastname") == "Mine"
        assert program.workspace.sheet.changes.edit(last, "firstname") is None
        assert program.workspace.unsaved() == {"100": 1}
        await submitted(program)
        assert program.window.notices.notice.advice.startswith(PROBLEMS[Problem.DAMAGED])
        await change(program, first, "lastname", "Fine")
        await new_record(program, lastname="New", ddi_mobile="07700900124")
        await submitted(program)
        assert sorted(entry.action for entry in simulator.ledger) == ["create", "update"]
        assert simulator.row("100", first)["lastname"] == "Fine"
        await reloaded(program)
        assert damaged(program) == []
        await submitted(program)
        assert simulator.row("100", last)["lastname"] == "Mine"


async def test_r04_a_damaged_read_is_not_the_whole_dataset(simulator, tmp_path):
    simulator.faults.add(Fault("invalid-utf8", READ, count=2))
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await shown_damaged(program)
        assert not program.workspace.sheet.store.is_complete


@pytest.mark.parametrize("name", ["html", "list-nested", "truncate-length"])
async def test_r04_no_other_failure_offers_it(simulator, tmp_path, name):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        assert not can_show(program)
        simulator.faults.add(Fault("invalid-utf8", READ))
        await reloaded(program)
        assert can_show(program)
        simulator.faults.add(Fault(name, READ, count=None))
        await reloaded(program)
        assert program.window.notices.notice
        assert not can_show(program)


async def test_r04_a_good_read_withdraws_the_offer(simulator, tmp_path):
    simulator.faults.add(Fault("invalid-utf8", READ))
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        assert can_show(program)
        await opened(program, "101")
        assert not can_show(program)


@pytest.mark.parametrize("name", ["warning-before", "warning-after"])
async def test_r05_the_window_says_that_the_server_printed_a_warning(simulator, tmp_path, name):
    simulator.faults.add(Fault(name, READ))
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        assert len(keys(program)) == 6
        notice = program.window.notices.notice
        assert notice.title == "The server printed a warning beside its answer"
        assert notice.tone is Tone.WARNING
        assert "read all the same" in notice.advice


async def test_r05_two_things_to_say_are_both_said(simulator, tmp_path):
    simulator.faults.add(Fault("warning-before", READ), Fault("list-short", READ))
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        notice = program.window.notices.notice
        assert notice.title == "The server announced 6 records and sent 5"
        assert "printed a warning" in notice.advice
