"""The table's two headers: the gutter with each row's state, and the column headings."""

from PySide6.QtCore import QItemSelectionModel, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHeaderView, QStyleOptionHeader, QWidget

from cn_desktop.records.marks import State
from cn_desktop.ui.record_model import LOCK_ROLE, NEW_ROLE, STATE_ROLE
from cn_desktop.ui.theme import STATE_ICONS, Icons, Theme

ICON = 14
GUTTER_WIDTH = 28


class Gutter(QHeaderView):
    """Left of the rows: a sign for each row's state; a click selects the row."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._theme = theme
        self._icons = icons
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setAccessibleName("Row states")

    # Qt calls these; the names are Qt's.

    def setSelectionModel(self, _of_table: QItemSelectionModel) -> None:
        """It shows nothing of what is selected, and to find out Qt would ask for every cell."""
        super().setSelectionModel(QItemSelectionModel(self.model(), self))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        colours = self._theme.colours
        painter.fillRect(rect, QColor(colours.window))
        painter.setPen(QColor(colours.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        state = self.model().headerData(section, Qt.Orientation.Vertical, STATE_ROLE)
        if isinstance(state, State):
            self._paint_state(painter, rect, section, state)

    def _paint_state(self, painter: QPainter, rect: QRect, section: int, state: State) -> None:
        colour = self._theme.state_colour(state)
        name = STATE_ICONS[state]
        if state is State.PENDING and self._is_new(section):
            name = "plus"
        scale = self.devicePixelRatioF()
        corner = rect.center() - QPoint(ICON // 2, ICON // 2)
        painter.drawPixmap(corner, self._icons.pixmap(name, colour, ICON, scale))

    def _is_new(self, section: int) -> bool:
        return bool(self.model().headerData(section, Qt.Orientation.Vertical, NEW_ROLE))

    def sizeHint(self) -> QSize:
        return QSize(GUTTER_WIDTH, super().sizeHint().height())


class Heading(QHeaderView):
    """Above the columns: a lock marks those that can't be edited."""

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._icons = icons
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setSortIndicatorClearable(True)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName("Columns")

    # Qt calls these; the names are Qt's.

    def setSelectionModel(self, _of_table: QItemSelectionModel) -> None:
        """It shows nothing of what is selected, and to find out Qt would ask for every cell."""
        super().setSelectionModel(QItemSelectionModel(self.model(), self))

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, section: int) -> None:
        super().initStyleOptionForIndex(option, section)
        if self.model().headerData(section, Qt.Orientation.Horizontal, LOCK_ROLE):
            option.icon = self._icons.get("lock")
