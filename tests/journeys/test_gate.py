"""Before a submit that changes who is called somebody reads that in numbers, and agrees."""

import pytest
from connect_driving import over
from deciding import said
from driving import (
    CTRL,
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
    until,
)
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton

from cn_desktop.base.profile import Safety
from cn_desktop.records.fields import FieldName, Lock
from cn_desktop.records.marks import State
from cn_desktop.simulator.options import Options as SimulatorOptions
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui.submit.gate_words import SEND_ALL, SEND_REST
from cn_desktop.ui.words import named

LIVE, HOLD = "100", "101"


def title(box) -> str:
    return box.findChild(QLabel, "questionTitle").text()


async def submitted_unasked(program):
    press(program, Qt.Key.Key_S, CTRL)
    await until(lambda: question(program) or not program.jobs.is_busy)
    assert question(program) is None


async def two_numbers_and_a_name(program):
    await opened(program, LIVE)
    first, second, third = keys(program)[:3]
    await change(program, first, "ddi_mobile", "07700900001")
    await change(program, second, "ddi_mobile", "07700900002")
    await change(program, third, "lastname", "Only text")
    press(program, Qt.Key.Key_S, CTRL)
    return first, second, third


def texts(box) -> list[str]:
    """What its buttons say, in the order of Tab."""
    return [button.text().replace("&", "") for button in box.findChildren(QPushButton)]


async def test_it_is_said_in_numbers(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await two_numbers_and_a_name(program)
        box = await asked(program)
        assert title(box) == "2 of these 3 rows change who is called"
        assert (
            "Spring list (100) is LIVE: the dialler may call these people at once. "
            "2 numbers change. The other row changes text only."
        ) in said(box)
        assert texts(box) == ["Cancel", "Send only the 1 that changes text", "Send all 3"]
        box.reject()
        await until(lambda: not program.jobs.is_busy)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
async def test_enter_and_escape_send_nothing_and_change_nothing(simulator, tmp_path, key):
    async with running(options_for(simulator, tmp_path)) as program:
        rows = await two_numbers_and_a_name(program)
        await asked(program)
        press(program, key)
        await until(lambda: not program.jobs.is_busy)
        assert simulator.applied == []
        assert set(program.workspace.sheet.changes.in_state(State.PENDING)) == set(rows)
        assert all(program.workspace.sheet.changes.mark(key) is None for key in rows)


async def test_a_refused_row_that_was_kept_as_on_its_way_is_kept_as_pending(simulator, tmp_path):
    """Many changes are kept in slices: rows may be held by then, that never went anywhere."""
    async with running(options_for(simulator, tmp_path)) as program:
        rows = await two_numbers_and_a_name(program)
        await asked(program)
        program.workspace.keep(program.workspace.sheet, rows)
        press(program, Qt.Key.Key_Escape)
        await until(lambda: not program.jobs.is_busy)
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        assert set(program.workspace.sheet.changes.in_state(State.PENDING)) == set(rows)


async def test_until_somebody_agrees_the_rows_are_said_to_be_pending_and_are_held(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        first, _second, third = await two_numbers_and_a_name(program)
        box = await asked(program)
        sheet, bar = program.workspace.sheet, program.window.pending_bar
        assert {status(program, key) for key in (first, third)} == {
            "pending: waits for your answer"
        }
        assert bar._text.text() == "3 pending: 3 changed records"
        boxes = program.window.filter_bar.states.boxes
        assert (boxes["Pending"].text(), boxes["Sending"].text()) == ("Pending 3", "Sending 0")
        assert sheet.changes.count([State.SENDING]) == 3
        assert sheet.locks.of_row(first) is Lock.SENDING
        box.reject()
        await until(lambda: not program.jobs.is_busy)
        assert not sheet.is_asked
        assert status(program, first) == "pending"


async def test_all_of_it_can_be_sent_by_keyboard(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await two_numbers_and_a_name(program)
        await answer(program, await asked(program), SEND_ALL)
        await until(lambda: not program.jobs.is_busy)
        assert len(simulator.applied) == 3


async def test_only_what_changes_text_can_be_sent_and_the_rest_waits(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        first, second, third = await two_numbers_and_a_name(program)
        await answer(program, await asked(program), SEND_REST)
        await until(lambda: not program.jobs.is_busy)
        assert [each.uid for each in simulator.applied] == [third]
        assert set(program.workspace.sheet.changes.in_state(State.PENDING)) == {first, second}
        assert "Of 1 row submitted" in program.window.notices.notice.title


async def test_a_new_record_is_asked_about(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        await new_record(program, lastname="Added", ddi_mobile="07700900003")
        press(program, Qt.Key.Key_S, CTRL)
        box = await asked(program)
        assert title(box) == "This row changes who is called"
        assert "the dialler may call this person at once" in said(box)
        assert "1 new record" in said(box)
        box.reject()
        await until(lambda: not program.jobs.is_busy)
        assert simulator.applied == []


async def test_a_rejected_row_that_is_tried_again_is_asked_about_again(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        await change(program, keys(program)[0], "ddi_mobile", "07700900004")
        await change(program, keys(program)[0], "postcode", "Far too long for one")
        press(program, Qt.Key.Key_S, CTRL)
        await answer(program, await asked(program), SEND_ALL)
        await until(lambda: not program.jobs.is_busy)
        program.window.actions_by_name["actionRetryRejected"].trigger()
        (await asked(program)).reject()
        await until(lambda: not program.jobs.is_busy)
        assert program.workspace.count(State.REJECTED) == 1


@pytest.mark.parametrize(
    ("dataset", "field", "text"), [(HOLD, "ddi_mobile", "07700900005"), (LIVE, "lastname", "Text")]
)
async def test_nothing_is_asked_on_hold_and_for_text(simulator, tmp_path, dataset, field, text):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, dataset)
        await change(program, keys(program)[0], field, text)
        await submitted_unasked(program)
        assert len(simulator.applied) == 1


@pytest.mark.parametrize(
    ("terms", "is_asked"),
    [
        ({"environment": "TEST"}, False),
        ({"environment": "DEMO"}, True),
        ({"environment": "PRODUCTION"}, True),
        ({"environment": "TEST", "safety": Safety.ASK_DIALLING}, True),
        ({"environment": "PRODUCTION", "safety": Safety.NEVER}, False),
    ],
)
async def test_the_connection_says_whether_to_ask(simulator, tmp_path, terms, is_asked):
    async with running(over(simulator, tmp_path, **terms)) as program:
        await opened(program, LIVE)
        await change(program, keys(program)[0], "ddi_mobile", "07700900006")
        press(program, Qt.Key.Key_S, CTRL)
        await until(lambda: question(program) or not program.jobs.is_busy)
        assert (question(program) is not None) is is_asked
        if is_asked:
            question(program).reject()
            await until(lambda: not program.jobs.is_busy)
        assert len(simulator.applied) == (0 if is_asked else 1)


async def test_whoever_wants_to_be_asked_always_is(simulator, tmp_path):
    async with running(over(simulator, tmp_path, safety=Safety.ASK_ALWAYS)) as program:
        await opened(program, HOLD)
        await change(program, keys(program)[0], "lastname", "Text")
        press(program, Qt.Key.Key_S, CTRL)
        box = await asked(program)
        assert title(box) == "Send this row?"
        assert "is on HOLD: nobody is called from it for now" in said(box)
        await answer(program, box, SEND_ALL)
        await until(lambda: not program.jobs.is_busy)
        assert len(simulator.applied) == 1


async def test_records_and_fields_are_named_and_no_value_is(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        first, second, third = await two_numbers_and_a_name(program)
        box = await asked(program)
        sheet = program.workspace.sheet
        lines = [f"{named(sheet, key)}: Mobile phone (ddi_mobile)" for key in (first, second)]
        assert " · " in lines[0]
        assert "\n".join(lines) in said(box)
        assert third not in said(box)
        assert "07700900001" not in said(box)
        box.reject()
        await until(lambda: not program.jobs.is_busy)


async def test_many_rows_are_counted_and_few_are_listed(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        cells = [(key, FieldName("ddi_home")) for key in keys(program)[:12]]
        program.workspace.set_cells(dict.fromkeys(cells, "02079460003"), "edit")
        press(program, Qt.Key.Key_S, CTRL)
        box = await asked(program)
        assert title(box) == "These 12 rows change who is called"
        assert "… and 7 more" in said(box)
        box.reject()
        await until(lambda: not program.jobs.is_busy)


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ("DEMO", "The people in the demo are invented; nobody is called."),
        ("PRODUCTION", "Real people are called"),
    ],
)
async def test_the_environment_is_named(simulator, tmp_path, environment, words):
    async with running(over(simulator, tmp_path, environment=environment)) as program:
        await two_numbers_and_a_name(program)
        box = await asked(program)
        assert box.findChild(QLabel, "environmentSign").text() == environment
        assert words in said(box)
        box.reject()
        await until(lambda: not program.jobs.is_busy)


async def test_over_all_datasets_a_number_on_hold_is_no_call(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        calling = keys(program)[0]
        await change(program, calling, "ddi_mobile", "07700900007")
        await opened(program, HOLD)
        held = keys(program)[0]
        await change(program, held, "ddi_mobile", "07700900008")
        program.sending.submit_everything()
        box = await asked(program)
        assert title(box) == "1 of these 2 rows changes who is called"
        assert "is on HOLD: nobody is called from it for now. 1 number changes." in said(box)
        assert texts(box)[1] == "Send only the other 1"
        await answer(program, box, SEND_REST)
        await until(lambda: not program.jobs.is_busy)
        assert [each.uid for each in simulator.applied] == [held]
        assert program.workspace.unsaved() == {LIVE: 1}


async def test_a_dataset_that_is_not_listed_counts_as_live(tmp_path):
    with Simulator(SimulatorOptions(records=60, refuses=("ecnow_datasets",))) as simulator:
        uid = simulator.rows(HOLD)[0]["uid"]
        options = options_for(simulator, tmp_path, dataset=HOLD, uid=uid)
        async with running(options) as program:
            await until(lambda: keys(program) == [uid] and not program.jobs.is_busy)
            program.window.activateWindow()
            await change(program, uid, "ddi_mobile", "07700900009")
            press(program, Qt.Key.Key_S, CTRL)
            box = await asked(program)
            assert "Dataset 101 is not known to be on HOLD: it counts as LIVE" in said(box)
            box.reject()
            await until(lambda: not program.jobs.is_busy)
            assert simulator.applied == []


async def test_what_was_agreed_to_and_met_a_conflict_is_not_asked_about_again(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        key = keys(program)[0]
        await change(program, key, "ddi_mobile", "07700900010")
        simulator.change(LIVE, key, ddi_mobile="07700900011")
        press(program, Qt.Key.Key_S, CTRL)
        await answer(program, await asked(program), SEND_ALL)
        await until(lambda: not program.jobs.is_busy)
        assert program.workspace.count(State.CONFLICT) == 1
        program.workspace.keep_mine([(key, FieldName("ddi_mobile"))])
        await submitted_unasked(program)
        assert status(program, key) == "saved"
        assert simulator.row(LIVE, key)["ddi_mobile"] == "07700900010"


@pytest.mark.parametrize("field", ["ddi_mobile", "ddi_home"])
async def test_after_a_conflict_another_number_is_asked_about(simulator, tmp_path, field):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        key = keys(program)[0]
        await change(program, key, "ddi_mobile", "07700900010")
        simulator.change(LIVE, key, ddi_mobile="07700900011")
        press(program, Qt.Key.Key_S, CTRL)
        await answer(program, await asked(program), SEND_ALL)
        await until(lambda: not program.jobs.is_busy)
        program.workspace.keep_mine([(key, FieldName("ddi_mobile"))])
        await change(program, key, field, "07700900012")
        press(program, Qt.Key.Key_S, CTRL)
        (await asked(program)).reject()
        await until(lambda: not program.jobs.is_busy)
        assert simulator.applied == []


async def test_leaving_with_the_changes_sent_asks_too(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        await change(program, keys(program)[0], "ddi_mobile", "07700900013")
        press(program, Qt.Key.Key_Q, CTRL)
        await until(lambda: program.window.findChild(QMessageBox, "leaveDialog"))
        leaving = program.window.findChild(QMessageBox, "leaveDialog")
        next(b for b in leaving.buttons() if b.text() == "S&ubmit and quit").click()
        await until(lambda: question(program))
        (await asked(program)).reject()
        await until(lambda: not program.jobs.is_busy)
        assert program.window.isVisible()
        assert program.workspace.count(State.PENDING) == 1
        assert simulator.applied == []


async def test_ending_the_program_ends_the_question_and_sends_nothing(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await two_numbers_and_a_name(program)
        await asked(program)
    assert simulator.applied == []
