"""Below the table while something is pending: what it is, and the one primary button."""

import time
from collections.abc import Iterator, Mapping

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from cn_desktop.records.held import Held, count_into
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

SLICE_SECONDS = 0.004
COUNTING = "counting what is held back…"


class PendingBar(QFrame):
    """Speaks of the open dataset; others with pending changes are named behind.

    What holds rows back is counted in slices, where it has to be looked for in many rows.
    """

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
        self._held = Held()
        self._counting: Iterator[None] = iter(())
        self._is_counted = False
        self._go_on = QTimer(self, singleShot=True, interval=0)
        self._go_on.timeout.connect(self._count_on)
        self._submit.clicked.connect(self._submit_action.trigger)
        self._submit_action.changed.connect(self._follow_submit)
        workspace.pending_changed.connect(self._count_anew)
        workspace.sheet_changed.connect(self._count_anew)
        self._count_anew()

    def _button(self, action: QAction, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(action.toolTip())
        button.clicked.connect(action.trigger)
        action.changed.connect(lambda: button.setEnabled(action.isEnabled()))
        return button

    def _follow_submit(self) -> None:
        self._submit.setEnabled(self._submit_action.isEnabled())

    def _count_anew(self) -> None:
        self._held = Held()
        self._counting = count_into(self._held, self._workspace.sheet)
        self._count_on()

    def _count_on(self) -> None:
        """Count for one slice."""
        ends = time.perf_counter() + SLICE_SECONDS
        self._is_counted = all(time.perf_counter() < ends for _ in self._counting)
        if not self._is_counted:
            self._go_on.start()
        self._show()

    def _show(self) -> None:
        sheet = self._workspace.sheet
        changes = sheet.changes
        others = {name: n for name, n in self._workspace.unsaved().items() if name != sheet.dataset}
        self.setVisible(bool(changes.count_unsaved() or others))
        sendable = self._held.sendable(sheet)
        self._retry.setVisible(bool(changes.count([State.REJECTED])))
        waiting = changes.count([State.CONFLICT, State.ASK])
        self._decide.setVisible(bool(waiting))
        self._decide.setText(f"Decide {waiting:,}…")
        self._submit.setVisible(bool(sendable))
        self._submit.setText(f"Submit {sendable:,}" if self._is_counted else "Submit")
        self._submit.setToolTip(self._submit_action.toolTip())
        parts = [*self._summary(), *self._held_back()]
        if others:
            named = (f"{counted(count, 'row')} in dataset {name}" for name, count in others.items())
            parts.append(f"also pending: {', '.join(named)}")
        self._text.setText(" · ".join(parts))

    def _summary(self) -> list[str]:
        """`3 pending: 2 edits, 1 new record`, then what is sent or in doubt."""
        changes = self._workspace.sheet.changes
        pending, new = changes.count([State.PENDING]), changes.count_new(State.PENDING)
        kinds = []
        if pending > new:
            kinds.append(counted(pending - new, "changed record"))
        if new:
            kinds.append(counted(new, "new record"))
        parts = [f"{pending:,} pending: {', '.join(kinds)}"] if kinds else []
        for state, one, many in IN_DOUBT:
            if count := changes.count([state]):
                parts.append(counted(count, one, many))
        return parts

    def _held_back(self) -> list[str]:
        if not self._is_counted:
            return [COUNTING]
        counts = self._held.problems
        held = [problem for problem in HELD_BACK if counts[problem]]
        return [f"{counts[problem]:,} held back: {HELD_BACK[problem]}" for problem in held]
