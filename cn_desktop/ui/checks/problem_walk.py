"""From one cell that has to be put right to the next, as the table shows them."""

import asyncio
from collections.abc import Callable, Sequence

import numpy as np

from cn_desktop.records.fields import FieldName, RecordKey
from cn_desktop.records.marks import State
from cn_desktop.records.order import HIDDEN
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.steps import AT_ONCE, pieces
from cn_desktop.records.undo import Cell
from cn_desktop.ui.background import Background
from cn_desktop.ui.checks.words import NO_PROBLEM, ONLY_PROBLEM
from cn_desktop.ui.table.columns import arrange
from cn_desktop.ui.workspace import Workspace


class ProblemWalk:
    """Problems, doubts, and rows that the server rejected; round the ends.

    One step after the other: two keys in a hurry are two steps. What stands in a column that
    is hidden comes after the others of its record.
    """

    def __init__(self, workspace: Workspace, background: Background) -> None:
        self._workspace = workspace
        self._background = background
        self._turn = asyncio.Lock()
        self.shown_fields: Callable[[], Sequence[FieldName]] = lambda: ()
        """The columns on screen, from left to right."""

    def go(self, step: int) -> None:
        """To the next (1) or the one before (-1)."""
        self._workspace.end_editing()
        self._background.start(self._go(step))

    async def _go(self, step: int) -> None:
        async with self._turn:
            sheet, current = self._workspace.sheet, self._workspace.current
            found = await self._next(sheet, current, step)
            if sheet is not self._workspace.sheet:
                return
            if found is None:
                self._workspace.tell(NO_PROBLEM)
                return
            self._workspace.go_to(*found)
            if found == current:
                self._workspace.tell(ONLY_PROBLEM)

    async def _next(self, sheet: Sheet, current: Cell | None, step: int) -> Cell | None:
        fields = list(dict.fromkeys([*self.shown_fields(), *arrange(sheet.fields)]))
        keys = await self._in_order(sheet, current)
        here = current[0] if current else None
        own = problem_fields(sheet, here, fields) if here else []
        if here and (beside := _beyond(own, fields, current, step)):
            return here, beside
        for key in keys if step > 0 else reversed(keys):
            if key != here and (found := problem_fields(sheet, key, fields)):
                return key, found[0 if step > 0 else -1]
            await self._background.breathe()
        return (here, own[0 if step > 0 else -1]) if here and own else None

    async def _in_order(self, sheet: Sheet, current: Cell | None) -> list[RecordKey]:
        """The changed records as they are shown, from the current one on; hidden ones last."""
        keys, places = sheet.changes.touched(), []
        order = self._workspace.rows
        for some in pieces(keys, AT_ONCE):
            rows = [HIDDEN if row is None else row for row in sheet.store.rows_of(some)]
            places += order.every_place(rows)
            await self._background.breathe()
        start = sheet.store.row_of(current[0]) if current else None
        first = 0 if start is None else order.place_of(start) or 0
        asked = np.array(places, np.int64)
        asked = np.where(asked == HIDDEN, len(order), asked - first) % (len(order) + 1)
        return [keys[at] for at in np.argsort(asked, kind="stable").tolist()]


def problem_fields(sheet: Sheet, key: RecordKey, fields: Sequence[FieldName]) -> list[FieldName]:
    """The record's cells to put right, in the order of the columns.

    Of a row that was rejected without a cell to blame it is the first that was changed.
    """
    state = sheet.changes.state(key)
    if state is None or state is State.SAVED:
        return []
    found = {finding.field for finding in sheet.holding.findings(key)}
    if not found and state is State.REJECTED:
        edited = sheet.changes.edits(key)
        return [field for field in fields if field in edited][:1] or list(fields[:1])
    return [field for field in fields if field in found]


def _beyond(
    own: Sequence[FieldName], fields: Sequence[FieldName], current: Cell | None, step: int
) -> FieldName | None:
    """The next of the current record's cells on this side of the current one."""
    at = fields.index(current[1]) if current and current[1] in fields else -1
    beyond = [field for field in own if (fields.index(field) - at) * step > 0]
    return beyond[0 if step > 0 else -1] if beyond else None
