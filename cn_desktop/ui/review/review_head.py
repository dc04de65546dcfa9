"""Above the changes: how many there are, how many would go, and who is called by that."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cn_desktop.records.fields import DatasetId
from cn_desktop.records.marks import State
from cn_desktop.records.row_ticks import Going, Ticks, count_going
from cn_desktop.ui.bars import plain_label, wrapped_label
from cn_desktop.ui.review.review_words import (
    LISTING,
    NOTHING_CHANGED,
    submit_text,
    warning,
)
from cn_desktop.ui.slices import Slices
from cn_desktop.ui.theme import Icons, Theme
from cn_desktop.ui.words import STATES
from cn_desktop.ui.workspace import Workspace

FEW_COUNTED = 5_000
COUNT_MS = (100, 1_000)
"""Between two counts: of a few rows, and of many."""
WIDEST = 88_888
SIGN = 16


class ReviewHead(QWidget):
    """Counts the ticked rows that can go, in slices, whenever it is told to."""

    def __init__(
        self,
        workspace: Workspace,
        theme: Theme,
        icons: Icons,
        status_of: Callable[[DatasetId], str],
        parent: QWidget,
    ) -> None:
        """`status_of`: what the account's list says of a dataset: LIVE, HOLD …, or nothing."""
        super().__init__(parent)
        self._workspace = workspace
        self._theme = theme
        self._icons = icons
        self._status_of = status_of
        self._going = Going()
        self._action: QAction | None = None
        self._ticks = Ticks()
        self._build()
        self._slices = Slices(self)
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self.count_now)
        theme.changed.connect(self._show_warning)

    def _build(self) -> None:
        self._summary = wrapped_label(self, "reviewSummary")
        self._submit = QPushButton(submit_text(0, is_counted=True), self)
        self._submit.setObjectName("submitTicked")
        widest = submit_text(WIDEST, is_counted=True)
        self._submit.setMinimumWidth(self._submit.fontMetrics().horizontalAdvance(widest) + 28)
        self._warning = wrapped_label(self, "reviewWarning")
        self._sign = plain_label(self)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self._summary, 1)
        first.addWidget(self._submit, 0, Qt.AlignmentFlag.AlignTop)
        second.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        second.addWidget(self._warning, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(first)
        column.addLayout(second)

    def use_submit(self, action: QAction) -> None:
        """What the button does; it can be pressed while that makes sense and rows can go."""
        self._action = action
        self._submit.setToolTip(action.toolTip())
        self._submit.clicked.connect(action.trigger)
        action.changed.connect(self._show_going)

    def show_summary(self, *, is_listing: bool) -> None:
        """How many rows there are in each state."""
        sheet, changes = self._workspace.sheet, self._workspace.sheet.changes
        counts = [
            f"{count:,} {STATES[state]}"
            for state in State
            if (count := changes.count(sheet.states_behind([state])))
        ]
        text = ", ".join(counts) or NOTHING_CHANGED
        if is_listing:
            text = f"{text}. {LISTING.format(len(changes))}"
        self._summary.setText(text)

    def count_soon(self, ticks: Ticks) -> None:
        """Something has changed; more may follow at once."""
        self._ticks = ticks
        if self._pause.isActive():
            return
        few, many = COUNT_MS
        pause = few if len(self._workspace.sheet.changes) < FEW_COUNTED else many
        self._pause.start(pause if self._going.is_counted else 0)

    def count_now(self) -> None:
        """Count anew; the old number stays until then."""
        going = Going()

        def show() -> None:
            self._going = going
            self._show_going()

        self._slices.start(count_going(going, self._workspace.sheet, self._ticks), show)

    def _show_going(self) -> None:
        self._submit.setText(submit_text(self._going.rows, is_counted=self._going.is_counted))
        makes_sense = self._action is None or self._action.isEnabled()
        self._submit.setEnabled(bool(self._going.rows) and makes_sense)
        self._show_warning()

    def _show_warning(self) -> None:
        text = warning(self._going.calling, self._status_of(self._workspace.sheet.dataset))
        self._warning.setText(text)
        self._warning.setVisible(bool(text))
        self._sign.setVisible(bool(text))
        colour, scale = self._theme.colours.pending, self.devicePixelRatioF()
        self._sign.setPixmap(self._icons.pixmap("triangle-alert", colour, SIGN, scale))
