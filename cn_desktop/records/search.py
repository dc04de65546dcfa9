"""Which rows are shown, and in which order."""

from collections.abc import Set

import numpy as np

from cn_desktop.records.block import Flags
from cn_desktop.records.columns import Columns
from cn_desktop.records.conditions import Conditions
from cn_desktop.records.facets import LISTED, Facets, facets_of, repeated_rows
from cn_desktop.records.fields import FieldName
from cn_desktop.records.finding import Finder, Hit, Place, Wanted
from cn_desktop.records.marks import State
from cn_desktop.records.order import Order, Rows
from cn_desktop.records.packing import folded_needle
from cn_desktop.records.query import Condition, Query
from cn_desktop.records.scan import Scans
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.shown import Shown
from cn_desktop.records.sorting import sort_rows
from cn_desktop.records.steps import Apart, Steps, Work, finished, pieces

AT_ONCE = 2048
"""Rows with a state that are looked up in a step: a millisecond."""


class Found:
    """The rows found so far, in the order to be shown; all of them once `is_complete`.

    `size` is the number of store rows that were looked at: one more than the last one's.
    `unusable` are conditions that no row meets because they can't be judged.
    """

    def __init__(self) -> None:
        self.count = 0
        self.size = 0
        self.is_complete = False
        self.unusable: tuple[Condition, ...] = ()
        self._parts: list[Rows] = []

    def add(self, rows: Rows, size: int) -> None:
        """These follow; up to `size` there are no others."""
        self._parts.append(rows)
        self.count += len(rows)
        self.size = size

    def complete(self, rows: Rows) -> None:
        """These are all, in this order."""
        self._parts = [rows]
        self.count = len(rows)
        self.is_complete = True

    def rows(self) -> Rows:
        if len(self._parts) != 1:
            self._parts = [np.concatenate([np.zeros(0, np.int32), *self._parts])]
        return self._parts[0]

    def order(self) -> Order:
        return Order(self.rows())


class Search:
    """Finds the rows of one sheet that a query shows; pending values count, not the old ones."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._shown = Shown(sheet)
        self._scans = Scans()
        self._columns = Columns(sheet, self._shown)
        self._conditions = Conditions(self._columns)
        self._finder = Finder(sheet, self._shown)

    def rows(self, query: Query) -> Order:
        """Store rows in the order to be shown; with no query all, in the server's order."""
        return finished(self.steps(query)).order()

    def steps(self, query: Query) -> Steps[Found, Found]:
        """The same in steps. Rows that are not sorted are there from the first step on.

        It may be left at any step: the next query goes on from what was seen. Records that
        come meanwhile are not looked at.
        """
        yield from self._shown.look()
        found = Found()
        admitted = yield from self._admitted(query, found)
        needle = folded_needle(query.active_text)
        if not needle:
            rows = self._all() if admitted is None else admitted
            found.add(rows, self._sheet.store.size)
        elif query.sort:
            for _ in self._matching(needle, found, admitted):
                yield None
        else:
            yield from self._matching(needle, found, admitted)
        rows = found.rows()
        if query.sort:
            rows = yield from sort_rows(self._columns, rows, query.sort)
        found.complete(rows)
        return found

    def find(
        self, wanted: Wanted, rows: Rows, start: Place | None = None, *, is_backwards: bool = False
    ) -> Work[Hit | None]:
        """The next cell of these rows that has a text, or the one before; round the ends."""
        yield from self._shown.look()
        look = self._finder.previous if is_backwards else self._finder.next
        return (yield from look(wanted, rows, start))

    def facets(
        self, field: FieldName, rows: Rows, *, is_by_value: bool = False, limit: int = LISTED
    ) -> Work[Facets]:
        """What these rows have in a field."""
        yield from self._shown.look()
        numbered = yield from self._columns.numbered(rows, field)
        return (yield from facets_of(numbered, is_by_value=is_by_value, limit=limit))

    def facets_in(
        self, query: Query, field: FieldName, *, is_by_value: bool = False
    ) -> Work[Facets]:
        """What the rows that a query shows have in a field."""
        rows = yield from self._rows_of(query.unsorted())
        return (yield from self.facets(field, rows, is_by_value=is_by_value))

    def repeated(self, field: FieldName, rows: Rows) -> Work[Rows]:
        """Those of these rows whose value in a field is also that of another one."""
        yield from self._shown.look()
        numbered = yield from self._columns.numbered(rows, field)
        return (yield from repeated_rows(numbered, rows))

    def _rows_of(self, query: Query) -> Work[Rows]:
        """`steps` with nothing to show on the way."""
        steps = self.steps(query)
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                rows: Rows = end.value.rows()
                return rows
            yield step if isinstance(step, Apart) else None

    def _all(self) -> Rows:
        store = self._sheet.store
        rows = np.arange(store.size, dtype=np.int32)
        return np.delete(rows, list(store.removed)) if store.removed else rows

    def _admitted(self, query: Query, found: Found) -> Work[Rows | None]:
        """The rows that meet the conditions and have the states; None where nothing is asked."""
        if not query.active and not query.active_states:
            return None
        everything = rows = self._all()
        if query.active_states:
            rows = yield from self._in_states(rows, query.active_states)
        unusable: list[Condition] = []
        for condition in query.active:
            met = yield from self._conditions.met(condition, rows, everything)
            unusable += [condition] if met is None else []
            rows = rows[:0] if met is None else met
        found.unusable = tuple(unusable)
        return rows

    def _in_states(self, rows: Rows, states: Set[State]) -> Work[Rows]:
        """Those of the rows whose record is in one of these states."""
        store, changes = self._sheet.store, self._sheet.changes
        is_in = np.zeros(store.size, np.bool_)
        for keys in pieces(changes.touched(), AT_ONCE):
            wanted = [key for key in keys if changes.state(key) in states]
            found = [row for row in store.rows_of(wanted) if row is not None]
            is_in[[row for row in found if row < len(is_in)]] = True
            yield None
        return rows[is_in[rows]]

    def _matching(self, needle: bytes, found: Found, admitted: Rows | None) -> Steps[Found, None]:
        """Block by block; rows that differ from their block count by their own text."""
        store, scan = self._sheet.store, self._scans.start(needle)
        is_admitted = None if admitted is None else _flags(admitted, store.size)
        for first, block in list(store.blocks()):
            stop = first + len(block)
            rows = self._scans.go_on(scan, first, block)
            rows = yield from self._corrected(rows, needle, (found.size, stop))
            found.add(_only(rows, is_admitted), stop)
            yield found
        none = np.zeros(0, np.int32)
        size = store.size
        rows = yield from self._corrected(none, needle, (found.size, size))
        found.add(_only(rows, is_admitted), size)
        yield found

    def _corrected(self, rows: Rows, needle: bytes, span: tuple[int, int]) -> Work[Rows]:
        """The blocks' rows of this span, those that differ looked at themselves."""
        differing = self._shown.among(*span)
        if not len(differing):
            return rows
        own = yield from self._shown.matching(differing, needle)
        others = np.setdiff1d(rows, differing, assume_unique=True)
        return np.sort(np.concatenate([others, own]))


def _flags(rows: Rows, size: int) -> Flags:
    flags = np.zeros(size, np.bool_)
    flags[rows] = True
    return flags


def _only(rows: Rows, is_admitted: Flags | None) -> Rows:
    """Those that are admitted; a row that has come since the flags were made is not."""
    if is_admitted is None:
        return rows
    known = rows[rows < len(is_admitted)]
    return known[is_admitted[known]]
