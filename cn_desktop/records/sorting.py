"""Rows in the order of their cells."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cn_desktop.records.block import Places
from cn_desktop.records.column import Standing
from cn_desktop.records.columns import FEW, Columns, Numbered
from cn_desktop.records.order import Rows
from cn_desktop.records.query import SortBy
from cn_desktop.records.ranking import Codes
from cn_desktop.records.steps import Work, apart, in_order, pieces


class Ranks(NamedTuple):
    """A number for each of some rows, in whose order they are; blank cells have `top`."""

    numbers: Codes
    top: int

    def backwards(self) -> "Ranks":
        """The other way round, but for the blank ones."""
        turned = np.where(self.numbers < self.top, self.top - 1 - self.numbers, self.top)
        return Ranks(turned, self.top)


def sort_rows(columns: Columns, rows: Rows, sort: Sequence[SortBy]) -> Work[Rows]:
    """Rows in this order; those alike by the first column are sorted by the next."""
    everything = []
    for by in sort:
        numbered = yield from columns.numbered(rows, by.field)
        ranks = yield from ranked_rows(numbered)
        everything.append((yield from apart(ranks.backwards)) if by.is_descending else ranks)
    return (yield from apart(lambda: _sorted(rows, everything)))


def ranked_rows(numbered: Numbered) -> Work[Ranks]:
    """Cells that are alike have the same rank; novel ones get room among the column's levels."""
    column, numbers, novel = numbered
    standings: list[Standing] = []
    for some in pieces(novel, FEW):
        standings += map(column.standing, some)
        yield None
    newcomers = yield from in_order({each for each in standings if each.novelty is not None})
    gaps = np.array([each.level for each in newcomers], np.int32)
    ranks = {each: each.level + before for before, each in enumerate(newcomers)}
    moved = _moved(gaps, np.array([each.level for each in standings], np.int32)).tolist()
    others = [ranks.get(each, level) for each, level in zip(standings, moved, strict=True)]

    def look_up() -> Codes:
        table = np.concatenate([_moved(gaps, column.levels), others])
        return table.astype(np.int32)[numbers]

    return Ranks((yield from apart(look_up)), int(column.top + len(newcomers)))


def _moved(gaps: Codes, levels: Codes) -> Places:
    """Where a column's levels are once newcomers stand before these ones of them."""
    return levels + np.searchsorted(gaps, levels, "right") if len(gaps) else levels


def _sorted(rows: Rows, everything: Sequence[Ranks]) -> Rows:
    """By the last ranks first: what is alike in later ones stays in the order so far.

    A rank and a place in one number sort four times as quickly as a stable sort by rank.
    """
    order = np.arange(len(rows), dtype=np.uint32)
    for numbers, _ in reversed(everything):
        keys = numbers[order].astype(np.uint64) << np.uint64(32)
        keys |= np.arange(len(rows), dtype=np.uint64)
        keys.sort()
        order = order[keys.astype(np.uint32)]
    return rows[order]
