"""A query as plain values, such as JSON holds: what a saved view keeps."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from cn_desktop.records.fields import ABSENT, FieldName, Value
from cn_desktop.records.marks import State
from cn_desktop.records.query import Condition, Mode, Query, SortBy

VERSION = 1

Plain: TypeAlias = dict[str, Any]


class UnreadableQuery(ValueError):
    """These values are no query, or one of a later version."""


def as_plain(query: Query) -> Plain:
    """Only dicts, lists, texts, truth values and None."""
    return {
        "version": VERSION,
        "text": query.text,
        "sort": [{"field": by.field, "descending": by.is_descending} for by in query.sort],
        "conditions": [_plain_condition(each) for each in query.conditions],
        "states": sorted(state.value for state in query.states),
        "off": query.is_off,
    }


def from_plain(plain: object) -> Query:
    """The query that `as_plain` was given; raises `UnreadableQuery`."""
    try:
        return _query(_dict(plain))
    except (KeyError, TypeError, ValueError):
        raise UnreadableQuery from None


def _query(plain: Mapping[str, Any]) -> Query:
    if plain["version"] != VERSION:
        raise ValueError
    return Query(
        _text(plain["text"]),
        tuple(_sort_by(_dict(each)) for each in _list(plain["sort"])),
        tuple(_condition(_dict(each)) for each in _list(plain["conditions"])),
        frozenset(State(each) for each in _list(plain["states"])),
        _truth(plain["off"]),
    )


def _sort_by(plain: Mapping[str, Any]) -> SortBy:
    return SortBy(FieldName(_text(plain["field"])), _truth(plain["descending"]))


def _plain_condition(condition: Condition) -> Plain:
    return {
        "field": condition.field,
        "mode": condition.mode.value,
        "values": [_plain_value(value) for value in condition.values],
        "on": condition.is_on,
        "cased": condition.is_cased,
    }


def _condition(plain: Mapping[str, Any]) -> Condition:
    return Condition(
        FieldName(_text(plain["field"])),
        Mode(plain["mode"]),
        tuple(_value(each) for each in _list(plain["values"])),
        _truth(plain["on"]),
        _truth(plain["cased"]),
    )


def _plain_value(value: Value) -> str | bool | None:
    """False stands for a field that a record does not have."""
    return False if value is ABSENT else value


def _value(plain: object) -> Value:
    if plain is None:
        return None
    return ABSENT if plain is False else _text(plain)


def _text(plain: object) -> str:
    if not isinstance(plain, str):
        raise TypeError
    return plain


def _truth(plain: object) -> bool:
    if not isinstance(plain, bool):
        raise TypeError
    return plain


def _list(plain: object) -> Sequence[Any]:
    if not isinstance(plain, list):
        raise TypeError
    return plain


def _dict(plain: object) -> Mapping[str, Any]:
    if not isinstance(plain, dict):
        raise TypeError
    return plain
