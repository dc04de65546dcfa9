"""What is said of a row is made of whole sentences."""

from unicodedata import bidirectional

import pytest

from cn_desktop.records.fields import DatasetId, Lock
from cn_desktop.records.marks import Mark, Note, State
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.store import Store
from cn_desktop.records.validation import Problem
from cn_desktop.ui.words import LOCKS, PROBLEMS, describe, named


def test_a_note_and_a_problem_are_two_sentences():
    said = describe(State.SENDING, Mark(State.SENDING, note=Note.WAITING), [Problem.LOST_START])
    assert said == f"sending: not sent yet, it waits its turn. {PROBLEMS[Problem.LOST_START]}"


def test_the_servers_words_and_a_problem_are_two_sentences():
    said = describe(State.REJECTED, Mark(State.REJECTED, "too long"), [Problem.TOO_LONG])
    assert said == f"rejected: “too long”. {PROBLEMS[Problem.TOO_LONG]}"


def test_what_ends_already_gets_no_second_full_stop():
    mark = Mark(State.UNKNOWN, "no such user", Note.NO_ANSWER)
    assert describe(State.UNKNOWN, mark, []).endswith("Checking… “no such user”")


def test_the_field_that_xml_can_not_carry_stays_in_its_sentence():
    mark = Mark(State.PENDING, "lastname", Note.NOT_SENDABLE)
    said = describe(State.PENDING, mark, [Problem.LOST_START])
    assert f"can’t carry what stands in “lastname”. {PROBLEMS[Problem.LOST_START]}" in said


def test_a_locked_dialling_field_says_how_it_is_unlocked():
    assert "File › Edit this connection… › More" in LOCKS[Lock.DIALLING]


@pytest.mark.parametrize("name", ["שירה אלמוג", "نور", "Ada Example"])
def test_a_name_moves_nothing_that_stands_beside_it(name):
    """Qt lays a line out from its first letter on, and a number beside a name with the name."""
    sheet = Sheet(DatasetId("100"))
    store = Store()
    store.extend([{"uid": "550001", "firstname": name, "dataset": "100"}])
    sheet.rebase(store)
    line = f"{named(sheet, '550001')} (100)"
    strong = [sign for sign in line if bidirectional(sign) in {"L", "R", "AL"}]
    assert bidirectional(strong[0]) == bidirectional(strong[-1]) == "L"
    assert line.replace("\N{LEFT-TO-RIGHT MARK}", "") == f"550001 · {name} (100)"
