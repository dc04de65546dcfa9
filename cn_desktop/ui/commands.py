"""What each command on the open dataset does."""

import asyncio
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtWidgets import QApplication, QLineEdit

from cn_desktop.records.area import Area
from cn_desktop.records.fields import RecordKey
from cn_desktop.records.marks import State
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.steps import Work, finished
from cn_desktop.ui.deeds import Slot
from cn_desktop.ui.jobs import Jobs
from cn_desktop.ui.notices import Notice
from cn_desktop.ui.review.review_panel import ReviewPanel
from cn_desktop.ui.submit import results
from cn_desktop.ui.submit.sending import Sending
from cn_desktop.ui.table.columns import first_editable
from cn_desktop.ui.table.record_view import Chosen, RecordView
from cn_desktop.ui.workspace import Workspace

LOOKED_AT = 200
"""Rows that are looked at for one to send before the window goes on."""
MOST_CLEARED = 500_000
"""Cells; it takes some two seconds, behind the window."""


class RecordCommands:
    """The commands that act on the open dataset, its selection and its changes."""

    def __init__(
        self, workspace: Workspace, jobs: Jobs, sending: Sending, outcomes: Callable[[], str]
    ) -> None:
        self._workspace = workspace
        self._jobs = jobs
        self._sending = sending
        self._outcomes = outcomes
        self._view: RecordView | None = None
        self._review: ReviewPanel | None = None
        self._show_review: Callable[[], None] = lambda: None
        self._retaking: asyncio.Task[None] | None = None

    def use_view(self, view: RecordView) -> None:
        """The table whose selection the commands act on."""
        self._view = view

    def use_review(self, review: ReviewPanel, show: Callable[[], None]) -> None:
        """Where changes whose record is gone are listed and selected; `show` brings it up."""
        self._review = review
        self._show_review = show

    def slots(self) -> dict[str, Slot]:
        return {
            "actionReload": self.reload,
            "actionSubmit": self.submit,
            "actionSubmitSelected": self.submit_selected,
            "actionRetryRejected": self.retry_rejected,
            "actionCancel": self._jobs.cancel,
            "actionUndo": self.undo,
            "actionRedo": self.redo,
            "actionClear": self.clear,
            "actionCreateAsNew": self.create_as_new,
            "actionNewRecord": self.new_record,
            "actionEditCell": lambda: self._table().edit_current(),
            "actionPrevious": lambda: self._table().move_current(-1, 0),
            "actionNext": lambda: self._table().move_current(1, 0),
            "actionShowDamaged": self._jobs.show_damaged,
            "actionLogIn": self._jobs.log_in_again,
        }

    def reload(self) -> None:
        self._workspace.end_editing()
        self._jobs.open_dataset(self._workspace.sheet.dataset, self._outcomes())

    def submit(self) -> None:
        self._workspace.end_editing()
        self.submit_keys(self._workspace.sheet.changes.in_state(State.PENDING))

    def submit_selected(self) -> None:
        self._workspace.end_editing()
        self.submit_keys(self._chosen_keys())

    def submit_keys(self, keys: Sequence[RecordKey]) -> None:
        """Send what can be sent of these; where nothing can, say why."""
        if next(self._workspace.sheet.sendable(keys[:LOOKED_AT]), None):
            self._sending.submit(keys)
        elif len(keys) > LOOKED_AT:
            self._jobs.background.start(self._look_further(self._workspace.sheet, keys))
        else:
            self._say_why(keys)

    async def _look_further(self, sheet: Sheet, keys: Sequence[RecordKey]) -> None:
        """Thousands of rows are held back; others may not be."""
        for key in keys[LOOKED_AT:]:
            await self._jobs.background.breathe()
            if sheet is not self._workspace.sheet:
                return
            if next(sheet.sendable([key]), None):
                self._sending.submit(keys)
                return
        self._say_why(keys)

    def _say_why(self, keys: Sequence[RecordKey]) -> None:
        sheet = self._workspace.sheet
        findings = (finding for key in keys[:LOOKED_AT] for finding in sheet.holding.blocking(key))
        first = next(findings, None)
        nothing = results.nothing_to_send(sheet.changes.count)
        self._workspace.tell(results.held_back(first.problem) if first else nothing)

    def retry_rejected(self) -> None:
        self._workspace.end_editing()
        self._sending.submit(self._workspace.sheet.changes.in_state(State.REJECTED))

    def new_record(self) -> None:
        self._workspace.end_editing()
        key = self._workspace.add_record()
        self._workspace.go_to(key, first_editable(self._workspace.sheet))
        self._table().setFocus()

    def create_as_new(self) -> None:
        """Of what is selected in the review, else of the current record, else of the only one."""
        self._workspace.end_editing()
        keys = self._chosen_orphans()
        if not keys:
            self._show_review()
            self._workspace.tell(results.CHOOSE_GONE)
            return
        is_whole = all(map(self._workspace.sheet.orphans.last_known, keys))
        for key in self._workspace.create_as_new(keys):
            self._workspace.go_to(key)
        self._workspace.tell(results.of_create_as_new(is_whole=is_whole))

    def undo(self) -> None:
        """A text field with the focus undoes its own typing first."""
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit) and field.isUndoAvailable():
            field.undo()
        else:
            self._retake(is_back=True)

    def redo(self) -> None:
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit) and field.isRedoAvailable():
            field.redo()
        else:
            self._retake(is_back=False)

    def _retake(self, *, is_back: bool) -> None:
        """A small step is back at once, a large one goes back in slices; one at a time."""
        if self._retaking and not self._retaking.done():
            self._workspace.tell(results.UNDO_BUSY)
            return
        work = self._workspace.retaking(is_back=is_back)
        if self._workspace.is_large(is_back=is_back):
            self._retaking = self._jobs.background.start(self._retake_slowly(work))
        else:
            self._tell_retaken(is_done=finished(work))

    async def _retake_slowly(self, work: Work[bool]) -> None:
        self._tell_retaken(is_done=await self._jobs.background.taken(work))

    def _tell_retaken(self, *, is_done: bool) -> None:
        if not is_done:
            self._workspace.tell(results.UNDO_LOCKED)

    def clear(self) -> None:
        """Empty cells; one that is null or not there stays what it is."""
        areas = self._table().selected_areas()
        if self._may_touch(areas, MOST_CLEARED, results.too_much_to_clear):
            self._jobs.background.do(self._workspace.clear_in_pieces(areas))

    def _may_touch(
        self, areas: Sequence[Area], most: int, refusal: Callable[[int, int], Notice]
    ) -> bool:
        size = sum(area.size for area in areas)
        if size > most:
            self._workspace.tell(refusal(size, most))
        return size <= most

    # Inside

    def _chosen_orphans(self) -> list[RecordKey]:
        orphans = self._workspace.sheet.orphans.all()
        selected = self._review.selected_records() if self._review else []
        current = [self._workspace.current[0]] if self._workspace.current else []
        for keys in (selected, current):
            if chosen := [key for key in orphans if key in keys]:
                return chosen
        return orphans if len(orphans) == 1 else []

    def _table(self) -> RecordView:
        if self._view is None:
            raise LookupError
        return self._view

    def _chosen(self) -> Iterator[Chosen]:
        """The changed records among the selected ones, from top to bottom."""
        return self._table().selected_among(self._workspace.sheet.changes.touched())

    def _chosen_keys(self) -> list[RecordKey]:
        return [key for chosen in self._chosen() for key in chosen.keys]
