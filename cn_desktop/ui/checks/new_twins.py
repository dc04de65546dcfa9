"""How many new records have a number that another record has already."""

import asyncio

from PySide6.QtCore import QObject, QTimer, Signal

from cn_desktop.records.fields import RecordKey
from cn_desktop.records.marks import State
from cn_desktop.records.sheet import Sheet
from cn_desktop.ui.background import Background
from cn_desktop.ui.checks.radar import Radar
from cn_desktop.ui.workspace import Workspace

GATHERING_MS = 200
"""While rows are sent something changes all the time."""
WAITING = {State.PENDING, State.REJECTED}


class NewTwins(QObject):
    """Counts them in slices in the open dataset, anew soon after something pending has changed.

    `known` of the `looked_at` new records have one; `changed` when that is another number.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, radar: Radar, background: Background) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._radar = radar
        self._background = background
        self._keys: list[RecordKey] = []
        self.looked_at = 0
        self._task: asyncio.Task[None] | None = None
        self._soon = QTimer(self, singleShot=True, interval=GATHERING_MS)
        self._soon.timeout.connect(self._count_anew)
        for signal in (workspace.pending_changed, workspace.sheet_changed, radar.changed):
            signal.connect(self._soon.start)

    @property
    def known(self) -> int:
        return len(self._keys)

    def end(self) -> None:
        """The window closes: nothing is counted any more."""
        self._soon.timeout.disconnect(self._count_anew)

    def go_to_next(self) -> None:
        """To the next of them after the current record, from the last to the first."""
        current = self._workspace.current
        if not self._keys:
            return
        at = self._keys.index(current[0]) + 1 if current and current[0] in self._keys else 0
        self._workspace.go_to(self._keys[at % len(self._keys)])

    def _count_anew(self) -> None:
        if self._task:
            self._task.cancel()
            self._task = None
        new = list(self._workspace.sheet.changes.new_records())
        if new:
            self._task = self._background.start(self._count(self._workspace.sheet, new))
        else:
            self._take([], 0)

    async def _count(self, sheet: Sheet, keys: list[RecordKey]) -> None:
        found, waiting = [], 0
        for key in keys:
            if sheet.changes.state(key) in WAITING:
                waiting += 1
                if self._radar.twins_of(sheet, key):
                    found.append(key)
            await self._background.breathe()
        self._task = None
        self._take(found, waiting)

    def _take(self, keys: list[RecordKey], looked_at: int) -> None:
        if (keys, looked_at) != (self._keys, self.looked_at):
            self._keys, self.looked_at = keys, looked_at
            self.changed.emit()
