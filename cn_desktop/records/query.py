"""Which rows are shown, and in which order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from cn_desktop.records.fields import FieldName, RecordKey, is_empty, text_of
from cn_desktop.records.order import Order, Rows
from cn_desktop.records.packing import folded_needle
from cn_desktop.records.scan import Scans
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.shown import Shown
from cn_desktop.records.steps import Steps, Work, finished


@dataclass(frozen=True)
class SortBy:
    """One column's order; empty cells stand last either way."""

    field: FieldName
    is_descending: bool = False


@dataclass(frozen=True)
class Query:
    """What the person asked to see; rows alike by the first column are sorted by the next."""

    text: str = ""
    sort: tuple[SortBy, ...] = ()


class Found:
    """The rows found so far, in the order to be shown; all of them once `is_complete`.

    `size` is the number of store rows that were looked at: one more than the last one's.
    """

    def __init__(self) -> None:
        self.count = 0
        self.size = 0
        self.is_complete = False
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
        if not query.text:
            found.add(self._all(), self._sheet.store.size)
        elif query.sort:
            for _ in self._matching(folded_needle(query.text), found):
                yield None
        else:
            yield from self._matching(folded_needle(query.text), found)
        rows = found.rows()
        found.complete((yield from self._sorted(rows, query.sort)) if query.sort else rows)
        return found

    def forget(self, keys: Iterable[RecordKey]) -> None:
        """The server's values of these records have changed."""
        self._shown.forget(keys)

    def _all(self) -> Rows:
        store = self._sheet.store
        rows = np.arange(store.size, dtype=np.int32)
        return np.delete(rows, list(store.removed)) if store.removed else rows

    def _matching(self, needle: bytes, found: Found) -> Steps[Found, None]:
        """Block by block; rows that differ from their block count by their own text."""
        store, scan = self._sheet.store, self._scans.start(needle)
        for first, block in list(store.blocks()):
            stop = first + len(block)
            rows = self._scans.go_on(scan, first, block)
            found.add(self._corrected(rows, needle, (found.size, stop)), stop)
            yield found
        none = np.zeros(0, np.int32)
        found.add(self._corrected(none, needle, (found.size, store.size)), store.size)
        yield found

    def _corrected(self, rows: Rows, needle: bytes, span: tuple[int, int]) -> Rows:
        """The blocks' rows of this span, those that differ looked at themselves."""
        differing = self._shown.among(*span)
        if not len(differing):
            return rows
        own = self._shown.matching(differing, lambda text: needle in text)
        return np.union1d(np.setdiff1d(rows, differing, assume_unique=True), own)

    def _sorted(self, rows: Rows, sort: tuple[SortBy, ...]) -> Work[Rows]:
        """Rows alike by the first column are sorted by the next, empty cells last."""
        for by in reversed(sort):
            rows = self._sorted_by(rows, by)
            yield None
        return rows

    def _sorted_by(self, rows: Rows, by: SortBy) -> Rows:
        shown = {row: self._sheet.row_value(row, by.field) for row in rows.tolist()}
        filled = [row for row in shown if not is_empty(shown[row])]
        empty = [row for row in shown if is_empty(shown[row])]
        rank = _rank(text_of(shown[row]) for row in filled)
        filled.sort(key=lambda row: rank(text_of(shown[row])), reverse=by.is_descending)
        return np.array(filled + empty, np.int32)


def _rank(values: Iterable[str]) -> Callable[[str], tuple[float, str]]:
    """How to compare a column's values: by amount if every one is a plain number, else as text."""
    if all(map(_is_plain_number, values)):
        return lambda value: (float(value), value)
    return lambda value: (0.0, value.casefold())


def _is_plain_number(value: str) -> bool:
    """Digits with an optional sign and point; not the forms like 1e5 and nan that float takes."""
    digits = value.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit()
