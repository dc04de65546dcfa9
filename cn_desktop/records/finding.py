"""The next cell that has a text, from where one is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cn_desktop.records.block import Block
from cn_desktop.records.fields import FieldName, Value
from cn_desktop.records.order import Rows
from cn_desktop.records.packing import folded_needle
from cn_desktop.records.scan import cells_with
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.shown import Shown
from cn_desktop.records.steps import Work, pieces

Counts: TypeAlias = NDArray[np.uint16]

FEW = 128
"""Rows that are looked at one by one in a step."""


@dataclass(frozen=True)
class Wanted:
    """A text to be found in these fields without regard to case: in a cell, or as a whole one."""

    text: str
    fields: tuple[FieldName, ...]
    is_whole: bool = False

    def columns(self, record: Mapping[FieldName, Value]) -> list[int]:
        """Which of the fields have it."""
        return [at for at, field in enumerate(self.fields) if self._is_in(record.get(field))]

    def _is_in(self, value: Value) -> bool:
        if not isinstance(value, str):
            return False
        text, cell = self.text.casefold(), value.casefold()
        return text == cell if self.is_whole else text in cell


class Place(NamedTuple):
    """A cell by its row's place in an order."""

    at: int
    field: FieldName


@dataclass(frozen=True)
class Hit:
    """A cell that has the text: the `number`th of `count`, counted row by row from 1.

    `is_wrapped`: it was looked for beyond the last row, or the first.
    """

    place: Place
    number: int
    count: int
    is_wrapped: bool


class Finder:
    """Finds text in the cells of a sheet; the last text's hits in the blocks are kept."""

    def __init__(self, sheet: Sheet, shown: Shown) -> None:
        self._sheet = sheet
        self._shown = shown
        self._kept = _InBlocks(Wanted("", ()))

    def next(self, wanted: Wanted, rows: Rows, start: Place | None) -> Work[Hit | None]:
        """The first hit behind the start in these rows, as they were at the last look."""
        hits = yield from self._hits(wanted, rows)
        if not len(hits.places):
            return None
        at, column = (-1, -1) if start is None else (start.at, _column(start, wanted, -1))
        for each in hits.columns(at):
            if each > column:
                return hits.hit(at, each, is_wrapped=False)
        ahead = int(np.searchsorted(hits.places, at, "right")) % len(hits.places)
        found = int(hits.places[ahead])
        return hits.hit(found, hits.columns(found)[0], is_wrapped=found <= at)

    def previous(self, wanted: Wanted, rows: Rows, start: Place | None) -> Work[Hit | None]:
        """The last hit before it."""
        hits = yield from self._hits(wanted, rows)
        if not len(hits.places):
            return None
        end = len(wanted.fields)
        at, column = (len(rows), end) if start is None else (start.at, _column(start, wanted, end))
        for each in reversed(hits.columns(at)):
            if each < column:
                return hits.hit(at, each, is_wrapped=False)
        found = int(hits.places[np.searchsorted(hits.places, at) - 1])
        return hits.hit(found, hits.columns(found)[-1], is_wrapped=found >= at)

    # Inside

    def _hits(self, wanted: Wanted, rows: Rows) -> Work["_Hits"]:
        in_blocks = yield from self._in_blocks(wanted)
        counts = np.zeros(max(self._sheet.store.size, len(in_blocks)), np.uint16)
        counts[: len(in_blocks)] = in_blocks
        for some in pieces(self._shown.differing.tolist(), FEW):
            for row in some:
                counts[row] = len(wanted.columns(self._shown.record(row)))
            yield None
        return _Hits(wanted, rows, counts[rows], self._shown.record)

    def _in_blocks(self, wanted: Wanted) -> Work[Counts]:
        kept = self._kept if self._kept.wanted == wanted else _InBlocks(wanted)
        self._kept = kept
        for first, block in list(self._sheet.store.blocks()):
            if first + len(block) > kept.stop:
                kept.add(first, block)
                yield None
        return kept.counts()


class _Hits:
    """How many of the wanted cells each of these rows has that have the text."""

    def __init__(
        self,
        wanted: Wanted,
        rows: Rows,
        counts: Counts,
        record: Callable[[int], Mapping[FieldName, Value]],
    ) -> None:
        self._wanted = wanted
        self._rows = rows
        self._counts = counts
        self._record = record
        self.places = np.flatnonzero(counts)

    def columns(self, at: int) -> list[int]:
        """Which of the fields in the row at this place."""
        if not 0 <= at < len(self._rows):
            return []
        return self._wanted.columns(self._record(int(self._rows[at])))

    def hit(self, at: int, column: int, *, is_wrapped: bool) -> Hit:
        before = int(self._counts[:at].sum(dtype=np.int64))
        number = before + self.columns(at).index(column) + 1
        count = int(self._counts.sum(dtype=np.int64))
        return Hit(Place(at, self._wanted.fields[column]), number, count, is_wrapped)


class _InBlocks:
    """How many cells of each row of the blocks have the text, up to before row `stop`."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.stop = 0
        self._parts: list[Counts] = []

    def add(self, first: int, block: Block) -> None:
        """The next block, or one that has grown since."""
        needle = folded_needle(self.wanted.text)
        places = [block.layout.places.get(field) for field in self.wanted.fields]
        known = [place for place in places if place is not None]
        cells = cells_with(block, needle, is_whole=self.wanted.is_whole)
        counts = cells[:, known].sum(axis=1, dtype=np.uint16)
        if first > self.stop:
            self._parts.append(np.zeros(first - self.stop, np.uint16))
            self.stop = first
        self._parts.append(counts[self.stop - first :])
        self.stop = first + len(block)

    def counts(self) -> Counts:
        self._parts = [np.concatenate([np.zeros(0, np.uint16), *self._parts])]
        return self._parts[0]


def _column(start: Place, wanted: Wanted, otherwise: int) -> int:
    return wanted.fields.index(start.field) if start.field in wanted.fields else otherwise
