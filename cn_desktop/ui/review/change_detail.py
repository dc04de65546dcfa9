"""The whole of one changed value, where the line has room for its beginning only."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextOption
from PySide6.QtWidgets import QSizePolicy, QTextEdit, QWidget

from cn_desktop.records.marks import State
from cn_desktop.records.word_diff import Piece
from cn_desktop.ui.review.entries import Entry
from cn_desktop.ui.theme import Colours, Theme

LINES = 2, 4
"""In a low window, and in one that is high enough."""
TITLES = ("The server has", "You want")
SAVED_TITLES = ("The server had", "Saved")
STORED_TITLES = ("You sent", "The server has")
EMPTY = "Choose a line to see all of it here."


class ChangeDetail(QTextEdit):
    """What was and what is wanted, each with its changed words marked; plain text to copy."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[Entry | None, Colours] | None = None
        self.setObjectName("reviewDetail")
        self.setAccessibleName("The whole change")
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(EMPTY)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        least, most = map(self._height_of, LINES)
        self.setMinimumHeight(least)
        self.setMaximumHeight(most)

    def show_entry(self, entry: Entry | None) -> None:
        """Only what differs from what is shown is set: a selection in it stays."""
        shown = (entry, self._theme.colours)
        if shown == self._shown:
            return
        self._shown = shown
        runs = self._runs(entry) if entry else ()
        self.clear()
        cursor = self.textCursor()
        for text, look in runs:
            cursor.insertText(text, look)

    def _height_of(self, lines: int) -> int:
        return lines * self.fontMetrics().lineSpacing() + 12

    def _runs(self, entry: Entry) -> Iterator[tuple[str, QTextCharFormat]]:
        plain, dim = self._look(), self._look(self._theme.colours.dim)
        yield f"{entry.title}\n" if not entry.is_record else entry.title, self._bold()
        if entry.is_record:
            yield f"\n{entry.words}", plain
            return
        before, after = _titles(entry)
        if entry.old:
            yield f"{before}: ", dim
            yield from _marked(entry.old, dim, self._gone())
            yield "\n", dim
        yield f"{after}: ", dim
        yield from _marked(entry.new, plain, self._come())
        if entry.words:
            yield f"\n{entry.words}", self._look(self._theme.colours.pending)

    def _look(self, colour: str = "") -> QTextCharFormat:
        look = QTextCharFormat()
        look.setForeground(QColor(colour or self._theme.colours.text))
        return look

    def _bold(self) -> QTextCharFormat:
        look = self._look()
        look.setFontWeight(QFont.Weight.Bold)
        return look

    def _gone(self) -> QTextCharFormat:
        look = self._look(self._theme.colours.rejected)
        look.setFontStrikeOut(True)
        return look

    def _come(self) -> QTextCharFormat:
        look = self._bold()
        look.setFontUnderline(True)
        return look

    # Qt calls this; the name is Qt's.

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height_of(LINES[1]))


def _titles(entry: Entry) -> tuple[str, str]:
    if entry.state is not State.SAVED:
        return TITLES
    return STORED_TITLES if entry.is_wrong else SAVED_TITLES


def _marked(
    pieces: Sequence[Piece], plain: QTextCharFormat, changed: QTextCharFormat
) -> Iterator[tuple[str, QTextCharFormat]]:
    for piece in pieces:
        yield piece.text, changed if piece.is_changed else plain
