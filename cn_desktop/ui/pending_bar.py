"""Below the table while something is pending: what it is, and the one primary button."""

from collections import Counter
from collections.abc import Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from cn_desktop.records.fields import RecordKey
from cn_desktop.records.marks import State
from cn_desktop.ui.bars import wrapped_label
from cn_desktop.ui.words import HELD_BACK, counted
from cn_desktop.ui.workspace import Workspace

IN_DOUBT = (
    (State.SENDING, "sending", "sending"),
    (State.REJECTED, "rejected", "rejected"),
    (State.CONFLICT, "conflict", "conflicts"),
    (State.UNKNOWN, "unknown", "unknown"),
    (State.ASK, "needs you", "need you"),
)
"""States beside pending, with the words for one row and for several."""


class PendingBar(QFrame):
    """Speaks of the open dataset; others with pending changes are named behind."""

    def __init__(
        self, workspace: Workspace, actions: Mapping[str, QAction], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("pendingBar")
        self._workspace = workspace
        self._text = wrapped_label(self, "pendingText")
        self._submit_action = actions["actionSubmit"]
        self._submit = QPushButton(self)
        self._submit.setObjectName("submitButton")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 8, 6)
        row.addWidget(self._text, 1)
        for name, text in (("actionReview", "Review…"), ("actionRevertAll", "Revert all")):
            row.addWidget(self._button(actions[name], text))
        self._retry = self._button(actions["actionRetryRejected"], "Retry rejected")
        self._decide = self._button(actions["actionDecide"], "Decide…")
        self._decide.setObjectName("decideButton")
        row.addWidget(self._decide)
        row.addWidget(self._retry)
        row.addWidget(self._submit)
        self._submit.clicked.connect(self._submit_action.trigger)
        self._submit_action.changed.connect(self._follow_submit)
        workspace.pending_changed.connect(self._show)
        workspace.sheet_changed.connect(self._show)
        self._show()

    def _button(self, action: QAction, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(action.toolTip())
        button.clicked.connect(action.trigger)
        action.changed.connect(lambda: button.setEnabled(action.isEnabled()))
        return button

    def _follow_submit(self) -> None:
        self._submit.setEnabled(self._submit_action.isEnabled())

    def _show(self) -> None:
        sheet = self._workspace.sheet
        keys = sheet.changes.unsaved()
        others = {name: n for name, n in self._workspace.unsaved().items() if name != sheet.dataset}
        self.setVisible(bool(keys or others))
        sendable = len(sheet.outgoing(sheet.changes.in_state(State.PENDING)))
        self._retry.setVisible(bool(sheet.changes.count([State.REJECTED])))
        waiting = sheet.changes.count([State.CONFLICT, State.ASK])
        self._decide.setVisible(bool(waiting))
        self._decide.setText(f"Decide {waiting:,}…")
        self._submit.setVisible(bool(sendable))
        self._submit.setText(f"Submit {sendable:,}")
        self._submit.setToolTip(self._submit_action.toolTip())
        parts = [*self._summary(), *self._held_back(keys)]
        if others:
            named = (f"{counted(count, 'row')} in dataset {name}" for name, count in others.items())
            parts.append(f"also pending: {', '.join(named)}")
        self._text.setText(" · ".join(parts))

    def _summary(self) -> list[str]:
        """`3 pending: 2 edits, 1 new record`, then what is sent or in doubt."""
        changes = self._workspace.sheet.changes
        pending = changes.in_state(State.PENDING)
        new = sum(map(changes.is_new, pending))
        kinds = []
        if len(pending) > new:
            kinds.append(counted(len(pending) - new, "changed record"))
        if new:
            kinds.append(counted(new, "new record"))
        parts = [f"{len(pending):,} pending: {', '.join(kinds)}"] if kinds else []
        for state, one, many in IN_DOUBT:
            if count := changes.count([state]):
                parts.append(counted(count, one, many))
        return parts

    def _held_back(self, keys: list[RecordKey]) -> list[str]:
        sheet = self._workspace.sheet
        held = Counter(finding.problem for key in keys for finding in sheet.blocking(key))
        return [f"{count:,} held back: {HELD_BACK[problem]}" for problem, count in held.items()]
