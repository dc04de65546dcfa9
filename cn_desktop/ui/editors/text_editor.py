"""The editor of a text of several lines, or of a long one."""

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from cn_desktop.ui.editors.retyping import for_qt, retyped
from cn_desktop.ui.editors.unwieldy import lock_of
from cn_desktop.ui.editors.wrapping import make_room, show_whole

PARAGRAPH = "\u2029"
"""How Qt's documents hold the end of a line; `toPlainText` would also change hard spaces."""


class TextEditor(QPlainTextEdit):
    """Knows what it was opened with: to show a text is no edit.

    `kept` is the text it was last loaded with; None: it never was. `refused`: what was to be
    pasted would have made it too long to be typed into.
    """

    refused = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.kept: str | None = None
        self._shown = ""

    def load(self, text: str) -> None:
        """Start from this text."""
        self.kept = text
        show_whole(self, for_qt(text))
        self._shown = self.plain()

    def typed(self) -> str | None:
        """The text as it was edited, its own line breaks as they were; None where it was not."""
        text = self.plain()
        return None if text == self._shown else retyped(self.kept or "", self._shown, text)

    def settle(self) -> None:
        """What was typed has been taken: the text is that one from now on."""
        typed = self.typed()
        self.kept = self.kept if typed is None else typed
        self._shown = self.plain()

    def plain(self) -> str:
        """What stands in it now."""
        return self.document().toRawText().replace(PARAGRAPH, "\n")

    def replace(self, text: str) -> None:
        """As if somebody had typed this in the place of everything."""
        self.selectAll()
        self._insert(text)

    def add(self, text: str) -> None:
        """As if somebody had typed this where the cursor is."""
        self._insert(text)

    def place(self) -> tuple[int, int]:
        """Start and end of the selection; equal: the cursor's place."""
        cursor = self.textCursor()
        return cursor.selectionStart(), cursor.selectionEnd()

    def to_end(self) -> None:
        """The cursor behind the text, nothing selected."""
        self.moveCursor(QTextCursor.MoveOperation.End)

    def go_to(self, start: int, end: int) -> None:
        cursor = self.textCursor()
        last = self.document().characterCount() - 1
        cursor.setPosition(min(start, last))
        cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def _insert(self, text: str) -> None:
        make_room(self, text)
        self.insertPlainText(for_qt(text))

    # Qt calls this; the name is Qt's.

    def insertFromMimeData(self, source: QMimeData) -> None:
        cursor = self.textCursor()
        is_all = (
            cursor.selectionEnd() - cursor.selectionStart() + 1 == self.document().characterCount()
        )
        if lock_of(source.text() if is_all else self.plain() + source.text()):
            self.refused.emit()
            return
        make_room(self, source.text())
        super().insertFromMimeData(source)
