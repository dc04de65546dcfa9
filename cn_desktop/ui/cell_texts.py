"""The texts of the cells: which words, in which colour, upright or not, cut to their room."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QStaticText

from cn_desktop.records.fields import ABSENT, LONGEST_EDITED, UID, ZERO_DATE, FieldName, Value
from cn_desktop.ui.cell_marks import SIGN_WIDTH
from cn_desktop.ui.columns import STATUS
from cn_desktop.ui.grid import Band
from cn_desktop.ui.ink import Inks
from cn_desktop.ui.table_line import Line
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

    @property
    def mode(self) -> Qt.TextElideMode:
        """A uid is told apart by both its ends."""
        return Qt.TextElideMode.ElideMiddle if self.field == UID else Qt.TextElideMode.ElideRight


class Pen(NamedTuple):
    """How a text is written."""

    colour: str
    is_italic: bool = False


class CellTexts:
    """The texts of a painting, gathered by pen."""

    def __init__(self, theme: Theme, upright: Inks, italic: Inks) -> None:
        self._theme = theme
        self._plain = Pen(theme.colours.text)
        self._dim = Pen(theme.colours.dim)
        self._faint = Pen(theme.colours.dim, is_italic=True)
        self._inks = {False: upright, True: italic}
        self._drawn: defaultdict[Pen, list[tuple[QPointF, QStaticText]]] = defaultdict(list)
        self._clipped: defaultdict[Pen, list[tuple[QRect, str]]] = defaultdict(list)

    def add(self, line: Line, columns: Sequence[Column], row: Band) -> None:
        """What the row shows in these columns."""
        values = line.values
        for column in columns:
            field = column.field
            if field == STATUS:
                self._put(line.status, self._status_pen(line), column, row)
            elif (value := values.get(field, ABSENT)) != "":
                text = value if isinstance(value, str) else cell_text(value, is_new=line.is_new)
                sign = SIGN_WIDTH if field in line.contested else 0
                self._put(text, self._pen(line, column, value), column, row, sign)

    def paint(self, painter: QPainter) -> None:
        for pen in {**self._drawn, **self._clipped}:
            painter.setFont(self._inks[pen.is_italic].font)
            painter.setPen(QColor(pen.colour))
            for at, static in self._drawn[pen]:
                painter.drawStaticText(at, static)
            for room, text in self._clipped[pen]:
                painter.drawText(room, FLAGS, text)

    def _status_pen(self, line: Line) -> Pen:
        return Pen(self._theme.state_colour(line.state)) if line.state else self._dim

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
        inks, room = self._inks[pen.is_italic], column.room - sign
        ink = inks.whole(text)
        if ink.width > room:
            ink = inks.cut(ink.text, room, column.mode)
        if ink.width > room or ink.height > row.size:
            place = QRect(column.left, row.start, room, row.size)
            self._clipped[pen].append((place, ink.text))
            return
        at = QPointF(column.left, row.start + (row.size - ink.height) / 2)
        self._drawn[pen].append((at, ink.static))
