"""What values a field has among some rows, and how often each."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cn_desktop.records.block import Places
from cn_desktop.records.columns import Numbered
from cn_desktop.records.fields import ABSENT, ZERO_DATE, Value, text_of
from cn_desktop.records.order import Rows
from cn_desktop.records.packing import packed, unpacked
from cn_desktop.records.steps import Work, apart, in_order, spans

LISTED = 1000
NOTHING: tuple[Value, ...] = (None, ABSENT, "", ZERO_DATE)


@dataclass(frozen=True)
class Facets:
    """The first `values`, each with its number of rows; all other figures are of all rows.

    `distinct` values are there, of which `repeated` occur twice or more, in `filled` rows;
    `empty` has the numbers of rows without one, each kind of nothing for itself.
    """

    values: tuple[tuple[str, int], ...]
    distinct: int
    repeated: int
    filled: int
    empty: Mapping[Value, int]


def facets_of(numbered: Numbered, *, is_by_value: bool, limit: int = LISTED) -> Work[Facets]:
    """The most frequent values first, or the first ones as they are sorted."""
    counts = yield from apart(lambda: _counts(numbered))
    empty = {}
    for value in NOTHING:
        number = numbered.number(packed(value))
        empty[value] = 0 if number is None else int(counts[number])
        if number is not None:
            counts[number] = 0
    values = yield from _first(numbered, counts, limit, is_by_value=is_by_value)
    return Facets(
        values,
        int(np.count_nonzero(counts)),
        int(np.count_nonzero(counts > 1)),
        int(counts.sum()),
        empty,
    )


def repeated_rows(numbered: Numbered, rows: Rows) -> Work[Rows]:
    """The rows whose value another of these rows has too; nothing is no value."""
    numbers = [numbered.number(packed(value)) for value in NOTHING]
    nothing = [number for number in numbers if number is not None]

    def look() -> Rows:
        counts = _counts(numbered)
        counts[nothing] = 0
        return rows[counts[numbered.numbers] > 1]

    return (yield from apart(look))


def _counts(numbered: Numbered) -> NDArray[np.int64]:
    size = len(numbered.column) + len(numbered.novel)
    return np.bincount(numbered.numbers, minlength=size)


def _first(
    numbered: Numbered, counts: NDArray[np.int64], limit: int, *, is_by_value: bool
) -> Work[tuple[tuple[str, int], ...]]:
    """The first of the column's cells are in order; novel ones find their place among them."""
    known = len(numbered.column)
    numbers = yield from apart(lambda: _leading(counts[:known], limit, is_by_value=is_by_value))
    numbers = np.concatenate([numbers, known + np.flatnonzero(counts[known:])])
    entries = []
    for span in spans(len(numbers)):
        for number in numbers[span].tolist():
            cell, count = numbered.cell(number), int(counts[number])
            rank = 0 if is_by_value else -count
            entries.append((rank, numbered.column.manner.key(cell), cell, count))
        yield None
    ordered = yield from in_order(entries)
    return tuple((text_of(unpacked(cell)), count) for _, _, cell, count in ordered[:limit])


def _leading(counts: NDArray[np.int64], limit: int, *, is_by_value: bool) -> Places:
    """The numbers of the first cells that occur at all."""
    occurring = np.flatnonzero(counts)
    if is_by_value:
        return occurring[:limit]
    keys = (np.int64(counts.max(initial=0)) - counts[occurring] << np.int64(32)) | occurring
    keys.sort()
    return keys[:limit] & np.int64(0xFFFFFFFF)
