"""The texts of the cells: which words, in which colour, upright or not, cut to their room."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QStaticText

from cn_desktop.records.fields import ABSENT, LONGEST_EDITED, UID, ZERO_DATE, FieldName, Value
from cn_desktop.records.marks import State
from cn_desktop.ui.table.cell_marks import SIGN_WIDTH
from cn_desktop.ui.table.columns import STATUS
from cn_desktop.ui.table.grid import Band
from cn_desktop.ui.table.ink import Inks
from cn_desktop.ui.table.table_line import Line
from cn_desktop.ui.theme import Theme
from cn_desktop.ui.words import cell_text

PADDING = 6
FLAGS = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


@dataclass(frozen=True, slots=True)
class Column:
    """A column in sight: `left` and `room` of its texts. `is_locked`: nobody can edit it."""

    field: FieldName
    is_locked: bool
    band: Band
    left: int
    room: int


class Pen:
    """A way to write, and what is to be written so: where, and what is laid out."""

    __slots__ = ("clipped", "colour", "drawn", "inks")

    def __init__(self, colour: str, inks: Inks) -> None:
        self.colour = colour
        self.inks = inks
        self.drawn: list[tuple[QPointF, QStaticText]] = []
        self.clipped: list[tuple[QRect, str]] = []

    def paint(self, painter: QPainter) -> None:
        painter.setFont(self.inks.font)
        painter.setPen(QColor(self.colour))
        for at, static in self.drawn:
            painter.drawStaticText(at, static)
        for room, text in self.clipped:
            painter.drawText(room, FLAGS, text)


class CellTexts:
    """The texts of a painting, gathered by pen."""

    def __init__(self, theme: Theme, upright: Inks, italic: Inks) -> None:
        self._theme = theme
        self._upright = upright
        self._plain = Pen(theme.colours.text, upright)
        self._dim = Pen(theme.colours.dim, upright)
        self._faint = Pen(theme.colours.dim, italic)
        self._states: dict[State, Pen] = {}

    def add(self, line: Line, columns: Sequence[Column], row: Band) -> None:
        """What the row shows in these columns."""
        values = line.values
        for column in columns:
            field = column.field
            if field == STATUS:
                self._put(line.status, self._status_pen(line.state), column, row)
            elif (value := values.get(field, ABSENT)) != "":
                text = value if isinstance(value, str) else cell_text(value, is_new=line.is_new)
                sign = SIGN_WIDTH if field in line.contested else 0
                self._put(text, self._pen(line, column, value), column, row, sign)

    def paint(self, painter: QPainter) -> None:
        for pen in (self._plain, self._dim, self._faint, *self._states.values()):
            if pen.drawn or pen.clipped:
                pen.paint(painter)

    def _status_pen(self, state: State | None) -> Pen:
        if state is None:
            return self._dim
        if state not in self._states:
            self._states[state] = Pen(self._theme.state_colour(state), self._upright)
        return self._states[state]

    def _pen(self, line: Line, column: Column, value: Value) -> Pen:
        """Null, absent and the date that was never set are signs, not values."""
        if value is None or value is ABSENT or value == ZERO_DATE:
            return self._faint
        if column.field == UID or column.field in line.contested:
            return self._plain
        is_locked = column.is_locked or line.is_locked or column.field in line.stuck
        return self._dim if is_locked or len(value) > LONGEST_EDITED else self._plain

    def _put(self, text: str, pen: Pen, column: Column, row: Band, sign: int = 0) -> None:
        """`sign`: the pixels at the right that are taken."""
        if not text:
            return
        room = column.room - sign
        ink = pen.inks.whole(text)
        if ink.width > room:
            ink = pen.inks.cut(ink.text, room, is_middle=column.field == UID)
        if ink.width > room or ink.height > row.size:
            pen.clipped.append((QRect(column.left, row.start, room, row.size), ink.text))
            return
        at = QPointF(column.left, row.start + (row.size - ink.height) / 2)
        pen.drawn.append((at, ink.static))
