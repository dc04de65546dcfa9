"""What tells a changed cell from others: its ground, its frame, its corner, its sign."""

from collections import defaultdict

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from cn_desktop.records.fields import FieldName
from cn_desktop.records.marks import State
from cn_desktop.ui.table.columns import STATUS
from cn_desktop.ui.table.table_line import Line
from cn_desktop.ui.theme import Theme
from cn_desktop.ui.words import CONTESTED_SIGN

CORNER = 9
BAR = 4
SIGN_WIDTH = 16
WAVE = 3
"""Pixels from crest to trough."""


class CellMarks:
    """The marks of a painting, gathered by colour; what is selected has no ground of its own."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._grounds: defaultdict[str, list[QRect]] = defaultdict(list)
        self._frames: defaultdict[str, list[QRect]] = defaultdict(list)
        self._contested: list[QRect] = []
        self._corners: list[QPoint] = []
        self._waves: defaultdict[str, list[QRect]] = defaultdict(list)

    def add(self, line: Line, field: FieldName, cell: QRect) -> None:
        """Whatever this cell of the row needs."""
        is_edited = field in line.edits
        self._add_ground(line, field, cell)
        if field in line.contested and field not in line.problems:
            self._contested.append(cell)
        elif colour := self._frame_colour(line, field):
            self._frames[colour].append(cell)
        if field in line.problems:
            self._waves[self._theme.colours.rejected].append(cell)
        elif field in line.doubts:
            self._waves[self._theme.colours.pending].append(cell)
        if line.is_unkept and (is_edited or field == STATUS):
            self._corners.append(cell.topRight())

    def paint_grounds(self, painter: QPainter) -> None:
        """Below the selection."""
        for colour, cells in self._grounds.items():
            fill = QColor(colour)
            for cell in cells:
                painter.fillRect(cell, fill)

    def paint(self, painter: QPainter) -> None:
        """Above the selection, below the texts."""
        for colour, cells in self._frames.items():
            self._paint_frames(painter, QColor(colour), cells)
        if self._contested:
            self._paint_contested(painter)
        for colour, cells in self._waves.items():
            self._paint_waves(painter, QColor(colour), cells)
        if self._corners:
            self._paint_corners(painter)

    def _add_ground(self, line: Line, field: FieldName, cell: QRect) -> None:
        colours = self._theme.colours
        if field in line.problems:
            self._grounds[colours.rejected_fill].append(cell)
        elif field in line.edits:
            is_rejected = line.state is State.REJECTED
            fill = colours.rejected_fill if is_rejected else colours.pending_fill
            self._grounds[fill].append(cell)

    def _frame_colour(self, line: Line, field: FieldName) -> str:
        if field in line.problems:
            return self._theme.colours.rejected
        if not line.state or field not in line.edits:
            return ""
        is_calm = line.state is State.CONFLICT  # another of the row's cells is contested
        return self._theme.state_colour(State.PENDING if is_calm else line.state)

    def _paint_frames(self, painter: QPainter, colour: QColor, cells: list[QRect]) -> None:
        """A frame and a bar at the left: a changed cell is told by shape, not colour alone."""
        painter.setPen(QPen(colour, 1))
        painter.drawRects([cell.adjusted(0, 0, -2, -2) for cell in cells])
        for cell in cells:
            painter.fillRect(cell.left(), cell.top(), BAR, cell.height() - 1, colour)

    def _paint_contested(self, painter: QPainter) -> None:
        """Two frames, and a sign at the right: mine is not what the server has."""
        painter.setPen(QPen(QColor(self._theme.colours.conflict), 1))
        painter.drawRects([cell.adjusted(0, 0, -2, -2) for cell in self._contested])
        painter.drawRects([cell.adjusted(2, 2, -4, -4) for cell in self._contested])
        plain = QFont(painter.font())
        bold = QFont(plain)
        bold.setBold(True)
        painter.setFont(bold)
        for cell in self._contested:
            sign = QRect(cell.right() - SIGN_WIDTH, cell.top(), SIGN_WIDTH - 4, cell.height())
            painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, CONTESTED_SIGN)
        painter.setFont(plain)

    def _paint_waves(self, painter: QPainter, colour: QColor, cells: list[QRect]) -> None:
        """Below the text, as word processors mark what they doubt."""
        painter.setPen(QPen(colour, 1))
        for cell in cells:
            middle = cell.bottom() - 3 - WAVE // 2
            places = range(cell.left() + BAR + 2, cell.right() - BAR, WAVE)
            painter.drawPolyline([
                QPoint(x, middle + (WAVE // 2 if at % 2 else -WAVE // 2))
                for at, x in enumerate(places)
            ])

    def _paint_corners(self, painter: QPainter) -> None:
        """Until it is kept on this computer."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colours.rejected))
        for tip in self._corners:
            painter.drawPolygon([tip - QPoint(CORNER, 0), tip, tip + QPoint(0, CORNER)])
        painter.setBrush(Qt.BrushStyle.NoBrush)
