"""What a rule would make of many cells, seen before it is done."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple, TypeAlias

from cn_desktop.records.area import Area
from cn_desktop.records.fields import FieldName, Lock, RecordKey, Value, text_of
from cn_desktop.records.order import Rows
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.steps import Steps, Work
from cn_desktop.records.transforms import Transform, transformed
from cn_desktop.records.undo import Cell, Columns, Step

LISTED = 1_000
"""Changes that are shown one by one."""
CELLS_AT_ONCE = 256
"""They take half a millisecond to look at."""
SET_AT_ONCE = 1_000
"""Cells; they take two milliseconds to set."""

Rule: TypeAlias = Callable[[FieldName, Value], str | None]
"""What a cell is to hold; None where it is to stay what it is, whatever that is."""


class Change(NamedTuple):
    """One cell, before and after."""

    key: RecordKey
    field: FieldName
    before: Value
    after: Value

    @property
    def cell(self) -> Cell:
        return self.key, self.field


@dataclass
class Plan:
    """What has been found so far: cells that will change, and why others will not.

    `seen`: cells looked at. `locked`: those that the rule would change and nobody may.
    `listed`: the first of those that will change, row by row; `count` is how many they are.
    """

    seen: int = 0
    count: int = 0
    locked: Counter[Lock] = field(default_factory=Counter)
    listed: list[Change] = field(default_factory=list)
    columns: dict[FieldName, dict[RecordKey, Value]] = field(default_factory=dict)

    @property
    def unlisted(self) -> int:
        return self.count - len(self.listed)

    def without(self, cells: Collection[Cell]) -> Columns:
        """What it sets, but for these cells."""
        if not cells:
            return self.columns
        return {
            name: {key: value for key, value in values.items() if (key, name) not in cells}
            for name, values in self.columns.items()
        }

    def only_listed(self, cells: Collection[Cell]) -> Columns:
        """What it sets among those that are listed, but for these cells."""
        columns: dict[FieldName, dict[RecordKey, Value]] = {}
        for change in self.listed:
            if change.cell not in cells:
                columns.setdefault(change.field, {})[change.key] = change.after
        return columns


def value_rule(text: str) -> Rule:
    """One text for every cell."""
    return lambda _field, _value: text


def transform_rule(transform: Transform) -> Rule:
    """A cell without a text stays as it is."""
    return lambda name, value: (
        transformed(value, transform, name) if isinstance(value, str) else None
    )


def planned(
    sheet: Sheet, areas: Iterable[Area], rule: Rule, *, at_once: int = CELLS_AT_ONCE
) -> Steps[Plan, Plan]:
    """What the rule would do in these cells; `at_once` cells are looked at in a step.

    A text that looks like what the cell shows changes nothing, and one that looks like the
    server's value is the server's value, as when it is typed.
    """
    plan = Plan()
    for area in areas:
        for rows in _runs(area, at_once):
            _look(sheet, Area(rows, area.fields), rule, plan)
            yield plan
    return plan


def set_in_pieces(sheet: Sheet, wanted: Columns, name: str, touched: set[RecordKey]) -> Work[None]:
    """`Sheet.set_columns` in steps, and one step to undo; records that change come to `touched`.

    It may be left at any piece: undoing then takes back what was done. If something else
    is done meanwhile, the pieces from then on are a step of their own.
    """
    whole = _Growing(name)
    for piece in _cut(wanted):
        is_last = sheet.history.next_undo is whole.step
        changed = sheet.set_columns(piece, name)
        if changed and is_last:
            whole.take(sheet.history.take_back())
        elif changed:
            whole = _Growing(name)
            whole.take(sheet.history.take_back())
            sheet.history.push(whole.step)
        touched |= changed
        yield None


# Inside


class _Growing:
    """A step that becomes larger while it is being done."""

    def __init__(self, name: str) -> None:
        self._before: dict[FieldName, dict[RecordKey, Value]] = {}
        self._after: dict[FieldName, dict[RecordKey, Value]] = {}
        self.step = Step(name, self._before, self._after)

    def take(self, part: Step) -> None:
        for columns, more in ((self._before, part.before), (self._after, part.after)):
            for name, values in more.items():
                columns.setdefault(name, {}).update(values)


def _runs(area: Area, cells: int) -> Iterator[Sequence[int] | Rows]:
    size = max(1, cells // max(1, len(area.fields)))
    return (area.rows[start : start + size] for start in range(0, len(area.rows), size))


def _look(sheet: Sheet, area: Area, rule: Rule, plan: Plan) -> None:
    keys = sheet.store.keys(area.rows)
    plan.seen += area.size
    found: list[tuple[int, Change]] = []
    for name in area.fields:
        values = sheet.column(name, keys)
        ruled = _ruled(sheet, name, zip(keys, values, strict=True), rule)
        may = sheet.settable({name: ruled})[name]
        plan.locked += Counter(_locks(sheet, name, [key for key in ruled if key not in may]))
        plan.count += len(may)
        if may:
            plan.columns.setdefault(name, {}).update(may)
        if len(plan.listed) < LISTED:
            pairs = enumerate(zip(keys, values, strict=True))
            found += [
                (at, Change(key, name, now, may[key])) for at, (key, now) in pairs if key in may
            ]
    found.sort(key=lambda each: each[0])
    plan.listed += [change for _, change in islice(found, LISTED - len(plan.listed))]


def _ruled(
    sheet: Sheet, name: FieldName, cells: Iterable[tuple[RecordKey, Value]], rule: Rule
) -> dict[RecordKey, Value]:
    """What the rule would have other than it is."""
    ruled: dict[RecordKey, Value] = {}
    for key, now in cells:
        text = rule(name, now)
        if text is None or text == text_of(now):
            continue
        server = sheet.server_value(key, name) if text == "" else text
        ruled[key] = server if text == text_of(server) else text
    return ruled


def _locks(sheet: Sheet, name: FieldName, keys: Iterable[RecordKey]) -> Iterator[Lock]:
    return (lock for key in keys if (lock := sheet.lock(key, name)))


def _cut(wanted: Columns) -> Iterator[Mapping[FieldName, Mapping[RecordKey, Value]]]:
    """Pieces of some cells of one field."""
    for name, values in wanted.items():
        cells = iter(values.items())
        while piece := dict(islice(cells, SET_AT_ONCE)):
            yield {name: piece}
