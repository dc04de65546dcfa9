"""From query to query: what a person does to a filter, and what it then shows."""

from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records.facets import NOTHING
from cn_desktop.records.marks import State
from cn_desktop.records.query import Condition, Mode, Query
from cn_desktop.records.refining import (
    choose_list,
    drop,
    flip,
    is_list,
    leave_out,
    list_of,
    put,
    switch,
    without_list,
)
from cn_desktop.records.steps import finished
from cn_desktop.records.ticks import ALL, NONE, ticked, ticks_of

from .test_conditions import QUERIES
from .test_search import FIELDS, ROWS, STEPS, VALUES, desk_after

FIELD = st.sampled_from(FIELDS)
SOME = st.lists(VALUES, max_size=3)


@given(ROWS, STEPS, FIELD, st.integers(0, 15))
def test_filter_by_a_cell_shows_the_rows_that_have_the_same(rows, happenings, field, place):
    """feat-I8"""
    desk = desk_after(rows, happenings)
    column = desk.column(field)
    if not column:
        return
    value = list(column.values())[place % len(column)]
    same = [row for row, each in column.items() if each == value]
    others = [row for row, each in column.items() if each != value]
    assert list(desk.search.rows(choose_list(Query(), field, Mode.IS, [value]))) == same
    assert list(desk.search.rows(leave_out(Query(), field, [value]))) == others


@given(QUERIES, FIELD, VALUES, VALUES)
def test_what_is_left_out_first_stays_left_out(query, field, first, second):
    query = leave_out(leave_out(without_list(query, field), field, [first]), field, [second])
    assert set(list_of(query, field).values) == {first, second}


@given(QUERIES, FIELD, SOME, st.booleans())
def test_a_list_of_values_takes_the_place_of_the_one_before_and_touches_nothing_else(
    query, field, values, is_in
):
    mode = Mode.IS if is_in else Mode.IS_NOT
    after = choose_list(query, field, mode, values)
    lists = [each for each in after.conditions if each.field == field and is_list(each)]
    assert lists == [Condition(field, mode, tuple(values), is_cased=True)]
    assert without_list(after, field) == without_list(
        Query(**{**vars(query), "is_off": False}), field
    )


@given(QUERIES, st.integers(0, 2))
def test_a_condition_that_is_switched_off_and_on_is_what_it_was(query, place):
    """feat-I9"""
    if place >= len(query.conditions):
        return
    was_on = query.conditions[place].is_on
    other = switch(query, place, is_on=not was_on)
    assert switch(other, place, is_on=was_on) == query
    assert drop(other, place) == drop(query, place)


@given(QUERIES, st.builds(Condition, FIELD, st.just(Mode.EMPTY)))
def test_the_same_condition_is_never_there_twice(query, condition):
    once = put(query, condition)
    assert once.conditions.count(condition) == 1
    assert [each.meaning for each in put(once, condition).conditions] == [
        each.meaning for each in once.conditions
    ]


@given(QUERIES, st.sampled_from(State))
def test_a_state_that_is_chosen_twice_is_as_it_was(query, state):
    """feat-A14"""
    query = Query(query.text, query.sort, query.conditions, query.states)
    assert flip(flip(query, {state}), {state}) == query


# Ticks


TICKING = st.lists(st.tuples(SOME, st.booleans()), max_size=5)


@given(TICKING, st.sampled_from([ALL, NONE]), VALUES)
def test_a_value_is_ticked_as_it_was_ticked_last(ticking, ticks, value):
    has = ticks.is_all
    for values, is_ticked in ticking:
        ticks = ticks.put(values, is_ticked=is_ticked)
        has = is_ticked if value in values else has
    assert ticks.has(value) is has


@given(ROWS, STEPS, FIELD, TICKING, st.sampled_from([ALL, NONE]))
def test_rows_are_shown_whose_value_is_ticked_and_the_list_opens_as_it_was_left(
    rows, happenings, field, ticking, ticks
):
    """feat-I6"""
    desk = desk_after(rows, happenings)
    for values, is_ticked in ticking:
        ticks = ticks.put(values, is_ticked=is_ticked)
    query = ticked(Query(), field, ticks, ())
    shown = [row for row, value in desk.column(field).items() if ticks.has(value)]
    assert list(desk.search.rows(query)) == shown
    again = ticks_of(query, field)
    assert (again.is_all, again.others) == (ticks.is_all, ticks.others)


@given(ROWS, STEPS, FIELD, QUERIES)
def test_the_counts_of_a_list_are_the_rows_each_value_would_show(rows, happenings, field, query):
    """feat-I6: under what the rest of the query leaves."""
    desk = desk_after(rows, happenings)
    facets = finished(desk.search.facets_in(without_list(query, field), field))
    listed = [*facets.values, *((value, facets.empty[value]) for value in NOTHING)]
    for value, count in listed:
        only = choose_list(Query(**{**vars(query), "sort": ()}), field, Mode.IS, [value])
        if not query.is_off:
            assert len(desk.search.rows(only)) == count
