"""Nobody knows whether it arrived: what is found, and what a person may decide when."""

from collections import Counter

from deciding import DOUBT, button, click, confirmed, decided, dialog_of, said, without_waiting
from driving import (
    change,
    keys,
    new_record,
    opened,
    options_for,
    press,
    running,
    status,
    submitted,
    until,
)
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from cn_desktop.records.marks import Note, State
from cn_desktop.simulator.faults import Fault

Key = Qt.Key
MARKER = "client_ref"
PHONE = "07700900001"


async def unanswered(program, simulator, fault="reset-after-apply", **more):
    """A new record of which no answer came; it is the current one."""
    await opened(program, "100")
    simulator.faults.add(Fault(fault, "database/create", **more))
    key = await new_record(program, lastname="Unanswered", ddi_mobile=PHONE)
    await submitted(program)
    program.workspace.go_to(key)
    return key


async def checked(program, dialog):
    """Press Check now and wait for what comes of it."""
    click(dialog, "checkButton")
    await until(lambda: program.sending.is_looking)
    await until(lambda: not program.sending.is_looking)


async def doubted(program, key, note):
    """Look until a person is needed, and give the dialog."""
    dialog = await decided(program, DOUBT)
    await checked(program, dialog)
    mark = program.workspace.sheet.changes.mark(key)
    assert (mark.state, mark.note) == (State.ASK, note)
    return dialog


def created(simulator):
    """How often each last name was created."""
    return Counter(e.fields["lastname"] for e in simulator.ledger if e.action == "create")


async def test_a_new_record_that_arrived_is_found_by_its_mark(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        without_waiting(program, marker_field=MARKER)
        key = await unanswered(program, simulator)
        assert program.workspace.sheet.changes.state(key) is State.UNKNOWN
        assert "1 unknown" in program.window.pending_bar._text.text()
        dialog = await decided(program, DOUBT)
        assert "We don’t know whether it arrived" in said(dialog)
        assert "Sent at" in said(dialog)
        await checked(program, dialog)
        assert "saved: found by reading the record again" in said(dialog)
        assert not button(dialog, "giveUpButton").isVisible()
        QTest.keyClick(dialog, Key.Key_Escape)
        assert created(simulator) == {"Unanswered": 1}
        assert not program.workspace.unsaved()


async def test_one_that_a_reload_showed_first_is_not_shown_twice(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        without_waiting(program, marker_field=MARKER)
        await unanswered(program, simulator)
        uid = simulator.ledger[-1].uid
        press(program, Key.Key_F5)
        await until(lambda: not program.jobs.is_busy and uid in keys(program))
        dialog = await decided(program, DOUBT)
        await checked(program, dialog)
        assert keys(program).count(uid) == 1
        assert len(keys(program)) == len(simulator.rows("100"))
        assert status(program, uid).startswith("saved")


async def test_before_the_quiet_period_is_over_nothing_is_sent_again(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await unanswered(program, simulator)
        dialog = await doubted(program, key, Note.LOOK_ALIKE)
        assert not button(dialog, "sendAgainButton").isEnabled()
        assert "it may still arrive: then you can decide" in said(dialog)
        without_waiting(program)
        dialog.ticked.emit()
        assert button(dialog, "sendAgainButton").isEnabled()
        assert "it may still arrive" not in said(dialog)


async def test_a_row_that_is_not_found_yet_says_when_it_is_looked_for_again(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await unanswered(program, simulator, "reset-before-apply")
        dialog = await decided(program, DOUBT)
        await checked(program, dialog)
        assert program.workspace.sheet.changes.state(key) is State.UNKNOWN
        assert "It is looked for again by itself at" in said(dialog)
        assert "it is not there" in said(dialog)
        assert not button(dialog, "sendAgainButton").isVisible()


async def test_a_look_alike_can_be_named_as_the_one(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await unanswered(program, simulator)
        uid = simulator.ledger[-1].uid
        dialog = await doubted(program, key, Note.LOOK_ALIKE)
        assert "1 needs you" in program.window.pending_bar._text.text()
        click(dialog, f"goTo_{uid}")
        await until(lambda: program.workspace.current[0] == uid)
        await until(lambda: not program.jobs.is_busy)
        assert f"{uid} · Unanswered" in said(dialog)
        click(dialog, f"adopt_{uid}")
        await until(lambda: program.workspace.sheet.changes.state(uid) is State.SAVED)
        assert status(program, uid).endswith("saved: you found it")
        assert keys(program).count(uid) == 1
        assert not await program.keeping.rows()
        assert created(simulator) == {"Unanswered": 1}


async def test_what_is_not_there_is_sent_again_once_after_the_warning(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        without_waiting(program)
        key = await unanswered(program, simulator, "reset-before-apply")
        dialog = await doubted(program, key, Note.NOT_THERE)
        assert not simulator.ledger
        click(dialog, "sendAgainButton")
        box = await dialog_of(program, "sendAgainDialog")
        assert "It was not found. If 8x8 is slow it may still appear" in box.informativeText()
        assert "a second person who is called twice" in box.informativeText()
        assert box.defaultButton().text().replace("&", "") == "Cancel"
        QTest.keyClick(box, Key.Key_Return)
        await until(lambda: not box.isVisible())
        assert not program.jobs.is_busy
        click(dialog, "sendAgainButton")
        await confirmed(program, "sendAgainDialog", "Send again")
        await until(lambda: not program.workspace.unsaved())
        await until(lambda: not program.jobs.is_busy)
        assert created(simulator) == {"Unanswered": 1}
        assert key not in keys(program)


async def test_one_that_came_late_after_all_is_found_before_it_is_sent_again(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        without_waiting(program, marker_field=MARKER)
        key = await unanswered(program, simulator, "late-apply-after-reset", value=600.0)
        dialog = await doubted(program, key, Note.NOT_THERE)
        simulator.faults.release()
        await until(lambda: simulator.ledger)
        click(dialog, "sendAgainButton")
        await confirmed(program, "sendAgainDialog", "Send again")
        await until(lambda: not program.workspace.unsaved())
        await until(lambda: not program.jobs.is_busy)
        assert created(simulator) == {"Unanswered": 1}


async def test_giving_up_asks_and_then_forgets_the_row_here(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await unanswered(program, simulator, "reset-before-apply")
        dialog = await decided(program, DOUBT)
        click(dialog, "giveUpButton")
        await confirmed(program, "giveUpDialog", "Cancel")
        assert program.workspace.sheet.changes.state(key) is State.UNKNOWN
        click(dialog, "giveUpButton")
        await confirmed(program, "giveUpDialog", "Give up")
        await until(lambda: key not in keys(program))
        assert not program.workspace.unsaved()
        assert not await program.keeping.rows()
        assert not simulator.ledger


async def test_what_a_look_finds_never_brings_a_row_back_that_was_given_up(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await unanswered(program, simulator, "reset-before-apply")
        dialog = await decided(program, DOUBT)
        simulator.faults.add(Fault("hang-before-apply", "read", value=600.0))
        click(dialog, "checkButton")
        await until(lambda: simulator.faults.waiting.count)
        assert button(dialog, "checkButton").text() == "Looking…"
        program.workspace.give_up([key])
        simulator.faults.release()
        await until(lambda: not program.sending.is_looking)
        assert not program.workspace.unsaved()
        assert not await program.keeping.rows()
        assert "settled" in said(dialog)


async def test_giving_up_waits_for_a_look_that_goes_on(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        without_waiting(program, marker_field=MARKER)
        await unanswered(program, simulator)
        dialog = await decided(program, DOUBT)
        simulator.faults.add(Fault("latency", "read", value=0.2))
        click(dialog, "checkButton")
        await until(lambda: program.sending.is_looking)
        click(dialog, "giveUpButton")
        await confirmed(program, "giveUpDialog", "Give up")
        await until(lambda: not program.window.findChildren(QDialog, DOUBT))
        assert status(program, simulator.ledger[-1].uid).startswith("saved")
        assert not program.workspace.unsaved()


async def test_an_update_the_server_ignored_shows_both_values_and_can_be_sent_again(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        key = simulator.rows("100")[0]["uid"]
        simulator.change("100", key, lastname="")
        await opened(program, "100")
        await change(program, key, "lastname", "Ignored")
        simulator.faults.add(Fault("stored-empty", "update"))
        await submitted(program)
        program.workspace.go_to(key)
        dialog = await decided(program, DOUBT)
        assert {"Ignored", "empty"} <= set(said(dialog).splitlines())
        click(dialog, "sendAgainButton")
        await confirmed(program, "sendAgainDialog", "Send again")
        await until(lambda: status(program, key) == "saved")
        assert simulator.row("100", key)["lastname"] == "Ignored"


async def test_a_look_that_fails_says_so_in_the_dialog(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await unanswered(program, simulator, "reset-before-apply")
        dialog = await decided(program, DOUBT)
        simulator.faults.add(Fault("status-500", "read", count=None))
        await checked(program, dialog)
        assert "it could not be looked for" in said(dialog)


async def test_the_dialog_closes_with_its_dataset(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await unanswered(program, simulator, "reset-before-apply")
        await decided(program, DOUBT)
        program.jobs.open_dataset("101")
        await until(lambda: not program.window.findChildren(QDialog, DOUBT))
