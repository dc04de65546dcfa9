"""A dataset that takes its time: what is on screen until it is whole."""

import asyncio

import pytest
from driving import change, connected, keys, opened, options_for, press, running, until
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from cn_desktop.records.fields import DatasetId, FieldName
from cn_desktop.records.query import Query
from cn_desktop.simulator.faults import Fault
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui.table.record_model import LOCK_ROLE

READ = "ecnow_data/read"
SLOWLY = 60_000.0
"""Bytes a second: a hundred records."""


@pytest.fixture
def simulator():
    with Simulator(Options(records=400)) as started:
        yield started


def slow(simulator, name="drip", value=SLOWLY, count=1):
    simulator.faults.add(Fault(name, READ, value=value, count=count))


async def arriving(program, dataset="100", count=1):
    """Open the dataset, and wait until so many of its records are on screen."""
    workspace = program.workspace
    program.jobs.open_dataset(DatasetId(dataset))
    await until(lambda: workspace.sheet.dataset == dataset and len(workspace.rows) >= count)


async def test_the_first_records_are_on_screen_while_the_rest_arrives(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        slow(simulator)
        await arriving(program)
        first = len(program.workspace.rows)
        assert first < 400
        assert program.jobs.is_busy
        await until(lambda: len(program.workspace.rows) > first)
        progress = program.window.progress.findChild(QLabel, "progressText").text()
        assert progress.startswith("Loading dataset 100: ")
        assert progress.endswith(" a second")
        count = program.window.findChild(QLabel, "countLabel")
        assert count.text().endswith(" records so far")
        await program.jobs.idle()
        assert count.text() == "400 records"


async def test_what_has_not_all_arrived_can_be_looked_at_and_not_changed(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        slow(simulator)
        await arriving(program)
        model, workspace = program.window.model, program.workspace
        cell = model.cell_index(model.key_at(0), "lastname")
        assert "still being loaded" in cell.data(Qt.ItemDataRole.ToolTipRole)
        assert not model.setData(cell, "Changed")
        assert not program.window.actions_by_name["actionNewRecord"].isEnabled()
        await program.jobs.idle()
        assert len(workspace.rows) == 400
        assert cell.data(LOCK_ROLE) is None
        await change(program, model.key_at(0), "lastname", "Changed")


async def test_where_somebody_is_stays_when_the_rest_has_come(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        slow(simulator)
        await arriving(program, count=30)
        table, model = program.window.table, program.window.model
        table.setCurrentIndex(model.cell_index(model.key_at(20), "lastname"))
        current = program.workspace.current
        await program.jobs.idle()
        assert program.workspace.current == current
        assert table.currentIndex() == model.cell_index(*current)


async def test_a_filter_of_what_has_come_so_far_is_one_of_everything_in_the_end(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        slow(simulator)
        await arriving(program)
        program.workspace.ask(Query(text="55"))
        await program.jobs.idle()
        assert program.workspace.query == Query(text="55")
        assert len(program.workspace.rows) == 400


@pytest.mark.parametrize("how", ["cancelled", "truncate-length", "reset-mid-answer"])
async def test_what_is_not_whole_does_not_replace_what_was_there(simulator, tmp_path, how):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        workspace = program.workspace
        workspace.ask(Query(text="a"))
        workspace.set_current((workspace.sheet.store.key(workspace.rows[2]), "lastname"))
        sheet, shown, current = workspace.sheet, list(workspace.rows), workspace.current
        if how == "cancelled":
            slow(simulator)
            await arriving(program)
            press(program, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
        else:
            slow(simulator, how, 0.7, count=None)
            program.jobs.open_dataset(DatasetId("100"))
        await program.jobs.idle()
        assert (workspace.sheet, list(workspace.rows), workspace.current) == (sheet, shown, current)
        assert workspace.query == Query(text="a")
        assert program.window.notices.notice


async def test_a_dataset_that_is_read_again_stays_and_is_edited_meanwhile(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        slow(simulator, value=400_000.0)
        program.jobs.open_dataset(DatasetId("100"))
        await until(program.window.progress.isVisible)
        assert len(program.workspace.rows) == 400
        await change(program, keys(program)[3], "lastname", "Meanwhile")
        await program.jobs.idle()
        key = keys(program)[3]
        assert program.workspace.sheet.changes.edit(key, "lastname").wanted == "Meanwhile"


async def test_a_dataset_with_pending_rows_never_looks_as_if_it_had_none(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await change(program, keys(program)[0], "lastname", "Pending")
        await opened(program, "101")
        slow(simulator, value=200_000.0)
        program.jobs.open_dataset(DatasetId("100"))
        bar = program.window.findChild(QLabel, "pendingText")
        while program.jobs.is_busy:
            assert "1 pending" in bar.text() or "1 row in dataset 100" in bar.text()
            await asyncio.sleep(0.005)
        assert program.workspace.sheet.dataset == "100"
        assert "1 pending" in bar.text()


async def test_what_is_done_before_the_first_record_comes_is_there_after_cancelling(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        workspace = program.workspace
        slow(simulator)
        program.jobs.open_dataset(DatasetId("100"))
        workspace.ask(Query(text="a"))
        workspace.set_current((workspace.sheet.store.key(workspace.rows[1]), "postcode"))
        current = workspace.current
        await until(lambda: workspace.sheet.dataset == "100")
        program.jobs.cancel()
        await program.jobs.idle()
        assert (workspace.sheet.dataset, workspace.query) == ("101", Query(text="a"))
        assert workspace.current == current


async def test_another_dataset_asked_for_meanwhile_is_the_one_that_is_shown(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        slow(simulator)
        await arriving(program, "100")
        program.jobs.open_dataset(DatasetId("101"))
        await program.jobs.idle()
        sheet = program.workspace.sheet
        assert sheet.dataset == "101"
        assert {sheet.store.value(row, "dataset") for row in program.workspace.rows} == {"101"}
        assert sheet.permits.forbids is None


async def test_looking_up_a_record_meanwhile_ends_the_reading_and_shows_it(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        slow(simulator)
        await arriving(program)
        key = keys(program)[0]
        program.jobs.look_up(DatasetId("100"), key)
        await program.jobs.idle()
        assert program.workspace.current[0] == key
        assert keys(program) == [key]
        await change(program, key, "lastname", "Changed")


async def test_the_program_closes_while_records_arrive(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        slow(simulator, value=2_000.0)
        program.jobs.open_dataset(DatasetId("100"))
        await until(program.window.progress.isVisible)
        program.window.close()
        await until(lambda: not program.window.isVisible())


async def test_a_look_up_leads_to_the_first_cell_that_can_be_edited_and_the_forms_top(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        first, other = keys(program)[0], keys(program)[30]
        bar = program.window.form._area.verticalScrollBar()
        await until(lambda: not program.window.form._building.isActive())
        program.workspace.go_to(first, FieldName("title"))
        program.workspace.go_to(first, FieldName("sourcefile"))
        await until(lambda: bar.value() > 0)
        program.jobs.look_up(DatasetId("100"), other)
        await program.jobs.idle()
        assert program.workspace.current == (other, "title")
        assert bar.value() == 0


async def test_a_dataset_that_is_come_back_to_is_where_it_was_left(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        cell = (keys(program)[-1], FieldName("lastname"))
        program.workspace.go_to(*cell)
        await opened(program, "103")
        assert program.workspace.current != cell
        await opened(program, "101")
        assert program.workspace.current == cell
        assert program.window.table.currentIndex() == program.window.model.cell_index(*cell)
        assert keys(program)[0] != cell[0]


async def test_a_cell_that_is_gone_is_not_come_back_to(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        gone = keys(program)[-1]
        program.workspace.go_to(gone, FieldName("lastname"))
        await opened(program, "103")
        simulator.remove("101", gone)
        await opened(program, "101")
        assert gone not in keys(program)
        assert program.workspace.current is None or program.workspace.current[0] != gone
