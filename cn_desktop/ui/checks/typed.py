"""What is being typed into a cell, in the table or in the record form."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from cn_desktop.records.fields import PHONES, FieldName
from cn_desktop.ui.table.cell_editor import EDITOR_NAME
from cn_desktop.ui.workspace import Workspace

FORM_PREFIX = "form_"
"""The form's editors have their field's name behind it."""


class Typed(QObject):
    """`began` when an editor that can be typed into gets the keyboard, `left` when it loses it.

    `changed` gives the field and the text whenever a letter was typed.
    """

    began = Signal(object)
    changed = Signal(object, str)
    left = Signal()

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._editor: QWidget | None = None
        self._typed: tuple[FieldName, str] | None = None

    @property
    def number(self) -> str | None:
        """The telephone number that is being typed now; None: nobody types one."""
        return self._typed[1] if self._typed and self._typed[0] in PHONES else None

    def follow_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        """The keyboard has gone to this widget."""
        if now is not None and now is self._editor:
            return
        if self._editor is not None:
            self._editor = self._typed = None
            self.left.emit()
        field = self._field_of(now)
        if now is None or field is None:
            return
        self._editor = now
        if isinstance(now, QLineEdit):
            now.textEdited.connect(lambda text: self._note(now, field, text))
        self.began.emit(field)

    def _note(self, editor: QWidget, field: FieldName, text: str) -> None:
        if editor is self._editor:
            self._typed = (field, text)
            self.changed.emit(field, text)

    def _field_of(self, widget: QWidget | None) -> FieldName | None:
        if not isinstance(widget, QLineEdit | QPlainTextEdit) or widget.isReadOnly():
            return None
        name = widget.objectName()
        if name.startswith(FORM_PREFIX):
            return FieldName(name.removeprefix(FORM_PREFIX))
        current = self._workspace.current
        return current[1] if name == EDITOR_NAME and current else None
