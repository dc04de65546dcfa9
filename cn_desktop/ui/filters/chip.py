"""A condition in the filter row: what it asks for, whether it is on, and a way to be rid of it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from cn_desktop.records.query import Condition
from cn_desktop.records.vocabulary import Vocabulary
from cn_desktop.ui.filters.condition_words import describe_condition, explain_condition
from cn_desktop.ui.theme import Icons
from cn_desktop.ui.words import plain_tip

WIDEST = 320
HEIGHT = 26
REMOVES = {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}
EDITS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2}


class Chip(QFrame):
    """`switched` gives whether it is to be on. Del removes it, wherever in it the focus is."""

    switched = Signal(bool)
    edit_asked = Signal()
    removed = Signal()

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self.setObjectName("filterChip")
        self.switch = QCheckBox(self)
        self.text = QToolButton(self, autoRaise=True)
        self.text.setObjectName("chipText")
        self.text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.text.setMaximumWidth(WIDEST)
        self.text.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._remove = QToolButton(self, autoRaise=True)
        self._remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._remove.setToolTip("Remove this condition (Del)")
        icons.dress(self._remove, "x")
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 0, 0)
        row.setSpacing(2)
        for part in (self.switch, self.text, self._remove):
            row.addWidget(part)
        self.switch.clicked.connect(self.switched)
        self.text.clicked.connect(self.edit_asked)
        self._remove.clicked.connect(self.removed)

    def show_condition(
        self,
        condition: Condition,
        vocabulary: Vocabulary,
        *,
        is_applied: bool,
        is_unusable: bool,
    ) -> None:
        """`is_applied`: the filter as a whole is on."""
        text = describe_condition(condition)
        tip = explain_condition(condition, vocabulary, is_unusable=is_unusable)
        self.switch.setChecked(condition.is_on)
        self.switch.setAccessibleName(f"Apply: {text}")
        self.switch.setToolTip("Switch this condition off and on")
        self._show_text(text)
        self.text.setToolTip(plain_tip(f"{tip}\nEnter or click: change it. Del: remove it.") or "")
        self.text.setAccessibleName(f"Change: {tip}")
        self._remove.setAccessibleName(f"Remove: {text}")
        self.text.setIcon(self._icons.get("triangle-alert") if is_unusable else QIcon())
        self._dress("isOff", not (condition.is_on and is_applied))
        self._dress("isFault", is_unusable)

    def _show_text(self, text: str) -> None:
        """Qt takes an ampersand for a mark of the next letter."""
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, WIDEST - 16)
        self.text.setText(shown.replace("&", "&&"))

    def _dress(self, name: str, value: bool) -> None:
        for part in (self, self.text):
            part.setProperty(name, value)
            part.style().unpolish(part)
            part.style().polish(part)

    # Qt calls these; the names are Qt's.

    def event(self, event: QEvent) -> bool:
        """Del is the chip's here, and not the command that clears the table's cells."""
        is_claimed = isinstance(event, QKeyEvent) and event.key() in REMOVES | EDITS
        if is_claimed and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in REMOVES:
            self.removed.emit()
        elif event.key() in EDITS:
            self.edit_asked.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("&Change…", self.edit_asked.emit)
        menu.addAction("Switch &off" if self.switch.isChecked() else "Switch &on", self._flip)
        menu.addAction("&Remove", self.removed.emit)
        menu.popup(event.globalPos())

    def _flip(self) -> None:
        self.switched.emit(not self.switch.isChecked())
