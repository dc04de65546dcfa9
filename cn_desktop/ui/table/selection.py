"""What is selected in the table, as runs of rows: a million rows are one run."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np


class Range(NamedTuple):
    """Selected cells from one corner to the other, both included."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True)
class Run:
    """Neighbouring rows in which the same columns are selected, in their order."""

    top: int
    bottom: int
    columns: tuple[int, ...]


class Selection:
    """Runs from top to bottom; no row is in two of them."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self.runs = list(_runs(sorted(ranges)))

    @property
    def rows(self) -> int:
        """In how many rows something is selected."""
        return sum(run.bottom - run.top + 1 for run in self.runs)

    def parted(self, rows: Sequence[int]) -> Iterator[tuple[Run, list[int]]]:
        """Which of these rows, by their number, each run holds, from top to bottom."""
        places = np.asarray(rows, np.int64)
        order = np.argsort(places, kind="stable")
        ascending = places[order]
        firsts = np.searchsorted(ascending, [run.top for run in self.runs])
        lasts = np.searchsorted(ascending, [run.bottom for run in self.runs], "right")
        for run, first, last in zip(self.runs, firsts.tolist(), lasts.tolist(), strict=True):
            if first < last:
                yield run, order[first:last].tolist()


def _runs(ranges: Sequence[Range]) -> Iterator[Run]:
    """Cut at every first row and behind every last row of a range."""
    cuts = sorted({cut for each in ranges for cut in (each.top, each.bottom + 1)})
    waiting = iter(ranges)
    coming = next(waiting, None)
    present: list[Range] = []
    for top, end in pairwise(cuts):
        present = [each for each in present if each.bottom >= top]
        while coming is not None and coming.top <= top:
            present.append(coming)
            coming = next(waiting, None)
        columns = {column for each in present for column in range(each.left, each.right + 1)}
        if columns:
            yield Run(top, end - 1, tuple(sorted(columns)))
