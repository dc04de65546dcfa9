"""The distinct values of one field, in order, and which of them each record has."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from cn_desktop.records.block import Flags, Places, edges_of
from cn_desktop.records.collation import collation
from cn_desktop.records.fields import FieldName
from cn_desktop.records.order import Rows
from cn_desktop.records.packing import ABSENT_MARK
from cn_desktop.records.ranking import Codes, Indices, Manner, Ranking, is_odd, ranked
from cn_desktop.records.steps import Work, apart, emptied, spans
from cn_desktop.records.store import Store

SHARDS = 64
"""One dict of a million takes 20 ms when it grows; these grow in turn."""


FEW = 1024
"""Cells that are told apart in a step: a microsecond each, if no two are the same."""


class Standing(NamedTuple):
    """Where a cell stands among a column's: at a level, or before it if it is alike with none."""

    level: int
    novelty: Any = None
    """What tells such a cell from others that stand before the same level, and orders them."""


class Column:
    """A field as the store's blocks have it; rows that differ from their block don't count.

    Its distinct cells are in order; `codes[row]` is the place of the row's cell among them,
    that of an absent one for rows of no block. `levels` has for each cell its rank when
    rows are sorted; cells alike share one, and so do the blank ones, whose is `top`.
    `odd` are the filled cells that are no numbers.
    """

    def __init__(
        self, cells: tuple[bytes, Places], codes: Codes, ranking: Ranking, odd: Flags
    ) -> None:
        self.codes = codes
        self.levels = ranking.levels
        self.top = ranking.top
        self.manner = ranking.manner
        self.odd = odd
        self._text, edges = cells
        self._edges = edges.data
        self._befores: dict[bytes, int] = {}

    def __len__(self) -> int:
        """The number of distinct cells."""
        return len(self.levels)

    def cell(self, place: int) -> bytes:
        return self._text[self._edges[place] : self._edges[place + 1]]

    def place(self, cell: bytes) -> int | None:
        """The cell's place; None for one that no block has."""
        place = self._before(cell)
        is_there = place < len(self) and self.cell(place) == cell
        return place if is_there else None

    @cached_property
    def odd_rows(self) -> int:
        """How many rows have a filled cell that is no number."""
        return int(np.count_nonzero(self.odd[self.codes])) if self.odd.any() else 0

    def odd_among(self, rows: Rows) -> int:
        """How many of these rows."""
        known = rows[rows < len(self.codes)]
        return int(np.count_nonzero(self.odd[self.codes[known]]))

    def standing(self, cell: bytes) -> Standing:
        if self.manner.is_last(cell):
            return Standing(self.top)
        place, level = self._before(cell), self.manner.level(cell)
        for neighbour in (place - 1, place):
            if self._has_level(neighbour, level):
                return Standing(int(self.levels[neighbour]))
        return Standing(int(self.levels[place]) if place < len(self) else self.top, level)

    def _has_level(self, place: int, level: Any) -> bool:
        is_filled = 0 <= place < len(self) and self.levels[place] < self.top
        return bool(is_filled) and self.manner.level(self.cell(place)) == level

    def _before(self, cell: bytes) -> int:
        """How many of the cells stand before this one; looked for only once."""
        if cell not in self._befores:
            key = self.manner.key
            self._befores[cell] = bisect_left(
                range(len(self)), key(cell), key=lambda place: key(self.cell(place))
            )
        return self._befores[cell]


def column_of(store: Store, field: FieldName, *, is_by_amount: bool | None = None) -> Work[Column]:
    """The field's column, by amount if every filled cell is a number or if that is wanted.

    A quarter of a second for a million records, a second and a half if all are different.
    """
    distinct = _Distinct()
    codes = yield from _numbered(store, field, distinct)
    cells = distinct.cells
    odd = yield from _odd(cells)
    if is_by_amount is None:
        is_by_amount = not odd.any()
    ranking = yield from ranked(cells, Manner(collation(), is_by_amount=is_by_amount))
    order = ranking.order
    text, lengths = yield from _joined(cells, order)
    yield from distinct.emptied()

    def arranged() -> Column:
        return Column((text, edges_of(lengths)), _places(order)[codes], ranking, odd[order])

    return (yield from apart(arranged))


def covered(store: Store) -> int:
    """One more than the last row of its blocks."""
    return max((first + len(block) for first, block in store.blocks()), default=0)


class _Distinct:
    """Cells, each once, numbered as they come."""

    def __init__(self) -> None:
        self.cells: list[bytes] = []
        self._numbers: list[dict[bytes, int]] = [{} for _ in range(SHARDS)]

    def number(self, cell: bytes) -> int:
        count = len(self.cells)
        number = self._numbers[hash(cell) % SHARDS].setdefault(cell, count)
        if number == count:
            self.cells.append(cell)
        return number

    def numbers(self, cells: Sequence[bytes]) -> Codes:
        known = {cell: self.number(cell) for cell in dict.fromkeys(cells)}
        return np.fromiter(map(known.__getitem__, cells), np.int32, len(cells))

    def emptied(self) -> Work[None]:
        """Let go of them all."""
        for numbers in self._numbers:
            numbers.clear()
            yield None
        yield from emptied(self.cells)


def _numbered(store: Store, field: FieldName, distinct: _Distinct) -> Work[Codes]:
    """Which of the distinct cells each row has; they are found on the way."""
    numbers = np.full(covered(store), distinct.number(ABSENT_MARK), np.int32)
    for first, block in list(store.blocks()):
        if field not in block.layout.places:
            continue
        rows = numbers[first : first + len(block)]
        only = block.has_only(field)
        if only is not None:
            rows[:] = distinct.number(only)
        else:
            cells = block.cells(field)
            for span in spans(len(cells), FEW):
                yield None
                rows[span] = distinct.numbers(cells[span])
        yield None
    return numbers


def _joined(cells: Sequence[bytes], order: Indices) -> Work[tuple[bytes, Codes]]:
    """The cells in this order as one text, and their lengths."""
    text: list[bytes] = []
    lengths = np.zeros(len(cells), np.int32)
    for span in spans(len(cells)):
        some = [cells[at] for at in order[span].tolist()]
        text.append(b"".join(some))
        lengths[span] = [len(cell) for cell in some]
        yield None
    return (yield from apart(lambda: b"".join(text))), lengths


def _odd(cells: Sequence[bytes]) -> Work[Flags]:
    odd = np.zeros(len(cells), np.bool_)
    for span in spans(len(cells)):
        odd[span] = [is_odd(cell) for cell in cells[span]]
        yield None
    return odd


def _places(order: Indices) -> Codes:
    """Where each thing stands in the order."""
    places = np.empty(len(order), np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    return places
