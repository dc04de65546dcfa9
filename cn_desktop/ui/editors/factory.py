"""The editor for a field: what the table and the form open."""

from typing import TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from cn_desktop.records.fields import FieldName
from cn_desktop.records.vocabulary import Vocabulary
from cn_desktop.ui.choices import offer
from cn_desktop.ui.editors.kinds import Kind
from cn_desktop.ui.editors.line_editor import LineEditor
from cn_desktop.ui.editors.text_editor import TextEditor

Editor: TypeAlias = LineEditor | TextEditor
"""Both know what was typed: `load` a text, ask for `typed`."""

HINTS: dict[Kind, Qt.InputMethodHint] = {
    Kind.PHONE: Qt.InputMethodHint.ImhDialableCharactersOnly,
    Kind.OUTCOME: Qt.InputMethodHint.ImhPreferNumbers,
    Kind.MOMENT: Qt.InputMethodHint.ImhPreferNumbers,
    Kind.DATE: Qt.InputMethodHint.ImhPreferNumbers,
}
"""For keyboards on a screen: they choose the keys, and forbid none of ours."""


def make_editor(kind: Kind, vocabulary: Vocabulary, field: FieldName, parent: QWidget) -> Editor:
    """An editor of this kind, with the field's choices; it is empty."""
    if kind is Kind.TEXT:
        return TextEditor(parent)
    editor = LineEditor(parent)
    if choices := vocabulary.choices.get(field):
        offer(editor, choices)
    editor.setInputMethodHints(HINTS.get(kind, Qt.InputMethodHint.ImhNone))
    return editor
