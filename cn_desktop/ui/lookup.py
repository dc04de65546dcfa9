"""Look a record up by its uid or by a telephone number."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from cn_desktop.ui.theme import Icons

WIDTH = 160, 264
"""Pixels: in a narrow window, and in one that is wide enough."""


class LookupField(QLineEdit):
    """`asked` gives the uid or the number to look up; `left`: back to the table."""

    asked = Signal(str)
    left = Signal()

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("lookupField")
        self.setAccessibleName("Look up a uid or a phone number")
        self.setToolTip(
            "A uid: reads just that record of the chosen dataset from the server.\n"
            "A phone number, in any spelling: finds it in the loaded data. The server can’t be "
            "asked for one."
        )
        least, most = WIDTH
        self.setMinimumWidth(least)
        self.setMaximumWidth(most)
        icons.dress(self.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition), "search")
        self.returnPressed.connect(self._ask)

    def start(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    @property
    def is_left_alone(self) -> bool:
        """Nothing was typed since it asked, or since somebody came to it."""
        return self.selectedText() == self.text()

    def _ask(self) -> None:
        """The keyboard stays until a record is found; what is typed next is another one's uid."""
        if text := self.text().strip():
            self.selectAll()
            self.asked.emit(text)

    # Qt calls these; the names are Qt's.

    def sizeHint(self) -> QSize:
        return QSize(WIDTH[1], super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
