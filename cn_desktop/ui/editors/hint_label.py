"""The words below an editor."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QWidget

from cn_desktop.ui.editors.factory import Editor
from cn_desktop.ui.editors.hints import Hint

WARNING_SIGN = "⚠ "
GAP = 2


class HintLabel(QLabel):
    """Says what there is to say of the text in an editor, for as long as that is open.

    It lies over its parent, beside the editor; a screen reader finds the words at the editor.
    """

    def __init__(self, editor: Editor, say: Callable[[str], Hint | None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("editorHint")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._editor = editor
        self._say = say
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
        self.move(place_beside(self._editor.geometry(), self.size(), room))
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


def place_beside(editor: QRect, size: QSize, room: QRect) -> QPoint:
    """Below the editor, or above it where there is no room below."""
    left = max(room.left(), min(editor.left(), room.right() - size.width()))
    below = editor.bottom() + GAP
    has_room = below + size.height() <= room.bottom()
    return QPoint(left, below if has_room else editor.top() - GAP - size.height())
