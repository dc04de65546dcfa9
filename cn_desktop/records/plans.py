"""What a rule would make of many cells, seen before it is done."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile
from operator import itemgetter
from time import perf_counter
from typing import NamedTuple, TypeAlias

import numpy as np

from cn_desktop.records.area import Area
from cn_desktop.records.block import Flags
from cn_desktop.records.fields import FieldName, Lock, RecordKey, Value, text_of
from cn_desktop.records.order import Rows
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.steps import STEP_SECONDS, Steps, Work
from cn_desktop.records.transforms import Transform, transformed
from cn_desktop.records.undo import Cell, Columns, Naming, Step

LISTED = 1_000
"""Changes that are shown one by one."""
ROWS_AT_ONCE = 512
"""To look at one field of them takes a millisecond."""
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
    `columns` has what they will hold, `before` what they held when they were looked at.
    """

    seen: int = 0
    count: int = 0
    locked: Counter[Lock] = field(default_factory=Counter)
    listed: list[Change] = field(default_factory=list)
    columns: dict[FieldName, dict[RecordKey, Value]] = field(default_factory=dict)
    before: dict[FieldName, dict[RecordKey, Value]] = field(default_factory=dict)

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
    sheet: Sheet,
    areas: Iterable[Area],
    rule: Rule,
    may: Mapping[FieldName, Flags] | None = None,
) -> Steps[Plan, Plan]:
    """What the rule would do in these cells; a step ends early where the rule takes long.

    `may` has for each field which rows of the store are worth a look; without it all are. A
    text that looks like what the cell shows changes nothing, and one that looks like the
    server's value is the server's value, as when it is typed.
    """
    plan = Plan()
    for area in areas:
        for rows in _runs(area, ROWS_AT_ONCE):
            yield from _look_through(sheet, Area(rows, area.fields), rule, may, plan)
    return plan


class Later:
    """Cells that are changed from now on: whoever sets many cells in pieces spares them.

    What somebody types into a cell that is still to be emptied was wanted after that.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._history = sheet.history
        self._last = sheet.history.next_undo
        self._cells: dict[FieldName, set[RecordKey]] = {}

    def pass_over(self) -> None:
        """The last step is one's own."""
        self._last = self._history.next_undo

    def spared(self, wanted: Columns) -> Columns:
        """The others of these cells."""
        self._look()
        if not self._cells:
            return wanted
        return {
            name: {key: value for key, value in values.items() if key not in later}
            for name, values in wanted.items()
            for later in [self._cells.get(name, set())]
        }

    def _look(self) -> None:
        done, last = self._history.done, self._last
        self._last = self._history.next_undo
        if self._last is last or (last and not any(step is last for step in done)):
            return  # nothing more was done, or something was undone
        for step in takewhile(lambda step: step is not last, reversed(done)):
            for name, values in step.after.items():
                self._cells.setdefault(name, set()).update(values)


def set_in_pieces(
    sheet: Sheet,
    wanted: Columns,
    naming: Naming,
    touched: set[RecordKey],
    seen: Columns | None = None,
    later: Later | None = None,
) -> Work[int]:
    """`Sheet.set_columns` in steps, and one step to undo; gives how many cells were set.

    Records that change come to `touched`. The step is named by what was set so far, which
    may be less than was wanted: rows are sent meanwhile, say.
    A cell that holds something else by now than was `seen` in it is left alone, and so is one
    that was changed `later`: after that was made, else after the first piece was asked for. The
    steps may be left at any piece: undoing then takes back what was done. If something else is
    done meanwhile, the pieces from then on are a step of their own.
    """
    whole = _Growing(naming)
    later = later or Later(sheet)
    count = 0
    for piece in _cut(wanted):
        is_last = sheet.history.next_undo is whole.step
        left = _unmoved(sheet, later.spared(piece), seen)
        changed = sheet.set_columns(left, whole.step.name)
        if changed:
            part = sheet.history.take_back()
            count += part.size
            if is_last:
                sheet.history.take_back()
            else:
                whole = _Growing(naming)
            whole.take(part)
            sheet.history.push(whole.step)
            later.pass_over()
        touched |= changed
        yield None
    return count


def retake_in_pieces(sheet: Sheet, touched: set[RecordKey], *, is_back: bool) -> Work[int]:
    """`Sheet.undo` or `redo` in steps, of a step without records born or removed.

    Gives how many cells it set; 0, and nothing is done, while one of its rows is locked.
    Records that change come to `touched`. It ends where a row is locked by then, or something
    else was done meanwhile. What was done so far is undone with the step, which counts as done
    until all of it is taken back, and from its first cell on that is set again.
    """
    history = sheet.history
    step = history.next_undo if is_back else history.next_redo
    if step is None:
        return 0
    values = step.before if is_back else step.after
    for piece in _cut(values):
        if not sheet.may_retake(piece):
            return 0
        yield None
    if step is not (history.next_undo if is_back else history.next_redo):
        return 0
    if not is_back:
        history.take_redo()
    count = 0
    for piece in _cut(values):
        if history.next_undo is not step or not sheet.may_retake(piece):
            return count
        touched |= sheet.retake(piece)
        count += sum(map(len, piece.values()))
        if count < step.size:
            yield None
    if is_back:
        history.take_undo()
    return count


# Inside


class _Growing:
    """A step that becomes larger while it is being done."""

    def __init__(self, naming: Naming) -> None:
        self._naming = naming
        self._before: dict[FieldName, dict[RecordKey, Value]] = {}
        self._after: dict[FieldName, dict[RecordKey, Value]] = {}
        self.step = Step(naming(0), self._before, self._after)

    def take(self, part: Step) -> None:
        for columns, more in ((self._before, part.before), (self._after, part.after)):
            for name, values in more.items():
                columns.setdefault(name, {}).update(values)
        self.step = replace(self.step, name=self._naming(self.step.size))


def _runs(area: Area, size: int) -> Iterator[Rows]:
    rows = np.asarray(area.rows, np.int32)
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _look_through(
    sheet: Sheet,
    area: Area,
    rule: Rule,
    may: Mapping[FieldName, Flags] | None,
    plan: Plan,
) -> Steps[Plan, None]:
    """Field by field, as that is quicker; listed row by row, as a person reads."""
    found: list[tuple[int, Change]] = []
    rows = np.asarray(area.rows)
    for name in area.fields:
        plan.seen += len(rows)
        places = np.arange(len(rows)) if may is None else np.flatnonzero(may[name][rows])
        if len(places):
            changes = yield from _look(sheet, name, rows[places], rule, plan)
            found += [(at, each) for at, each in zip(places.tolist(), changes, strict=True) if each]
            yield plan
    found.sort(key=itemgetter(0))
    plan.listed += [change for _, change in islice(found, LISTED - len(plan.listed))]
    yield plan


def _look(
    sheet: Sheet, name: FieldName, rows: Rows, rule: Rule, plan: Plan
) -> Steps[Plan, list[Change | None]]:
    """One field in these rows; gives what may be listed of each."""
    keys = sheet.store.keys(rows)
    values = sheet.column(name, keys)
    ruled = yield from _ruled(sheet, name, zip(keys, values, strict=True), rule)
    changes = sheet.settable({name: ruled})[name] if ruled else {}
    if len(changes) < len(ruled):
        plan.locked += Counter(_locks(sheet, name, [key for key in ruled if key not in changes]))
    if changes:
        plan.count += len(changes)
        plan.columns.setdefault(name, {}).update(changes)
        held = {key: now for key, now in zip(keys, values, strict=True) if key in changes}
        plan.before.setdefault(name, {}).update(held)
    if not changes or len(plan.listed) == LISTED:
        return [None] * len(keys)
    cells = zip(keys, values, strict=True)
    return [Change(key, name, now, changes[key]) if key in changes else None for key, now in cells]


def _ruled(
    sheet: Sheet, name: FieldName, cells: Iterable[tuple[RecordKey, Value]], rule: Rule
) -> Work[dict[RecordKey, Value]]:
    """What the rule would have other than it is."""
    ruled: dict[RecordKey, Value] = {}
    until = perf_counter() + STEP_SECONDS
    for key, now in cells:
        text = rule(name, now)
        if text is not None and text != text_of(now):
            server = sheet.server_value(key, name) if text == "" else text
            ruled[key] = server if text == text_of(server) else text
        if perf_counter() > until:
            yield None
            until = perf_counter() + STEP_SECONDS
    return ruled


def _locks(sheet: Sheet, name: FieldName, keys: Iterable[RecordKey]) -> Iterator[Lock]:
    return (lock for key in keys if (lock := sheet.locks.of(key, name)))


def _unmoved(sheet: Sheet, wanted: Columns, seen: Columns | None) -> Columns:
    """Those of the cells that still hold what was seen."""
    if seen is None:
        return wanted
    left: dict[FieldName, dict[RecordKey, Value]] = {}
    for name, values in wanted.items():
        present = zip(values.items(), sheet.column(name, list(values)), strict=True)
        left[name] = {key: value for (key, value), now in present if now == seen[name][key]}
    return left


def _cut(wanted: Columns) -> Iterator[Mapping[FieldName, Mapping[RecordKey, Value]]]:
    """Pieces of some cells of one field."""
    for name, values in wanted.items():
        cells = iter(values.items())
        while piece := dict(islice(cells, SET_AT_ONCE)):
            yield {name: piece}
