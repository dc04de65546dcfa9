"""What a hostile tester did to the window, each of it once; none of it may lose or pretend."""

import asyncio

import pytest
from driving import (
    CTRL,
    agreed,
    change,
    connected,
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
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from cn_desktop.base.paths import Folders
from cn_desktop.records.marks import State
from cn_desktop.simulator.faults import Fault
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator


@pytest.fixture
def slow():
    with Simulator(Options(records=60, latency_ms=60)) as started:
        yield started


def field_of(program, name) -> QLineEdit:
    return program.window.form.findChild(QLineEdit, f"form_{name}")


async def test_typing_goes_on_across_the_end_of_a_load(slow, tmp_path):
    async with running(options_for(slow, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[0]
        program.workspace.go_to(key, "lastname")
        program.window.table.setFocus()
        press(program, Qt.Key.Key_F5)
        type_text(program, "Half")
        await until(lambda: not program.jobs.is_busy)
        type_text(program, "-way")
        press(program, Qt.Key.Key_Return)
        await asyncio.sleep(0)
        assert program.workspace.sheet.value(key, "lastname") == "Half-way"


async def test_overtyping_in_the_form_is_not_disturbed_by_rows_being_sent(slow, tmp_path):
    async with running(options_for(slow, tmp_path)) as program:
        await opened(program, "100")
        sent, other = keys(program)[:2]
        await change(program, sent, "lastname", "Sent")
        press(program, Qt.Key.Key_S, CTRL)
        program.workspace.go_to(other, "lastname")
        field = field_of(program, "lastname")
        field.setFocus()
        field.selectAll()
        await until(lambda: not program.jobs.is_busy)
        type_text(program, "New")
        program.workspace.end_editing()
        assert program.workspace.sheet.value(other, "lastname") == "New"


async def test_undoing_an_edit_that_was_saved_while_its_row_was_hidden(simulator, tmp_path):
    """The row is not in the answer with these outcomes; undoing it is a change of its own."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[0]
        before = program.workspace.sheet.value(key, "lastname")
        await change(program, key, "lastname", "Edited")
        program.jobs.open_dataset("100", "98")
        await until(lambda: not program.jobs.is_busy and key not in keys(program))
        await submitted(program)
        assert status(program, key) == "saved"
        press(program, Qt.Key.Key_F5)
        program.window.filter_bar.clear_outcomes()
        program.jobs.open_dataset("100")
        await until(lambda: not program.jobs.is_busy)
        program.workspace.undo()
        await submitted(program)
        assert simulator.row("100", key)["lastname"] == before
        assert program.workspace.sheet.value(key, "lastname") == before


async def test_a_row_saved_outside_the_filter_shows_its_result(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        new = await new_record(program, lastname="Hidden", ddi_mobile="07700900001")
        program.window.filter_bar.filter.setText("nobody has this")
        program.window.filter_bar.filter.textEdited.emit("")
        await until(lambda: new not in keys(program))
        await submitted(program)
        assert [status(program, key) for key in keys(program)] == ["saved"]


async def test_one_summary_speaks_of_every_dataset(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await change(program, keys(program)[0], "postcode", "Far too long for one")
        await opened(program, "101")
        await change(program, keys(program)[0], "lastname", "Fine")
        program.sending.submit_everything()
        await until(lambda: not program.jobs.is_busy)
        assert "Of 2 rows submitted: 1 saved, 1 rejected" in program.window.notices.notice.title


@pytest.mark.parametrize("typed", ["{x}", "{:>2000000}", "{0.__class__}"])
async def test_what_people_type_is_never_a_pattern(simulator, tmp_path, typed):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        program.jobs.look_up("100", typed)
        await until(lambda: not program.jobs.is_busy)
        assert typed in program.window.notices.notice.title
        program.jobs.open_dataset(typed)
        await until(lambda: not program.jobs.is_busy)
        assert program.window.notices.notice.title == "The server refused"


async def test_outcomes_before_a_dataset_ask_for_one(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        program.window.filter_bar.outcomes_asked.emit("100")
        assert "Choose a dataset" in program.window.notices.notice.title
        assert not program.jobs.is_busy


@pytest.mark.parametrize(
    "settings",
    [
        "[appearance]\ntheme=purple\n",
        "[appearance]\ntheme=a, b\n",
        "[layout]\nversion=1\ngeometry=5\nsplitter=x\n",
        "\x00\x01\x02 not settings",
    ],
)
async def test_damaged_settings_of_the_window_are_left_aside(simulator, tmp_path, settings):
    Folders(tmp_path).window_settings.write_text(settings)
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        assert program.window.isVisible()


async def test_many_pending_rows_and_a_server_that_is_gone_end_soon(tmp_path):
    """What is told once a row made this take minutes: a limit ten times what it takes."""
    with Simulator(Options(records=2000)) as simulator:
        async with running(options_for(simulator, tmp_path)) as program:
            await opened(program, "100")
            edited = keys(program)
            program.workspace.set_cells(dict.fromkeys(((k, "title") for k in edited), "Dr"), "edit")
            simulator.stop()
            count = program.workspace.count(State.PENDING)
            await asyncio.wait_for(submitted(program), 30)
            assert program.workspace.count(State.PENDING) == count > 1000
            assert f"{count:,} not sent" in program.window.notices.notice.title


async def test_undo_of_thousands_of_cells_ends_soon(tmp_path):
    with Simulator(Options(records=5000)) as simulator:
        async with running(options_for(simulator, tmp_path)) as program:
            await opened(program, "100")
            cells = [(key, "title") for key in keys(program)]
            program.workspace.set_cells(dict.fromkeys(cells, "Dr"), "edit")
            assert program.workspace.undo()
            assert not program.workspace.unsaved()


async def test_a_create_that_got_the_uid_of_another_record_is_unknown(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        taken = keys(program)[0]
        await change(program, taken, "lastname", "Mine")
        new = await new_record(program, lastname="Added", ddi_mobile="07700900001")
        sheet = program.workspace.sheet
        simulator.faults.add(Fault("key-other", "database/create", value=float(taken)))
        program.sending.submit([new])
        await agreed(program)
        mark = sheet.changes.mark(new)
        assert (mark.state, mark.note) == (State.UNKNOWN, "uid of another")
        assert sheet.changes.state(taken) is State.PENDING
