"""Which texts an editor of several lines may fold."""

import re

from PySide6.QtWidgets import QPlainTextEdit

LONGEST_FOLDED = 10_000
"""Characters without a line break. Qt's time to fold them grows with their square: without
spaces 100,000 take 2 s at every key, a million 90 s (measured).
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
