"""A value on one line, its changed words in a look of their own."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)

from cn_desktop.records.word_diff import Piece

WIDE = 1e6
LEAD = 14
"""Characters that are shown before the first changed word of a long text."""


class Runs:
    """A value laid out on one line, its changed words in a look of their own."""

    def __init__(self, pieces: Sequence[Piece], font: QFont, look: QTextCharFormat) -> None:
        self._pieces = pieces
        self._font = font
        self._look = look
        layout = self._layout(pieces, WIDE)  # a line of it is dangling once it has gone
        self.width = int(layout.lineAt(0).naturalTextWidth()) + 2

    def paint(self, painter: QPainter, room: QRect, colour: str) -> None:
        """Cut at the end where the room does not do."""
        if room.width() <= 0:
            return
        painter.setPen(QColor(colour))
        layout = self._layout(self._pieces, self.width)
        if self.width > room.width():
            narrow = self._layout(self._pieces, room.width() - self._dots)
            fits = narrow.lineAt(0).textLength()
            layout = self._layout([*_first(self._pieces, fits), Piece("…", False)], self.width)
        painter.save()
        painter.setClipRect(room, Qt.ClipOperation.IntersectClip)
        layout.draw(painter, QPointF(room.topLeft()))
        painter.restore()

    @property
    def _dots(self) -> int:
        return QFontMetrics(self._font).horizontalAdvance("…")

    def _layout(self, pieces: Sequence[Piece], width: float) -> QTextLayout:
        layout = QTextLayout("".join(piece.text for piece in pieces), self._font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAnywhere)
        option.setAlignment(Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignLeft)
        layout.setTextOption(option)
        layout.setFormats(list(self._formats(pieces)))
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(max(width, 1))
        layout.endLayout()
        return layout

    def _formats(self, pieces: Sequence[Piece]) -> Iterator[QTextLayout.FormatRange]:
        start = 0
        for piece in pieces:
            length = _units(piece.text)
            if piece.is_changed:
                found = QTextLayout.FormatRange()
                found.start, found.length, found.format = start, length, self._look
                yield found
            start += length


def _units(text: str) -> int:
    """Qt counts in units of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _first(pieces: Sequence[Piece], units: int) -> Iterator[Piece]:
    """So much of the beginning; never half of a character."""
    for piece in pieces:
        raw = piece.text.encode("utf-16-le", "surrogatepass")[: 2 * units]
        yield Piece(raw.decode("utf-16-le", "ignore"), piece.is_changed)
        units -= len(raw) // 2
        if units <= 0:
            return


def excerpt(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """A long text begins shortly before what is changed in it."""
    if not pieces or pieces[0].is_changed or len(pieces) == 1 or len(pieces[0].text) <= 2 * LEAD:
        return pieces
    lead = pieces[0].text[-LEAD:]
    return [Piece(f"…{lead}", is_changed=False), *pieces[1:]]
