"""The dialog that asks for a connection, tries it out, and says what is wrong at the field."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cn_desktop.base.profile import Profile
from cn_desktop.ui.bars import wrapped_label
from cn_desktop.ui.connect.connect_form import ConnectForm
from cn_desktop.ui.connect.connect_trial import TrialList
from cn_desktop.ui.connect.connection_words import FAULTS
from cn_desktop.ui.dialogs import ROOM_AROUND
from cn_desktop.ui.theme import Icons, Theme
from cn_desktop.work.entry import Fault
from cn_desktop.work.probe import Check, Finding, Outcome, proved_forms

WIDTH = 640
TEST, STOP = "&Test connection", "Stop &test"
DELETE_ASKED = 2
"""The dialog's result when the connection shown is to be deleted."""
WHOLE = ""
"""The member that stands for the connection as a whole."""

ROLE = QDialogButtonBox.ButtonRole
FaultFinder = Callable[[Profile, str], Mapping[str, Fault]]
"""The faults, by member, of a profile and the saved name it stands for."""


class ConnectDialog(QDialog):
    """Stays open until what was entered can be used.

    `trial_asked` and `trial_stopped` for the test, which others run.
    """

    trial_asked = Signal()
    trial_stopped = Signal()

    def __init__(
        self, saved: Sequence[Profile], faults_of: FaultFinder, theme: Theme, icons: Icons,
        parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName("connectDialog")
        self.setWindowTitle("Connect to an account")
        self._faults_of = faults_of
        self._is_trying = False
        self._has_faults = False
        self.form = ConnectForm(saved, theme, self)
        self.trial = TrialList(theme, icons, self)
        self._general = wrapped_label(self, "connectionFault")
        self._buttons = QDialogButtonBox(self)
        self._test = self._button(TEST, ROLE.ActionRole, "testButton")
        self._delete = self._button("&Delete…", ROLE.DestructiveRole, "deleteButton")
        self._arrange()
        self._connect()

    def find_faults(self) -> bool:
        """Show what can't be used, each at its field; whether there is anything."""
        faults = dict(self._faults_of(self.form.entered.profile, self.form.saved_name))
        if self.form.needs_key:
            faults["key"] = Fault.NO_KEY
        self._show_faults(faults)
        return bool(faults)

    # The test

    def show_finding(self, finding: Finding) -> None:
        self.trial.show_finding(finding)
        self._fit()

    def end_trial(self, tried: Profile) -> None:
        self._is_trying = False
        self.trial.end()
        self._test.setText(TEST)
        if self.trial.findings[Check.FORMS].outcome is not Outcome.NOT_TRIED:
            self.form.take_proof(tried, proved_forms(self.trial.findings.values()))
        self._fit()
        self._area.ensureWidgetVisible(self.trial)

    # Inside

    def _button(self, text: str, role: QDialogButtonBox.ButtonRole, name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        self._buttons.addButton(button, role)
        return button

    def _arrange(self) -> None:
        self._buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self._button("Connect", ROLE.AcceptRole, "connectButton").setDefault(True)
        self._general.setProperty("isFault", True)
        self._page = QWidget(self)
        content = QVBoxLayout(self._page)
        content.setContentsMargins(0, 0, 8, 0)
        content.setSpacing(12)
        content.addWidget(self.form)
        content.addWidget(self.trial)
        content.addStretch(1)
        self._area = QScrollArea(self)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._page)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 0, 8, 0)
        buttons.addWidget(self._buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 8, 12)
        column.setSpacing(12)
        column.addWidget(self._area, 1)
        column.addWidget(self._general)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self.form.another_shown.connect(self._begin_anew)
        self.form.edited.connect(self._take_back)
        self.form.resized.connect(self._fit)
        self._test.clicked.connect(self._test_or_stop)
        self._delete.clicked.connect(lambda: self.done(DELETE_ASKED))
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)

    def _begin_anew(self) -> None:
        self.trial_stopped.emit()
        self.trial.hide()
        self._delete.setVisible(bool(self.form.saved_name))
        self._show_faults({})

    def _take_back(self) -> None:
        """What was said is about what was entered before."""
        self.trial_stopped.emit()
        self.trial.grow_old()
        if self._has_faults:
            self._show_faults({})

    def _test_or_stop(self) -> None:
        if self._is_trying:
            self.trial_stopped.emit()
        elif not self.find_faults():
            self._begin_trial()
            self.trial_asked.emit()

    def _begin_trial(self) -> None:
        self._is_trying = True
        self.trial.begin()
        self._test.setText(STOP)
        self._fit()
        self._area.ensureWidgetVisible(self.trial)

    def _show_faults(self, faults: Mapping[str, Fault]) -> None:
        self._has_faults = bool(faults)
        self._general.setText(FAULTS[faults[WHOLE]] if WHOLE in faults else "")
        self._general.setVisible(WHOLE in faults)
        self.form.show_faults(faults)
        QTimer.singleShot(0, self, self._scroll_to_fault)  # its place is known after a layout

    def _scroll_to_fault(self) -> None:
        wrong = next((box for box in self.form.fields.values() if box.fault), None)
        if wrong:
            self._area.ensureWidgetVisible(wrong)

    def _fit(self) -> None:
        """As high as what is shown, as far as the screen allows; the rest scrolls."""
        content = self._page.layout()
        content.activate()
        margins = self.layout().contentsMargins()
        beside = (
            margins.left() + margins.right() + self._area.verticalScrollBar().sizeHint().width()
        )
        width = max(self.width(), WIDTH, self._page.minimumSizeHint().width() + beside)
        inner = width - margins.left() - margins.right()
        around = self._buttons.sizeHint().height() + margins.top() + margins.bottom() + 24
        if not self._general.isHidden():
            around += self._general.heightForWidth(inner)
        needed = content.totalSizeHint().height()
        if content.hasHeightForWidth():
            needed = content.totalHeightForWidth(inner)
        self.resize(
            width, min(needed + around, self.screen().availableGeometry().height() - ROOM_AROUND)
        )

    # Qt calls these; the names are Qt's.

    def accept(self) -> None:
        if not self.find_faults():
            super().accept()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.form.start_typing()
        self._fit()
