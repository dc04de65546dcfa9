"""Faults in the types and the shape of what is answered, in either format."""

import json
from collections.abc import Callable, Mapping
from itertools import count

from cn_desktop.simulator.faults.acts import Act, Entry, Shaped
from cn_desktop.simulator.meddling import Reshape, Tree

_SUCCESSES: Mapping[str, object] = {
    "TRUE": "TRUE",
    "text-true": "true",
    "1": 1,
    "text-1": "1",
    "false": False,
    "FALSE": "FALSE",
    "text-false": "false",
    "0": 0,
    "text-0": "0",
    "null": None,
    "empty": "",
    "yes": "yes",
    "list": [],
}
_COUNTS: Mapping[str, Callable[[int], object]] = {
    "text": str,
    "float": float,
    "true": lambda _: True,
    "null": lambda _: None,
    "word": lambda _: "one",
    "negative": lambda _: -1,
    "0": lambda _: 0,
    "more": lambda number: number + 1,
}


def _shape(reshape: Reshape) -> Callable[[object], tuple[Act, ...]]:
    return lambda _value: (Shaped(reshape),)


def _set(name: str, value: object) -> Entry:
    return Entry(f"{name} is {json.dumps(value)}", _shape(lambda tree: tree | {name: value}))


def _missing(name: str) -> Entry:
    return Entry(
        f"no {name}",
        _shape(lambda tree: {each: value for each, value in tree.items() if each != name}),
    )


def _count(name: str, what: str) -> Entry:
    def reshape(tree: Tree) -> Tree:
        number = tree.get(name)
        return tree | {name: _COUNTS[what](number)} if isinstance(number, int) else tree

    return Entry(f"{name} as {what}", _shape(reshape))


def _list(line: str, make: Callable[[list[object]], object]) -> Entry:
    def reshape(tree: Tree) -> Tree:
        rows = tree.get("list")
        return tree | {"list": make(rows)} if isinstance(rows, list) else tree

    return Entry(line, _shape(reshape))


def _rows(line: str, change: Callable[[Tree, int], object]) -> Entry:
    return _list(
        line,
        lambda rows: [
            change(row, place) if isinstance(row, dict) else row for place, row in enumerate(rows)
        ],
    )


def _without_one(row: Tree, place: int) -> Tree:
    """Another column left out of each row, never the uid or the dataset."""
    names = list(row)
    left_out = names[2 + place % (len(names) - 2)]
    return {name: value for name, value in row.items() if name != left_out}


def _error(text: str) -> tuple[Act, ...]:
    return (Shaped(lambda tree: tree | {"error": text}),)


def _account(number: str) -> tuple[Act, ...]:
    return (Shaped(lambda tree: tree | {"account_id": number}),)


def _nothing_done(tree: Tree) -> Tree:
    return tree | {"total": 0, "bad": 0}


SHAPES: Mapping[str, Entry] = {
    **{f"success-{name}": _set("success", value) for name, value in _SUCCESSES.items()},
    "success-missing": _missing("success"),
    **{f"total-{what}": _count("total", what) for what in _COUNTS},
    "total-missing": _missing("total"),
    **{f"bad-{what}": _count("bad", what) for what in ("text", "float", "null", "more")},
    "bad-missing": _missing("bad"),
    **{f"key-{what}": _count("key", what) for what in ("text", "float", "null", "0", "negative")},
    "key-missing": _missing("key"),
    "key-other": _set("key", 550001),
    "nothing-done": Entry("total 0 and bad 0", _shape(_nothing_done)),
    "error-too": Entry("the value as an error beside success", _error, "Bad argument: xyz"),
    "other-account": Entry("the value as the account_id", _account, "99999"),
    "list-missing": _missing("list"),
    "list-null": _set("list", None),
    "list-empty-object": _set("list", {}),
    "list-text": _set("list", "none"),
    "list-numbered": _list(
        "an object with numbers for keys",
        lambda rows: dict(zip(map(str, count()), rows, strict=False)),
    ),
    "list-single": _list("the first record alone, in no list", lambda rows: next(iter(rows), {})),
    "list-nested": _list("each record in a list of its own", lambda rows: [[row] for row in rows]),
    "list-short": _list("the last record left out", lambda rows: rows[:-1]),
    "list-empty": _list("no records, the total as it is", lambda _: []),
    "list-twice": _list("every record twice", lambda rows: [*rows, *rows]),
    "rows-uneven": _rows("another column missing in each record", _without_one),
    "rows-new-column": _rows(
        "a column nobody knows", lambda row, place: row | {"new_column": str(place)}
    ),
    "uid-number": _rows(
        "uids as numbers", lambda row, _: row | {"uid": int(str(row.get("uid") or 0))}
    ),
    "uid-padded": _rows(
        "uids with noughts before them", lambda row, _: row | {"uid": f"00{row.get('uid')}"}
    ),
    "uid-empty": _rows("empty uids", lambda row, _: row | {"uid": ""}),
    "uid-null": _rows("uids that are null", lambda row, _: row | {"uid": None}),
}
