"""What is selected in the table, as runs of rows: a million rows are one run."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple


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
        self._tops = [run.top for run in self.runs]

    @property
    def rows(self) -> int:
        """In how many rows something is selected."""
        return sum(run.bottom - run.top + 1 for run in self.runs)

    def run_at(self, row: int) -> Run | None:
        """The run that the row is in."""
        at = bisect_right(self._tops, row) - 1
        return self.runs[at] if at >= 0 and row <= self.runs[at].bottom else None


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
