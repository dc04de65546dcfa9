"""Which rows meet conditions: each distinct value of a column is judged once."""

from collections.abc import Callable, Iterable
from functools import partial
from time import perf_counter, thread_time
from typing import TypeAlias

import numpy as np

from cn_desktop.records.block import Flags
from cn_desktop.records.column import Column
from cn_desktop.records.columns import Columns, Numbered
from cn_desktop.records.facets import NOTHING, repeated_rows
from cn_desktop.records.fields import Value
from cn_desktop.records.order import Rows
from cn_desktop.records.packing import ABSENT_MARK, folded, folded_needle, packed, unpacked
from cn_desktop.records.patterns import BadPattern, SlowPattern, pattern_of
from cn_desktop.records.query import Condition, Mode
from cn_desktop.records.steps import STEP_SECONDS, Work, apart, pieces

KEPT = 8
"""Conditions whose verdict on a column's cells is kept: a byte for each distinct value."""
FEW = 128
"""Values that are looked up among a column's in a step: ten microseconds each at first."""
ENOUGH_SECONDS, ENOUGH_SECONDS_A_CELL = 3.0, 10e-6
"""Of computing, after which a condition is given up: patterns as people write them take a third."""

Judge: TypeAlias = Callable[[bytes], bool]
"""Whether a packed cell meets a condition."""


class Conditions:
    """Finds the rows of one sheet that meet conditions."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._kept: dict[Condition, tuple[Column, Flags]] = {}

    def met(self, condition: Condition, rows: Rows, everything: Rows) -> Work[Rows | None]:
        """Those of the rows that meet it; `everything` are all rows there are.

        None for a condition that can't be judged: no pattern, or one that takes too long.
        """
        if condition.mode is Mode.REPEATED:
            numbered = yield from self._columns.numbered(everything, condition.field)
            repeated = yield from repeated_rows(numbered, everything)
            return (yield from apart(lambda: _both(rows, repeated)))
        numbered = yield from self._columns.numbered(rows, condition.field)
        try:
            verdicts = yield from self._verdicts(condition.meaning, numbered)
        except (BadPattern, SlowPattern):
            return None
        return (yield from apart(lambda: rows[verdicts[numbered.numbers]]))

    def _verdicts(self, condition: Condition, numbered: Numbered) -> Work[Flags]:
        """For each of the cells' numbers whether such a cell meets it."""
        if (values := _exact_values(condition)) is not None:
            return (yield from _among(numbered, values, is_in=condition.mode in POSITIVE))
        judge = _judge(condition)
        column, known = self._kept.pop(condition, (None, np.zeros(0, np.bool_)))
        if column is not numbered.column:
            known = yield from _judged(judge, numbered.column.cell, len(numbered.column))
        self._kept = dict(
            [
                *self._kept.items(),
                (condition, (numbered.column, known)),
            ][-KEPT:]
        )
        novel = yield from _judged(judge, numbered.novel.__getitem__, len(numbered.novel))
        return np.concatenate([known, novel])


POSITIVE = {Mode.IS, Mode.EMPTY}


def _exact_values(condition: Condition) -> tuple[Value, ...] | None:
    """The values to be looked up as they are; None if cells have to be looked at."""
    if condition.mode in {Mode.EMPTY, Mode.FILLED}:
        return NOTHING
    if condition.mode in {Mode.IS, Mode.IS_NOT} and condition.is_cased:
        return condition.values
    return None


def _among(numbered: Numbered, values: Iterable[Value], *, is_in: bool) -> Work[Flags]:
    verdicts = np.full(len(numbered.column) + len(numbered.novel), not is_in, np.bool_)
    for some in pieces(list(dict.fromkeys(values)), FEW):
        for value in some:
            if (number := numbered.number(packed(value))) is not None:
                verdicts[number] = is_in
        yield None
    return verdicts


def _judge(condition: Condition) -> Judge:
    """Raises `BadPattern`; the judge of a pattern raises `SlowPattern`."""
    if condition.mode is Mode.MATCHES:
        patterns = [pattern_of(text, is_cased=condition.is_cased) for text in condition.texts]
        return partial(_matches, [pattern.fits for pattern in patterns])
    if condition.mode is Mode.CONTAINS:
        return _container(condition)
    wanted = {folded(packed(value)) for value in condition.values}
    is_in = condition.mode is Mode.IS
    return lambda cell: (folded(cell) in wanted) is is_in


def _matches(fits: Iterable[Callable[[str], bool]], cell: bytes) -> bool:
    """What is null or not there is no text that a pattern could fit."""
    text = unpacked(cell)
    return isinstance(text, str) and any(each(text) for each in fits)


def _container(condition: Condition) -> Judge:
    """An empty text is in every text, and not in what is null or not there."""
    if "" in condition.texts:
        return lambda cell: cell < ABSENT_MARK
    if condition.is_cased:
        exact = [packed(text) for text in condition.texts]
        return lambda cell: any(needle in cell for needle in exact)
    needles = [folded_needle(text) for text in condition.texts]
    if len(needles) == 1:
        needle = needles[0]
        return lambda cell: needle in folded(cell)
    return lambda cell: any(needle in text for text in (folded(cell),) for needle in needles)


def _judged(judge: Judge, cell: Callable[[int], bytes], count: int) -> Work[Flags]:
    """The judge's word on so many cells.

    It looks at the clock, for a pattern may take long; raises `SlowPattern` when that is all
    too long.
    """
    verdicts = np.zeros(count, np.bool_)
    left = ENOUGH_SECONDS + count * ENOUGH_SECONDS_A_CELL
    began, until = thread_time(), perf_counter() + STEP_SECONDS
    for place in range(count):
        verdicts[place] = judge(cell(place))
        if perf_counter() > until:
            left -= thread_time() - began
            if left < 0:
                raise SlowPattern
            yield None
            began, until = thread_time(), perf_counter() + STEP_SECONDS
    return verdicts


def _both(rows: Rows, others: Rows) -> Rows:
    """Those of the rows that are among the others, in their order."""
    is_among = np.zeros(1 + max(rows.max(initial=0), others.max(initial=0)), np.bool_)
    is_among[others] = True
    return rows[is_among[rows]]
