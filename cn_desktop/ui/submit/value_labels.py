"""Values side by side in a dialog: cut to one line, whole in the tooltip."""

from PySide6.QtWidgets import QLabel, QWidget

from cn_desktop.records.fields import FieldName, Value
from cn_desktop.records.vocabulary import Vocabulary
from cn_desktop.ui.bars import plain_label, wrapped_label
from cn_desktop.ui.field_names import full_name
from cn_desktop.ui.words import plain_tip, was

LONGEST = 28
"""Characters of a value that are shown in its column."""


def cut(value: Value) -> str:
    """The beginning of a value; what is nothing has a word."""
    text = was(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def value_label(parent: QWidget, value: Value) -> QLabel:
    """A value to read; Qt must not take it for HTML."""
    label = plain_label(parent)
    label.setText(cut(value))
    label.setToolTip(plain_tip(was(value)) or "")
    label.setAccessibleName(was(value))
    return label


def name_label(parent: QWidget, field: FieldName, vocabulary: Vocabulary) -> QLabel:
    """The field whose values stand beside it."""
    label = wrapped_label(parent)
    label.setText(full_name(field, vocabulary))
    return label


def heading(parent: QWidget, text: str) -> QLabel:
    """What stands above a column of values."""
    label = plain_label(parent)
    label.setText(text)
    label.setProperty("isDim", True)
    return label
