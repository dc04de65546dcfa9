"""Look a record up by its uid."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from cn_desktop.ui.theme import Icons


class LookupField(QLineEdit):
    """`asked` gives the uid to look up in the open dataset; `left`: back to the table."""

    asked = Signal(str)
    left = Signal()

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("lookupField")
        self.setAccessibleName("Look up a uid")
        self.setToolTip("Reads just that record of the chosen dataset from the server")
        self.setFixedWidth(200)
        icons.dress(self.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition), "search")
        self.returnPressed.connect(self._ask)

    def start(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _ask(self) -> None:
        uid = self.text().strip()
        if uid:
            self.asked.emit(uid)

    # Qt calls this; the name is Qt's.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
