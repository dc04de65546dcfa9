"""From one query to the next: what a person does to a filter."""

from collections.abc import Iterable
from dataclasses import replace

from cn_desktop.records.fields import FieldName, Value
from cn_desktop.records.marks import State
from cn_desktop.records.query import Condition, Mode, Query


def put(query: Query, condition: Condition, place: int | None = None) -> Query:
    """Ask for this too, or instead of the condition at a place; the filter is on then.

    Another condition of the same meaning goes.
    """
    at = len(query.conditions) if place is None else place
    before, behind = (
        [each for each in some if each.meaning != condition.meaning]
        for some in (query.conditions[:at], query.conditions[at + 1 :])
    )
    return replace(query, conditions=(*before, condition, *behind), is_off=False)


def drop(query: Query, place: int) -> Query:
    """Without the condition at this place."""
    conditions = query.conditions[:place] + query.conditions[place + 1 :]
    return replace(query, conditions=conditions)


def switch(query: Query, place: int, *, is_on: bool) -> Query:
    """The condition at this place asks for something, or is only kept."""
    condition = replace(query.conditions[place], is_on=is_on)
    conditions = (*query.conditions[:place], condition, *query.conditions[place + 1 :])
    return replace(query, conditions=conditions)


def leave_out(query: Query, field: FieldName, values: Iterable[Value]) -> Query:
    """The field is none of these; values that were left out before still are."""
    place = _place_of_left_out(query, field)
    before = query.conditions[place].values if place is not None else ()
    left_out = tuple(dict.fromkeys([*before, *values]))
    return put(query, Condition(field, Mode.IS_NOT, left_out, is_cased=True), place)


def without_list(query: Query, field: FieldName) -> Query:
    """Without what a list of the field's values asks for."""
    conditions = tuple(
        each for each in query.conditions if each.field != field or not is_list(each)
    )
    return replace(query, conditions=conditions)


def choose_list(query: Query, field: FieldName, mode: Mode, values: Iterable[Value]) -> Query:
    """The field is one of these, or none, exactly as written; not what its list asked before."""
    return _put_list(query, Condition(field, mode, tuple(values), is_cased=True))


def list_of(query: Query, field: FieldName) -> Condition | None:
    """The condition that a list of the field's values shows."""
    found = (each for each in query.conditions if each.field == field and is_list(each))
    return next(found, None)


def is_list(condition: Condition) -> bool:
    """It names values exactly as they are written."""
    return condition.mode in {Mode.IS, Mode.IS_NOT} and condition.is_cased


def flip(query: Query, states: Iterable[State]) -> Query:
    """Ask for rows in these states too, or no longer."""
    wanted = frozenset(states)
    is_asked = wanted <= query.states and not query.is_off
    kept = query.states - wanted if is_asked else query.states | wanted
    return replace(query, states=kept, is_off=False)


def _put_list(query: Query, condition: Condition) -> Query:
    """In the place of the field's first list; others of it go."""
    places = [
        place
        for place, each in enumerate(query.conditions)
        if each.field == condition.field and is_list(each)
    ]
    if not places:
        return put(query, condition)
    kept = [
        condition if place == places[0] else each
        for place, each in enumerate(query.conditions)
        if place == places[0] or place not in places
    ]
    return replace(query, conditions=tuple(kept), is_off=False)


def _place_of_left_out(query: Query, field: FieldName) -> int | None:
    for place, each in enumerate(query.conditions):
        if each.field == field and each.mode is Mode.IS_NOT and is_list(each) and each.is_on:
            return place
    return None
