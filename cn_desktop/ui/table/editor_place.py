"""Where somebody is in the text of a cell's editor, kept while the rows are exchanged."""

from dataclasses import dataclass

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from cn_desktop.records.undo import Cell


@dataclass(frozen=True)
class Paused:
    """The cell, and the start and end of the selection; equal: the cursor's place."""

    cell: Cell
    start: int
    end: int


def place_in(editor: QWidget) -> tuple[int, int]:
    """Start and end of the selection."""
    if isinstance(editor, QLineEdit):
        start = editor.selectionStart() if editor.hasSelectedText() else editor.cursorPosition()
        return start, start + len(editor.selectedText())
    if isinstance(editor, QPlainTextEdit):
        cursor = editor.textCursor()
        return cursor.selectionStart(), cursor.selectionEnd()
    return 0, 0


def go_to_place(editor: QWidget, paused: Paused) -> None:
    """Put the cursor and the selection back."""
    if isinstance(editor, QLineEdit):
        editor.deselect()
        editor.setCursorPosition(paused.start)
        if paused.end > paused.start:
            editor.setSelection(paused.start, paused.end - paused.start)
    elif isinstance(editor, QPlainTextEdit):
        cursor = editor.textCursor()
        cursor.setPosition(paused.start)
        cursor.setPosition(paused.end, QTextCursor.MoveMode.KeepAnchor)
        editor.setTextCursor(cursor)
