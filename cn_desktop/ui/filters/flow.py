"""Widgets one behind the other, in as many lines as they need."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Left to right, and on in the next line; all lines are as high as the highest item."""

    def __init__(self, parent: QWidget, gap: int) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def _place(self, area: QRect, *, is_real: bool) -> int:
        """Put the items into the area, or only see how high it has to be."""
        at, height = area.topLeft(), self._line_height()
        for item in self._visible():
            width = min(item.sizeHint().width(), area.width())
            if at.x() > area.left() and at.x() + width > area.right() + 1:
                at = QPoint(area.left(), at.y() + height + self._gap)
            if is_real:
                item.setGeometry(QRect(at, QSize(width, height)))
            at = QPoint(at.x() + width + self._gap, at.y())
        return at.y() + height - area.top()

    def _visible(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _line_height(self) -> int:
        return max((item.sizeHint().height() for item in self._visible()), default=0)

    # Qt calls these; the names are Qt's.

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), is_real=False)

    def setGeometry(self, area: QRect) -> None:
        super().setGeometry(area)
        self._place(area, is_real=True)

    def sizeHint(self) -> QSize:
        """All in one line."""
        widths = [item.sizeHint().width() for item in self._visible()]
        return QSize(sum(widths) + self._gap * max(len(widths) - 1, 0), self._line_height())

    def minimumSize(self) -> QSize:
        widest = max((item.minimumSize().width() for item in self._visible()), default=0)
        return QSize(widest, self._line_height())
