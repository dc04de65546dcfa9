"""When each dataset was read, by the clock of this computer."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from cn_desktop.records.fields import DatasetId
from cn_desktop.ui.jobs import Jobs
from cn_desktop.ui.workspace import Workspace


class Loads(QObject):
    """`changed` when a dataset was read anew. Times are Unix seconds, as `clock` gives them."""

    changed = Signal()

    def __init__(
        self, workspace: Workspace, jobs: Jobs, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(workspace)
        self.clock = clock
        self._workspace = workspace
        self._times: dict[DatasetId, float] = {}
        jobs.loaded.connect(self._note)

    def at(self, dataset: DatasetId) -> float | None:
        """When all of it was read last; None if it never was."""
        return self._times.get(dataset)

    def age(self, dataset: DatasetId) -> float:
        """Seconds since then; 0 if it never was."""
        return self.clock() - self._times.get(dataset, self.clock())

    def _note(self) -> None:
        self._times[self._workspace.sheet.dataset] = self.clock()
        self.changed.emit()
