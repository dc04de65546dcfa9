"""The columns of a sheet as a person sees them, pending values and all."""

from contextlib import suppress
from typing import NamedTuple, TypeAlias

import numpy as np

from cn_desktop.records.column import Column, column_of, covered
from cn_desktop.records.fields import FieldName
from cn_desktop.records.order import Rows
from cn_desktop.records.ranking import Codes, is_odd
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.shown import Cells, Shown
from cn_desktop.records.steps import Work, apart, pieces

KEPT = 6
"""Columns kept: each takes four bytes a record, and its distinct values."""
FEW = 128
"""Cells that are looked for among a column's in a step: ten microseconds each at first."""

Name: TypeAlias = tuple[FieldName, bool | None]
"""A column, and whether it is by amount; None: if every filled cell of a block is a number."""


class Numbered(NamedTuple):
    """For each of some rows a number that stands for its cell: equal ones for equal cells.

    It is the cell's place in the column, or it counts on into the `novel` ones, which only
    rows that differ from their block have.
    """

    column: Column
    numbers: Codes
    novel: list[bytes]

    def cell(self, number: int) -> bytes:
        known = len(self.column)
        return self.column.cell(number) if number < known else self.novel[number - known]

    def number(self, cell: bytes) -> int | None:
        """None: no row has it."""
        if cell in self.novel:
            return len(self.column) + self.novel.index(cell)
        return self.column.place(cell)


class Columns:
    """Numbers the rows of one sheet by their cells; what blocks say is numbered only once."""

    def __init__(self, sheet: Sheet, shown: Shown) -> None:
        self._sheet = sheet
        self._shown = shown
        self._kept: dict[Name, Column] = {}
        self._coming: dict[Name, Work[None]] = {}

    def numbered(self, rows: Rows, field: FieldName) -> Work[Numbered]:
        """These rows of the sheet, as it was at the last look."""
        cells = yield from self._shown.cells(field)
        column = yield from self._fitting(field, cells)
        known: dict[bytes, int] = {}
        novel: list[bytes] = []
        for some in pieces(list(dict.fromkeys(cells.cells)), FEW):
            for cell in some:
                place = column.place(cell)
                known[cell] = len(column) + len(novel) if place is None else place
                if place is None:
                    novel.append(cell)
            yield None
        numbers = np.fromiter(map(known.__getitem__, cells.cells), np.int32, len(cells.cells))
        everything = yield from apart(lambda: _numbers(column, rows, cells.rows, numbers))
        return Numbered(column, everything, novel)

    def _fitting(self, field: FieldName, cells: Cells) -> Work[Column]:
        """By amount if every filled cell that is shown is a number, else as text."""
        column = yield from self._column((field, None))
        is_by_amount = column.odd_rows == column.odd_among(cells.rows)
        for some in pieces(cells.cells):
            is_by_amount = is_by_amount and not any(map(is_odd, some))
            yield None
        if column.manner.is_by_amount == is_by_amount:
            return column
        return (yield from self._column((field, is_by_amount)))

    def _column(self, name: Name) -> Work[Column]:
        """The field as the blocks have it, made once; made again after records have come."""
        while not self._has(name):
            if name not in self._coming:
                self._coming[name] = self._make(name)
            yield from _taken(self._coming[name])
        self._kept[name] = self._kept.pop(name)
        return self._kept[name]

    def _has(self, name: Name) -> bool:
        column = self._kept.get(name)
        return column is not None and len(column.codes) == covered(self._sheet.store)

    def _make(self, name: Name) -> Work[None]:
        field, is_by_amount = name
        try:
            column = yield from column_of(self._sheet.store, field, is_by_amount=is_by_amount)
        finally:
            del self._coming[name]
        self._kept.pop(name, None)
        self._kept = dict([*self._kept.items(), (name, column)][-KEPT:])


def _taken(coming: Work[None]) -> Work[None]:
    """Somebody's steps; they stay where they are if these are left."""
    with suppress(StopIteration):
        while True:
            yield next(coming)


def _numbers(column: Column, rows: Rows, differing: Rows, numbers: Codes) -> Codes:
    """The column's own for these rows, except for those that differ."""
    if not len(rows):
        return np.zeros(0, np.int32)
    last = len(column.codes) - 1
    everything = column.codes[np.minimum(rows, last)] if last >= 0 else np.zeros_like(rows)
    if len(differing):
        places = np.full(1 + max(int(rows.max()), int(differing.max())), -1, np.int32)
        places[rows] = np.arange(len(rows), dtype=np.int32)
        at = places[differing]
        everything[at[at >= 0]] = numbers[at >= 0]
    return everything
