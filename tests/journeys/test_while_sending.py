"""What people do while rows are being sent."""

import asyncio
import re
from dataclasses import replace

import pytest
from driving import (
    CTRL,
    change,
    keys,
    new_record,
    opened,
    options_for,
    press,
    running,
    status,
    submitted,
    type_text,
    until,
)
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from cn_desktop.records import plans
from cn_desktop.records.fields import FieldName
from cn_desktop.records.marks import State
from cn_desktop.simulator.faults import Fault
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui import background
from cn_desktop.ui.filters.status_boxes import StatusBoxes
from cn_desktop.ui.notices import Notice
from cn_desktop.ui.submit import results
from cn_desktop.ui.submit import sending as sending_room
from cn_desktop.ui.table import cell_commands


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


def number_in(text):
    """The first number that stands in it."""
    return int(re.search(r"[0-9,]+", text)[0].replace(",", ""))


def watched(program):
    """Each time the window tells its counts: how many rows the bar has done, and the boxes' counts.

    It is connected last, so it sees what a person sees then.
    """
    told = []

    def note():
        boxes = program.window.findChild(StatusBoxes).boxes
        counts = {name: number_in(box.text()) for name, box in boxes.items()}
        bar = program.window.progress
        if bar.isVisible():
            told.append((number_in(bar._text.text()), counts, bar._text.text()))

    program.workspace.pending_changed.connect(note)
    return told


@pytest.mark.parametrize("at_once", [1, 4])
async def test_the_bar_and_the_boxes_speak_of_the_same_moment(slow, tmp_path, at_once):
    async with running(options_for(slow, tmp_path)) as program:
        program.sending.terms = replace(program.sending.terms, at_once=at_once)
        await opened(program, "100")
        for key in keys(program)[:12]:
            await change(program, key, "title", "Dr")
        held = await new_record(program, lastname="Example")
        told = watched(program)
        await submitted(program)
        assert all(counts["Sending"] == 12 - done for done, counts, _ in told)
        assert all(counts["Saved"] == done for done, counts, _ in told)
        assert all(counts["Pending"] == 1 for _, counts, _ in told)
        assert {0, 12} < {done for done, _, _ in told}
        assert status(program, held).startswith("pending: A new record needs")


async def test_a_row_that_is_saved_is_told_though_the_next_one_takes_long(slow, tmp_path):
    async with running(options_for(slow, tmp_path)) as program:
        program.sending.terms = replace(program.sending.terms, at_once=1)
        await opened(program, "100")
        for key in keys(program)[:2]:
            await change(program, key, "title", "Dr")
        slow.faults.add(Fault("hang-after-apply", "update", nth=2))
        press(program, Qt.Key.Key_S, CTRL)
        boxes = program.window.findChild(StatusBoxes).boxes
        await until(lambda: boxes["Saved"].text() == "Saved 1")
        assert program.window.progress._text.text() == "Sending: 1 of 2 rows done"
        assert "1 sending" in program.window.pending_bar._text.text()
        slow.faults.release()
        await until(lambda: not program.jobs.is_busy)


async def test_after_cancel_the_bar_says_that_it_stops_and_still_counts_right(slow, tmp_path):
    async with running(options_for(slow, tmp_path)) as program:
        await sending(program, 20)
        told = watched(program)
        await until(lambda: slow.applied)
        program.window.actions_by_name["actionCancel"].trigger()
        assert program.window.progress._text.text().startswith("Stopping: ")
        await until(lambda: not program.jobs.is_busy)
        done, counts, text = told[-1]
        assert text == f"Stopping: {done} of 20 rows done"
        assert counts["Saved"] == done == len(slow.applied)
        assert counts["Pending"] == 20 - done
        assert counts["Sending"] == 0


async def test_whatever_comes_and_goes_a_row_under_the_mouse_stays_there(slow, tmp_path):
    """A load, the pending bar, the progress, the summary, and its end."""
    async with running(options_for(slow, tmp_path)) as program:
        await opened(program, "100")
        window, table = program.window, program.window.table
        for key in (keys(program)[30], keys(program)[12]):
            program.workspace.go_to(key, FieldName("title"))
        first = table.visualRect(window.model.index(table.rowAt(0), 2)).top()
        mouse = QPoint(300, table.viewport().height() // 3)
        seen = []

        def note():
            QApplication.sendPostedEvents()
            corner = table.viewport().mapTo(window, mouse)
            heights.add(table.viewport().height())
            seen.append((window.model.key_at(table.rowAt(mouse.y())), corner))

        heights = set()
        note()
        program.jobs.activity_changed.connect(note)
        press(program, Qt.Key.Key_F5)
        await until(lambda: not program.jobs.is_busy)
        for key in keys(program)[12:16]:
            await change(program, key, "title", "Dr")
        note()
        await submitted(program)
        await until(window.notices.isVisible)
        note()
        window.notices.hide()
        note()
        assert len(set(seen)) == 1
        assert len(heights) > 3
        assert table.visualRect(window.model.index(table.rowAt(0), 2)).top() == first


async def test_a_message_covers_no_current_row_and_fetches_none_that_was_left(slow, tmp_path):
    async with running(options_for(slow, tmp_path)) as program:
        await opened(program, "100")
        window, table = program.window, program.window.table
        last = table.rowAt(table.viewport().height() - 1) - 1
        key = window.model.key_at(last)
        program.workspace.go_to(key, FieldName("title"))
        program.workspace.tell(Notice("A message", "Of two lines.", stays=True))
        await until(window.notices.isVisible)
        QApplication.sendPostedEvents()
        rect = table.visualRect(window.model.cell_index(key, FieldName("title")))
        assert table.viewport().rect().contains(rect)
        window.notices.hide()
        table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
        table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
        program.workspace.go_to(keys(program)[0], FieldName("title"))
        table.verticalScrollBar().setValue(20)
        across = table.horizontalScrollBar().value()
        program.workspace.tell(Notice("A message", "Of two lines.", stays=True))
        await until(window.notices.isVisible)
        QApplication.sendPostedEvents()
        assert (table.verticalScrollBar().value(), table.horizontalScrollBar().value()) == (
            20,
            across,
        )


async def test_undo_names_the_cells_that_were_set_though_rows_were_sent_meanwhile(
    slow, tmp_path, monkeypatch
):
    """feat-H11: what is sent while cells are filled stays as it is, and is not counted."""
    monkeypatch.setattr(cell_commands, "CHANGED_AT_ONCE", 0)
    monkeypatch.setattr(plans, "SET_AT_ONCE", 5)
    monkeypatch.setattr(background, "SLICE_SECONDS", 0.0)
    async with running(options_for(slow, tmp_path)) as program:
        await opened(program, "100")
        rows = keys(program)[:30]
        for key in rows[20:]:
            await change(program, key, "title", "Dr")
        program.workspace.go_to(rows[0], FieldName("lastname"))
        table, model = program.window.table, program.window.model
        last = model.cell_index(rows[29], "lastname")
        chosen = QItemSelection(model.cell_index(rows[0], "lastname"), last)
        table.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        table.setFocus()
        type_text(program, "Same")
        press(program, Qt.Key.Key_Return, CTRL)
        history = program.workspace.sheet.history
        while not history.next_undo.name.startswith("set"):  # noqa: ASYNC110  between two pieces
            await asyncio.sleep(0)
        program.sending.submit(rows[20:])
        await until(lambda: not program.jobs.is_busy)
        values = program.workspace.sheet.column(FieldName("lastname"), rows)
        count = values.count("Same")
        assert 20 <= count < 30
        assert history.next_undo.name == f"set {count} cells"
        assert program.window.actions_by_name["actionUndo"].text() == f"&Undo set {count} cells"


async def test_rows_of_two_datasets_are_counted_together(slow, tmp_path):
    async with running(options_for(slow, tmp_path)) as program:
        await opened(program, "101")
        for key in keys(program)[:3]:
            await change(program, key, "title", "Dr")
        await opened(program, "100")
        for key in keys(program)[:2]:
            await change(program, key, "title", "Dr")
        told = watched(program)
        program.sending.submit_everything()
        await until(lambda: not program.jobs.is_busy)
        assert {text.partition("of ")[2] for _, _, text in told} == {"5 rows in 2 datasets done"}
        assert all(counts["Saved"] == max(0, done - 3) for done, counts, _ in told)
        assert max(done for done, _, _ in told) == 5
