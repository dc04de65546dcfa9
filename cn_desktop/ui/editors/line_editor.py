"""The editor of one line of text."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from cn_desktop.ui.editors.retyping import for_qt, retyped_line
from cn_desktop.ui.editors.unwieldy import LONGEST_LINE

NO_LIMIT = 2**31 - 1
"""Qt's own limit would cut a long text without a word after 32,767 characters."""


class LineEditor(QLineEdit):
    """Knows what it was opened with: to show a text is no edit.

    `kept` is the text it was last loaded with; None: it never was. `refused`: what was to be
    pasted would have made it too long to be typed into.
    """

    refused = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, maxLength=NO_LIMIT)
        self.kept: str | None = None
        self._shown = ""

    def load(self, text: str) -> None:
        """Start from this text."""
        self.kept = text
        self.setText(for_qt(text))
        self._shown = self.text()

    def typed(self) -> str | None:
        """The text as it was edited; None where it was not."""
        text = self.text()
        return None if text == self._shown else retyped_line(self.kept or "", self._shown, text)

    def settle(self) -> None:
        """What was typed has been taken: the text is that one from now on."""
        typed = self.typed()
        self.kept = self.kept if typed is None else typed
        self._shown = self.plain()

    def plain(self) -> str:
        """What stands in it now."""
        return self.text()

    def replace(self, text: str) -> None:
        """As if somebody had typed this in the place of everything."""
        self.selectAll()
        self.insert(for_qt(text))

    def add(self, text: str) -> None:
        """As if somebody had typed this where the cursor is."""
        self.insert(for_qt(text))

    def place(self) -> tuple[int, int]:
        """Start and end of the selection; equal: the cursor's place."""
        if self.hasSelectedText():
            return self.selectionStart(), self.selectionEnd()
        return self.cursorPosition(), self.cursorPosition()

    def to_end(self) -> None:
        """The cursor behind the text, nothing selected."""
        self.end(False)

    def go_to(self, start: int, end: int) -> None:
        self.deselect()
        self.setCursorPosition(start)
        if end > start:
            self.setSelection(start, end - start)

    # Qt calls these; the names are Qt's.

    def paste(self) -> None:
        length = (
            len(self.text()) - len(self.selectedText()) + len(QGuiApplication.clipboard().text())
        )
        if length > LONGEST_LINE:
            self.refused.emit()
        else:
            super().paste()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and not self.isReadOnly():
            self.paste()
        else:
            super().keyPressEvent(event)
