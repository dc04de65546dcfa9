"""The words below an editor."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QWidget

from cn_desktop.ui.editors.factory import Editor
from cn_desktop.ui.editors.hints import Hint
from cn_desktop.ui.editors.line_editor import LineEditor

WARNING_SIGN = "⚠ "
GAP = 2


class HintLabel(QLabel):
    """Says what there is to say of the text in an editor, for as long as that is open.

    It lies over its parent, below the editor, and at the side of one that has a list, which may
    be below or above it; a screen reader finds the words at the editor.
    """

    def __init__(self, editor: Editor, say: Callable[[str], Hint | None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("editorHint")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._editor = editor
        self._say = say
        self._is_aside = isinstance(editor, LineEditor) and editor.completer() is not None
        editor.installEventFilter(self)
        editor.textChanged.connect(self.say)
        editor.destroyed.connect(self.deleteLater)

    def say(self) -> None:
        """What holds of the text now."""
        hint = self._say(self._editor.plain())
        is_warning = hint is not None and hint.is_warning
        self._editor.setAccessibleDescription(hint.words if hint else "")
        self.setText(f"{WARNING_SIGN if is_warning else ''}{hint.words}" if hint else "")
        if self.property("isWarning") != is_warning:
            self.setProperty("isWarning", is_warning)
            self.style().unpolish(self)
            self.style().polish(self)
        self._place()

    def _place(self) -> None:
        self.adjustSize()
        room = self.parentWidget().rect()
        self.move(place_near(self._editor.geometry(), self.size(), room, is_aside=self._is_aside))
        self.setVisible(bool(self.text()) and self._editor.isVisible())
        self.raise_()

    # Qt calls this; the name is Qt's.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide:
            self.hide()
        elif event.type() == QEvent.Type.Show:
            self.say()
        elif event.type() in {QEvent.Type.Move, QEvent.Type.Resize}:
            self._place()
        return super().eventFilter(watched, event)


def place_near(editor: QRect, size: QSize, room: QRect, *, is_aside: bool) -> QPoint:
    """Below the editor, or at its right; on the other side where there is no room on that one."""
    if is_aside and (place := _place_aside(editor, size, room)):
        return place
    left = max(room.left(), min(editor.left(), room.right() - size.width()))
    above, below = editor.top() - GAP - size.height(), editor.bottom() + GAP
    return QPoint(left, below if below + size.height() <= room.bottom() else above)


def _place_aside(editor: QRect, size: QSize, room: QRect) -> QPoint | None:
    """None where there is no room at either side."""
    top = max(room.top(), editor.center().y() - size.height() // 2)
    right, left = editor.right() + GAP, editor.left() - GAP - size.width()
    if right + size.width() <= room.right():
        return QPoint(right, top)
    return QPoint(left, top) if left >= room.left() else None
