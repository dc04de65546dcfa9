"""Which commands make sense now, and what undo and redo would do."""

from collections.abc import Mapping

from PySide6.QtGui import QAction

from cn_desktop.records.fields import Lock
from cn_desktop.records.marks import State
from cn_desktop.records.undo import Step
from cn_desktop.records.vocabulary import Vocabulary
from cn_desktop.ui.bulk.step_words import step_title
from cn_desktop.ui.command import Needs
from cn_desktop.ui.jobs import Jobs
from cn_desktop.ui.menus import commands
from cn_desktop.ui.submit.sending import Sending
from cn_desktop.ui.workspace import Workspace


class Sense:
    """Looks at the workspace and at what is running, and enables actions by it."""

    def __init__(self, workspace: Workspace, jobs: Jobs, sending: Sending) -> None:
        self._workspace = workspace
        self._jobs = jobs
        self._sending = sending
        self._had: dict[Needs, bool] = {}

    def update(self, actions: Mapping[str, QAction]) -> None:
        """Enable what makes sense now, and name what undo and redo would do."""
        before, self._had = self._had, self._present()
        others = {need for need, is_there in self._had.items() if before.get(need) != is_there}
        for command in commands() if others else ():
            if command.needs in others:
                actions[command.name].setEnabled(self._had[command.needs])
        history, vocabulary = self._workspace.sheet.history, self._workspace.sheet.vocabulary
        _name(actions["actionUndo"], "&Undo", history.next_undo, vocabulary)
        _name(actions["actionRedo"], "&Redo", history.next_redo, vocabulary)

    def _present(self) -> dict[Needs, bool]:
        sheet = self._workspace.sheet
        states = {state for state in State if sheet.changes.count([state])}
        is_free = not self._jobs.is_submitting
        may_write = not sheet.permits.is_read_only
        return {
            Needs.NOTHING: True,
            Needs.CONNECTION: self._jobs.is_connected,
            Needs.DATASET: bool(sheet.dataset),
            Needs.EDITABLE: bool(sheet.dataset) and not sheet.is_expired and may_write,
            Needs.RECORD: self._workspace.current is not None,
            Needs.NULL: self._workspace.current is not None and sheet.permits.sends_null,
            Needs.PENDING: bool(states & {State.PENDING, State.REJECTED, State.CONFLICT}),
            # Not only with something pending: Ctrl+S counts what an open editor holds.
            Needs.SENDABLE: bool(sheet.dataset) and is_free and may_write,
            Needs.REJECTED: State.REJECTED in states and is_free and may_write,
            Needs.DECISION: self._is_in_doubt() or bool(states & {State.CONFLICT, State.ASK}),
            Needs.ORPHAN: sheet.orphans.are_there() and not sheet.is_expired and may_write,
            Needs.UNDO: sheet.history.next_undo is not None,
            Needs.REDO: sheet.history.next_redo is not None,
            Needs.WORK: self._jobs.is_busy,
            Needs.DAMAGED: self._jobs.has_damaged,
            Needs.RESULTS: bool(self._sending.tallies),
            Needs.CHANGED: self._is_current_changed(),
            Needs.REVIEWABLE: bool(states),
            Needs.UNKEPT: self._workspace.permits.forbids in {Lock.NOT_KEPT, Lock.OTHER_WINDOW},
            Needs.ELSEWHERE: self._workspace.next_unsaved() is not None,
        }

    def _is_current_changed(self) -> bool:
        current = self._workspace.current
        return current is not None and self._workspace.sheet.changes.state(current[0]) is not None

    def _is_in_doubt(self) -> bool:
        current = self._workspace.current
        changes = self._workspace.sheet.changes
        return current is not None and changes.state(current[0]) is State.UNKNOWN


def _name(action: QAction, verb: str, step: Step | None, vocabulary: Vocabulary) -> None:
    title = step_title(step, vocabulary).replace("&", "&&") if step else ""
    action.setText(f"{verb} {title}".rstrip())
