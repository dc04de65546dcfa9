"""Cuts and silence: what the client sees, and what was done meanwhile."""

import json

import pytest

from cn_desktop.simulator.faults import Fault

from .calling import eventually
from .raw import hear

NEW = json.dumps([{"dataset": "100", "ddi_home": "01632960001"}]).encode()
SHORT = 0.3


@pytest.mark.parametrize(
    ("name", "end", "applied"),
    [
        ("reset-after-headers", "reset", 0),
        ("reset-mid-body", "reset", 0),
        ("reset-before-apply", "reset", 0),
        ("reset-after-apply", "reset", 1),
        ("fin-before-apply", "fin", 0),
        ("fin-after-apply", "fin", 1),
    ],
)
def test_a_cut_is_a_cut(simulator, caller, name, end, applied):
    simulator.faults.add(Fault(name, "create"))
    heard = hear(caller, "create", NEW)
    assert (heard.received, heard.end) == (b"", end)
    assert len(simulator.ledger) == applied


@pytest.mark.parametrize("at", [0, 1, 0.5, len(NEW) - 1, len(NEW) + 99])
def test_a_request_may_be_cut_at_any_byte(simulator, caller, at):
    simulator.faults.add(Fault("reset-mid-body", "create", value=at))
    assert hear(caller, "create", NEW).end == "reset"
    assert simulator.ledger == []


def test_the_body_of_a_cut_request_may_never_come(simulator, caller):
    simulator.faults.add(Fault("reset-after-headers", "create"))
    assert hear(caller, "create", b"x" * 5_000_000).end == "reset"


def test_a_body_may_be_read_late(simulator, caller):
    simulator.faults.add(Fault("slow-to-read", "create"))
    body = NEW + b" " * 20_000_000
    heard = hear(caller, "create", body, patience=SHORT)
    assert (heard.end, simulator.ledger) == ("silence", [])
    simulator.faults.release()
    assert eventually(lambda: simulator.faults.waiting.count == 0)


@pytest.mark.parametrize(("name", "applied"), [("hang-before-apply", 0), ("hang-after-apply", 1)])
def test_silence_ends_when_it_is_released(simulator, caller, name, applied):
    simulator.faults.add(Fault(name, "create"))
    assert hear(caller, "create", NEW, patience=SHORT).end == "silence"
    assert eventually(lambda: simulator.faults.waiting.count == 1)
    simulator.faults.release()
    assert eventually(lambda: simulator.faults.waiting.count == 0)
    assert len(simulator.ledger) == applied


@pytest.mark.parametrize(
    ("name", "end"), [("late-apply", "silence"), ("late-apply-after-reset", "reset")]
)
def test_a_write_may_be_done_when_nobody_waits_any_more(simulator, caller, name, end):
    simulator.faults.add(Fault(name, "create", value=600))
    assert hear(caller, "create", NEW, patience=SHORT).end == end
    assert eventually(lambda: simulator.faults.waiting.count == 1)
    assert simulator.ledger == []
    simulator.faults.release()
    assert eventually(lambda: len(simulator.ledger) == 1)
    assert simulator.ledger[0].is_late


def test_a_late_write_comes_by_itself(simulator, caller):
    simulator.faults.add(Fault("late-apply", "create", value=0.05))
    heard = hear(caller, "create", NEW)
    assert (heard.received, heard.end) == (b"", "fin")
    assert len(simulator.ledger) == 1


def test_a_late_answer_is_an_answer(simulator, caller):
    simulator.faults.add(Fault("latency", "create", value=600))
    assert hear(caller, "create", NEW, patience=SHORT).end == "silence"
    simulator.faults.release()
    assert eventually(lambda: len(simulator.ledger) == 1)
    assert not simulator.ledger[0].is_late


def test_tokens_can_end_just_before_a_call(simulator, caller):
    simulator.faults.add(Fault("tokens-expire", "create", nth=2))
    answers = [json.loads(hear(caller, "create", NEW).body) for _ in range(3)]
    assert [answer.get("error") for answer in answers] == [None, "Expired token", "Expired token"]
    assert len(simulator.ledger) == 1
