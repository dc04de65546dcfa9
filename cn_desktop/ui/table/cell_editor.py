"""The editors of the table's cells; what a cell looks like is painted by the table itself."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cn_desktop.records.fields import FieldName
from cn_desktop.ui.editors.factory import Editor, make_editor
from cn_desktop.ui.editors.hint_label import HintLabel
from cn_desktop.ui.editors.hints import hint_for
from cn_desktop.ui.editors.kinds import Kind, kind_of
from cn_desktop.ui.editors.line_editor import LineEditor
from cn_desktop.ui.editors.text_editor import TextEditor
from cn_desktop.ui.field_names import full_name
from cn_desktop.ui.table.keys import EDITOR_KEYS, OF_THE_TABLE, Stay, combination
from cn_desktop.ui.table.record_model import RecordModel
from cn_desktop.ui.words import PASTE_REFUSED
from cn_desktop.ui.workspace import Workspace

Index = QModelIndex | QPersistentModelIndex
EDITOR_NAME = "cellEditor"
LARGE_WIDTH, LARGE_HEIGHT = 420, 144
EDIT = Qt.ItemDataRole.EditRole
SAYS_LITTLE = {Kind.LINE, Kind.PHONE}
"""Kinds of text of which there is nothing to say, so that there is room for the keys."""


class CellDelegate(QStyledItemDelegate):
    """Edits the cells of a `RecordModel`.

    `pressed` gives a `Leave` or a `Stay`: a key of the table was pressed in the open editor.
    While `enlarges` is set, every editor that is made is a large one.
    """

    pressed = Signal(object)

    def __init__(self, model: RecordModel, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._workspace = workspace
        self.enlarges = False

    def _field(self, index: Index) -> FieldName:
        return self._model.fields[index.column()]

    def _text(self, index: Index) -> str:
        """Straight from the model: on its way through Qt a byte order mark would be lost."""
        return str(self._model.data(index, EDIT))

    def _kind(self, index: Index) -> Kind:
        if self.enlarges:
            return Kind.TEXT
        vocabulary = self._workspace.sheet.vocabulary
        return kind_of(self._field(index), vocabulary, self._text(index))

    def _attach_hint(self, editor: Editor, index: Index, parent: QWidget) -> None:
        """What a field's text means is said in an enlarged editor too."""
        field, vocabulary = self._field(index), self._workspace.sheet.vocabulary
        kind = kind_of(field, vocabulary, self._text(index))
        if isinstance(editor, TextEditor) and kind in SAYS_LITTLE:
            kind = Kind.TEXT
        HintLabel(editor, lambda text: hint_for(kind, vocabulary, field, text), parent)

    # Qt calls these; the names are Qt's.

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        field, vocabulary = self._field(index), self._workspace.sheet.vocabulary
        editor = make_editor(self._kind(index), vocabulary, field, parent)
        editor.setObjectName(EDITOR_NAME)
        editor.setAccessibleName(f"Edit {full_name(field, vocabulary)}")
        editor.refused.connect(lambda: self._workspace.tell(PASTE_REFUSED))
        self._attach_hint(editor, index, parent)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """What is being typed stays when something else of the row changes, and so does the cursor.

        A text that is selected anew would be typed over.
        """
        text = self._text(index)
        if not isinstance(editor, Editor) or editor.kept == text or editor.typed() is not None:
            return
        place = editor.place() if editor.kept is not None else None
        editor.load(text)
        if place:
            editor.go_to(*place)
        else:
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Only what was typed counts: editors change some characters by merely showing them."""
        typed = editor.typed() if isinstance(editor, Editor) else None
        if typed is not None:
            model.setData(index, typed)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """The keys of a spreadsheet, at once: what is typed next belongs to the next cell."""
        if isinstance(event, QKeyEvent) and isinstance(editor, Editor):
            if event.type() == QEvent.Type.ShortcutOverride:
                return _claim(editor, event)
            if event.type() == QEvent.Type.KeyPress:
                meaning = EDITOR_KEYS.get(combination(event))
                if meaning is not None:
                    self.pressed.emit(meaning)
                    return True
        return super().eventFilter(editor, event)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        rect = QRect(option.rect)
        if isinstance(editor, TextEditor):
            rect = _enlarged(rect, editor.parentWidget().rect())
        editor.setGeometry(rect)


def _claim(editor: Editor, event: QKeyEvent) -> bool:
    """Whether it is settled whose a key is that commands have too: the editor's or theirs."""
    keys = combination(event)
    if keys in OF_THE_TABLE:
        event.ignore()
        return True
    meaning = EDITOR_KEYS.get(keys)
    if meaning is None or (meaning is Stay.LIST and not has_choices(editor)):
        return False
    event.accept()
    return True


def has_choices(editor: Editor) -> bool:
    """There is a list that could be shown."""
    return isinstance(editor, LineEditor) and editor.completer() is not None


def _enlarged(cell: QRect, room: QRect) -> QRect:
    """Large enough for several lines, from the cell's corner, and inside the table."""
    width = min(max(cell.width(), LARGE_WIDTH), room.width())
    height = min(max(cell.height(), LARGE_HEIGHT), room.height())
    left = max(room.left(), min(cell.left(), room.right() + 1 - width))
    top = max(room.top(), min(cell.top(), room.bottom() + 1 - height))
    return QRect(left, top, width, height)
