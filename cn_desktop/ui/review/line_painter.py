"""How a line of the review looks: a card's heading, or a field with what it was and will be."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPen,
    QTextCharFormat,
)
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from cn_desktop.ui.review.entries import Entry
from cn_desktop.ui.review.review_model import ENTRY_ROLE, Index
from cn_desktop.ui.review.runs import Runs, excerpt
from cn_desktop.ui.theme import Icons, Theme

PAD = 6
ICON = 16
BOX = 15
INDENT = PAD + ICON + PAD
GAP = "   "
ARROW = " → "
ACTION = ICON + 2 * PAD
"""The room at the right for the way back."""


class LinePainter(QStyledItemDelegate):
    """Two lines of text for each: a record's name and state, a field's name and change."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons

    @staticmethod
    def height(metrics: QFontMetrics) -> int:
        """Of every line: so nothing has to be measured where there are 100,000."""
        return 2 * metrics.height() + 2 * PAD - 2

    @staticmethod
    def tick_room(line: QRect) -> QRect:
        """Where a record's tick is, and where a click counts as meant for it."""
        return QRect(line.left(), line.top(), INDENT, line.height())

    @staticmethod
    def back_room(line: QRect) -> QRect:
        """Where the way back is."""
        return QRect(line.right() - ACTION, line.top(), ACTION, line.height())

    # Qt calls these; the names are Qt's.

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry | None = index.data(ENTRY_ROLE)
        if entry is None:
            return
        painter.save()
        painter.setClipRect(option.rect)
        Painting(self._theme, self._icons, painter, option, entry).paint()
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(120, self.height(option.fontMetrics))

    def editorEvent(self, *_args: object) -> bool:
        """Ticks and the way back are the list's business: by key and mouse alike."""
        return False


class Painting:
    """One line on its way to the screen."""

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        painter: QPainter,
        option: QStyleOptionViewItem,
        entry: Entry,
    ) -> None:
        self._theme = theme
        self._colours = theme.colours
        self._icons = icons
        self._painter = painter
        self._option = option
        self._entry = entry
        self._font = QFont(option.font)
        self._bold = QFont(option.font)
        self._bold.setBold(True)
        self._height = QFontMetrics(self._font).height()

    def paint(self) -> None:
        self._paint_ground()
        right = ACTION if self._entry.can_revert else PAD
        room = self._option.rect.adjusted(INDENT, PAD - 1, -right, 0)
        if self._entry.is_record:
            self._paint_tick()
            self._paint_record(room)
        else:
            self._paint_field(room)
        if self._entry.can_revert:
            self._paint_icon(
                "rotate-ccw", self._option.rect.right() - ICON - PAD, self._colours.dim
            )
        self._paint_focus()

    def _paint_ground(self) -> None:
        rect = self._option.rect
        is_selected = bool(self._option.state & QStyle.StateFlag.State_Selected)
        plain = self._colours.alternate if self._entry.is_record else self._colours.base
        self._painter.fillRect(rect, QColor(self._colours.selection if is_selected else plain))
        if self._entry.is_record:
            self._painter.setPen(QColor(self._colours.line))
            self._painter.drawLine(rect.topLeft(), rect.topRight())

    def _paint_tick(self) -> None:
        if self._entry.is_ticked is None:
            self._paint_icon(self._entry.icon, self._option.rect.left() + PAD, self._state_colour)
            return
        box = QRect(0, 0, BOX, BOX)
        box.moveTo(self._option.rect.left() + PAD, self._middle - BOX // 2)
        self._painter.setPen(QColor(self._colours.dim))
        self._painter.setBrush(QColor(self._colours.base))
        self._painter.drawRect(box)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._entry.is_ticked:
            scale = self._painter.device().devicePixelRatioF()
            sign = self._icons.pixmap("check", self._colours.text, BOX - 1, scale)
            self._painter.drawPixmap(box.topLeft() + QPoint(1, 1), sign)

    @property
    def _middle(self) -> int:
        return self._option.rect.center().y()

    @property
    def _state_colour(self) -> str:
        state = self._entry.state
        return self._theme.state_colour(state) if state else self._colours.text

    def _paint_icon(self, name: str, left: int, colour: str) -> None:
        scale = self._painter.device().devicePixelRatioF()
        pixmap = self._icons.pixmap(name, colour, ICON, scale)
        self._painter.drawPixmap(left, self._middle - ICON // 2, pixmap)

    def _paint_record(self, room: QRect) -> None:
        self._write(self._entry.title, room, self._colours.text, self._bold)
        below = room.adjusted(0, self._height, 0, 0)
        if self._entry.is_ticked is not None:
            scale = self._painter.device().devicePixelRatioF()
            pixmap = self._icons.pixmap(self._entry.icon, self._state_colour, 13, scale)
            self._painter.drawPixmap(below.left(), below.top() + (self._height - 13) // 2, pixmap)
            below.adjust(13 + PAD, 0, 0, 0)
        self._write(self._entry.words, below, self._state_colour, self._font)

    def _paint_field(self, room: QRect) -> None:
        """The name gives up to half of the line to what is said of the field."""
        metrics = QFontMetrics(self._font)
        words = self._entry.words
        said = metrics.horizontalAdvance(f"{GAP}{words}") if words else 0
        most = max(room.width() // 2, room.width() - said)
        title = metrics.elidedText(self._entry.title, Qt.TextElideMode.ElideRight, most)
        self._write(title, room, self._colours.dim, self._font)
        taken = metrics.horizontalAdvance(f"{title}{GAP}")
        colour = self._colours.conflict if self._entry.is_wrong else self._colours.pending
        self._write(words, room.adjusted(taken, 0, 0, 0), colour, self._font)
        self._paint_change(room.adjusted(0, self._height, 0, 0))

    def _paint_change(self, room: QRect) -> None:
        """The old value takes what it needs, at most half where the new one needs more."""
        new = Runs(excerpt(self._entry.new), self._font, self._come)
        if not self._entry.old:
            new.paint(self._painter, room, self._colours.text)
            return
        old = Runs(excerpt(self._entry.old), self._font, self._gone)
        arrow = QFontMetrics(self._bold).horizontalAdvance(ARROW)
        half = (room.width() - arrow) // 2
        width = min(old.width, max(half, room.width() - arrow - new.width))
        old.paint(self._painter, QRect(room.left(), room.top(), width, self._height), self._old_ink)
        at = QRect(room.left() + width, room.top(), arrow, self._height)
        self._write(ARROW, at, self._colours.text, self._bold)
        left = at.right() + 1
        rest = QRect(left, room.top(), room.right() - left, self._height)
        new.paint(self._painter, rest, self._colours.text)

    @property
    def _old_ink(self) -> str:
        return self._colours.dim

    @property
    def _gone(self) -> QTextCharFormat:
        """Struck through: not by colour alone."""
        look = QTextCharFormat()
        look.setFontStrikeOut(True)
        look.setForeground(QColor(self._colours.rejected))
        return look

    @property
    def _come(self) -> QTextCharFormat:
        """Bold and underlined."""
        look = QTextCharFormat()
        look.setFontWeight(QFont.Weight.Bold)
        look.setFontUnderline(True)
        return look

    def _write(self, text: str, room: QRect, colour: str, font: QFont) -> None:
        if room.width() <= 0 or not text:
            return
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        self._painter.setFont(font)
        self._painter.setPen(QColor(colour))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        self._painter.drawText(room, flags | Qt.TextFlag.TextSingleLine, shown)

    def _paint_focus(self) -> None:
        if self._option.state & QStyle.StateFlag.State_HasFocus:
            self._painter.setPen(QPen(QColor(self._colours.accent), 2))
            self._painter.drawRect(self._option.rect.adjusted(1, 1, -2, -2))
