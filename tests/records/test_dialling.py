"""Which rows change who is called, and when a person is asked before they go."""

from collections import Counter

import pytest

from cn_desktop.base.profile import Profile, Safety
from cn_desktop.records.dialling import (
    HOLD,
    OUTCOME,
    Lot,
    Risk,
    asks,
    ends_dialling,
    risks_of,
)
from cn_desktop.records.fields import FieldName, RecordKey
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.vocabulary import Choice, Vocabulary

from .sheets import DATASET

ALWAYS, DIALLING, NEVER = Safety.ASK_ALWAYS, Safety.ASK_DIALLING, Safety.NEVER
NEW = {"lastname": "Example", "ddi_mobile": "07700900001"}
TEXT, NUMBER = {"lastname": "Example"}, {"ddi_home": "07700900001"}


def update(fields, uid="1"):
    return Outgoing(RecordKey(uid), DATASET, uid, fields)


def create(fields):
    return Outgoing(RecordKey("+1"), DATASET, None, fields)


def lot(*rows, status="LIVE"):
    return Lot(DATASET, rows, status)


@pytest.mark.parametrize(
    ("row", "risks"),
    [
        (update(TEXT), []),
        (update({"company_name": "x", "postcode": "SW1A 1AA"}), []),
        (update(NUMBER), [Risk.NUMBER]),
        (update({"ddi_home": "", "ddi_work": "07700900001"}), [Risk.NUMBER, Risk.NUMBER]),
        (update({"ddi_mobile": None}), [Risk.NUMBER]),
        (update({"callback": "2031-05-01 10:00:00"}), [Risk.CALL_BACK]),
        (update({"outcomecode": "98", "lastname": "Example"}), [Risk.OUTCOME]),
        (update({"agentid": "1041"}), [Risk.AGENT]),
        (create(NEW), [Risk.NEW]),
        (create(TEXT), [Risk.NEW]),
    ],
)
def test_what_a_row_changes_for_the_dialler(row, risks):
    assert risks_of(row) == Counter(risks)


@pytest.mark.parametrize(
    ("safety", "status", "row", "is_asked"),
    [
        (DIALLING, "LIVE", update(TEXT), False),
        (DIALLING, "LIVE", update(NUMBER), True),
        (DIALLING, "LIVE", create(NEW), True),
        (DIALLING, "HOLD", update(NUMBER), False),
        (DIALLING, "HOLD", create(NEW), False),
        (DIALLING, "EXPIRED", update(NUMBER), True),
        (DIALLING, "", update(NUMBER), True),
        (DIALLING, "hold?", update(NUMBER), True),
        (DIALLING, "", update(TEXT), False),
        (ALWAYS, "LIVE", update(TEXT), True),
        (ALWAYS, "HOLD", update(TEXT), True),
        (NEVER, "LIVE", update(NUMBER), False),
        (NEVER, "", create(NEW), False),
    ],
)
def test_when_a_person_is_asked(safety, status, row, is_asked):
    assert asks(safety, [lot(row, status=status)]) is is_asked


@pytest.mark.parametrize(
    ("environment", "is_asked"), [("PRODUCTION", True), ("DEMO", True), ("TEST", False)]
)
def test_where_nobody_chose_the_environment_decides(environment, is_asked):
    profile = Profile("Ours", "https://example.com/", "demo", environment)
    assert asks(profile.asks, [lot(update(NUMBER))]) is is_asked


def test_one_row_among_many_datasets_is_enough():
    lots = [lot(update(NUMBER), status=HOLD), lot(update(TEXT), update(NUMBER))]
    assert asks(DIALLING, lots)


def test_an_outcome_that_completes_a_record_ends_dialling_and_98_always_does():
    choices = (Choice("100", "Fresh"), Choice("110", "Sale", ends_dialling=True))
    vocabulary = Vocabulary(choices={OUTCOME: choices})
    ending = [code for code in ("100", "110", "98", "") if ends_dialling(vocabulary, OUTCOME, code)]
    assert ending == ["110", "98"]
    assert not ends_dialling(vocabulary, FieldName("urn"), "98")
    assert ends_dialling(Vocabulary(), OUTCOME, "98")


def test_nothing_to_send_asks_nothing():
    assert not asks(ALWAYS, [])


@pytest.mark.parametrize("safety", [ALWAYS, DIALLING])
def test_what_was_agreed_to_is_not_asked_again(safety):
    agreed, other = update(NUMBER), update(NUMBER, uid="2")
    assert not asks(safety, [lot(agreed)], lambda row: row == agreed)
    assert asks(safety, [lot(agreed, other)], lambda row: row == agreed)


def test_on_hold_a_number_is_told_apart_from_text_and_calls_nobody():
    rows = lot(update(NUMBER), update(TEXT, uid="2"), status=HOLD)
    assert [row.uid for row in rows.altering] == ["1"]
    assert rows.calling == []


def test_a_field_that_only_looks_like_a_number_is_text():
    assert not risks_of(update({FieldName("ddi_fax"): "07700900001"}))
