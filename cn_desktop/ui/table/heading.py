"""Above the columns: their names, which are locked, and how the rows are sorted."""

from typing import NamedTuple

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPolygon,
)
from PySide6.QtWidgets import QHeaderView, QStyle, QStyleOptionHeader, QWidget

from cn_desktop.ui.table.pins import Pins
from cn_desktop.ui.table.record_model import LOCK_ROLE, SORT_ROLE
from cn_desktop.ui.theme import Icons, Theme

PADDING = 7
LOCK_ROOM = 20
ARROW_ROOM = 16
NUMBER_ROOM = 12
ARROWS = {
    False: QPolygon([QPoint(-4, 2), QPoint(4, 2), QPoint(0, -3)]),
    True: QPolygon([QPoint(-4, -2), QPoint(4, -2), QPoint(0, 3)]),
}
"""Upwards, and downwards."""


class SortSign(NamedTuple):
    """How rows are sorted by a column. `number`: its place among several, from 1; 0: alone."""

    number: int
    is_descending: bool

    @property
    def room(self) -> int:
        return ARROW_ROOM + (NUMBER_ROOM if self.number else 0)


class Heading(QHeaderView):
    """The names of the columns; pinned ones stay while the others scroll past.

    What is asked by a point is answered by what is seen there. `sort_asked` gives a column, and
    whether it is to be added to the present sort; `menu_asked` a column and a point of the screen.
    """

    sort_asked = Signal(int, bool)
    menu_asked = Signal(int, QPoint)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._icons = icons
        self.pins = Pins(self)
        self._is_on_pinned = False
        self._adds = False
        self._grabbed, self._grabbed_at, self._grabbed_size = -1, 0, 0
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName("Columns")
        self.sectionClicked.connect(lambda section: self.sort_asked.emit(section, self._adds))

    def section_at(self, pixel: int) -> int:
        """The column that is seen there; -1: none."""
        return self.logicalIndexAt(self._beneath(pixel))

    def section_rect(self, section: int) -> QRect:
        """Where the column's heading is seen, as if nothing covered it."""
        shift = self.pins.shift if self.pins.holds(section) else 0
        left = self.sectionViewportPosition(section) + shift
        return QRect(left, 0, self.sectionSize(section), self.viewport().height())

    def sign_room(self, section: int) -> int:
        """Pixels at the end of the heading that say how the rows are sorted."""
        sign = self._sort_sign(section)
        return sign.room if sign else 0

    def neighbour(self, section: int, steps: int) -> int:
        """The column so many shown ones to the right, or to the left; -1: there is none."""
        step = 1 if steps > 0 else -1
        place = self.visualIndex(section)
        for _ in range(abs(steps)):
            place += step
            while 0 <= place < self.count() and self.isSectionHidden(self.logicalIndex(place)):
                place += step
        return self.logicalIndex(place)

    def scrolled(self, moved: int) -> None:
        """Qt has moved the picture by so many pixels, pinned headings and all."""
        if self.pins.count:
            self.viewport().update(self.pins.zone.adjusted(-abs(moved), 0, abs(moved), 0))

    def _beneath(self, pixel: int) -> int:
        """Where Qt has what is seen there."""
        return pixel - self.pins.shift if self.pins.covers(pixel) else pixel

    def _as_qt_has_it(self, event: QMouseEvent) -> QMouseEvent:
        """The event at the place where Qt has the section that it is about.

        That is the one under the mouse, or the one it was pressed on; the latter isn't dragged
        beneath pinned ones.
        """
        if not self.pins.has_slid:
            return event
        at = event.position()
        if self._is_on_pinned or (not event.buttons() and self.pins.covers(round(at.x()))):
            at -= QPointF(self.pins.shift, 0)
        elif self.pins.covers(round(at.x())):
            zone = self.pins.zone
            at.setX(zone.left() - 1 if self.isRightToLeft() else zone.right() + 1)
        return QMouseEvent(
            event.type(),
            at,
            event.globalPosition(),
            event.button(),
            event.buttons(),
            event.modifiers(),
            event.pointingDevice(),
        )

    def _pinned_edge_at(self, pixel: int) -> int:
        """The pinned column that ends there, while others are beneath; -1: none.

        Qt takes a place beside its viewport for none of the header's.
        """
        if not self.pins.has_slid:
            return -1
        grip = self.style().pixelMetric(QStyle.PixelMetric.PM_HeaderGripMargin, None, self)
        for section in map(self.logicalIndex, range(self.pins.count)):
            rect = self.section_rect(section)
            edge = rect.left() if self.isRightToLeft() else rect.right()
            if abs(pixel - edge) <= grip and not self.isSectionHidden(section):
                return section
        return -1

    def _drag_edge(self, pixel: int) -> None:
        moved = pixel - self._grabbed_at
        wanted = self._grabbed_size + (-moved if self.isRightToLeft() else moved)
        self.resizeSection(self._grabbed, max(wanted, self.minimumSectionSize()))

    def _sort_sign(self, section: int) -> SortSign | None:
        sign = self.model().headerData(section, Qt.Orientation.Horizontal, SORT_ROLE)
        return SortSign(*sign) if sign else None

    def _is_locked(self, section: int) -> bool:
        return bool(self.model().headerData(section, Qt.Orientation.Horizontal, LOCK_ROLE))

    def _paint_sign(self, painter: QPainter, rect: QRect, sign: SortSign) -> None:
        """At the right of the heading: an arrow, with its number before it."""
        colour = QColor(self._theme.colours.text)
        middle = QPoint(rect.right() - ARROW_ROOM // 2, rect.center().y())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.translate(middle)
        painter.drawPolygon(ARROWS[sign.is_descending])
        painter.translate(-middle)
        if sign.number:
            left = middle.x() - ARROW_ROOM // 2 - NUMBER_ROOM
            room = QRect(left, rect.top(), NUMBER_ROOM, rect.height())
            painter.setPen(colour)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, str(sign.number))

    def _paint_pinned(self, painter: QPainter, touched: QRect) -> None:
        zone = self.pins.zone
        painter.setClipRect(zone.intersected(touched))
        painter.fillRect(zone, QColor(self._theme.colours.window))
        for place in range(self.pins.count):
            section = self.logicalIndex(place)
            if not self.isSectionHidden(section):
                painter.save()
                self.paintSection(painter, self.section_rect(section), section)
                painter.restore()

    # Qt calls these; the names are Qt's.

    def setSelectionModel(self, _of_table: QItemSelectionModel) -> None:
        """It shows nothing of what is selected, and to find out Qt would ask for every cell."""
        super().setSelectionModel(QItemSelectionModel(self.model(), self))

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, section: int) -> None:
        super().initStyleOptionForIndex(option, section)
        is_locked = self._is_locked(section)
        if is_locked:
            option.icon = self._icons.get("lock")
        if sign := self._sort_sign(section):
            taken = 2 * PADDING + sign.room + (LOCK_ROOM if is_locked else 0)
            room = self.sectionSize(section) - taken
            option.text = option.fontMetrics.elidedText(
                option.text, Qt.TextElideMode.ElideRight, max(room, 0)
            )

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        super().paintSection(painter, rect, section)
        painter.restore()
        if sign := self._sort_sign(section):
            is_at_right = self.isRightToLeft() and self._is_locked(section)
            painter.save()
            self._paint_sign(painter, rect.adjusted(0, 0, -LOCK_ROOM * is_at_right, 0), sign)
            painter.restore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.pins.count:
            return
        painter = QPainter(self.viewport())
        try:
            if self.pins.has_slid:
                self._paint_pinned(painter, event.rect())
            painter.fillRect(edge_of(self.pins, self), QColor(self._theme.colours.dim))
        finally:
            painter.end()  # Qt crashes on one that an error left open

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self.pins.has_slid:
            at = QPoint(self._beneath(event.pos().x()), event.pos().y())
            return super().viewportEvent(QHelpEvent(event.type(), at, event.globalPos()))
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A pinned heading can't be dragged while others are beneath: its picture would jump."""
        pixel = round(event.position().x())
        self._grabbed = self._pinned_edge_at(pixel)
        if self._grabbed >= 0:
            self._grabbed_at, self._grabbed_size = pixel, self.sectionSize(self._grabbed)
            return
        self._is_on_pinned = self.pins.covers(pixel)
        self.setSectionsMovable(not (self._is_on_pinned and self.pins.has_slid))
        super().mousePressEvent(self._as_qt_has_it(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        pixel = round(event.position().x())
        if self._grabbed >= 0:
            self._drag_edge(pixel)
            return
        super().mouseMoveEvent(self._as_qt_has_it(event))
        if self._pinned_edge_at(pixel) >= 0:
            self.setCursor(Qt.CursorShape.SplitHCursor)
        elif self.pins.has_slid and self.pins.covers(pixel):
            self.unsetCursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grabbed >= 0:
            self._grabbed = -1
            return
        self._adds = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        super().mouseReleaseEvent(self._as_qt_has_it(event))
        self._is_on_pinned = False
        self.setSectionsMovable(True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._is_on_pinned = self.pins.covers(round(event.position().x()))
        super().mouseDoubleClickEvent(self._as_qt_has_it(event))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        section = self.section_at(event.pos().x())
        if section >= 0:
            self.menu_asked.emit(section, event.globalPos())


def edge_of(pins: Pins, view: QWidget) -> QRect:
    """The line where the pinned columns end."""
    zone = pins.zone
    left = zone.left() if view.isRightToLeft() else zone.right()
    return QRect(left, 0, 1, view.height())
