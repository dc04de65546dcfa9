"""Below the table while something is pending: what it is, and the one primary button."""

from collections.abc import Mapping
from itertools import chain

from PySide6.QtGui import QAction, QFont, QFontMetrics, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QWidget

from cn_desktop.records.fields import RecordKey
from cn_desktop.records.held import Held, count_into
from cn_desktop.records.marks import State
from cn_desktop.records.row_ticks import Calling, can_go, count_calling
from cn_desktop.ui.bars import wrapped_label
from cn_desktop.ui.bulk.step_words import sentence
from cn_desktop.ui.slices import Slices
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

WHO_IS_CALLED = ("record changes who is called", "records change who is called")
WIDEST = 88_888
"""Rows: the button is as wide as their number needs, and does not grow with each edit."""
COUNTING = "counting what is held back…"


class PendingBar(QFrame):
    """Speaks of the open dataset; others with pending changes are named behind, with a way there.

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
        self._elsewhere = self._button(actions["actionElsewhere"], "elsewhereButton")
        self._decide = self._button(actions["actionDecide"], "decideButton")
        self._retry = self._button(actions["actionRetryRejected"], "retryButton")
        self._review = self._button(actions["actionReview"], "reviewButton")
        self._review.setText("Review…")
        self._revert = QPushButton("Revert…", self)
        self._revert.setObjectName("revertButton")
        self._revert.setToolTip("Back to the server’s values: what is selected, or all")
        self._revert.setMenu(self._revert_menu(actions))
        self._submit = QPushButton(self)
        self._submit.setObjectName("submitButton")
        self._submit.setToolTip(self._submit_action.toolTip())
        self._submit.clicked.connect(self._submit_action.trigger)
        self._arrange()
        self._held = Held()
        self._calling = Calling()
        self._is_counted = False
        self._slices = Slices(self)
        self._submit_action.changed.connect(self._show_submit)
        workspace.pending_changed.connect(self._count_anew)
        workspace.sheet_changed.connect(self._count_anew)
        self._count_anew()

    def _button(self, action: QAction, name: str) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(name)
        button.setToolTip(action.toolTip())
        button.clicked.connect(action.trigger)
        action.changed.connect(lambda: button.setEnabled(action.isEnabled()))
        return button

    def _revert_menu(self, actions: Mapping[str, QAction]) -> QMenu:
        """Two presses, so that nobody reverts everything by one; undo brings it back."""
        menu = QMenu(self)
        for name in ("actionRevertCell", "actionRevertRow"):
            menu.addAction(actions[name])
        menu.addSeparator()
        menu.addAction(actions["actionRevertAll"])
        return menu

    def _arrange(self) -> None:
        """The three that are always there stand at the right: what comes and goes moves none."""
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 8, 6)
        row.addWidget(self._text, 1)
        for button in (
            self._elsewhere,
            self._decide,
            self._retry,
            self._review,
            self._revert,
            self._submit,
        ):
            row.addWidget(button)
        bold = QFont(self.font())
        bold.setBold(True)
        widest = QFontMetrics(bold).horizontalAdvance(self._submit_text(WIDEST))
        self._submit.setMinimumWidth(widest + 32)

    def _count_anew(self) -> None:
        sheet = self._workspace.sheet
        held, calling = Held(), Calling()
        state = sheet.changes.state

        def is_meant(key: RecordKey) -> bool:
            return state(key) is State.PENDING and can_go(sheet, key)

        def done() -> None:
            self._held, self._calling, self._is_counted = held, calling, True
            self._show()

        self._held, self._calling, self._is_counted = held, calling, False
        steps = chain(count_into(held, sheet), count_calling(calling, sheet, is_meant))
        self._slices.start(steps, done)
        if not self._is_counted:
            self._show()

    def _show(self) -> None:
        sheet = self._workspace.sheet
        changes = sheet.changes
        others = {name: n for name, n in self._workspace.unsaved().items() if name != sheet.dataset}
        self.setVisible(bool(changes.count_unsaved() or others))
        rejected = changes.count([State.REJECTED])
        self._retry.setVisible(bool(rejected))
        self._retry.setText(f"Send {rejected:,} rejected again")
        waiting = changes.count([State.CONFLICT, State.ASK])
        self._decide.setVisible(bool(waiting))
        self._decide.setText(f"Decide {waiting:,}…")
        following = self._workspace.next_unsaved()
        self._elsewhere.setVisible(following is not None)
        self._elsewhere.setText(f"Go to dataset {following}")
        self._show_submit()
        parts = self._summary()
        if self._calling.rows:
            parts.append(counted(self._calling.rows, *WHO_IS_CALLED))
        parts += self._held_back()
        if others:
            named = (f"{counted(count, 'row')} in dataset {name}" for name, count in others.items())
            parts.append(f"also pending: {', '.join(named)}")
        self._text.setText(sentence(" · ".join(parts)))

    def _show_submit(self) -> None:
        """It stays where it is while there is nothing to send, and can't be pressed."""
        sendable = self._held.sendable(self._workspace.sheet)
        self._submit.setText(self._submit_text(sendable if self._is_counted else None))
        self._submit.setEnabled(bool(sendable) and self._submit_action.isEnabled())

    def _submit_text(self, rows: int | None) -> str:
        keys = self._submit_action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        words = f"Submit {rows:,}" if rows else "Submit"
        return f"{words}   {keys}".rstrip()

    def _summary(self) -> list[str]:
        """`3 pending: 2 edits, 1 new record`, then what is sent or in doubt."""
        sheet, changes = self._workspace.sheet, self._workspace.sheet.changes
        waiting = sheet.states_behind([State.PENDING])
        pending, new = changes.count(waiting), sum(map(changes.count_new, waiting))
        kinds = []
        if pending > new:
            kinds.append(counted(pending - new, "changed record"))
        if new:
            kinds.append(counted(new, "new record"))
        parts = [f"{pending:,} pending: {', '.join(kinds)}"] if kinds else []
        for state, one, many in IN_DOUBT:
            if count := changes.count(sheet.states_behind([state])):
                parts.append(counted(count, one, many))
        return parts

    def _held_back(self) -> list[str]:
        """How many and why; of several reasons each with its number."""
        if not self._is_counted:
            return [COUNTING]
        counts = self._held.problems
        held = [problem for problem in HELD_BACK if counts[problem]]
        total = sum(counts[problem] for problem in held)
        reasons = [
            HELD_BACK[problem] + (f" ({counts[problem]:,})" if len(held) > 1 else "")
            for problem in held
        ]
        return [f"{total:,} held back: {', '.join(reasons)}"] if held else []
