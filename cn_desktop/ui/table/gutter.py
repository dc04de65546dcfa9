"""The gutter: left of the rows, with a sign for each row's state."""

from PySide6.QtCore import QItemSelectionModel, QLine, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QHeaderView, QWidget

from cn_desktop.records.marks import State
from cn_desktop.ui.table.grid import LINE, Band, bands_of, vertical_spans
from cn_desktop.ui.table.record_model import NEW_ROLE, STATE_ROLE
from cn_desktop.ui.theme import STATE_ICONS, Icons, Theme

ICON = 14
GUTTER_WIDTH = 28


class Gutter(QHeaderView):
    """Left of the rows: a sign for each row's state; a click selects the row."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._theme = theme
        self._icons = icons
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setAccessibleName("Row states")

    def _paint_row(self, painter: QPainter, row: Band) -> None:
        state = self.model().headerData(row.number, Qt.Orientation.Vertical, STATE_ROLE)
        if not isinstance(state, State):
            return
        colour, name = self._theme.state_colour(state), STATE_ICONS[state]
        if state is State.PENDING and self._is_new(row.number):
            name = "plus"
        middle = QRect(0, row.start, self.width(), row.size + LINE).center()
        pixmap = self._icons.pixmap(name, colour, ICON, self.devicePixelRatioF())
        painter.drawPixmap(middle - QPoint(ICON // 2, ICON // 2), pixmap)

    def _is_new(self, section: int) -> bool:
        return bool(self.model().headerData(section, Qt.Orientation.Vertical, NEW_ROLE))

    def _paint_all(self, painter: QPainter, region: QRegion) -> None:
        colours = self._theme.colours
        painter.fillRect(region.boundingRect(), QColor(colours.window))
        painter.setPen(QColor(colours.line))
        rows, right = list(bands_of(self, vertical_spans(region))), self.width() - 1
        ends = [row.start + row.size for row in rows]
        painter.drawLines([QLine(0, end, right, end) for end in ends])
        if rows:
            painter.drawLine(right, rows[0].start, right, ends[-1])
        for row in rows:
            self._paint_row(painter, row)

    # Qt calls these; the names are Qt's.

    def setSelectionModel(self, _of_table: QItemSelectionModel) -> None:
        """It shows nothing of what is selected, and to find out Qt would ask for every cell."""
        super().setSelectionModel(QItemSelectionModel(self.model(), self))

    def paintEvent(self, event: QPaintEvent) -> None:
        """All rows in one go: a section at a time, Qt takes three times as long (measured)."""
        painter = QPainter(self.viewport())
        try:
            self._paint_all(painter, event.region())
        finally:
            painter.end()  # Qt crashes on one that an error left open

    def sizeHint(self) -> QSize:
        """Qt would ask a thousand rows how high they are; only the width counts."""
        return QSize(GUTTER_WIDTH, 0)
