"""Pending edits, new records, and exactly one state for each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records.changes import STANDING, Changes, Done, Edit, new_record_key
from cn_desktop.records.fields import ABSENT, ZERO_DATE
from cn_desktop.records.marks import Mark, State

NOTHINGS = [ABSENT, None, "", ZERO_DATE]
MARKED = [state for state in State if state is not State.CONFLICT]
"""A conflict has no mark: its contested cells say so."""


@pytest.fixture
def changes():
    return Changes()


def edited(changes, key="1", **cells):
    for field, (server, wanted) in cells.items():
        changes.put(key, field, Edit(server, wanted))


def test_a_record_nobody_touched_has_no_state(changes):
    assert changes.state("1") is None
    assert changes.touched() == []


def test_an_edited_record_is_pending(changes):
    edited(changes, a=("x", "y"))
    assert changes.state("1") is State.PENDING
    assert changes.edits("1") == {"a": Edit("x", "y")}


def test_a_new_record_is_pending(changes):
    changes.add_new("+1")
    assert changes.state("+1") is State.PENDING
    assert changes.is_new("+1")


@pytest.mark.parametrize("value", [*NOTHINGS, "x"])
def test_a_cell_put_back_to_the_server_s_value_is_no_change(changes, value):
    edited(changes, a=(value, "y"))
    edited(changes, a=(value, value))
    assert changes.state("1") is None
    assert changes.touched() == []


@pytest.mark.parametrize("server", NOTHINGS)
@pytest.mark.parametrize("wanted", NOTHINGS)
def test_each_kind_of_nothing_is_a_change_from_each_other_one(changes, server, wanted):
    edited(changes, a=(server, wanted))
    assert (changes.state("1") is State.PENDING) is (server is not wanted)


def test_one_cell_put_back_leaves_the_other_edits(changes):
    edited(changes, a=("x", "y"), b=("x", "y"))
    edited(changes, a=("x", "x"))
    assert changes.edits("1") == {"b": Edit("x", "y")}


@pytest.mark.parametrize("state", MARKED)
def test_a_mark_is_the_state(changes, state):
    edited(changes, a=("x", "y"))
    changes.set_mark("1", Mark(state, "words", "note"))
    assert changes.state("1") is state
    assert changes.mark("1") == Mark(state, "words", "note")


def test_a_conflict_lasts_as_long_as_its_contested_cells(changes):
    edited(changes, a=("x", "y"), b=("x", "y"))
    changes.set_mark("1", Mark(State.CONFLICT))
    changes.rebase("1", {"a": "z", "b": "z"})
    changes.keep_mine("1", ["a"])
    assert changes.state("1") is State.CONFLICT
    changes.keep_mine("1", ["b"])
    assert (changes.state("1"), changes.mark("1")) == (State.PENDING, None)


def test_an_edit_takes_a_mark_away(changes):
    edited(changes, a=("x", "y"))
    changes.set_mark("1", Mark(State.REJECTED, "too long"))
    edited(changes, b=("x", "z"))
    assert changes.state("1") is State.PENDING
    assert changes.mark("1") is None


def test_a_saved_new_record_is_known_by_its_uid(changes):
    changes.add_new("+1")
    edited(changes, "+1", a=(ABSENT, "y"))
    changes.saved("+1", "007", Mark(State.SAVED), Done({}, {"a": "y"}))
    assert changes.touched() == ["007"]
    assert changes.state("007") is State.SAVED
    assert not changes.is_new("007")
    assert changes.done("007") == Done({}, {"a": "y"})


def test_what_was_saved_is_known_as_long_as_the_row_is_marked_as_saved_by_it(changes):
    edited(changes, a=("x", "y"))
    changes.saved("1", "1", Mark(State.SAVED), Done({"a": "x"}, {"a": "y"}))
    assert changes.done("1") == Done({"a": "x"}, {"a": "y"})
    edited(changes, a=("y", "z"))
    assert changes.done("1") is None
    changes.saved("1", "1", Mark(State.SAVED), Done({"a": "y"}, {"a": "z"}))
    changes.forget_saved()
    assert changes.done("1") is None


def test_forgetting_saved_rows_leaves_the_others(changes):
    for number, state in enumerate(MARKED):
        changes.set_mark(str(number), Mark(state))
    changes.forget_saved()
    left = [changes.state(key) for key in changes.touched()]
    assert left == [state for state in MARKED if state is not State.SAVED]


def test_only_what_is_provably_saved_is_not_unsaved(changes):
    for state in MARKED:
        changes.set_mark(state.value, Mark(state))
    edited(changes, "edited", a=("x", "y"))
    changes.add_new("+1")
    assert set(changes.unsaved()) == {
        *("pending", "sending", "rejected", "unknown", "ask"),
        *("edited", "+1"),
    }


def test_removing_a_new_record_forgets_its_cells(changes):
    changes.add_new("+1")
    edited(changes, "+1", a=(ABSENT, "y"))
    changes.remove_new("+1")
    assert changes.touched() == []
    assert changes.edits("+1") == {}


def test_new_records_are_listed_last_and_once(changes):
    changes.add_new("+1")
    edited(changes, "+1", a=(ABSENT, "y"))
    edited(changes, "1", a=("x", "y"))
    changes.set_mark("2", Mark(State.SAVED))
    assert changes.touched() == ["1", "2", "+1"]
    assert list(changes.new_records()) == ["+1"]


def test_what_is_asked_for_is_a_copy(changes):
    edited(changes, a=("x", "y"))
    changes.edits("1").clear()
    assert changes.edits("1") == {"a": Edit("x", "y")}


def put_many(value):
    def put(changes, key, _state):
        wanted = {each: value for each in ["1", "2", "+1", "+2"] if each >= key}
        changes.put_column("a", wanted, ["x"] * len(wanted))

    return put


def removed(changes, key, _state):
    if changes.is_new(key):
        changes.remove_new(key)


WAYS = {
    "put": lambda changes, key, _state: edited(changes, key, a=("x", "y")),
    "put other": lambda changes, key, _state: edited(changes, key, b=("x", "y")),
    "put nothing": lambda changes, key, _state: edited(changes, key, a=("x", ABSENT)),
    "back": lambda changes, key, _state: edited(changes, key, a=("x", "x")),
    "mark": lambda changes, key, state: changes.set_mark(key, Mark(state)),
    "unmark": lambda changes, key, _state: changes.unmark(key),
    "saved": lambda changes, key, _state: changes.saved(
        key, key.replace("+", "9"), Mark(State.SAVED), Done({}, {})
    ),
    "forget": lambda changes, key, _state: changes.forget_edits(key),
    "forget saved": lambda changes, _key, _state: changes.forget_saved(),
    "new": lambda changes, key, _state: changes.add_new(key) if key.startswith("+") else None,
    "not new": removed,
    "moved": lambda changes, key, _state: changes.rebase(key, {"a": "z", "b": "z"}),
    "moved back": lambda changes, key, _state: changes.rebase(key, {"a": "x", "b": "x"}),
    "mine": lambda changes, key, _state: changes.keep_mine(key, ["a"]),
    "restore": lambda changes, key, _state: changes.restore(key, "a", Edit("x", "kept")),
    "put many": put_many("y"),
    "nothing to many": put_many(ABSENT),
    "back with many": put_many("x"),
}
OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(list(WAYS)),
        st.sampled_from(["1", "2", "+1", "+2"]),
        st.sampled_from(list(State)),
    ),
    max_size=30,
)


def applied(changes, what, key, state):
    """Carry out one operation; one that makes no sense now does nothing."""
    WAYS[what](changes, key, state)


@given(OPERATIONS)
def test_every_touched_row_has_exactly_one_state_and_the_counts_add_up(operations):
    changes = Changes()
    for operation in operations:
        applied(changes, *operation)
        touched = changes.touched()
        by_state = [key for state in State for key in changes.in_state(state)]
        assert sorted(by_state) == sorted(touched)
        assert len(set(touched)) == len(touched)
        assert sum(changes.count([state]) for state in State) == len(touched)
        assert changes.count(State) == len(touched)


def recounted(changes):
    """What the counts are of, each row looked at anew and only through its parts."""
    new = set(changes.new_records())
    touched = changes.touched()
    edits = {key: changes.edits(key) for key in touched}
    states = {}
    for key in touched:
        mark = changes.mark(key)
        if mark and mark.state in STANDING:
            states[key] = mark.state
        elif changes.contested(key):
            states[key] = State.CONFLICT
        else:
            states[key] = mark.state if mark else State.PENDING
        assert mark or edits[key] or key in new
    return {
        "by state": [sum(each is state for each in states.values()) for state in State],
        "new": [sum(states[key] is state for key in new) for state in State],
        "unsaved": [key for key in touched if states[key] is not State.SAVED],
        "hollow": {
            key
            for key in touched
            if key not in new and all(edit.wanted is ABSENT for edit in edits[key].values())
        },
        "fields": {name for cells in edits.values() for name in cells},
    }


def counted(changes):
    return {
        "by state": [changes.count([state]) for state in State],
        "new": [changes.count_new(state) for state in State],
        "unsaved": changes.unsaved(),
        "hollow": set(changes.hollow),
        "fields": set(changes.edited_fields()),
    }


@given(OPERATIONS)
def test_the_counts_always_equal_a_recount(operations):
    changes = Changes()
    for operation in operations:
        applied(changes, *operation)
        assert counted(changes) == recounted(changes)
        assert changes.count_unsaved() == len(changes.unsaved())
        assert len(changes) == len(changes.touched())


@given(OPERATIONS, st.sampled_from("ab"), st.sampled_from(["x", "y", ABSENT, None]))
def test_many_cells_put_at_once_are_as_if_put_one_by_one(operations, field, value):
    at_once, singly = Changes(), Changes()
    for operation in operations:
        applied(at_once, *operation)
        applied(singly, *operation)
    wanted = dict.fromkeys(["2", "3", "+1", "1"], value)
    at_once.put_column(field, wanted, ["x", "y", ABSENT, "x"])
    for key, server in zip(wanted, ["x", "y", ABSENT, "x"], strict=True):
        singly.put(key, field, Edit(server, value))
    assert counted(at_once) | {"unsaved": set(at_once.unsaved())} == counted(singly) | {
        "unsaved": set(singly.unsaved())
    }
    for key in singly.touched():
        assert at_once.edits(key) == singly.edits(key)
        assert at_once.contested(key) == singly.contested(key)
        assert at_once.state(key) is singly.state(key)
    assert at_once.shown("a", "123", "xyz") == [
        edit.wanted if (edit := singly.edit(key, "a")) else shown
        for key, shown in zip("123", "xyz", strict=True)
    ]


# Rebasing


def test_an_edit_whose_server_value_stayed_is_untouched(changes):
    edited(changes, a=("x", "y"))
    assert changes.rebase("1", {"a": "x"}) == []
    assert changes.edits("1") == {"a": Edit("x", "y")}


def test_an_edit_whose_server_value_moved_is_kept_and_named(changes):
    edited(changes, a=("x", "y"), b=("x", "y"))
    assert changes.rebase("1", {"a": "z", "b": "x"}) == ["a"]
    assert changes.edits("1") == {"a": Edit("z", "y"), "b": Edit("x", "y")}


def test_an_edit_that_equals_the_server_s_new_value_is_done(changes):
    edited(changes, a=("x", "y"))
    assert changes.rebase("1", {"a": "y"}) == ["a"]
    assert changes.state("1") is None


def test_a_field_that_vanished_has_moved_to_absent(changes):
    edited(changes, a=("x", "y"))
    assert changes.rebase("1", {}) == ["a"]
    assert changes.edits("1") == {"a": Edit(ABSENT, "y")}


@pytest.mark.parametrize("state", [State.REJECTED, State.UNKNOWN, State.PENDING])
def test_a_mark_outlives_a_moved_value(changes, state):
    edited(changes, a=("x", "y"))
    changes.set_mark("1", Mark(state, "words"))
    changes.rebase("1", {"a": "z"})
    assert changes.mark("1") == Mark(state, "words")


def test_a_mark_goes_with_the_last_edit(changes):
    edited(changes, a=("x", "y"))
    changes.set_mark("1", Mark(State.REJECTED, "words"))
    changes.rebase("1", {"a": "y"})
    assert changes.state("1") is None


def test_new_keys_are_never_the_same_and_never_look_like_a_uid():
    keys = {new_record_key() for _ in range(1000)}
    assert len(keys) == 1000
    assert all(key.startswith("+") for key in keys)
