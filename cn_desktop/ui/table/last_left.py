"""Which cell's editor was left last: Esc takes back what was done there, and nothing else."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTableView

from cn_desktop.records.undo import Cell

Key = Qt.Key
KEEPS = {Key.Key_Escape, Key.Key_Shift, Key.Key_Control, Key.Key_Alt, Key.Key_Meta}
KEYS = {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress}
"""The first comes before any command, whatever keys it has."""


class LastLeft(QObject):
    """Forgotten with the next key, and when the keyboard goes elsewhere."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._cell: Cell | None = None
        view.installEventFilter(self)

    def note(self, cell: Cell | None) -> None:
        """Its editor was left now."""
        self._cell = cell

    def forget(self) -> None:
        """Something else was done."""
        self._cell = None

    def take(self) -> Cell | None:
        """The cell, once."""
        cell, self._cell = self._cell, None
        return cell

    # Qt calls these; the names are Qt's.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut or _is_other_key(event):
            self.forget()
        return super().eventFilter(watched, event)


def _is_other_key(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.type() in KEYS and event.key() not in KEEPS
