"""Rows that have just been saved light up for a moment (feat-A5); the sign beside them stays."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QTableView

from cn_desktop.records.fields import RecordKey
from cn_desktop.records.marks import State
from cn_desktop.ui.table.record_model import RecordModel
from cn_desktop.ui.theme import Theme
from cn_desktop.ui.workspace import Workspace

FLASH_MS = 1_200
STRENGTH = 44
"""How much of the colour lies over the row, of 255: its text stays readable."""


class SavedFlash(QObject):
    """Keeps which rows light up; the view paints them."""

    def __init__(
        self, view: QTableView, model: RecordModel, workspace: Workspace, theme: Theme
    ) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._workspace = workspace
        self._theme = theme
        self._seen = 0
        self.rows: set[RecordKey] = set()
        workspace.rows_changed.connect(self._note)
        workspace.sheet_changed.connect(self._start_anew)

    def paint(self, painter: QPainter) -> None:
        """Over the rows in sight."""
        if not self.rows:
            return
        colour = QColor(self._theme.state_colour(State.SAVED))
        colour.setAlpha(STRENGTH)
        for band in self._bands():
            painter.fillRect(band, colour)

    def _bands(self) -> Iterable[QRect]:
        room = self._view.viewport().rect()
        last = self._view.rowAt(room.bottom())
        end = last + 1 if last >= 0 else self._model.rowCount()
        for place in range(max(0, self._view.rowAt(0)), end):
            if self._model.key_at(place) in self.rows:
                top, height = self._view.rowViewportPosition(place), self._view.rowHeight(place)
                yield QRect(room.left(), top, room.width(), height - 1)

    def _note(self, keys: set[RecordKey] | None) -> None:
        """Looked at only when there are more saved rows than before: mostly it is an edit."""
        changes = self._workspace.sheet.changes
        before, self._seen = self._seen, changes.count([State.SAVED])
        if keys is None or self._seen <= before:
            return
        saved = {key for key in keys if changes.state(key) is State.SAVED} - self.rows
        self.rows |= saved
        ends = QTimer(self, singleShot=True, interval=FLASH_MS)
        ends.timeout.connect(lambda: self._end(saved))
        ends.timeout.connect(ends.deleteLater)
        ends.start()

    def _end(self, keys: set[RecordKey]) -> None:
        self.rows -= keys
        self._view.viewport().update()

    def _start_anew(self) -> None:
        self.rows.clear()
        self._seen = self._workspace.sheet.changes.count([State.SAVED])
