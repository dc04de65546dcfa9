"""A caller asks to be taken off: outcome code 98, where the connection allows it."""

import pytest
from connect_driving import over, told
from deciding import said
from driving import (
    agreed,
    answer,
    asked,
    change,
    keys,
    new_record,
    opened,
    options_for,
    press,
    question,
    running,
    status,
    submitted,
    until,
)
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QPushButton

from cn_desktop.records.fields import DatasetId, FieldName
from cn_desktop.records.marks import State
from cn_desktop.records.permits import Permits
from cn_desktop.records.vocabulary import Choice, Vocabulary
from cn_desktop.simulator.faults import Fault
from cn_desktop.ui.submit.do_not_call_words import MARK, SEND
from cn_desktop.ui.words import named

LIVE = "100"
OUTCOME = FieldName("outcomecode")


def allowed(simulator, folder, **terms):
    """A connection over which outcome codes may be changed."""
    return over(simulator, folder, **{"unlocked": ("outcomecode",), **terms})


def select(program, *chosen):
    """These records, as with Ctrl and the mouse."""
    program.workspace.go_to(chosen[0], FieldName("lastname"))
    selection = program.window.table.selectionModel()
    for key in chosen:
        index = program.window.model.cell_index(key, "lastname")
        selection.select(index, QItemSelectionModel.SelectionFlag.Select)


def mark(program, *chosen):
    select(program, *chosen)
    program.window.actions_by_name["actionDoNotCall"].trigger()


async def asked_to_mark(program, *chosen):
    mark(program, *chosen)
    await until(lambda: question(program))
    return await asked(program)


def waiting(simulator, count=1):
    """Records that are called still."""
    rows = [row["uid"] for row in simulator.rows(LIVE) if row["outcomecode"] == "100"]
    return rows[:count]


def buttons(box):
    return {button.objectName() for button in box.findChildren(QPushButton)}


async def test_marked_and_sent_with_one_question(simulator, tmp_path):
    chosen = waiting(simulator, 3)
    async with running(allowed(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        await until(lambda: program.workspace.sheet.vocabulary.choices)
        box = await asked_to_mark(program, *chosen)
        assert "3 records get outcome code 98, “Do not call”" in said(box)
        assert "Spring list (100) is LIVE" in said(box)
        assert "the dialler stops calling these people" in said(box)
        await answer(program, box, SEND)
        await until(lambda: question(program) or not program.jobs.is_busy)
        assert question(program) is None
        assert {simulator.row(LIVE, key)["outcomecode"] for key in chosen} == {"98"}
        assert {status(program, key) for key in chosen} == {"saved"}


async def test_one_person_is_named_and_of_several_the_first(simulator, tmp_path):
    async with running(allowed(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        await until(lambda: program.workspace.sheet.vocabulary.choices)
        chosen = waiting(simulator, 7)
        names = [named(program.workspace.sheet, key) for key in chosen]
        assert all(" · " in name for name in names)
        box = await asked_to_mark(program, chosen[0])
        assert f"{names[0]} gets outcome code 98, “Do not call”" in said(box)
        box.reject()
        await until(lambda: question(program) is None)
        box = await asked_to_mark(program, *chosen)
        assert "\n".join([*names[:5], "… and 2 more"]) in said(box)
        assert names[5] not in said(box)
        box.reject()
        await until(lambda: question(program) is None)


async def test_only_marked_it_is_pending_and_submit_asks(simulator, tmp_path):
    (key,) = waiting(simulator)
    async with running(allowed(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        await answer(program, await asked_to_mark(program, key), MARK)
        assert program.workspace.sheet.value(key, OUTCOME) == "98"
        assert program.workspace.count(State.PENDING) == 1
        assert simulator.applied == []
        assert "not sent yet" in told(program)
        press(program, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        assert "1 outcome code changes" in said(await asked(program))
        await agreed(program)
        assert simulator.row(LIVE, key)["outcomecode"] == "98"


async def test_marking_is_one_step_to_undo(simulator, tmp_path):
    async with running(allowed(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        await answer(program, await asked_to_mark(program, *waiting(simulator, 3)), MARK)
        assert program.workspace.count(State.PENDING) == 3
        program.workspace.undo()
        assert not program.workspace.unsaved()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
async def test_enter_and_escape_change_nothing(simulator, tmp_path, key):
    async with running(allowed(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        await asked_to_mark(program, *waiting(simulator))
        press(program, key)
        await until(lambda: question(program) is None)
        assert not program.workspace.unsaved()


async def test_what_else_is_pending_of_the_records_is_named_and_counted(simulator, tmp_path):
    first, second = waiting(simulator, 2)
    async with running(allowed(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        await change(program, first, "lastname", "Also")
        await change(program, first, "ddi_mobile", "07700900001")
        box = await asked_to_mark(program, first, second)
        assert "1 of these 2 has other pending changes, which would be sent too" in said(box)
        assert "(1 number changes)" in said(box)
        who = named(program.workspace.sheet, first)
        assert f"{who}: Last name, Mobile phone" in said(box)
        await answer(program, box, SEND)
        await until(lambda: question(program) or not program.jobs.is_busy)
        assert question(program) is None
        assert simulator.row(LIVE, first)["ddi_mobile"] == "07700900001"


async def test_one_record_with_other_changes_is_spoken_of_as_one(simulator, tmp_path):
    (key,) = waiting(simulator)
    async with running(allowed(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        await change(program, key, "lastname", "Also")
        box = await asked_to_mark(program, key)
        assert "It has other pending changes, which would be sent too:" in said(box)
        box.reject()
        await until(lambda: question(program) is None)


async def test_rows_that_were_not_chosen_are_left_pending(simulator, tmp_path):
    key, other = waiting(simulator, 2)
    async with running(allowed(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        await change(program, other, "ddi_mobile", "07700900001")
        await answer(program, await asked_to_mark(program, key), SEND)
        await until(lambda: not program.jobs.is_busy)
        assert [each.uid for each in simulator.applied] == [key]
        assert program.workspace.sheet.changes.in_state(State.PENDING) == [other]


async def test_records_that_are_locked_are_left_out_with_the_reason(simulator, tmp_path):
    (key,) = waiting(simulator)
    async with running(allowed(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        simulator.faults.add(Fault("reset-after-apply", "database/create"))
        lost = await new_record(program, lastname="Lost", ddi_mobile="07700900001")
        await submitted(program)
        assert program.workspace.sheet.changes.state(lost) is State.UNKNOWN
        box = await asked_to_mark(program, key, lost)
        assert f"{named(program.workspace.sheet, key)} gets outcome code 98" in said(box)
        assert "1 of the selected records can’t be marked" in said(box)
        assert "We don’t know yet whether this record’s changes arrived" in said(box)
        await answer(program, box, MARK)
        assert program.workspace.sheet.changes.in_state(State.PENDING) == [key]


async def test_a_row_in_conflict_is_marked_and_not_sent(simulator, tmp_path):
    contested, key = waiting(simulator, 2)
    async with running(allowed(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        await change(program, contested, "lastname", "Mine")
        simulator.change(LIVE, contested, lastname="Theirs")
        await submitted(program)
        assert program.workspace.count(State.CONFLICT) == 1
        box = await asked_to_mark(program, contested, key)
        assert "1 of the selected records can’t be sent yet" in said(box)
        await answer(program, box, SEND)
        await until(lambda: not program.jobs.is_busy)
        assert [each.uid for each in simulator.applied] == [key]
        assert program.workspace.sheet.value(contested, OUTCOME) == "98"


async def test_what_can_not_be_sent_yet_can_only_be_marked(simulator, tmp_path):
    async with running(allowed(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        new = await new_record(program, lastname="Example")
        box = await asked_to_mark(program, new)
        assert buttons(box) == {"cancel", MARK}
        box.reject()
        await until(lambda: question(program) is None)


async def test_one_that_has_it_already_needs_nothing(simulator, tmp_path):
    (key,) = waiting(simulator)
    simulator.change(LIVE, key, outcomecode="98")
    async with running(allowed(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        mark(program, key)
        assert "has outcome code 98 already" in told(program)
        assert question(program) is None


async def test_one_that_is_only_marked_yet_can_be_sent(simulator, tmp_path):
    (key,) = waiting(simulator)
    async with running(allowed(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        await answer(program, await asked_to_mark(program, key), MARK)
        await answer(program, await asked_to_mark(program, key), SEND)
        await until(lambda: not program.jobs.is_busy)
        assert simulator.row(LIVE, key)["outcomecode"] == "98"


async def reloaded(program):
    """What a look or another window could bring about while a question is open."""
    program.jobs.open_dataset(DatasetId(LIVE))
    await until(lambda: not program.jobs.is_busy)


async def test_nothing_is_sent_if_less_could_be_marked_than_was_agreed_to(simulator, tmp_path):
    gone, key = waiting(simulator, 2)
    async with running(allowed(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        box = await asked_to_mark(program, gone, key)
        simulator.remove(LIVE, gone)
        await reloaded(program)
        await answer(program, box, SEND)
        await until(lambda: not program.jobs.is_busy)
        assert "1 of 2 records marked do not call, and not sent yet" in told(program)
        assert program.workspace.sheet.changes.in_state(State.PENDING) == [key]
        assert simulator.applied == []


async def test_one_that_somebody_else_marked_meanwhile_is_not_called_pending(simulator, tmp_path):
    (key,) = waiting(simulator)
    async with running(allowed(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        box = await asked_to_mark(program, key)
        simulator.change(LIVE, key, outcomecode="98")
        await reloaded(program)
        await answer(program, box, SEND)
        assert "1 of the selected records has outcome code 98 already" in told(program)
        assert not program.workspace.unsaved()


async def test_where_the_outcome_was_locked_meanwhile_the_reason_is_said(simulator, tmp_path):
    async with running(allowed(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        box = await asked_to_mark(program, *waiting(simulator, 2))
        program.workspace.permit(Permits())
        await answer(program, box, SEND)
        assert "Nothing was marked" in told(program)
        assert "The outcome code is locked over this connection" in told(program)


async def test_where_the_connection_does_not_allow_it_that_is_said(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        mark(program, keys(program)[0])
        assert "The outcome code is locked over this connection" in told(program)
        assert "More › Outcome code" in told(program)
        assert not program.workspace.unsaved()


async def test_over_a_read_only_connection_the_reason_is_said(simulator, tmp_path):
    async with running(allowed(simulator, tmp_path, is_read_only=True)) as program:
        await opened(program, LIVE)
        mark(program, keys(program)[0])
        assert "This connection is read-only" in told(program)
        assert not program.workspace.unsaved()


async def test_another_meaning_in_the_account_is_pointed_out(simulator, tmp_path):
    other = Vocabulary(choices={OUTCOME: [Choice("98", "Wrong person")]})
    async with running(allowed(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        await until(lambda: program.workspace.sheet.vocabulary.choices)
        program.workspace.teach(lambda _dataset: other)
        box = await asked_to_mark(program, *waiting(simulator))
        assert "Your account calls this code “Wrong person”" in said(box)
        box.reject()
        await until(lambda: question(program) is None)
