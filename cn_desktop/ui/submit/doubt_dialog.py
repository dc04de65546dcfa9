"""A row of which nobody knows whether it arrived: what was found, and what can be decided."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cn_desktop.ui.bars import wrapped_label
from cn_desktop.ui.dialogs import fit
from cn_desktop.ui.submit.doubt import Doubt
from cn_desktop.ui.submit.value_labels import heading, name_label, value_label

ROLE = QDialogButtonBox.ButtonRole
TICK_MS = 1_000
"""So often it is asked what can be decided by now: some of it depends on the clock."""


class DoubtDialog(QDialog):
    """Stays beside the window; it shows what it is given and decides nothing.

    `check_asked`, `send_asked`, `give_up_asked`; with a record's uid `adopted`: it is that
    one, and `go_asked`: to see it. `ticked`: time has passed.
    """

    check_asked = Signal()
    send_asked = Signal()
    give_up_asked = Signal()
    adopted = Signal(str)
    go_asked = Signal(str)
    ticked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("doubtDialog")
        self.setWindowTitle("Did it arrive?")  # no name: other programs read titles (rel-S1)
        self._shown: Doubt | None = None
        self._title = wrapped_label(self, "doubtTitle")
        self._title.setProperty("isTitle", True)
        self._words = wrapped_label(self, "doubtWords")
        self._found = wrapped_label(self, "doubtFound")
        self._found.setProperty("isTitle", True)
        self._candidates = QWidget(self)
        self._fields = QScrollArea(self)
        self._fields.setFrameShape(QFrame.Shape.StyledPanel)
        self._fields.setWidgetResizable(True)
        self._fields.setAccessibleName("What was sent")
        self._buttons = QDialogButtonBox(self)
        self._check = self._button("Check &now", "checkButton", self.check_asked.emit)
        self._send = self._button("&Send again…", "sendAgainButton", self.send_asked.emit)
        self._give_up = self._button("&Give up…", "giveUpButton", self.give_up_asked.emit)
        self._buttons.addButton(QDialogButtonBox.StandardButton.Close)
        self._buttons.rejected.connect(self.reject)
        self._column = QVBoxLayout(self)
        for widget in (self._title, self._words, self._found, self._candidates):
            self._column.addWidget(widget)
        self._column.addWidget(self._fields, 1)
        self._column.addWidget(self._buttons)
        self._ticks = QTimer(self, interval=TICK_MS)
        self._ticks.timeout.connect(self.ticked)
        self._ticks.start()
        fit(self, 620, 400)

    def show_doubt(self, doubt: Doubt) -> None:
        """The row as it is now; what did not change keeps its place and the keyboard."""
        if doubt == self._shown:
            return
        last, self._shown = self._shown, doubt
        self._title.setText(doubt.title)
        self._words.setText("\n".join(doubt.lines))
        if last is None or last.fields != doubt.fields:
            self._fields.setWidget(self._field_grid(doubt))
        if last is None or last.candidates != doubt.candidates:
            self._show_candidates(doubt.candidates or {}, is_create=doubt.is_create)
        self._fields.setVisible(bool(doubt.fields))
        self._candidates.setVisible(bool(doubt.candidates))
        self._check.setText("Looking…" if doubt.is_looking else "Check &now")
        self._check.setEnabled(doubt.may_check)
        self._send.setVisible(doubt.is_asking)
        self._send.setEnabled(doubt.may_send)
        for button in (self._check, self._give_up):
            button.setVisible(not doubt.is_over)

    def show_found(self, text: str) -> None:
        """What the look that was asked for has found."""
        self._found.setText(text)
        self._found.setVisible(bool(text))

    # Inside

    def _button(self, text: str, name: str, slot: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        self._buttons.addButton(button, ROLE.ActionRole)
        return button

    def _field_grid(self, doubt: Doubt) -> QWidget:
        page = QWidget(self)
        grid = QGridLayout(page)
        grid.setHorizontalSpacing(16)
        grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        texts = ("Field", "You want") if doubt.is_create else ("Field", "You want", "Server now")
        for column, text in enumerate(texts):
            grid.addWidget(heading(page, text), 0, column)
            grid.setColumnStretch(column, 1)
        for row, each in enumerate(doubt.fields, 1):
            grid.addWidget(name_label(page, each.field, doubt.vocabulary), row, 0)
            grid.addWidget(value_label(page, each.sent), row, 1)
            if not doubt.is_create:
                grid.addWidget(value_label(page, each.shown), row, 2)
        return page

    def _show_candidates(self, candidates: Mapping[str, str], *, is_create: bool) -> None:
        fresh = QWidget(self)
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        for uid, text in candidates.items():
            column.addLayout(self._candidate(fresh, uid, text, is_create=is_create))
        self._column.replaceWidget(self._candidates, fresh)
        self._candidates.deleteLater()
        self._candidates = fresh

    def _candidate(self, parent: QWidget, uid: str, text: str, *, is_create: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        label = wrapped_label(parent)
        label.setText(text)
        row.addWidget(label, 1)
        deeds = [("Go to it", "goTo", self.go_asked)]
        if is_create:
            deeds.append(("It is this one", "adopt", self.adopted))
        for words, name, signal in deeds:
            button = QPushButton(words, parent)
            button.setObjectName(f"{name}_{uid}")
            button.setAccessibleName(f"{words}: {text}")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _is_on=False, signal=signal: signal.emit(uid))
            row.addWidget(button)
        return row
