"""What filling and setting many cells would change: only cells that hold something else.

Cells come as areas from top to bottom, the fields of each from left to right.
"""

from collections.abc import Iterable, Mapping, Sequence

from cn_desktop.records.area import Area
from cn_desktop.records.fields import ABSENT, FieldName, Lock, RecordKey, Value, text_of
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.undo import Columns

Column = dict[RecordKey, Value]


def size_of(columns: Columns) -> int:
    """How many cells these are."""
    return sum(map(len, columns.values()))


def filled_down(sheet: Sheet, areas: Iterable[Area]) -> Columns:
    """Every cell set to the first one of its column; where that is absent, nothing is."""
    firsts: dict[FieldName, Value] = {}
    wanted: dict[FieldName, Column] = {}
    for area in areas:
        keys = sheet.store.keys(area.rows)
        for field in area.fields:
            firsts.setdefault(field, sheet.value(keys[0], field))
            if firsts[field] is not ABSENT:
                others = _others(sheet, field, keys, firsts[field])
                wanted.setdefault(field, {}).update(others)
    return _filled(wanted)


def filled_right(sheet: Sheet, areas: Iterable[Area]) -> Columns:
    """Every cell set to the first one of its row; where that is absent, none is."""
    wanted: dict[FieldName, Column] = {}
    for area in areas:
        keys = sheet.store.keys(area.rows)
        first, *others = area.fields
        sources = sheet.column(first, keys)
        for field in others:
            shown = zip(keys, sources, sheet.column(field, keys), strict=True)
            column = {key: value for key, value, now in shown if value not in {ABSENT, now}}
            wanted.setdefault(field, {}).update(column)
    return _filled(wanted)


def all_set(sheet: Sheet, areas: Iterable[Area], value: str | None) -> Columns:
    """Every cell set to exactly this; null and an empty text are two things."""
    wanted: dict[FieldName, Column] = {}
    for area in areas:
        keys = sheet.store.keys(area.rows)
        for field in area.fields:
            wanted.setdefault(field, {}).update(_others(sheet, field, keys, value))
    return _filled(wanted)


def all_typed(sheet: Sheet, areas: Iterable[Area], text: str) -> Columns:
    """Every cell set as by typing: what looks like the cell's or the server's value is that."""
    if text:
        return all_set(sheet, areas, text)
    wanted: dict[FieldName, Column] = {}
    for area in areas:
        keys = sheet.store.keys(area.rows)
        for field in area.fields:
            shown = zip(keys, sheet.column(field, keys), strict=True)
            column = {key: _emptied(sheet, key, field) for key, now in shown if text_of(now)}
            wanted.setdefault(field, {}).update(column)
    return _filled(wanted)


def first_lock(sheet: Sheet, columns: Columns) -> Lock | None:
    """Why one of these cells can't be changed; None if none is locked."""
    for field in columns:
        if lock := sheet.column_lock(field):
            return lock
    cells = ((key, field) for field, keys in columns.items() for key in keys)
    return next((lock for key, field in cells if (lock := sheet.lock(key, field))), None)


def _emptied(sheet: Sheet, key: RecordKey, field: FieldName) -> Value:
    server = sheet.server_value(key, field)
    return "" if text_of(server) else server


def _others(sheet: Sheet, field: FieldName, keys: Sequence[RecordKey], value: Value) -> Column:
    """Those of the cells that hold something else."""
    shown = zip(keys, sheet.column(field, keys), strict=True)
    return {key: value for key, now in shown if now != value}


def _filled(columns: Mapping[FieldName, Column]) -> Columns:
    return {field: column for field, column in columns.items() if column}
