"""The line at the bottom: session, age of the data, selection."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStatusBar, QWidget

from cn_desktop.ui.bars import plain_label
from cn_desktop.ui.theme import Icons, Theme
from cn_desktop.ui.words import clock, lasted, plain_tip
from cn_desktop.ui.workspace import Workspace

if TYPE_CHECKING:
    from cn_desktop.ui.jobs import Jobs
    from cn_desktop.ui.loads import Loads

NOT_CONNECTED = "Not connected"
EVERY_MS = 30_000
MARGINS = (10, 0, 10, 0)
WIDEST_SECONDS = 22 * 3600 + 58 * 60
"""An age that takes as much room as any."""


class StatusLine:
    """Keeps the status bar's labels up to date."""

    def __init__(self, theme: Theme, icons: Icons, bar: QStatusBar) -> None:
        self._theme = theme
        self._icons = icons
        self.trouble = QFrame(bar)
        self._sign = plain_label(self.trouble)
        self._trouble_text = plain_label(self.trouble, "troubleLabel")
        self._trouble_text.setProperty("isFault", True)
        row = QHBoxLayout(self.trouble)
        row.setContentsMargins(8, 0, 8, 0)
        row.addWidget(self._sign)
        row.addWidget(self._trouble_text)
        self.trouble.hide()
        theme.changed.connect(self._paint_sign)
        self._paint_sign()
        self._session = plain_label(bar, "sessionLabel")
        self._age = plain_label(bar, "ageLabel")
        self._selection = plain_label(bar, "selectionLabel")
        bar.setSizeGripEnabled(False)
        bar.addWidget(self._line(bar), 1)
        self._session.setText(NOT_CONNECTED)
        self._clock = QTimer(bar, interval=EVERY_MS)
        self._clock.timeout.connect(self._show)

    def follow(self, workspace: Workspace, jobs: "Jobs", loads: "Loads") -> None:
        """Say from now on how long the session lasts, and when the dataset was read."""
        self._workspace = workspace
        self._jobs = jobs
        self._loads = loads
        self._clock.start()
        loads.changed.connect(self._show)
        jobs.session_changed.connect(self._show)
        workspace.sheet_changed.connect(self._show)
        self._show()

    def _line(self, bar: QStatusBar) -> QWidget:
        """The age in the middle, with as much room on its left as on its right, whatever is there.

        Qt shows what a menu's command does in its place.
        """
        line = QWidget(bar)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.trouble)
        for label, share, side in (
            (self._session, 1, Qt.AlignmentFlag.AlignLeft),
            (self._age, 0, Qt.AlignmentFlag.AlignHCenter),
            (self._selection, 1, Qt.AlignmentFlag.AlignRight),
        ):
            label.setContentsMargins(*MARGINS)
            label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(label, share)
        for label in (self._session, self._selection):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        advance = self._age.fontMetrics().horizontalAdvance(_age_text(0, WIDEST_SECONDS))
        self._age.setMinimumWidth(advance + MARGINS[0] + MARGINS[2])
        return line

    def show_selection(self, summary: str) -> None:
        self._selection.setText(summary)

    def show_trouble(self, text: str, tip: str = "") -> None:
        """What is wrong for as long as it lasts; nothing for an empty text."""
        self._trouble_text.setText(text)
        self.trouble.setToolTip(plain_tip(tip) or "")
        self.trouble.setAccessibleName(f"{text}. {tip}")
        self.trouble.setVisible(bool(text))

    def _paint_sign(self) -> None:
        scale = self.trouble.devicePixelRatioF()
        colour = self._theme.colours.rejected
        self._sign.setPixmap(self._icons.pixmap("triangle-alert", colour, 14, scale))

    def _show(self) -> None:
        is_there = self._jobs.has_session
        self._session.setText(
            _session_text(self._jobs.session_seconds) if is_there else NOT_CONNECTED
        )
        dataset = self._workspace.sheet.dataset
        loaded = self._loads.at(dataset)
        text = "" if loaded is None else _age_text(loaded, self._loads.age(dataset))
        self._age.setText(text)


def _session_text(left: float | None) -> str:
    if left is None or left <= 0:
        return "Connected"
    hours, minutes = divmod(int(left) // 60, 60)
    return f"Connected · session {hours} h {minutes} min left"


def _age_text(loaded: float, age: float) -> str:
    return f"Loaded {clock(loaded)} ({lasted(age)} ago)" if age >= 60 else f"Loaded {clock(loaded)}"
