"""The order of many distinct cells: by machine words at first, exactly where these are equal."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cn_desktop.records.collation import Collation
from cn_desktop.records.fields import text_of
from cn_desktop.records.packing import is_blank, unpacked
from cn_desktop.records.steps import AT_ONCE, Work, apart, in_order, pieces

Codes: TypeAlias = NDArray[np.int32]
Order: TypeAlias = NDArray[np.intp]
Key: TypeAlias = tuple[bool, Any, bytes]
Entry: TypeAlias = tuple[Any, bytes, int]
"""What to compare, the cell, and which one it is."""

WORD = 8
LONGEST = 32
"""Bytes of a key that are compared as words; only keys that begin alike are compared whole."""


def is_number(cell: bytes) -> bool:
    """Digits with an optional sign and point; not the forms like 1e5 and nan that float takes."""
    return cell.removeprefix(b"-").replace(b".", b"", 1).isdigit()


def is_odd(cell: bytes) -> bool:
    """A filled cell that is no number."""
    return not (is_number(cell) or is_blank(cell))


class Manner:
    """How a column's cells compare: blank ones last, others by amount or as text."""

    def __init__(self, collation: Collation, *, is_by_amount: bool) -> None:
        self.is_by_amount = is_by_amount
        self._collation = collation

    def is_last(self, cell: bytes) -> bool:
        """By amount, texts that are no numbers are last too: they aren't shown then."""
        return is_blank(cell) or (self.is_by_amount and not is_number(cell))

    def level(self, cell: bytes) -> Any:
        """Filled cells with equal ones are alike."""
        if self.is_by_amount:
            return Decimal(cell.decode())
        return self._collation(text_of(unpacked(cell)))

    def key(self, cell: bytes) -> Key:
        """The order of all cells, in which no two are equal."""
        return (True, b"", cell) if self.is_last(cell) else (False, self.level(cell), cell)

    def words(self, cells: Sequence[bytes]) -> Work[NDArray[Any]]:
        """Filled cells as rows of numbers whose order is theirs; different cells may be equal."""
        if self.is_by_amount:
            return (yield from _amounts(cells))
        keys: list[bytes] = []
        for some in pieces(cells, AT_ONCE):
            keys += map(self.level, some)
            yield None
        return (yield from _words(keys))


class Ranking(NamedTuple):
    """The order of cells; the level of each in that order; and the level of the last ones."""

    manner: Manner
    order: Order
    levels: Codes
    top: int


def ranked(cells: Sequence[bytes], manner: Manner) -> Work[Ranking]:
    """Distinct cells put in order."""
    filled: list[int] = []
    last: list[int] = []
    for some in pieces(range(len(cells)), AT_ONCE):
        for at in some:
            (last if manner.is_last(cells[at]) else filled).append(at)
        yield None
    order, levels = yield from _ranked([cells[at] for at in filled], manner)
    last.sort(key=cells.__getitem__)
    top = int(levels[-1]) + 1 if len(levels) else 0
    order = np.concatenate([np.array(filled, np.intp)[order], np.array(last, np.intp)])
    levels = np.concatenate([levels, np.full(len(last), top, np.int32)])
    return Ranking(manner, order, levels, top)


def _ranked(cells: Sequence[bytes], manner: Manner) -> Work[tuple[Order, Codes]]:
    words = yield from manner.words(cells)
    order, is_same = yield from apart(lambda: _sorted(words))
    is_fresh = np.ones(len(cells), np.bool_)
    is_fresh[1:] = ~is_same
    waiting = 0
    for first, stop in _runs(is_same):
        members = order[first:stop].tolist()
        entries = yield from in_order([(manner.level(cells[at]), cells[at], at) for at in members])
        order[first:stop] = [at for _, _, at in entries]
        is_fresh[first + 1 : stop] = [one[0] != other[0] for one, other in pairwise(entries)]
        waiting += stop - first
        if waiting > AT_ONCE:
            waiting = 0
            yield None
    return order, (np.cumsum(is_fresh) - 1).astype(np.int32)


def _runs(is_same: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """The places of things that are the same as the one before, with that one."""
    edges = np.flatnonzero(np.diff(is_same, prepend=False, append=False))
    return ((int(first), int(stop) + 1) for first, stop in edges.reshape(-1, 2).tolist())


def _amounts(cells: Sequence[bytes]) -> Work[NDArray[Any]]:
    amounts: list[float] = []
    for some in pieces(cells, AT_ONCE):
        amounts += map(float, some)
        yield None
    return np.array(amounts, np.float64).reshape(-1, 1)


def _words(keys: Sequence[bytes]) -> Work[NDArray[Any]]:
    longest = min(max(map(len, keys), default=1), LONGEST)
    width = -(-longest // WORD) * WORD
    words = np.empty((len(keys), width // WORD), np.uint64)
    filled = 0
    for some in pieces(keys, AT_ONCE):
        packed = np.array(some, f"S{width}")
        words[filled : filled + len(some)] = packed.view(">u8").reshape(len(some), -1)
        filled += len(some)
        yield None
    return words


def _sorted(words: NDArray[Any]) -> tuple[Order, NDArray[np.bool_]]:
    """The order of the words, and which of them in that order is the same as the one before."""
    order = np.lexsort(words.T[::-1])
    ordered = words[order]
    return order, (ordered[1:] == ordered[:-1]).all(axis=1)
