"""Above a field of the form: its prompt, and dimly beside it what stands above its column."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cn_desktop.records.fields import FieldName
from cn_desktop.records.vocabulary import Vocabulary
from cn_desktop.ui.field_names import full_name, name_beside, prompt
from cn_desktop.ui.theme import Theme
from cn_desktop.ui.words import plain_tip

GAP = 8
MOST_OF_PROMPT = 0.65
"""Of the line, where there is not room for both."""


class NameLine(QWidget):
    """One line, cut where it is too narrow; its tooltip has all of it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._prompt = ""
        self._name = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_names(self, field: FieldName, vocabulary: Vocabulary) -> None:
        self._prompt = prompt(field, vocabulary)
        self._name = name_beside(field, vocabulary)
        self.setToolTip(plain_tip(full_name(field, vocabulary)) or "")
        self.update()

    def show_changed(self, *, is_changed: bool) -> None:
        """A changed field is told by shape: its prompt is bold."""
        font = self.font()
        if font.bold() is not is_changed:
            font.setBold(is_changed)
            self.setFont(font)

    def _room_of_prompt(self) -> int:
        if not self._name:
            return self.width()
        least = int(self.width() * MOST_OF_PROMPT)
        return max(least, self.width() - GAP - self._plain_metrics().horizontalAdvance(self._name))

    def _plain_metrics(self) -> QFontMetrics:
        return QFontMetrics(self.parentWidget().font())

    # Qt calls these; the names are Qt's.

    def sizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        room = self._room_of_prompt()
        shown = self.fontMetrics().elidedText(self._prompt, Qt.TextElideMode.ElideRight, room)
        painter.setPen(QColor(self._theme.colours.text))
        painter.drawText(self.rect(), side, shown)
        left = self.fontMetrics().horizontalAdvance(shown) + GAP
        beside = QRect(left, 0, self.width() - left, self.height())
        middle = Qt.TextElideMode.ElideMiddle
        name = self._plain_metrics().elidedText(self._name, middle, max(0, beside.width()))
        painter.setFont(self.parentWidget().font())
        painter.setPen(QColor(self._theme.colours.dim))
        painter.drawText(beside, side, name)
        painter.end()
