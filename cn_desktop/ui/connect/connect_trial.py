"""The part of the connect dialog that shows how a test of the connection goes."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from cn_desktop.ui.bars import plain_label
from cn_desktop.ui.connect.connection_words import (
    CHECKS,
    TRIAL_BAD,
    TRIAL_CANCELLED,
    TRIAL_GOOD,
    TRIAL_OLD,
    TRIAL_RUNNING,
    result_of,
)
from cn_desktop.ui.theme import Icons, Theme
from cn_desktop.work.probe import Check, Finding, Outcome

SIGNS = {
    Outcome.WORKS: ("circle-check", "saved"),
    Outcome.REFUSED: ("circle-x", "rejected"),
    Outcome.FAILED: ("triangle-alert", "pending"),
    Outcome.NOT_TRIED: ("circle-help", "dim"),
}
NEEDED = (Check.ADDRESS, Check.LOGIN)
SIGN_SIZE = 16


class TrialList(QFrame):
    """A line for each thing tried: a sign, what it is, and how it went in words."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("trialList")
        self.setAccessibleName("How the test went")
        self._theme = theme
        self._icons = icons
        self._summary = plain_label(self, "trialSummary")
        self._summary.setProperty("isTitle", True)
        self._signs: dict[Check, QLabel] = {check: QLabel(self) for check in Check}
        self._names = {check: plain_label(self) for check in Check}
        self._results = {check: plain_label(self, f"trial_{check.value}") for check in Check}
        self.findings: dict[Check, Finding] = {}
        self._arrange()
        theme.changed.connect(self._paint_signs)
        self.hide()

    def begin(self) -> None:
        self.findings.clear()
        self._summary.setText(TRIAL_RUNNING)
        for result in self._results.values():
            result.setText("…")
        self._paint_signs()
        self.show()

    def show_finding(self, finding: Finding) -> None:
        self.findings[finding.check] = finding
        self._results[finding.check].setText(result_of(finding))
        self._results[finding.check].setAccessibleName(
            f"{CHECKS[finding.check]}: {result_of(finding)}"
        )
        self._paint_signs()

    def end(self) -> None:
        """No more comes; what is missing was cancelled."""
        is_whole = len(self.findings) == len(Check)
        for check in Check:
            if check not in self.findings:
                self.show_finding(Finding(check, Outcome.NOT_TRIED))
        self._summary.setText(self._verdict() if is_whole else TRIAL_CANCELLED)

    def grow_old(self) -> None:
        """Something was edited since."""
        if not self.isHidden():
            self._summary.setText(TRIAL_OLD)

    def _verdict(self) -> str:
        works = all(self.findings[check].outcome is Outcome.WORKS for check in NEEDED)
        return TRIAL_GOOD if works else TRIAL_BAD

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self._summary)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(2, 1)
        top = Qt.AlignmentFlag.AlignTop
        for row, check in enumerate(Check):
            self._names[check].setText(CHECKS[check])
            self._results[check].setWordWrap(True)
            self._results[check].setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
            )
            grid.addWidget(self._signs[check], row, 0, top)
            grid.addWidget(self._names[check], row, 1, top)
            grid.addWidget(self._results[check], row, 2, top)
        column.addLayout(grid)

    def _paint_signs(self) -> None:
        for check, label in self._signs.items():
            finding = self.findings.get(check)
            name, colour = SIGNS[finding.outcome] if finding else ("loader", "dim")
            tint = getattr(self._theme.colours, colour)
            scale = self.devicePixelRatioF()
            label.setPixmap(self._icons.pixmap(name, tint, SIGN_SIZE, scale))
            label.setAccessibleName(finding.outcome.value if finding else "being tried")
