"""The form's editors, of one line and of several: those of the table, with the form's keys."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from cn_desktop.ui.editors.line_editor import LineEditor
from cn_desktop.ui.editors.text_editor import TextEditor

LINES = 4
Key = Qt.Key
ENTER = {Key.Key_Return, Key.Key_Enter}


class FormLine(LineEditor):
    """Down offers every choice there is.

    `entered`: it has the keyboard now. `done`: Enter in it, on to the next field. `left`: Esc,
    with nothing typed. `finished`: what was typed is to be handed over.
    """

    entered = Signal()
    done = Signal()
    left = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.editingFinished.connect(self.finished)

    def show_text(self, text: str) -> None:
        """Show this, as nobody's typing; the cursor stays where it shows this already."""
        if text == self.kept and self.typed() is None:
            return
        before, cursor = self.plain(), self.cursorPosition()
        self.load(text)
        self.setCursorPosition(cursor if self.plain() == before else 0)

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
            _leave(self)
        elif key == Key.Key_Down and self.completer() and not self.isReadOnly():
            self._offer_all()
        else:
            super().keyPressEvent(event)
            if key in ENTER:
                self.done.emit()


class FormText(TextEditor):
    """Enter is a new line, Tab goes on, Ctrl+Enter too. Its signals are those of `FormLine`."""

    entered = Signal()
    done = Signal()
    left = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(LINES * self.fontMetrics().lineSpacing() + 12)

    def show_text(self, text: str) -> None:
        """Show this, as nobody's typing; it stays as it is where it shows this already."""
        if text == self.kept and self.typed() is None:
            return
        place = self.place() if self.typed() == text else (0, 0)
        self.load(text)
        self.go_to(*place)

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
            _leave(self)
        elif event.key() in ENTER and is_ctrl:
            self.finished.emit()
            self.done.emit()
        else:
            super().keyPressEvent(event)


FormEditor = FormLine | FormText


def _leave(editor: FormEditor) -> None:
    """What was typed goes first; where nothing was, the form is left."""
    if editor.typed() is None:
        editor.left.emit()
    else:
        editor.load(editor.kept or "")
