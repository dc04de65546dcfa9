"""The two editors of the form: of one line, and of several."""

from typing import Protocol

from PySide6.QtCore import QMimeData, Qt, Signal, SignalInstance
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from cn_desktop.ui.editors.wrapping import make_room, show_whole

NO_LIMIT = 2**31 - 1
"""Qt's own limit would cut a long text without a word after 32,767 characters."""
LINES = 4
Key = Qt.Key
ENTER = {Key.Key_Return, Key.Key_Enter}


class Editor(Protocol):
    """What a field's row wants of either.

    `entered`: it has the keyboard now. `done`: Enter in it, on to the next field. `left`: Esc,
    with nothing typed. `finished`: what was typed is to be handed over.
    """

    entered: SignalInstance
    done: SignalInstance
    left: SignalInstance
    finished: SignalInstance

    def typed(self) -> str | None:
        """What it holds, if somebody has typed; None: as it was shown."""

    def show_text(self, text: str) -> None:
        """Show this, as nobody's typing; the cursor stays where it shows this already."""

    def settle(self) -> None:
        """What was typed has been taken."""


class LineEditor(QLineEdit):
    """One line; Down offers every choice there is."""

    entered = Signal()
    done = Signal()
    left = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, maxLength=NO_LIMIT)
        self._shown = ""
        self.editingFinished.connect(self.finished)

    def typed(self) -> str | None:
        return self.text() if self.isModified() else None

    def show_text(self, text: str) -> None:
        self._shown = text
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)

    def settle(self) -> None:
        self.setModified(False)

    @property
    def _is_choosing(self) -> bool:
        """A list is open, which is asked first."""
        completer = self.completer()
        return completer is not None and completer.popup().isVisible()

    def _offer_all(self) -> None:
        completer = self.completer()
        completer.setCompletionPrefix("")
        completer.complete()

    # Qt calls these; the names are Qt's.

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self._is_choosing:
            super().keyPressEvent(event)
        elif key == Key.Key_Escape:
            if self.isModified():
                self.setText(self._shown)
            else:
                self.left.emit()
        elif key == Key.Key_Down and self.completer() and not self.isReadOnly():
            self._offer_all()
        else:
            super().keyPressEvent(event)
            if key in ENTER:
                self.done.emit()


class TextEditor(QPlainTextEdit):
    """Several lines; Enter is a new line, Tab goes on, Ctrl+Enter too."""

    entered = Signal()
    done = Signal()
    left = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown = ""
        self.setTabChangesFocus(True)
        self.setFixedHeight(LINES * self.fontMetrics().lineSpacing() + 12)

    def typed(self) -> str | None:
        """With the line ends that the text came with."""
        if not self.document().isModified():
            return None
        text = self.document().toRawText().replace("\u2029", "\n")
        return text.replace("\n", "\r\n") if "\r\n" in self._shown else text

    def show_text(self, text: str) -> None:
        if text != self._shown or self.document().isModified():
            self._shown = text
            show_whole(self, text)
            self.settle()

    def settle(self) -> None:
        self.document().setModified(False)

    # Qt calls these; the names are Qt's.

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.finished.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Key.Key_Escape:
            if self.document().isModified():
                self.show_text(self._shown)
            else:
                self.left.emit()
        elif event.key() in ENTER and is_ctrl:
            self.finished.emit()
            self.done.emit()
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        make_room(self, source.text())
        super().insertFromMimeData(source)
