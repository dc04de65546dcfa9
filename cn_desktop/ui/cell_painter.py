"""How a cell looks: kinds of emptiness, pending frames, problems; and its editor."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QLineEdit,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from cn_desktop.records.fields import ABSENT, UID, ZERO_DATE, FieldName
from cn_desktop.records.marks import State
from cn_desktop.ui.choices import offer
from cn_desktop.ui.columns import STATUS
from cn_desktop.ui.record_model import (
    CHOICES_ROLE,
    CONTESTED_ROLE,
    EDIT_ROLE,
    LOCK_ROLE,
    PROBLEM_ROLE,
    STATE_ROLE,
    UNKEPT_ROLE,
    VALUE_ROLE,
    RecordModel,
)
from cn_desktop.ui.theme import Theme
from cn_desktop.ui.words import CONTESTED_SIGN

Index = QModelIndex | QPersistentModelIndex
PADDING = 6
CORNER = 9
EDITOR_NAME = "cellEditor"
SIGN_WIDTH = 16
NO_LIMIT = 2**31 - 1
"""Qt's own limit would cut a long text without a word after 32,767 characters."""


class CellDelegate(QStyledItemDelegate):
    """Paints and edits the cells of a `RecordModel`."""

    def __init__(self, model: RecordModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme

    def _field(self, index: Index) -> FieldName:
        return self._model.fields[index.column()]

    def _paint_ground(self, painter: QPainter, rect: QRect, index: Index) -> None:
        colours = self._theme.colours
        if index.data(PROBLEM_ROLE):
            painter.fillRect(rect, QColor(colours.rejected_fill))
        elif index.data(EDIT_ROLE):
            is_rejected = index.data(STATE_ROLE) is State.REJECTED
            painter.fillRect(
                rect, QColor(colours.rejected_fill if is_rejected else colours.pending_fill)
            )

    def _paint_frame(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """A frame and a bar at the left: a changed cell is told by shape, not colour alone."""
        state = index.data(STATE_ROLE)
        if index.data(PROBLEM_ROLE):
            colour = self._theme.colours.rejected
        elif index.data(CONTESTED_ROLE):
            self._paint_contested(painter, rect)
            return
        elif index.data(EDIT_ROLE) and state:
            is_calm = state is State.CONFLICT  # it is another of the row's cells that is contested
            colour = self._theme.state_colour(State.PENDING if is_calm else state)
        else:
            return
        painter.setPen(QPen(QColor(colour), 1))
        painter.drawRect(rect.adjusted(0, 0, -2, -2))
        painter.fillRect(QRect(rect.left(), rect.top(), 4, rect.height() - 1), QColor(colour))

    def _paint_corner(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Until it is kept on this computer."""
        if not index.data(UNKEPT_ROLE):
            return
        corner = rect.topRight()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colours.rejected))
        painter.drawPolygon([
            corner - QPoint(CORNER, 0),
            corner,
            corner + QPoint(0, CORNER),
        ])
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_contested(self, painter: QPainter, rect: QRect) -> None:
        """Two frames, and a sign at the right: mine is not what the server has."""
        painter.setPen(QPen(QColor(self._theme.colours.conflict), 1))
        painter.drawRect(rect.adjusted(0, 0, -2, -2))
        painter.drawRect(rect.adjusted(2, 2, -4, -4))
        font = QFont(painter.font())
        font.setBold(True)
        painter.setFont(font)
        sign = QRect(rect.right() - SIGN_WIDTH, rect.top(), SIGN_WIDTH - 4, rect.height())
        painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, CONTESTED_SIGN)

    def _text_colour(self, index: Index) -> str:
        colours = self._theme.colours
        state = index.data(STATE_ROLE)
        if self._field(index) == STATUS:
            return self._theme.state_colour(state) if state else colours.dim
        if self._is_faint(index):
            return colours.dim
        is_own = self._field(index) == UID or index.data(CONTESTED_ROLE)
        return colours.dim if index.data(LOCK_ROLE) and not is_own else colours.text

    def _is_faint(self, index: Index) -> bool:
        """Null, absent and the date that was never set are signs, not values."""
        value = index.data(VALUE_ROLE)
        return value is None or value is ABSENT or value == ZERO_DATE

    def _enter(self, editor: QPlainTextEdit, event: QKeyEvent) -> None:
        new_line = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
        if event.modifiers() & new_line:
            editor.insertPlainText("\n")
        else:
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, self.EndEditHint.SubmitModelCache)

    # Qt calls these; the names are Qt's.

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if is_selected:
            painter.fillRect(rect, QColor(self._theme.colours.selection))
        else:
            self._paint_ground(painter, rect, index)
        self._paint_frame(painter, rect, index)
        self._paint_corner(painter, rect, index)
        font = QFont(option.font)
        font.setItalic(self._is_faint(index) and self._field(index) != STATUS)
        painter.setFont(font)
        painter.setPen(QColor(self._text_colour(index)))
        sign = SIGN_WIDTH if index.data(CONTESTED_ROLE) else 0
        room = rect.adjusted(PADDING, 0, -PADDING - sign, 0)
        mode = (
            Qt.TextElideMode.ElideMiddle
            if self._field(index) == UID
            else Qt.TextElideMode.ElideRight
        )
        text = painter.fontMetrics().elidedText(index.data(), mode, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(self._theme.colours.accent), 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()

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
