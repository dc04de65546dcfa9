"""Finds out behind the window what a rule would change, anew whenever something changes."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from PySide6.QtCore import QObject, Signal

from cn_desktop.records.area import Area
from cn_desktop.records.plans import Plan, Rule, planned
from cn_desktop.records.replacing import Replacing, Sought, worth_a_look
from cn_desktop.records.sheet import Sheet
from cn_desktop.ui.background import Background

REFRESH_SECONDS = 0.1
"""Between two looks at what has been found so far."""

MOST_SET = 500_000
"""Cells; to take them back again takes half a second, in which nothing else can be done."""
MOST_GIVEN_UP = 50
"""Cells in which a pattern may take too long before it is not used at all."""


@dataclass(frozen=True)
class Task:
    """What is to be done to cells; `name` gives the step's name for so many of them."""

    rule: Rule
    name: Callable[[int], str]
    sought: Sought | None = None

    @property
    def gave_up(self) -> int:
        """Cells in which it took too long."""
        return self.rule.gave_up if isinstance(self.rule, Replacing) else 0

    @property
    def is_too_slow(self) -> bool:
        return self.gave_up > MOST_GIVEN_UP


class Planner(QObject):
    """`changed`: more is known of what would change, or all is, or it begins anew.

    `total`: the cells that are to be looked at. `is_too_much`: so many would change that
    looking was left; it ends too where a pattern takes too long in too many cells.
    """

    changed = Signal()

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._task: asyncio.Task[None] | None = None
        self.plan = Plan()
        self.is_complete = False
        self.is_too_much = False
        self.total = 0

    def start(self, sheet: Sheet, areas: Sequence[Area], task: Task) -> None:
        """Look through these cells; what was looked for before is left."""
        self.stop()
        self.total = sum(area.size for area in areas)
        self._task = self._background.start(self._look(sheet, areas, task))

    def stop(self) -> None:
        """Nothing is planned any more."""
        if self._task:
            self._task.cancel()
            self._task = None
        self.plan, self.total = Plan(), 0
        self.is_complete = self.is_too_much = False

    async def _look(self, sheet: Sheet, areas: Sequence[Area], task: Task) -> None:
        may = None
        if task.sought:
            fields = list(dict.fromkeys(name for area in areas for name in area.fields))
            may = await self._background.taken(worth_a_look(sheet, fields, task.sought))
        told_at = perf_counter()
        for plan in planned(sheet, areas, task.rule, may):
            self.plan = plan if isinstance(plan, Plan) else self.plan
            self.is_too_much = self.plan.count > MOST_SET
            if task.is_too_slow or self.is_too_much:
                break
            if await self._background.breathe() and perf_counter() - told_at > REFRESH_SECONDS:
                told_at = perf_counter()
                self.changed.emit()
        self.is_complete = not (task.is_too_slow or self.is_too_much)
        self.changed.emit()
