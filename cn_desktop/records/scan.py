"""Where a text stands: a needle in blocks of records, a quarter of a millisecond each."""

from bisect import bisect_left, bisect_right

import numpy as np

from cn_desktop.records.block import Block, Bytes, Flags
from cn_desktop.records.order import Rows
from cn_desktop.records.packing import SEPARATOR

BEGINNING = 4
"""Bytes of a needle that are compared everywhere; the others only where these are."""
FEW = 512
"""Rows of a block that are looked at one by one sooner than all bytes are compared."""
KEPT = 4
"""Scans kept: typing on narrows one, and taking a letter back finds one."""


def rows_with(block: Block, needle: bytes) -> Rows:
    """The block's rows whose folded text has the needle, counted from its first."""
    if not len(block.folded):
        return np.zeros(0, np.int32)
    is_start = starts_of(np.frombuffer(block.folded, np.uint8), needle)
    found = np.logical_or.reduceat(is_start, block.folded_edges[:-1])
    return np.flatnonzero(found).astype(np.int32)


def cells_with(block: Block, needle: bytes, *, is_whole: bool) -> Flags:
    """A row for each record, and in it for each place of the layout whether the cell has it."""
    size = len(block), len(block.layout)
    if not len(block.folded):
        return np.zeros(size, np.bool_)
    codes = np.frombuffer(block.folded, np.uint8)
    is_start = starts_of(codes, needle + SEPARATOR if is_whole else needle)
    if not is_start.any():
        return np.zeros(size, np.bool_)
    cells = np.zeros(size[0] * size[1], np.intp)
    cells[1:] = np.flatnonzero(codes == SEPARATOR[0])[:-1] + 1
    if is_whole:
        return is_start[cells].reshape(size)
    return np.logical_or.reduceat(is_start, cells).reshape(size)


def starts_of(codes: Bytes, needle: bytes) -> Flags:
    """For each place of a text whether the needle starts there."""
    is_start = np.zeros(len(codes), np.bool_)
    last = len(codes) - len(needle) + 1
    if last <= 0:
        return is_start
    starts = is_start[:last]
    np.equal(codes[:last], needle[0], out=starts)
    for at, code in enumerate(needle[1:BEGINNING], 1):
        starts &= codes[at : last + at] == code
    if len(needle) <= BEGINNING:
        return is_start
    places = np.flatnonzero(starts)
    for at, code in enumerate(needle[BEGINNING:], BEGINNING):
        places = places[codes[places + at] == code]
    starts[:] = False
    starts[places] = True
    return is_start


def rows_among(block: Block, needle: bytes, rows: Rows) -> Rows:
    """`rows_with`, but only these rows."""
    find, edges = block.folded.find, block.folded_edges
    spans = zip(rows.tolist(), edges[rows].tolist(), edges[rows + 1].tolist(), strict=True)
    return np.array([row for row, at, end in spans if find(needle, at, end) >= 0], np.int32)


class Scan:
    """The rows of all blocks that have the needle, up to before row `stop`.

    Blocks never change, so this stays true; rows that differ from their block are not
    considered.
    """

    def __init__(self, needle: bytes) -> None:
        self.needle = needle
        self.stop = 0
        self._starts: list[int] = []
        self._parts: list[Rows] = []

    def add(self, rows: Rows, stop: int) -> None:
        """The rows from the last stop to this one."""
        self._starts.append(self.stop)
        self._parts.append(rows)
        self.stop = stop

    def between(self, start: int, stop: int) -> Rows:
        """The rows from `start` to before `stop`, both before the scan's own."""
        first = bisect_right(self._starts, start) - 1
        parts = self._parts[first : bisect_left(self._starts, stop)]
        rows = parts[0] if len(parts) == 1 else np.concatenate(parts)
        low, high = np.searchsorted(rows, [start, stop])
        return rows[low:high]


class Scans:
    """The last scans: a needle that has an earlier one in it needs only that one's rows."""

    def __init__(self) -> None:
        self._kept: list[Scan] = []

    def start(self, needle: bytes) -> Scan:
        """The scan of this needle as far as it has come; it is kept the longest now."""
        scan = next((each for each in self._kept if each.needle == needle), Scan(needle))
        self._kept = [*[each for each in self._kept if each is not scan], scan][-KEPT:]
        return scan

    def go_on(self, scan: Scan, first: int, block: Block) -> Rows:
        """The block's rows that have the needle; blocks must come in their order."""
        stop = first + len(block)
        if stop <= scan.stop:
            return scan.between(first, stop)
        rows = self._look(scan.needle, first, block)
        scan.add(rows[rows >= scan.stop], stop)  # blocks may have been put together
        return rows

    def _look(self, needle: bytes, first: int, block: Block) -> Rows:
        stop = first + len(block)
        earlier = [
            each.between(first, stop)
            for each in self._kept
            if each.stop >= stop and each.needle in needle
        ]
        candidates = min(earlier, key=len, default=None)
        if candidates is None or len(candidates) > FEW:
            return first + rows_with(block, needle)
        return first + rows_among(block, needle, candidates - first)
