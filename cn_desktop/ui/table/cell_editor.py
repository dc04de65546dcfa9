"""The editors of the table's cells; what a cell looks like is painted by the table itself."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QPlainTextEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from cn_desktop.records.fields import FieldName
from cn_desktop.ui.choices import offer
from cn_desktop.ui.table.record_model import CHOICES_ROLE, RecordModel

Index = QModelIndex | QPersistentModelIndex
EDITOR_NAME = "cellEditor"
NO_LIMIT = 2**31 - 1
"""Qt's own limit would cut a long text without a word after 32,767 characters."""


class CellDelegate(QStyledItemDelegate):
    """Edits the cells of a `RecordModel`."""

    def __init__(self, model: RecordModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def _field(self, index: Index) -> FieldName:
        return self._model.fields[index.column()]

    def _enter(self, editor: QPlainTextEdit, event: QKeyEvent) -> None:
        new_line = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
        if event.modifiers() & new_line:
            editor.insertPlainText("\n")
        else:
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, self.EndEditHint.SubmitModelCache)

    # Qt calls these; the names are Qt's.

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor: QLineEdit | QPlainTextEdit
        if "\n" in str(index.data(Qt.ItemDataRole.EditRole)):
            editor = QPlainTextEdit(parent)
            editor.setTabChangesFocus(True)
        else:
            editor = QLineEdit(parent, maxLength=NO_LIMIT)
            if choices := index.data(CHOICES_ROLE):
                offer(editor, choices)
        editor.setObjectName(EDITOR_NAME)
        editor.setAccessibleName(f"Edit {self._field(index)}")
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """What is being typed stays when something else of the row changes."""
        if _is_typed_in(editor):
            return
        text = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QPlainTextEdit):
            editor.setPlainText(text)
            editor.document().setModified(False)
        elif isinstance(editor, QLineEdit):
            editor.setText(text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Only what was typed counts: editors change some characters by merely showing them."""
        if isinstance(editor, QPlainTextEdit) and _is_typed_in(editor):
            typed = editor.document().toRawText().replace("\u2029", "\n")
            was_crlf = "\r\n" in index.data(Qt.ItemDataRole.EditRole)
            model.setData(index, typed.replace("\n", "\r\n") if was_crlf else typed)
        elif isinstance(editor, QLineEdit) and _is_typed_in(editor):
            model.setData(index, editor.text())

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter ends an editor of several lines too; with Alt or Shift it is a new line."""
        if isinstance(editor, QPlainTextEdit) and isinstance(event, QKeyEvent):
            is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if is_enter and event.type() == QEvent.Type.KeyPress:
                self._enter(editor, event)
                return True
        return super().eventFilter(editor, event)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        rect = QRect(option.rect)
        if isinstance(editor, QPlainTextEdit):
            rect.setHeight(max(rect.height(), 96))
            rect.setWidth(max(rect.width(), 260))
        editor.setGeometry(rect)


def _is_typed_in(editor: QWidget) -> bool:
    if isinstance(editor, QPlainTextEdit):
        return editor.document().isModified()
    return isinstance(editor, QLineEdit) and editor.isModified()
