"""My fields against the server's, before they are sent and after (reliability § 3.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records.fields import ABSENT, DatasetId, RecordKey
from cn_desktop.records.marks import State
from cn_desktop.records.merge import Fit, fits, merge, not_arrived, shown_now
from cn_desktop.records.outgoing import Outgoing

LINE = "title"
"""Any field that is no telephone number."""


def update(fields, before):
    return Outgoing(RecordKey("1"), DatasetId("100"), "1", fields, before)


def record(fields):
    shown = {name: value for name, value in fields.items() if value is not ABSENT}
    return {"uid": "1", "dataset": "100", **shown}


# Before: unchanged there, as wanted already, or somebody else's

MINE, THEIRS, NOTHING = "mine", "theirs", "nothing"

THREE_WAYS = {
    "unchanged": ("old", "new", "old", MINE),
    "as wanted": ("old", "new", "new", NOTHING),
    "changed by somebody": ("old", "new", "other", THEIRS),
    "changed back and forth": ("old", "old", "old", NOTHING),
    "theirs, and mine is the old value": ("old", "old", "other", THEIRS),
    "null stays null": (None, "new", None, MINE),
    "empty stays empty": ("", "new", "", MINE),
    "absent stays absent": (ABSENT, "new", ABSENT, MINE),
    "null became empty": (None, "new", "", THEIRS),
    "empty became null": ("", "new", None, THEIRS),
    "null is not the empty that is wanted": (None, "", None, MINE),
    "empty is the empty that is wanted": ("", "", "", NOTHING),
    "the column went": ("old", "new", ABSENT, THEIRS),
    "the column went, and empty is wanted": ("old", "", ABSENT, THEIRS),
    "the column came with something": (ABSENT, "new", "other", THEIRS),
    "the column came as wanted": (ABSENT, "new", "new", NOTHING),
    "another case": ("old", "new", "OLD", THEIRS),
    "a space": ("old", "new", "old ", THEIRS),
}


@pytest.mark.parametrize(
    ("before", "mine", "there", "outcome"), THREE_WAYS.values(), ids=THREE_WAYS
)
def test_each_field_goes_one_of_three_ways(before, mine, there, outcome):
    merged = merge(update({LINE: mine}, {LINE: before}), record({LINE: there}))
    assert dict(merged.row.fields) == ({} if outcome is NOTHING else {LINE: mine})
    assert dict(merged.theirs) == ({LINE: there} if outcome is THEIRS else {})


def test_a_field_that_was_never_shown_counts_as_absent():
    assert merge(update({LINE: "new"}, {}), record({LINE: "old"})).theirs == {LINE: "old"}
    assert merge(update({LINE: "new"}, {}), record({})).theirs == {}


def test_what_somebody_changed_in_another_field_is_no_conflict():
    row = update({"firstname": "Ada"}, {"firstname": "old"})
    merged = merge(row, record({"firstname": "old", "notes": "called", "outcomecode": "109"}))
    assert (merged.row, dict(merged.theirs)) == (row, {})


def test_each_field_is_judged_by_itself():
    row = update(
        {"firstname": "Ada", "lastname": "Byron", "title": "Lady"},
        {"firstname": "A", "lastname": "B", "title": "Miss"},
    )
    merged = merge(row, record({"firstname": "Ada", "lastname": "King", "title": "Miss"}))
    assert merged.row.fields == {"lastname": "Byron", "title": "Lady"}
    assert merged.theirs == {"lastname": "King"}


VALUES = st.one_of(st.text(max_size=3), st.none(), st.just(ABSENT))
WANTED = st.one_of(st.text(max_size=3), st.none())


@given(before=VALUES, mine=WANTED, there=VALUES)
def test_nothing_is_overwritten_that_was_not_seen(before, mine, there):
    merged = merge(update({LINE: mine}, {LINE: before}), record({LINE: there}))
    is_sent = LINE in merged.row.fields and not merged.theirs
    assert is_sent == (there == before and there != mine)
    assert bool(merged.theirs) == (there not in (before, mine))


def test_a_rows_own_fields_are_shown_and_no_others():
    row = update({"firstname": "Ada", "lastname": "x"}, {})
    shown = shown_now(row, record({"firstname": None, "title": "Dr"}))
    assert shown == {"firstname": None, "lastname": ABSENT}


# After

PHONE = "ddi_mobile"

FITS = {
    "as sent": (LINE, "Ada", "old", "Ada", Fit.KEPT),
    "null as sent": (LINE, None, "old", None, Fit.KEPT),
    "line ends of another kind": ("notes_2", "a\nb", "old", "a\r\nb", Fit.NORMALISED),
    "line ends of an old kind": ("notes_2", "a\r\nb", "old", "a\rb", Fit.NORMALISED),
    "space around it gone": (LINE, "  Ada ", "old", "Ada", Fit.NORMALISED),
    "space inside gone": (LINE, "A  da", "old", "A da", Fit.OTHER),
    "escaped": (LINE, "A & <B>", "old", "A &amp; &lt;B&gt;", Fit.NORMALISED),
    "a quote escaped": (LINE, "O'Neill", "old", "O&#039;Neill", Fit.NORMALISED),
    "backslashed": (LINE, "O'Neill", "old", "O\\'Neill", Fit.OTHER),
    "null for empty": (LINE, "", "old", None, Fit.NORMALISED),
    "empty for null": (LINE, None, "old", "", Fit.NORMALISED),
    "another case": (LINE, "McAda", "old", "mcada", Fit.OTHER),
    "cut off": (LINE, "Ada Byron", "old", "Ada B", Fit.OTHER),
    "a number with its country": (PHONE, "+44 7700 900123", "old", "07700900123", Fit.NORMALISED),
    "a number without its spaces": (PHONE, "07700 900123", "", "07700900123", Fit.NORMALISED),
    "another number": (PHONE, "07700 900123", "", "07700900124", Fit.OTHER),
    "digits elsewhere are no number": (LINE, "+44 7700 900123", "", "07700900123", Fit.OTHER),
    "a number that went": (PHONE, "07700 900123", "07700900999", "", Fit.OTHER),
    "no number": (PHONE, "none", "old", "None", Fit.OTHER),
    "no number, with space": (PHONE, "none ", "old", "none", Fit.NORMALISED),
    "still the old": (LINE, "Ada", "old", "old", Fit.IGNORED),
    "still null": (LINE, "Ada", None, None, Fit.IGNORED),
    "still null where empty was sent": (LINE, "", None, None, Fit.NORMALISED),
    "something else": (LINE, "Ada", "old", "theirs", Fit.OTHER),
    "something else than nothing": (LINE, "Ada", ABSENT, "theirs", Fit.OTHER),
    "emptied": (LINE, "Ada", "old", "", Fit.OTHER),
    "not shown": (LINE, "Ada", "old", ABSENT, Fit.NOT_SHOWN),
    "never shown": (LINE, "Ada", ABSENT, ABSENT, Fit.NOT_SHOWN),
}


@pytest.mark.parametrize(("name", "sent", "seen", "stored", "fit"), FITS.values(), ids=FITS)
def test_each_field_that_is_read_back_fits_in_one_way(name, sent, seen, stored, fit):
    row = update({name: sent}, {}).marked(State.SENDING, seen={name: seen})
    assert fits(row, record({name: stored})) == {name: fit}


def test_of_a_create_nothing_was_seen_before():
    row = Outgoing(RecordKey("+a"), DatasetId("100"), None, {"firstname": "Ada", "title": "Dr"})
    assert fits(row, record({"firstname": "Ada", "title": ""})) == {
        "firstname": Fit.KEPT,
        "title": Fit.OTHER,
    }


@pytest.mark.parametrize(
    ("seen", "stored", "has_arrived"),
    [
        ("07700 900999", "07700 900123", True),
        ("07700 900999", "07700900123", True),
        ("07700900123", "07700900123", False),
        ("07700 900999", "07700 900999", False),
        ("07700 900999", "07700900124", False),
        ("07700 900999", ABSENT, False),
    ],
)
def test_another_spelling_counts_as_arrived_only_where_something_else_stood(
    seen, stored, has_arrived
):
    row = update({PHONE: "07700 900123"}, {}).marked(State.SENDING, seen={PHONE: seen})
    assert (not_arrived(row, record({PHONE: stored})) == {}) is has_arrived
