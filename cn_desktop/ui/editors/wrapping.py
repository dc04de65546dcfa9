"""Which texts an editor of several lines may fold."""

import re

from PySide6.QtWidgets import QPlainTextEdit

LONGEST_FOLDED = 4_000
"""Characters without a line break. Qt's time to fold them grows with their square: without
spaces 3,000 take 6 ms to open, 10,000 0.1 s, 100,000 2 s at every key (measured).
"""
LINE_END = re.compile("[\n\r\u2029]")

Wrap = QPlainTextEdit.LineWrapMode


def wrap_of(text: str) -> Wrap:
    """A text with an endless line is not folded: the window would stand still."""
    longest = max(map(len, LINE_END.split(text)))
    return Wrap.NoWrap if longest > LONGEST_FOLDED else Wrap.WidgetWidth


def show_whole(editor: QPlainTextEdit, text: str) -> None:
    """Put this in the place of everything; neither the old nor the new text is folded in vain."""
    editor.setLineWrapMode(Wrap.NoWrap)
    editor.setPlainText(text)
    editor.setLineWrapMode(wrap_of(text))


def make_room(editor: QPlainTextEdit, text: str) -> None:
    """For a text that is about to be put in."""
    if wrap_of(text) is Wrap.NoWrap:
        editor.setLineWrapMode(Wrap.NoWrap)
