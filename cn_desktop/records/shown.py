"""What a person sees of a sheet: the store's blocks, and the rows that differ from them."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import numpy as np

from cn_desktop.records.block import Block
from cn_desktop.records.changes import Edit
from cn_desktop.records.fields import FieldName, RecordKey, Value
from cn_desktop.records.order import Rows
from cn_desktop.records.packing import folded, packed, packed_row
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.steps import Work, pieces

Edits = Mapping[FieldName, Edit]
AT_ONCE = 256
"""Rows looked at one by one in a step: a millisecond."""


class Cells(NamedTuple):
    """One field's packed cells in ascending rows."""

    rows: Rows
    cells: list[bytes]


class Shown:
    """The rows for which a block of many does not speak, as they were at the last `look`.

    They are those with pending edits, which count with their pending values; those that
    came or changed one by one; and those that are gone.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.edits: dict[int, Edits] = {}
        self.differing: Rows = np.zeros(0, np.int32)
        self._texts: dict[int, tuple[Edits, Block | None, bytes]] = {}

    def look(self) -> Work[None]:
        """See which rows differ now."""
        changes, store = self._sheet.changes, self._sheet.store
        edits: dict[int, Edits] = {}
        for keys in pieces(changes.touched(), AT_ONCE):
            for key in keys:
                if wanted := changes.edits(key):
                    edits |= _by_row(store.row_of(key), wanted)
            yield None
        self.edits = edits
        differing = {*edits, *store.own, *store.removed}
        self.differing = np.sort(np.fromiter(differing, np.int32, len(differing)))

    def forget(self, keys: Iterable[RecordKey]) -> None:
        """The server's values of these records have changed."""
        for key in keys:
            row = self._sheet.store.row_of(key)
            if row is not None:
                self._texts.pop(row, None)

    def among(self, start: int, stop: int) -> Rows:
        """The rows that differ from `start` to before `stop`."""
        first, last = np.searchsorted(self.differing, [start, stop])
        return self.differing[first:last]

    def matching(self, rows: Rows, is_match: Callable[[bytes], bool]) -> Rows:
        """Which of these rows, all differing and still there, have a text that matches."""
        removed = self._sheet.store.removed
        found = [row for row in rows.tolist() if row not in removed and is_match(self.text(row))]
        return np.array(found, np.int32)

    def cells(self, field: FieldName) -> Work[Cells]:
        """The field in all rows whose block does not say what it shows."""
        rows: list[int] = []
        cells: list[bytes] = []
        for some in pieces(self.differing.tolist(), AT_ONCE):
            for row in some:
                if (value := self._own_value(row, field)) is not None:
                    rows.append(row)
                    cells.append(value)
            yield None
        return Cells(np.array(rows, np.int32), cells)

    def text(self, row: int) -> bytes:
        """The row's packed cells as a search compares them, pending values for the old ones."""
        edits = self.edits.get(row)
        if edits is None:
            return self._sheet.store.folded_row(row)
        own = self._sheet.store.own.get(row)
        kept = self._texts.get(row)
        if kept is None or kept[0] != edits or kept[1] is not own:
            kept = self._texts[row] = (edits, own, folded(packed_row(self.record(row).values())))
        return kept[2]

    def record(self, row: int) -> dict[FieldName, Value]:
        """The row's cells, pending values for the old ones."""
        cells = self._sheet.store.record(row)
        return cells | {name: edit.wanted for name, edit in self.edits.get(row, {}).items()}

    def _own_value(self, row: int, field: FieldName) -> bytes | None:
        """The packed cell; None where the row's block has it."""
        edit = self.edits.get(row, {}).get(field)
        if edit is not None:
            return packed(edit.wanted)
        own = self._sheet.store.own.get(row)
        return None if own is None else packed(own.value(0, field))


def _by_row(row: int | None, edits: Edits) -> dict[int, Edits]:
    return {} if row is None else {row: edits}
