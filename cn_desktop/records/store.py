"""The records of one dataset as the server last showed them, packed in blocks."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from cn_desktop.records.block import Block, Layout, Places, joined, pack
from cn_desktop.records.fields import (
    ABSENT,
    REPLACEMENT,
    STANDARD,
    UID,
    FieldName,
    RecordKey,
    Value,
    is_empty,
    text_of,
)
from cn_desktop.records.uid_index import UidIndex

Record = Mapping[FieldName, Value]
Records: TypeAlias = Sequence[Record] | Block
"""As they come: one by one, or packed already; either way something to go through."""

BLOCK_ROWS = 4096
"""Small blocks are put together to this size: a search has few of them to go through."""
BLOCK_BYTES = 4 * 1024**2
"""But no larger than this, so that putting them together stays short."""
BLANK = pack([{}], Layout())
"""The row of every new record: to make one for each takes longer than all else of adding it."""


class Store:
    """Rows in the server's order, numbered from 0; a row's number never changes.

    Records that are not on the server yet stand below the others: their cells
    are all absent and their key is their own. `is_complete` says that this is
    the whole dataset: the answer of an unfiltered read with as many records as
    it announced. `has_replacements`: it was read with replacement characters for what
    could not be read. `own` holds the rows that came or changed one by one, each as a
    block of its own in place of what a block of many may say of it. `revision` is another
    number after every change.
    """

    def __init__(self) -> None:
        self.is_complete = False
        self.has_replacements = False
        self.own: dict[int, Block] = {}
        self._own_keys: dict[int, RecordKey] = {}
        self._blocks: list[Block] = []
        self._firsts: list[int] = []
        self._fields: dict[FieldName, None] = {}
        self._index = UidIndex()
        self._removed: set[int] = set()
        self._filled: set[FieldName] = set()
        self._looked_into = 0
        self._size = 0
        self.revision = 0

    def __len__(self) -> int:
        """How many records there are; row numbers can be larger."""
        return self._size - len(self._removed)

    @property
    def size(self) -> int:
        """One more than the highest row number so far."""
        return self._size

    @property
    def removed(self) -> Set[int]:
        """The rows that hold no record any more."""
        return self._removed

    @property
    def highest_uid(self) -> int:
        """The highest of the uids that are numbers; 0 without any."""
        return self._index.highest

    @property
    def fields(self) -> list[FieldName]:
        """The union of all rows' fields: the documented ones in their order, then the others."""
        documented = [field for field in STANDARD if field in self._fields]
        return documented + [field for field in self._fields if field not in STANDARD]

    def blocks(self) -> Iterator[tuple[int, Block]]:
        """The blocks of many rows, each with the number of its first; see also `own`."""
        return zip(self._firsts, self._blocks, strict=True)

    # What comes

    def extend(self, records: Records) -> None:
        """Append records as the server gave them."""
        if isinstance(records, Block):
            self._add_block(records)
            return
        rows = [dict(record) for record in records]
        if rows:
            self._add_block(pack(rows, self._layout_for(rows)))

    def append_new(self, key: RecordKey) -> int:
        """Append a record that the server does not have, and return its row."""
        row = self._size
        self._size += 1
        self._place(row, key, BLANK)
        self._index.add(key, row)
        return row

    def remove_new(self, key: RecordKey) -> None:
        """Forget a record that never was on the server."""
        row = self._row(key)
        self._index.remove(key)
        self._removed.add(row)
        self.revision += 1

    def replace(self, key: RecordKey, record: Record) -> None:
        """Put what the server now stores into the record's row; its uid becomes its key."""
        row = self._row(key)
        uid = RecordKey(text_of(record.get(UID)) or key)
        if uid != key:
            self._index.remove(key)
            self._index.add(uid, row)
        self._put(row, uid, dict(record))
        self._fields.update(dict.fromkeys(record))

    # One row

    def rows(self) -> Iterator[int]:
        """The rows that hold a record, in the server's order."""
        if not self._removed:
            return iter(range(self._size))
        return (row for row in range(self._size) if row not in self._removed)

    def key(self, row: int) -> RecordKey:
        if row in self._own_keys:
            return self._own_keys[row]
        block, at = self.place(row)
        return block.key(at)

    def row_of(self, key: RecordKey) -> int | None:
        return self._index.row_of(key)

    def value(self, row: int, field: FieldName) -> Value:
        block, at = self.place(row)
        return block.value(at, field)

    def record(self, row: int) -> dict[FieldName, Value]:
        """The row's cells, absent ones left out."""
        block, at = self.place(row)
        return block.record(at)

    def folded_row(self, row: int) -> bytes:
        """The row's packed cells as a search compares them."""
        block, at = self.place(row)
        return block.folded_row(at)

    def place(self, row: int) -> tuple[Block, int]:
        """The block that says what the row holds, and where in it."""
        own = self.own.get(row)
        if own is not None:
            return own, 0
        piece = bisect_right(self._firsts, row) - 1
        return self._blocks[piece], row - self._firsts[piece]

    def is_ambiguous(self, row: int) -> bool:
        """Another row has this row's uid."""
        return row in self._index.shared

    def is_damaged(self, row: int) -> bool:
        """Something of this row could not be read, be it a name."""
        return self.has_replacements and any(
            REPLACEMENT in text
            for field, value in self.record(row).items()
            for text in (field, text_of(value))
        )

    # Many rows

    def is_blank(self, field: FieldName) -> bool:
        """No record has anything to see in this field, nor had before it was replaced."""
        blocks = self._blocks[self._looked_into :]
        return field not in self._filled and not any(block.filled([field]) for block in blocks)

    def keys(self, rows: Sequence[int] | Places) -> list[RecordKey]:
        """`key` for each of these rows."""
        own = self._own_keys
        keys = [RecordKey(text_of(value)) for value in self.column(UID, rows)]
        if own:
            keys = [own.get(row, key) for row, key in zip(rows, keys, strict=True)]
        return keys

    def column(self, field: FieldName, rows: Sequence[int] | Places) -> list[Value]:
        """`value` of one field for each of these rows, in their order; quick for neighbours."""
        wanted = np.asarray(rows, np.int64)
        found: list[Value] = []
        pieces = np.searchsorted(self._firsts, wanted, "right") - 1
        breaks = np.flatnonzero(np.diff(pieces)) + 1
        bounds = [0, *breaks.tolist(), len(wanted)] if len(wanted) else []
        for start, stop in pairwise(bounds):
            found += self._column_of(int(pieces[start]), field, wanted[start:stop])
        for place, row in enumerate(rows) if self.own else ():
            if row in self.own:
                found[place] = self.own[row].value(0, field)
        return found

    def packed_cells(
        self, rows: Iterable[int], fields: Sequence[FieldName]
    ) -> list[Sequence[bytes]]:
        """These fields' cells in each of the rows, packed; 2 microseconds a row."""
        found: list[Sequence[bytes]] = []
        pick, layout = None, None
        for row in rows:
            block, at = self.place(row)
            if pick is None or block.layout is not layout:
                pick, layout = block.layout.picker(fields), block.layout
            found.append(pick(block.row(at)))
        return found

    def rows_of(self, keys: Sequence[RecordKey]) -> list[int | None]:
        """`row_of` for each of these keys."""
        return self._index.rows_of(keys)

    @property
    def ambiguous(self) -> Set[int]:
        """The rows that share their uid with another one."""
        return self._index.shared

    @property
    def may_have_flaws(self) -> bool:
        """Whether any row can be ambiguous or damaged."""
        return self.has_replacements or bool(self._index.shared)

    def flawed(self, rows: Iterable[int]) -> set[int]:
        """Those of the rows that are ambiguous or damaged."""
        if not self.may_have_flaws:
            return set()
        return {row for row in rows if self.is_ambiguous(row) or self.is_damaged(row)}

    # Inside

    def _column_of(self, piece: int, field: FieldName, rows: Places) -> list[Value]:
        """The field in rows of one block; rows that stand in none have nothing there."""
        if piece < 0:
            return [ABSENT] * len(rows)
        block = self._blocks[piece]
        local = rows - self._firsts[piece]
        inside = local < len(block)
        if inside.all():
            return block.column(field, local)
        values = iter(block.column(field, local[inside]))
        return [next(values) if is_in else ABSENT for is_in in inside.tolist()]

    def _row(self, key: RecordKey) -> int:
        row = self._index.row_of(key)
        if row is None:
            raise KeyError(key)
        return row

    def _put(self, row: int, key: RecordKey, record: dict[FieldName, Value]) -> None:
        self._place(row, key, pack([record], self._layout_for([record])))
        self._filled.update(field for field, value in record.items() if not is_empty(value))

    def _place(self, row: int, key: RecordKey, block: Block) -> None:
        self.own[row] = block
        self._own_keys[row] = key
        self.revision += 1

    def _layout_for(self, records: Iterable[dict[FieldName, Value]]) -> Layout:
        """The last block's layout, grown by what these records have beside."""
        layout = self._blocks[-1].layout if self._blocks else BLANK.layout
        for record in records:
            layout = layout.grown(record)
        return layout

    def _add_block(self, block: Block) -> None:
        if not len(block):
            return
        self._fields.update(dict.fromkeys(block.layout.fields))
        self._index.add_block(self._size, block)
        self._firsts.append(self._size)
        self._blocks.append(block)
        self._size += len(block)
        self.revision += 1
        self._join_last()

    def _join_last(self) -> None:
        """Put small blocks of one layout together once there are enough of them."""
        first = len(self._blocks)
        rows = size = 0
        while first and self._may_join(first - 1):
            first -= 1
            rows += len(self._blocks[first])
            size += len(self._blocks[first].text)
        if len(self._blocks) - first > 1 and (rows >= BLOCK_ROWS or size >= BLOCK_BYTES):
            whole = joined(self._blocks[first:])
            self._blocks[first:] = [whole]
            self._firsts[first + 1 :] = []
            self._look_into()

    def _look_into(self) -> None:
        """Which fields have something to see, in the blocks that stay as they are from now on."""
        for block in self._blocks[self._looked_into :]:
            asked = [field for field in self._fields if field not in self._filled]
            self._filled |= block.filled(asked)
        self._looked_into = len(self._blocks)

    def _may_join(self, at: int) -> bool:
        """Whether the block is small, and the next one goes on behind it with the same fields."""
        block = self._blocks[at]
        is_small = len(block) < BLOCK_ROWS and len(block.text) < BLOCK_BYTES
        if at + 1 == len(self._blocks):
            return is_small
        follows = self._firsts[at] + len(block) == self._firsts[at + 1]
        return is_small and follows and block.layout.fields == self._blocks[at + 1].layout.fields
