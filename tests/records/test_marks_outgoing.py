"""A row on its way, and the mark of a new one."""

import re

from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records.changes import new_record_key
from cn_desktop.records.fields import ABSENT, DatasetId, FieldName, RecordKey
from cn_desktop.records.marks import Mark, Note, State, Trail
from cn_desktop.records.outgoing import ONCE_ONLY, Outgoing, marker_of

DATASET = DatasetId("100")
KEYS = st.uuids(version=4).map(lambda uuid: RecordKey(f"+{uuid.hex}"))


def create(key="+" + "0" * 32, **fields):
    return Outgoing(RecordKey(key), DATASET, None, fields)


def update(**fields):
    return Outgoing(RecordKey("1"), DATASET, "1", fields)


@given(KEYS)
def test_a_mark_is_ten_letters_of_base32_behind_its_prefix(key):
    assert re.fullmatch(r"cnd-[a-z2-7]{10}", marker_of(key))


@given(KEYS)
def test_a_mark_never_changes(key):
    assert marker_of(key) == marker_of(RecordKey(str(key)))


def test_the_mark_of_a_key_is_the_same_in_every_version_of_the_program():
    assert marker_of(RecordKey("+00112233445566778899aabbccddeeff")) == "cnd-aaisem2ekv"
    assert marker_of(RecordKey("+" + "f" * 32)) == "cnd-7777777777"


@given(KEYS, KEYS)
def test_two_records_have_two_marks_unless_fifty_bits_are_the_same(one, other):
    is_same = int(one[1:], 16) >> 78 == int(other[1:], 16) >> 78
    assert (marker_of(one) == marker_of(other)) is is_same


def test_the_keys_that_new_records_get_have_marks_that_differ():
    marks = {marker_of(new_record_key()) for _ in range(1000)}
    assert len(marks) == 1000


def test_a_row_without_a_uid_is_a_create():
    assert create().is_create
    assert not update().is_create


def test_a_row_is_pending_until_it_is_marked():
    assert update().state is State.PENDING
    assert update().mark == Mark(State.PENDING, "", Note.NONE, {}, Trail())


def test_marking_a_row_keeps_its_trail_and_changes_what_is_named():
    first = update(firstname="Ada").marked(
        State.SENDING, attempts=1, sent_at=5.0, seen={"firstname": None}
    )
    second = first.marked(State.UNKNOWN, Note.NO_ANSWER, "Busy", closed_at=9.0)
    assert second.mark == Mark(
        State.UNKNOWN,
        "Busy",
        Note.NO_ANSWER,
        trail=Trail(1, sent_at=5.0, closed_at=9.0, seen={"firstname": None}),
    )
    assert (second.key, second.uid, second.fields) == (first.key, first.uid, first.fields)
    assert first.state is State.SENDING


def test_marking_a_row_forgets_the_words_and_the_note_of_before():
    rejected = update().marked(State.REJECTED, Note.GONE, "no such record")
    assert rejected.marked(State.PENDING).mark == Mark(State.PENDING)


def test_what_was_shown_before_makes_no_other_row():
    """It is not sent."""
    shown = Outgoing(RecordKey("1"), DATASET, "1", {"title": "Dr"}, {"title": ABSENT})
    assert shown == update(title="Dr")


def test_what_may_not_be_sent_twice_by_itself():
    assert {"callback", "outcomecode", "agentid", "notes_append"} == ONCE_ONLY
    for name in ONCE_ONLY:
        assert update(**{"firstname": "Ada", name: "1"}).is_once_only
    assert not update(firstname="Ada", call_back_notes="x", notes="y").is_once_only
    assert not update(**{FieldName("callback_date"): "x"}).is_once_only
