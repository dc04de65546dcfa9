"""Pending edits survive what people do between typing and submitting."""

from driving import (
    CTRL,
    change,
    keys,
    new_record,
    opened,
    options_for,
    press,
    running,
    type_text,
    until,
)
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog

from cn_desktop.records.marks import State
from cn_desktop.simulator.faults import Fault


async def test_through_reload_sort_filter_and_another_dataset(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        first, second = keys(program)[:2]
        await change(program, first, "lastname", "Zzyzx")
        new = await new_record(program, lastname="Aardvark", ddi_work="02079460002")

        program.window.model.sort(3)
        program.window.filter_bar.filter.setText("Zzyzx")
        program.window.filter_bar.filter.textEdited.emit("Zzyzx")
        await until(lambda: keys(program) == [first])
        program.window.filter_bar.filter.clear()
        await opened(program, "101")
        assert program.window.pending_bar.isVisible()
        await opened(program, "100")
        press(program, Qt.Key.Key_F5)
        await until(lambda: not program.jobs.is_busy)

        sheet = program.workspace.sheet
        assert sheet.changes.in_state(State.PENDING) == [first, new]
        assert sheet.value(first, "lastname") == "Zzyzx"
        assert sheet.value(new, "lastname") == "Aardvark"
        assert sheet.changes.state(second) is None
        assert not simulator.applied


async def test_a_record_looked_up_is_read_alone_and_can_be_corrected(simulator, tmp_path):
    uid = simulator.rows("101")[3]["uid"]
    async with running(options_for(simulator, tmp_path, dataset="101", uid=uid)) as program:
        await until(lambda: keys(program) == [uid])
        await until(lambda: not program.jobs.is_busy)
        program.window.activateWindow()
        await change(program, uid, "ddi_mobile", "07700900005")
        press(program, Qt.Key.Key_S, CTRL)
        await until(lambda: not program.jobs.is_busy)
        assert simulator.row("101", uid)["ddi_mobile"] == "07700900005"
        assert program.workspace.count(State.SAVED) == 1


async def test_what_is_being_typed_counts_when_ctrl_s_is_pressed(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        key = keys(program)[0]
        program.workspace.go_to(key, "lastname")
        program.window.table.setFocus()
        type_text(program, "Unfinished")
        press(program, Qt.Key.Key_S, CTRL)
        await until(lambda: not program.jobs.is_busy)
        assert simulator.row("101", key)["lastname"] == "Unfinished"


async def test_the_outcome_filter_reads_from_the_server(simulator, tmp_path):
    wanted = {row["uid"] for row in simulator.rows("100") if row["outcomecode"] == "109"}
    everything = len(simulator.rows("100"))
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        kept = keys(program)[0]
        await change(program, kept, "title", "Dr")
        button = program.window.filter_bar.outcomes
        entry(button, "Several codes…").trigger()
        dialog = program.window.findChild(QInputDialog, "outcomeDialog")
        dialog.activateWindow()
        await until(dialog.isActiveWindow)
        type_text(program, "109")
        press(program, Qt.Key.Key_Return)
        await until(lambda: set(keys(program)) == wanted and not program.jobs.is_busy)
        program.window.activateWindow()  # without a display nothing gives it back
        await until(program.window.isActiveWindow)
        assert button.text() == "Outcomes: 109 ▾"
        assert program.workspace.sheet.changes.in_state(State.PENDING) == [kept]
        press(program, Qt.Key.Key_F5)
        await until(lambda: not program.jobs.is_busy)
        assert set(keys(program)) == wanted
        assert entry(button, "109 · Call-back").isChecked()
        entry(button, "All outcomes").trigger()
        await until(lambda: len(keys(program)) == everything and not program.jobs.is_busy)
        assert button.text() == "Outcomes: all ▾"


async def test_outcomes_that_could_not_be_read_are_not_shown_as_if_they_were(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        shown = keys(program)
        button = program.window.filter_bar.outcomes
        simulator.faults.add(Fault("says-error", "ecnow_data/read", count=None))
        button.choose("109")
        assert button.text() == "Outcomes: 109 ▾"
        await until(lambda: not program.jobs.is_busy)
        assert (keys(program), button.text()) == (shown, "Outcomes: all ▾")


def entry(button, text):
    """What the button's menu offers under this text."""
    button.menu().aboutToShow.emit()
    entries = button.menu().actions()
    return next(each for each in entries if each.text().replace("&", "") == text)


async def test_saved_rows_show_what_the_server_stores(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        new = await new_record(program, lastname="Fresh", ddi_mobile="07700900006")
        press(program, Qt.Key.Key_S, CTRL)
        await until(lambda: not program.jobs.is_busy)
        uid = program.workspace.current[0]
        assert uid != new
        shown = program.workspace.sheet.value
        assert shown(uid, "uid") == uid
        assert shown(uid, "outcomecode") == simulator.row("101", uid)["outcomecode"]
        assert shown(uid, "sourcefile") == simulator.row("101", uid)["sourcefile"]
