"""The order of many distinct cells: by machine words at first, exactly where these are equal."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cn_desktop.records.block import Flags
from cn_desktop.records.collation import Collation
from cn_desktop.records.fields import text_of
from cn_desktop.records.packing import is_blank, unpacked
from cn_desktop.records.steps import AT_ONCE, Work, apart, emptied, in_order, spans

Codes: TypeAlias = NDArray[np.int32]
Indices: TypeAlias = NDArray[np.intp]
Words: TypeAlias = NDArray[Any]
Key: TypeAlias = tuple[bool, Any, bytes]
Entry: TypeAlias = tuple[Any, bytes, int]
"""What to compare, the cell, and which one it is."""

WORD = 8
"""Bytes."""
WORDS = 4
"""How much of a key is compared as words; only keys that begin alike are compared whole."""


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

    def words(self, cells: Sequence[bytes]) -> Words:
        """Filled cells as rows of numbers whose order is theirs; different cells may be equal."""
        if self.is_by_amount:
            return np.fromiter(map(float, cells), np.float64, len(cells)).reshape(-1, 1)
        keys = np.array(list(map(self.level, cells)), f"S{WORDS * WORD}")
        return keys.view(f">u{WORD}").reshape(-1, WORDS).astype(np.uint64)


class Ranking(NamedTuple):
    """The order of cells; the level of each in that order; and the level of the last ones."""

    manner: Manner
    order: Indices
    levels: Codes
    top: int


def ranked(cells: Sequence[bytes], manner: Manner) -> Work[Ranking]:
    """Distinct cells put in order."""
    is_last = np.zeros(len(cells), np.bool_)
    for span in spans(len(cells)):
        is_last[span] = [manner.is_last(cell) for cell in cells[span]]
        yield None
    order, levels = yield from _ranked(cells, np.flatnonzero(~is_last), manner)
    last = np.flatnonzero(is_last)
    yield from _put((((), cells[at], at) for at in _each(last)), last, np.ones_like(is_last))
    top = int(levels[-1]) + 1 if len(levels) else 0

    def joined() -> Ranking:
        on_top = np.full(len(last), top, np.int32)
        everything = np.concatenate([order, last]), np.concatenate([levels, on_top])
        return Ranking(manner, *everything, top)

    return (yield from apart(joined))


def _ranked(cells: Sequence[bytes], filled: Indices, manner: Manner) -> Work[tuple[Indices, Codes]]:
    parts = [manner.words(())]
    for span in spans(len(filled)):
        parts.append(manner.words([cells[at] for at in filled[span].tolist()]))
        yield None
    order, is_same = yield from apart(lambda: _sorted(filled, np.concatenate(parts)))
    is_fresh = np.ones(len(filled), np.bool_)
    is_fresh[1:] = ~is_same
    waiting = 0
    for first, stop in _runs(is_same):
        members = order[first:stop]
        entries = ((manner.level(cells[at]), cells[at], at) for at in _each(members))
        yield from _put(entries, members, is_fresh[first:stop])
        waiting += stop - first
        if waiting > AT_ONCE:
            waiting = 0
            yield None
    levels = yield from apart(lambda: (np.cumsum(is_fresh) - 1).astype(np.int32))
    return order, levels


def _each(members: Indices) -> Iterator[int]:
    """One by one: all at once as Python's numbers they would take long."""
    for span in spans(len(members)):
        yield from members[span].tolist()


def _put(entries: Iterable[Entry], order: Indices, is_fresh: Flags) -> Work[None]:
    """The entries' things in their order, and which of them differ from the one before."""
    ordered = yield from in_order(entries)
    is_long = len(ordered) > AT_ONCE
    for span in spans(len(ordered)):
        order[span] = [at for _, _, at in ordered[span]]
        pairs = pairwise(ordered[span.start : span.stop + 1])
        fresh = [one[0] != other[0] for one, other in pairs]
        is_fresh[span.start + 1 : span.start + 1 + len(fresh)] = fresh
        if is_long:
            yield None
    if is_long:
        yield from emptied(ordered)


def _runs(is_same: Flags) -> Iterator[tuple[int, int]]:
    """The places of things that are the same as the one before, with that one."""
    edges = np.flatnonzero(np.diff(is_same, prepend=False, append=False)).reshape(-1, 2)
    for span in spans(len(edges)):
        for first, stop in edges[span].tolist():
            yield first, stop + 1


def _sorted(things: Indices, words: Words) -> tuple[Indices, Flags]:
    """Things in the order of their words, and which of them has the same ones as the one before."""
    used = int(np.flatnonzero(words.any(axis=0)).max(initial=0)) + 1
    order = np.lexsort(words[:, :used].T[::-1])
    ordered = words[order, :used]
    return things[order], (ordered[1:] == ordered[:-1]).all(axis=1)
