"""What people do while rows are being sent."""

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
    type_text,
    until,
)
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from cn_desktop.records.marks import State
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui.submit import results
from cn_desktop.ui.submit import sending as sending_room


@pytest.fixture
def slow():
    """A server that takes its time, so that there is something to do meanwhile."""
    with Simulator(Options(records=60, latency_ms=40)) as started:
        yield started


async def sending(program, count):
    """Edit so many records, press Ctrl+S, and wait until the first of them is on its way."""
    await opened(program, "100")
    edited = keys(program)[:count]
    for key in edited:
        await change(program, key, "title", "Dr")
    press(program, Qt.Key.Key_S, CTRL)
    await until(program.window.progress.isVisible)
    return edited


async def test_other_records_can_be_edited_and_the_one_on_its_way_can_not(slow, tmp_path):
    async with running(options_for(slow, tmp_path)) as program:
        edited = await sending(program, 4)
        model = program.window.model
        for key in edited:
            assert not model.setData(model.cell_index(key, "lastname"), "Too late")
        program.workspace.revert_all()
        await change(program, keys(program)[10], "lastname", "Meanwhile")
        await until(lambda: not program.jobs.is_busy)
        assert {status(program, key) for key in edited} == {"saved"}
        assert program.workspace.count(State.PENDING) == 1


async def test_what_is_said_meanwhile_stays_while_more_rows_end(slow, tmp_path):
    async with running(options_for(slow, tmp_path)) as program:
        await sending(program, 40)
        await until(lambda: len(slow.applied) > 4)
        press(program, Qt.Key.Key_F5)
        assert program.window.notices.notice == results.BUSY_SENDING
        saved = program.workspace.count(State.SAVED)
        await until(lambda: program.workspace.count(State.SAVED) > saved)
        program.workspace.tell_touched()
        assert program.window.notices.notice == results.BUSY_SENDING
        await until(lambda: not program.jobs.is_busy)
        assert "saved" in program.window.notices.notice.title


async def test_what_is_typed_in_the_form_counts_when_it_is_submitted(slow, tmp_path):
    async with running(options_for(slow, tmp_path)) as program:
        await opened(program, "100")
        first, second = keys(program)[:2]
        field = program.window.form.findChild(QLineEdit, "form_lastname")
        for key in (first, second):
            program.workspace.go_to(key)
            field.setFocus()
            field.selectAll()
            type_text(program, f"Typed {key}")
        assert program.workspace.sheet.value(first, "lastname") == f"Typed {first}"
        press(program, Qt.Key.Key_S, CTRL)
        await until(lambda: not program.jobs.is_busy)
        for key in (first, second):
            assert slow.row("100", key)["lastname"] == f"Typed {key}"


async def test_what_is_typed_in_a_cell_survives_the_end_of_a_load(slow, tmp_path):
    async with running(options_for(slow, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[0]
        press(program, Qt.Key.Key_F5)
        program.workspace.go_to(key, "lastname")
        program.window.table.setFocus()
        type_text(program, "Half-way")
        await until(lambda: not program.jobs.is_busy)
        assert program.workspace.sheet.value(key, "lastname") == "Half-way"


async def test_of_many_rows_each_is_sent_as_it_is_when_its_turn_comes(slow, tmp_path, monkeypatch):
    monkeypatch.setattr(sending_room, "HELD_AT_ONCE", 2)
    async with running(options_for(slow, tmp_path)) as program:
        await opened(program, "100")
        edited = keys(program)[:6]
        for key in edited:
            await change(program, key, "title", "Dr")
        program.sending.submit(edited)
        program.workspace.set_cells({(key, "title"): "Prof" for key in edited}, "edit")
        program.workspace.revert_rows(edited[4:5])
        await until(lambda: not program.jobs.is_busy)
        titles = [slow.row("100", key)["title"] for key in edited]
        assert titles[:4] == ["Dr", "Dr", "Prof", "Prof"]
        assert titles[5] == "Prof"
        assert edited[4] not in {each.uid for each in slow.applied}
        assert len(slow.applied) == 5


async def test_a_second_submit_sends_nothing_twice(slow, tmp_path):
    async with running(options_for(slow, tmp_path)) as program:
        edited = await sending(program, 4)
        press(program, Qt.Key.Key_S, CTRL)
        press(program, Qt.Key.Key_S, CTRL)
        await until(lambda: not program.jobs.is_busy)
        assert sorted(each.uid for each in slow.applied) == sorted(edited)


async def test_another_dataset_has_to_wait_and_nothing_is_lost(slow, tmp_path):
    async with running(options_for(slow, tmp_path)) as program:
        edited = await sending(program, 4)
        program.window.picker.chosen.emit("101")
        assert program.workspace.sheet.dataset == "100"
        assert "being sent" in program.window.notices.notice.title
        await until(lambda: not program.jobs.is_busy)
        assert {status(program, key) for key in edited} == {"saved"}


async def test_cancel_finishes_the_present_row_and_leaves_the_rest_pending(slow, tmp_path):
    async with running(options_for(slow, tmp_path)) as program:
        await sending(program, 20)
        await until(lambda: slow.applied)
        program.window.actions_by_name["actionCancel"].trigger()
        await until(lambda: not program.jobs.is_busy)
        saved, pending = (program.workspace.count(s) for s in (State.SAVED, State.PENDING))
        assert saved == len(slow.applied) >= 1
        assert saved + pending == 20
        assert f"{pending} not sent" in program.window.notices.notice.title


async def test_sorting_and_filtering_go_on_and_results_reach_their_rows(slow, tmp_path):
    async with running(options_for(slow, tmp_path)) as program:
        edited = await sending(program, 6)
        model = program.window.model
        model.sort(model.fields.index("lastname"), Qt.SortOrder.DescendingOrder)
        program.window.filter_bar.filter.setText("zzz")
        program.window.filter_bar._apply()
        assert keys(program) == []
        await until(lambda: not program.jobs.is_busy)
        program.window.filter_bar.filter.clear()
        assert {status(program, key) for key in edited} == {"saved"}


async def test_progress_is_shown_and_goes_away(slow, tmp_path):
    async with running(options_for(slow, tmp_path)) as program:
        await sending(program, 3)
        assert program.window.progress.isVisible()
        assert "of 3 rows" in program.window.progress._text.text()
        await until(lambda: not program.jobs.is_busy)
        assert not program.window.progress.isVisible()
