"""Which row has which key, at a few bytes a record where the uids ascend."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cn_desktop.records.block import LONGEST_NUMBER, Block, Places
from cn_desktop.records.fields import RecordKey

PIECE = 32 * 1024
"""Uids searched as one; to append to more of them would cost more than it saves."""


class UidIndex:
    """The first row of each key, and the rows that share one.

    Blocks whose uids are numbers above all before them are searched where they stand;
    keys of all others, and keys given one by one, are in a dict.
    """

    def __init__(self) -> None:
        self.shared: set[int] = set()
        self.highest = 0
        self._loose: dict[RecordKey, int] = {}
        self._gone: set[RecordKey] = set()
        self._numbers: list[memoryview] = []
        self._firsts: list[int] = []
        self._lowest: list[int] = []

    def add_block(self, first: int, block: Block) -> None:
        """The block's rows, of which the first has this number."""
        numbers = block.numbers
        if numbers is None:
            for at, key in enumerate(block.keys()):
                self.add(key, first + at)
            return
        if numbers[0] > self.highest and (numbers[1:] > numbers[:-1]).all():
            self._append(first, numbers)
            return
        for at, number in enumerate(numbers.tolist()):
            self.add(RecordKey(str(number)), first + at)

    def add(self, key: RecordKey, row: int) -> None:
        """One row; an empty key belongs to no row."""
        if not key:
            return
        self.highest = max(self.highest, number_of(key))
        there = self.row_of(key)
        if there is None:
            self._loose[key] = row
        elif there != row:
            self.shared |= {there, row}

    def remove(self, key: RecordKey) -> None:
        """Nothing has this key any more. Raises KeyError if nothing had it."""
        if self.row_of(key) is None:
            raise KeyError(key)
        if self._loose.pop(key, None) is None:
            self._gone.add(key)

    def row_of(self, key: RecordKey) -> int | None:
        row = self._loose.get(key)
        if row is None and self._firsts and key not in self._gone:
            return self._ascending(key)
        return row

    def rows_of(self, keys: Sequence[RecordKey]) -> list[int | None]:
        """`row_of` each of these, at 0.3 microseconds."""
        if not self._loose and not self._gone:
            return self._all_ascending(keys)
        rows = list(map(self._loose.get, keys))
        left = [at for at, row in enumerate(rows) if row is None and keys[at] not in self._gone]
        found = self._all_ascending([keys[at] for at in left])
        for at, row in zip(left, found, strict=True):
            rows[at] = row
        return rows

    def _append(self, first: int, numbers: Places) -> None:
        """Behind the last piece, or as one of its own once that is long, or does not end here."""
        self.highest = int(numbers[-1])
        before = len(self._numbers[-1]) if self._numbers else PIECE
        if before < PIECE and self._firsts[-1] + before == first:
            self._numbers[-1] = np.concatenate([self._numbers[-1], numbers]).data
            return
        self._numbers.append(numbers.data)
        self._firsts.append(first)
        self._lowest.append(int(numbers[0]))

    def _all_ascending(self, keys: Sequence[RecordKey]) -> list[int | None]:
        wanted = _numbers_of(keys)
        if wanted is None or not self._firsts:
            return list(map(self._ascending, keys))
        rows = np.full(len(wanted), -1, np.int64)
        pieces = np.searchsorted(self._lowest, wanted, "right") - 1
        for piece in np.flatnonzero(np.bincount(pieces[pieces >= 0])).tolist():
            here = np.flatnonzero(pieces == piece)
            there = np.asarray(self._numbers[piece])
            at = np.minimum(np.searchsorted(there, wanted[here]), len(there) - 1)
            is_there = there[at] == wanted[here]
            rows[here[is_there]] = self._firsts[piece] + at[is_there]
        return [None if row < 0 else row for row in rows.tolist()]

    def _ascending(self, key: RecordKey) -> int | None:
        number = number_of(key)
        if str(number) != key:
            return None
        piece = bisect_right(self._lowest, number) - 1
        if piece < 0:
            return None
        numbers = self._numbers[piece]
        at = bisect_left(numbers, number)
        is_there = at < len(numbers) and numbers[at] == number
        return self._firsts[piece] + at if is_there else None


def _numbers_of(keys: Sequence[RecordKey]) -> NDArray[np.int64] | None:
    """The keys as numbers, if each is one in its only spelling."""
    text = "\n".join(keys)
    is_plain = text.isascii() and "".join(keys).isdigit() and all(keys)
    if not is_plain or text[0] == "0" or "\n0" in text or len(max(keys, key=len)) > LONGEST_NUMBER:
        return None
    return np.fromiter(map(int, keys), np.int64, len(keys))


def number_of(uid: str) -> int:
    """The uid as a number; 0 for one that is none."""
    is_number = len(uid) <= LONGEST_NUMBER and uid.isascii() and uid.isdigit()
    return int(uid) if is_number else 0
