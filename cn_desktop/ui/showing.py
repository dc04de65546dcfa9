"""Which rows of the open sheet are on screen, while a filter is still looking and after."""

import asyncio
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from cn_desktop.records.order import Order
from cn_desktop.records.query import Condition, Query
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.steps import Apart, Steps, finished
from cn_desktop.ui.background import Background

if TYPE_CHECKING:
    from cn_desktop.records.search import Found, Search

FEW = 2_000
"""So many records are searched and sorted before the next key could be pressed."""
AT_ONCE_SECONDS = 0.004
"""So long a search may take before the window goes on without its end: a quarter of a frame."""
PAGE = 100
"""Rows that fill a window: once there are so many they are worth showing."""
REFRESH_SECONDS = 0.1
"""Between two looks at what has been found so far."""


class Showing:
    """The rows that the query shows, and those that were added to them since.

    `changed` is called whenever `rows` has become another order after a call returned.
    `is_complete`: the search is through, and its count is exact. `unusable`: conditions that
    could not be judged, so that no row meets them. Without a background
    every search is through at once.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self.background: Background | None = None
        self.query = Query()
        self.rows = Order()
        self.is_complete = True
        self.unusable: tuple[Condition, ...] = ()
        self._changed = changed
        self._sheet: Sheet | None = None
        self.search: Search | None = None
        self._added: dict[int, None] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self, sheet: Sheet, query: Query) -> None:
        """Show this sheet's records, or those of another store that it has now."""
        from cn_desktop.records.search import Search  # noqa: PLC0415  the first picture has no rows

        self._sheet = sheet
        self.search = Search(sheet)
        self.rows = Order()
        self.ask(query)

    def ask(self, query: Query) -> None:
        """Search; what takes longer than a moment goes on behind."""
        self.query = query
        self.stop()
        self._added.clear()
        if self.search is None:
            return
        self.is_complete = False
        if self.background is None or self._is_small():
            self._show(finished(self.search.steps(query)))
            return
        steps = self.search.steps(query)
        is_over, waiting = self._begin(steps)
        if not is_over:
            self._task = self.background.start(self._go_on(self.background, steps, waiting))

    def stop(self) -> None:
        """Leave a search that is not through yet."""
        if self._task:
            self._task.cancel()
            self._task = None

    def add(self, rows: Iterable[int]) -> bool:
        """Show these too, behind the others; whether one of them was hidden."""
        asked = list(dict.fromkeys(rows))
        hidden = [
            row for row, is_shown in zip(asked, self.rows.holds(asked), strict=True) if not is_shown
        ]
        self._added.update(dict.fromkeys(hidden))
        if hidden:
            self.rows = self.rows.followed_by(hidden)
        return bool(hidden)

    def drop_removed(self) -> bool:
        """Leave out rows that hold no record any more; whether one was shown."""
        removed = self._sheet.store.removed if self._sheet else ()
        shown = [row for row in removed if row in self.rows]
        if shown:
            self.rows = self.rows.without(shown)
        return bool(shown)

    def follow(self) -> bool:
        """Show the records that have arrived, unless a filter would have to look at them."""
        if self._sheet is None or self.query.hides or self.query.sort:
            return False
        size = self._sheet.store.size
        if size > len(self.rows):
            self.rows = Order(np.arange(size, dtype=np.int32))
            return True
        return False

    # Inside

    def _is_small(self) -> bool:
        return self._sheet is not None and self._sheet.store.size < FEW

    def _begin(self, steps: "Steps[Found, Found]") -> tuple[bool, Apart[Any] | None]:
        """Take steps for a moment; whether that was all, and the call that is to be made first."""
        until = perf_counter() + AT_ONCE_SECONDS
        found = None
        while perf_counter() < until:
            step, outcome = _step(steps)
            if outcome is not None:
                self._show(outcome)
                return True, None
            if isinstance(step, Apart):
                return False, step
            found = step or found
        if found and found.count:
            self._show(found)
        return False, None

    async def _go_on(
        self,
        background: Background,
        steps: "Steps[Found, Found]",
        step: "Found | Apart[Any] | None",
    ) -> None:
        """The rest of the steps; between them the window has its turn."""
        outcome = None
        shown_at = perf_counter()
        while outcome is None:
            is_due = len(self.rows) < PAGE or perf_counter() - shown_at > REFRESH_SECONDS
            found = None if isinstance(step, Apart) else step
            if await background.turn(step) and found is not None and is_due:
                shown_at = perf_counter()
                self._show(found)
                self._changed()
            step, outcome = _step(steps)
        self._show(outcome)
        self._changed()

    def _show(self, found: "Found") -> None:
        self.is_complete = found.is_complete
        self.unusable = found.unusable
        self.rows = found.order()
        added, self._added = self._added, {}
        self.add(added)
        self.drop_removed()


def _step(
    steps: "Steps[Found, Found]",
) -> "tuple[Found | Apart[Any] | None, Found | None]":
    """The next step, and what the steps return if there is none."""
    try:
        return next(steps), None
    except StopIteration as end:
        return None, end.value
