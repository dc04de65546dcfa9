"""What filling and setting many cells would change, found in steps.

Cells come as areas from top to bottom, the fields of each from left to right. A rule is given them
in pieces, in that order, and says what those are to hold that hold something else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from cn_desktop.records.area import Area
from cn_desktop.records.fields import ABSENT, FieldName, Lock, RecordKey, Value, text_of
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.steps import Work
from cn_desktop.records.store import Store

CELLS_AT_ONCE = 512
"""They take a millisecond to look at."""

Column: TypeAlias = dict[RecordKey, Value]
Rule: TypeAlias = Callable[
    [Sheet, Sequence[RecordKey], Sequence[FieldName]], Iterable[tuple[FieldName, Column]]
]


@dataclass
class Filling:
    """What will change so far. `locked`: so many more would, and may not; `lock`: why not."""

    columns: dict[FieldName, Column] = field(default_factory=dict)
    count: int = 0
    locked: int = 0
    lock: Lock | None = None

    def take(self, sheet: Sheet, name: FieldName, wanted: Column) -> None:
        """Cells of one field that a rule would change."""
        if not wanted:
            return
        may: Mapping[RecordKey, Value] = sheet.settable({name: wanted})[name]
        if may:
            self.columns.setdefault(name, {}).update(may)
        self.count += len(may)
        self.locked += len(wanted) - len(may)
        if self.lock is None and len(may) < len(wanted):
            self.lock = sheet.locks.of(next(key for key in wanted if key not in may), name)


def filled(sheet: Sheet, areas: Iterable[Area], rule: Rule) -> Work[Filling]:
    """What the rule changes in these cells: in those of the present store, whatever comes later."""
    return _filled(sheet, sheet.store, areas, rule)


def _filled(sheet: Sheet, store: Store, areas: Iterable[Area], rule: Rule) -> Work[Filling]:
    filling = Filling()
    for area in areas:
        for keys in _cut(store, area):
            for name, wanted in rule(sheet, keys, area.fields):
                filling.take(sheet, name, wanted)
            yield None
    return filling


def down() -> Rule:
    """Every cell as the first one of its column; where that is absent, nothing is filled."""
    firsts: dict[FieldName, Value] = {}

    def rule(
        sheet: Sheet, keys: Sequence[RecordKey], fields: Sequence[FieldName]
    ) -> Iterator[tuple[FieldName, Column]]:
        for name in fields:
            first = firsts.setdefault(name, sheet.value(keys[0], name))
            if first is not ABSENT:
                yield name, _others(sheet, name, keys, first)

    return rule


def right(
    sheet: Sheet, keys: Sequence[RecordKey], fields: Sequence[FieldName]
) -> Iterator[tuple[FieldName, Column]]:
    """Every cell as the first one of its row; where that is absent, none is filled."""
    first, *others = fields
    sources = sheet.column(first, keys)
    for name in others:
        shown = zip(keys, sources, sheet.column(name, keys), strict=True)
        yield name, {key: value for key, value, now in shown if value not in {ABSENT, now}}


def exactly(value: str | None) -> Rule:
    """One value in every cell; null and an empty text are two things."""
    return lambda sheet, keys, fields: (
        (name, _others(sheet, name, keys, value)) for name in fields
    )


def cleared(
    sheet: Sheet, keys: Sequence[RecordKey], fields: Sequence[FieldName]
) -> Iterator[tuple[FieldName, Column]]:
    """Every text empty; what is null or not there stays what it is."""
    for name in fields:
        shown = zip(keys, sheet.column(name, keys), strict=True)
        yield name, {key: "" for key, now in shown if isinstance(now, str) and now}


def typed(text: str) -> Rule:
    """As if it were typed into each cell: what looks like its value, or the server's, is that."""
    if text:
        return exactly(text)
    return lambda sheet, keys, fields: ((name, _emptied(sheet, name, keys)) for name in fields)


def _cut(store: Store, area: Area) -> Iterator[list[RecordKey]]:
    """Its records, as many at a time as have `CELLS_AT_ONCE` cells."""
    size = max(1, CELLS_AT_ONCE // max(1, len(area.fields)))
    starts = range(0, len(area.rows), size)
    return (store.keys(area.rows[start : start + size]) for start in starts)


def _emptied(sheet: Sheet, name: FieldName, keys: Sequence[RecordKey]) -> Column:
    shown = zip(keys, sheet.column(name, keys), strict=True)
    full = (key for key, now in shown if text_of(now))
    servers = ((key, sheet.server_value(key, name)) for key in full)
    return {key: "" if text_of(server) else server for key, server in servers}


def _others(sheet: Sheet, name: FieldName, keys: Sequence[RecordKey], value: Value) -> Column:
    """Those of the cells that hold something else."""
    shown = zip(keys, sheet.column(name, keys), strict=True)
    return {key: value for key, now in shown if now != value}
