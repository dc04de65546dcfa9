"""A dataset whose first records are on screen while the others still come."""

from time import perf_counter

from cn_desktop.records.fields import DatasetId, Lock
from cn_desktop.records.permits import Permits
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.store import Store
from cn_desktop.ui.workspace import Place, Workspace

REFRESH_SECONDS = 0.1
"""Between two looks at what has come."""


class Arriving:
    """Shows what has come of a dataset so far, to be looked at and not to be changed.

    Where the dataset is on screen already it stays, to be changed as before, until the
    new answer is whole. One with pending rows waits for that too: its records alone would
    look as if nothing were pending in it.
    """

    def __init__(self, workspace: Workspace, dataset: DatasetId) -> None:
        self._workspace = workspace
        self._dataset = dataset
        self._before: Place | None = None
        self._sheet: Sheet | None = None
        self._began = perf_counter()
        self._shown_at = 0.0
        self._has_shown = False

    def show(self, store: Store) -> bool:
        """Show it as far as it has come; often asked for, done now and then. Whether it was done.

        The first records are shown at once.
        """
        now = perf_counter()
        is_first = len(store) > 0 and not self._has_shown
        if now - self._shown_at < REFRESH_SECONDS and not is_first:
            return False
        self._shown_at = now
        self._has_shown = len(store) > 0
        if len(store) and (self._sheet is not None or self._is_wanted()):
            self._show(store)
        return True

    def rate(self, count: int) -> int:
        """Records a second, so far."""
        return round(count / max(perf_counter() - self._began, REFRESH_SECONDS))

    def give_up(self) -> None:
        """It will not be whole: what was on screen before is there again."""
        if self._before is not None and self._workspace.sheet is self._sheet:
            self._workspace.go_back(self._before)

    def _is_wanted(self) -> bool:
        sheet = self._workspace.sheet
        is_here = sheet.dataset == self._dataset and len(sheet.store) > 0
        return not is_here and self._dataset not in self._workspace.unsaved()

    def _show(self, store: Store) -> None:
        """A store that is another one: the answer broke off and comes anew from its start."""
        if self._sheet is None:
            self._workspace.end_editing()
            self._before = self._workspace.place()
        elif self._workspace.sheet is not self._sheet:
            return
        elif self._sheet.store is store:
            self._workspace.follow()
            return
        self._sheet = self._workspace.unsettled(self._dataset, store, Permits(Lock.ARRIVING))
        self._workspace.show(self._sheet)
