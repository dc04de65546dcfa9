"""Conditions and states against looks at every cell, over records of every kind (feat-I5 to I9)."""

import json
import re
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records import conditions, scan, store
from cn_desktop.records.fields import ABSENT, ZERO_DATE, is_empty
from cn_desktop.records.marks import Mark, State
from cn_desktop.records.patterns import BadPattern, pattern_of
from cn_desktop.records.query import Condition, Mode, Query, SortBy
from cn_desktop.records.query_text import UnreadableQuery, as_plain, from_plain
from cn_desktop.records.search import Search
from cn_desktop.records.steps import Apart, finished

from .sheets import record, sheet_of
from .test_search import FIELDS, ROWS, SORTS, STEPS, TEXTS, VALUES, Desk, desk_after, sorted_rows


@pytest.fixture(autouse=True)
def small_limits(monkeypatch):
    """Every way through is taken by a few rows."""
    monkeypatch.setattr(scan, "FEW", 3)
    monkeypatch.setattr(store, "BLOCK_ROWS", 4)


PATTERNS = st.sampled_from(["a", "^a", "[0-9]+$", "é|ß", "^$", ".", "a.*a", r"\d\.\d", "(?s)^.?$"])
CONDITIONS = st.one_of(
    st.builds(
        Condition,
        st.sampled_from(FIELDS),
        st.sampled_from([Mode.IS, Mode.IS_NOT]),
        st.lists(VALUES, max_size=3).map(tuple),
        st.booleans(),
        st.booleans(),
    ),
    st.builds(
        Condition,
        st.sampled_from(FIELDS),
        st.just(Mode.CONTAINS),
        st.lists(st.one_of(TEXTS, st.just("")), max_size=2).map(tuple),
        st.booleans(),
        st.booleans(),
    ),
    st.builds(
        Condition,
        st.sampled_from(FIELDS),
        st.just(Mode.MATCHES),
        PATTERNS.map(lambda each: (each,)),
        st.booleans(),
        st.booleans(),
    ),
    st.builds(
        Condition,
        st.sampled_from(FIELDS),
        st.sampled_from([Mode.EMPTY, Mode.FILLED, Mode.REPEATED]),
        st.just(()),
        st.booleans(),
    ),
)
STATES = st.frozensets(st.sampled_from([State.PENDING, State.SAVED, State.REJECTED, State.ASK]))
MARKED = st.lists(st.tuples(st.integers(0, 15), st.sampled_from([State.SAVED, State.REJECTED])))


def same(value, other, is_cased):
    if isinstance(value, str) and isinstance(other, str) and not is_cased:
        return value.casefold() == other.casefold()
    return value == other


def contains(value, text, is_cased):
    return text in value if is_cased else text.casefold() in value.casefold()


def fits(value, pattern, is_cased):
    return bool(re.search(pattern, value, 0 if is_cased else re.IGNORECASE))


def meets(condition, value, counts):
    is_cased = condition.is_cased
    if condition.mode is Mode.EMPTY:
        return is_empty(value)
    if condition.mode is Mode.FILLED:
        return not is_empty(value)
    if condition.mode is Mode.REPEATED:
        return not is_empty(value) and counts[value] > 1
    if condition.mode in {Mode.IS, Mode.IS_NOT}:
        is_one = any(same(value, each, is_cased) for each in condition.values)
        return is_one is (condition.mode is Mode.IS)
    test = contains if condition.mode is Mode.CONTAINS else fits
    return isinstance(value, str) and any(test(value, each, is_cased) for each in condition.values)


def expected_rows(desk, query):
    rows = desk.rows_with(query.text)
    for condition in query.conditions:
        if condition.is_on:
            column = desk.column(condition.field)
            counts = Counter(column.values())
            rows = [row for row in rows if meets(condition, column[row], counts)]
    if query.states:
        changes, key = desk.sheet.changes, desk.sheet.store.key
        rows = [row for row in rows if changes.state(key(row)) in query.states]
    return sorted_rows(desk, rows, query.sort)


def mark_some(desk, marked):
    keys = desk.sheet.changes.touched()
    for place, state in marked:
        if keys:
            desk.sheet.changes.set_mark(keys[place % len(keys)], Mark(state))


QUERIES = st.builds(
    Query,
    st.one_of(st.just(""), TEXTS),
    SORTS,
    st.lists(CONDITIONS, max_size=3, unique_by=lambda each: each.meaning).map(tuple),
    st.one_of(st.just(frozenset()), STATES),
)


@given(ROWS, st.lists(st.tuples(STEPS, MARKED, QUERIES), max_size=3))
def test_a_query_shows_what_a_look_at_every_cell_finds_whatever_happened(rows, visits):
    desk = Desk(rows)
    for happenings, marked, query in visits:
        for each in happenings:
            desk.do(*each)
        mark_some(desk, marked)
        assert list(desk.search.rows(query)) == expected_rows(desk, query)


@given(ROWS, STEPS, QUERIES)
def test_a_filter_that_is_off_hides_nothing_and_keeps_the_order(rows, happenings, query):
    desk = desk_after(rows, happenings)
    off = Query(query.text, query.sort, query.conditions, query.states, is_off=True)
    assert list(desk.search.rows(off)) == list(desk.search.rows(Query(sort=query.sort)))
    assert not off.hides


@given(ROWS, st.lists(st.tuples(QUERIES, st.integers(0, 4)), max_size=3), QUERIES)
def test_a_query_that_was_left_at_any_step_does_no_harm(rows, left, query):
    desk = Desk(rows)
    for other, taken in left:
        unfinished = desk.search.steps(other)
        for _ in range(taken):
            step = next(unfinished, None)
            if isinstance(step, Apart):
                step()
        unfinished.close()
    assert list(desk.search.rows(query)) == expected_rows(desk, query)


def shown(values, *conditions):
    sheet = sheet_of(*(record(str(uid), own=value) for uid, value in enumerate(values)))
    return [values[row] for row in Search(sheet).rows(Query(conditions=conditions))]


def test_is_without_regard_to_case_and_is_as_written_are_two_things():
    towns = ["Leeds", "LEEDS", "York"]
    assert shown(towns, Condition("own", Mode.IS, ("leeds",))) == ["Leeds", "LEEDS"]
    assert shown(towns, Condition("own", Mode.IS, ("LEEDS",), is_cased=True)) == ["LEEDS"]


def test_each_kind_of_nothing_can_be_asked_for_by_itself():
    kinds = [None, "", ZERO_DATE, "x"]
    for kind in kinds[:3]:
        assert shown(kinds, Condition("own", Mode.IS, (kind,))) == [kind]
    assert shown(kinds, Condition("own", Mode.EMPTY)) == kinds[:3]


def test_all_conditions_must_be_met_and_one_of_their_values():
    codes = ["100", "109", "110", "98"]
    both = (Condition("own", Mode.IS, ("100", "109")), Condition("own", Mode.CONTAINS, ("9",)))
    assert shown(codes, *both) == ["109"]


def test_a_value_is_not_unique_among_all_records_whatever_else_is_asked_for():
    """feat-N1: the other record with the same number may be filtered out."""
    sheet = sheet_of(
        record("1", firstname="Ada", ddi_home="01632 960001"),
        record("2", firstname="Bob", ddi_home="01632 960001"),
        record("3", firstname="Ada", ddi_home="01632 960002"),
    )
    repeated, ada = Condition("ddi_home", Mode.REPEATED), Condition("firstname", Mode.IS, ("Ada",))
    search = Search(sheet)
    assert list(search.rows(Query(conditions=(repeated, ada)))) == [0]
    assert list(search.rows(Query(conditions=(ada, repeated)))) == [0]


# Patterns


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(.*a){20}", r"(?:a?){40}a{40}b"])
def test_a_pattern_that_would_take_for_ever_is_given_up_and_named(pattern):
    sheet = sheet_of(record("1", own="a" * 5000 + "!"), record("2", own="a" * 5000 + "?"))
    condition = Condition("own", Mode.MATCHES, (pattern,))
    started = time.monotonic()
    found = finished(Search(sheet).steps(Query(conditions=(condition,))))
    assert time.monotonic() - started < 5
    if found.unusable:
        assert (found.unusable, found.count) == ((condition,), 0)


def test_a_pattern_that_takes_long_in_every_one_of_many_cells_is_given_up(monkeypatch):
    monkeypatch.setattr(conditions, "ENOUGH_SECONDS", 0.02)
    values = [record(str(uid), own=f"{'x' * 18}{uid}") for uid in range(500)]
    slow = Condition("own", Mode.MATCHES, ("(x+x+)+y|(x+x+)+z",))
    found = finished(Search(sheet_of(*values)).steps(Query(conditions=(slow,))))
    assert (found.unusable, found.count) == ((slow,), 0)


def test_a_pattern_that_is_given_up_spoils_no_later_query():
    sheet = sheet_of(record("1", own="a" * 5000 + "!"))
    search = Search(sheet)
    slow = Condition("own", Mode.MATCHES, ("(a+)+$",))
    assert finished(search.steps(Query(conditions=(slow,)))).unusable == (slow,)
    assert list(search.rows(Query(conditions=(Condition("own", Mode.MATCHES, ("a!",)),)))) == [0]


@pytest.mark.parametrize(
    "pattern", ["(", "[a", "*", "a{2,1}", "\\", "(?P<x>", "(" * 2000, "a" * 600]
)
def test_what_is_no_pattern_is_refused_and_no_row_meets_it(pattern):
    condition = Condition("own", Mode.MATCHES, (pattern,))
    found = finished(Search(sheet_of(record("1", own="a"))).steps(Query(conditions=(condition,))))
    assert (found.unusable, found.count) == ((condition,), 0)
    with pytest.raises(BadPattern):
        pattern_of(pattern, is_cased=False)


def test_a_condition_that_is_off_is_not_even_judged():
    condition = Condition("own", Mode.MATCHES, ("(",), is_on=False)
    found = finished(Search(sheet_of(record("1", own="a"))).steps(Query(conditions=(condition,))))
    assert (found.unusable, found.count) == ((), 1)


# Kept


@given(QUERIES, st.booleans())
def test_a_query_comes_back_from_its_plain_form(query, is_off):
    query = Query(query.text, query.sort, query.conditions, query.states, is_off)
    assert from_plain(json.loads(json.dumps(as_plain(query)))) == query


DAMAGED = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([*as_plain(Query()), "field", "mode"]), inner),
    ),
)


@given(st.sampled_from([*as_plain(Query())]), DAMAGED)
def test_a_damaged_plain_form_is_refused_and_never_half_read(name, damage):
    plain = as_plain(Query("x", (SortBy("own"),), (Condition("own", Mode.IS, (None, ABSENT)),)))
    if plain[name] == damage and type(plain[name]) is type(damage):
        return
    try:
        query = from_plain({**plain, name: damage})
    except UnreadableQuery:
        return
    assert as_plain(query) == {**plain, name: damage}


@pytest.mark.parametrize("plain", [None, [], "", 1, {}, {"version": 2}])
def test_what_is_no_query_is_refused(plain):
    with pytest.raises(UnreadableQuery):
        from_plain(plain)
