"""Many cells at once obey the same locks as each alone, and are one step."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records.area import Area
from cn_desktop.records.fields import ABSENT, LONGEST_EDITED, Lock
from cn_desktop.records.marks import Mark, State
from cn_desktop.records.permits import Permits

from .sheets import record, sheet_of, shown, store_of

OUTCOME = "outcomecode"
FIELDS = ["firstname", OUTCOME, "postcode", "uid", "nowhere"]
KEYS = ["1", "2", "3", "4", "", "gone", "+new"]
TEXTS = st.sampled_from(["", "x", "y", None, ABSENT])


def cells(uid, **more):
    return record(uid, firstname="x", outcomecode="", **more)


def sheet_in(trouble, mark):
    """A sheet in which some rows and cells are locked for the reasons there are."""
    sheet = sheet_of(cells("1"), cells("2", postcode=None), cells("3"), cells("4"), cells("gone"))
    new = sheet.add_record()
    sheet.permits = Permits(unlocked=frozenset([OUTCOME]))
    for key in ("1", "2", "gone", new):
        sheet.set_cells({(key, "firstname"): "mine"}, "edit")
    store = store_of(
        cells("1") | {"firstname": "theirs"},
        cells("2", postcode="p" * (LONGEST_EDITED + 1)),
        cells("3"),
        *([cells("3")] if trouble == "twins" else []),
        cells("4", postcode="\N{REPLACEMENT CHARACTER}"),
        cells(""),
    )
    store.has_replacements = trouble == "damaged"
    sheet.rebase(store)
    if mark is not None:
        sheet.settle("2", Mark(mark))
    if trouble == "locked":
        sheet.permits = Permits()
    if trouble == "read-only":
        sheet.permits = Permits(forbids=Lock.READ_ONLY)
    sheet.is_expired = trouble == "expired"
    return sheet, new


TROUBLES = st.sampled_from(["", "twins", "damaged", "locked", "read-only", "expired"])
MARKS = st.none() | st.sampled_from(list(State))
WANTED = st.dictionaries(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(FIELDS)), TEXTS, max_size=12
)


def with_new(wanted, new):
    return {(new if key == "+new" else key, field): value for (key, field), value in wanted.items()}


@given(TROUBLES, MARKS, WANTED)
def test_exactly_the_cells_that_are_not_locked_are_set(trouble, mark, wanted):
    sheet, new = sheet_in(trouble, mark)
    wanted = with_new(wanted, new)
    before = {cell: sheet.value(*cell) for cell in wanted}
    free = {cell for cell in wanted if sheet.locks.of(*cell) is None}
    steps = sheet.history.next_undo
    touched = sheet.set_cells(wanted, "paste")
    changed = {cell for cell in free if before[cell] != wanted[cell]}
    assert touched == {key for key, _ in changed}
    assert {cell: sheet.value(*cell) for cell in wanted} == {
        cell: wanted[cell] if cell in free else before[cell] for cell in wanted
    }
    assert (sheet.history.next_undo is steps) is (not changed)


@given(TROUBLES, MARKS, WANTED)
def test_one_undo_takes_all_of_it_back_and_one_redo_brings_it(trouble, mark, wanted):
    sheet, new = sheet_in(trouble, mark)
    start = shown(sheet)[:2]
    if not sheet.set_cells(with_new(wanted, new), "paste"):
        return
    end = shown(sheet)
    assert sheet.undo()
    assert shown(sheet)[:2] == start
    assert sheet.redo()
    assert shown(sheet) == end


@given(TROUBLES, MARKS, st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(FIELDS))))
def test_reverting_cells_takes_exactly_their_edits(trouble, mark, chosen):
    sheet, new = sheet_in(trouble, mark)
    asked = {(new if key == "+new" else key, field) for key, field in chosen}
    edits = {(key, f) for key in sheet.changes.touched() for f in sheet.changes.edits(key)}
    out = {(key, f) for key, f in edits if sheet.locks.of_row(key) in {Lock.SENDING, Lock.UNKNOWN}}
    is_out = sheet.changes.state("2") in {State.SENDING, State.UNKNOWN, State.ASK}
    out |= {cell for cell in edits if cell[0] == "2" and is_out}
    sheet.revert_cells(asked)
    left = {(key, f) for key in sheet.changes.touched() for f in sheet.changes.edits(key)}
    assert left == edits - (asked - out)


def test_clearing_leaves_what_is_null_or_not_there():
    sheet = sheet_of(cells("1", postcode=None), cells("2", postcode="p"), cells("3"))
    assert sheet.clear([Area([0, 1, 2], ["firstname", "postcode"])]) == {"1", "2", "3"}
    assert sheet.column("firstname", ["1", "2", "3"]) == ["", "", ""]
    assert sheet.column("postcode", ["1", "2", "3"]) == [None, "", ABSENT]
    assert sheet.history.next_undo.name == "clear"


@pytest.mark.parametrize("field", ["firstname", "postcode", "nowhere"])
def test_a_column_is_what_its_cells_are(field):
    sheet, new = sheet_in("twins", None)
    keys = ["1", "2", "3", "gone", new, "nobody", ""]
    assert sheet.column(field, keys) == [sheet.value(key, field) for key in keys]
