"""The command palette: type a part of what you want, Enter does it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cn_desktop.ui.palette.entries import Entry

WIDTH, HEIGHT = 640, 420
FROM_TOP = 80
MOST_SHOWN = 200
IN_LIST = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
"""Keys that move in the list though the text field has the keyboard."""


class Palette(QDialog):
    """`entries` gives what is offered for a text. What is chosen is done once this is closed."""

    def __init__(self, entries: Callable[[str], Sequence[Entry]], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._entries = entries
        self._shown: list[Entry] = []
        self.setObjectName("palette")
        self.setAccessibleName("Commands")
        self._field = QLineEdit(self)
        self._field.setObjectName("paletteField")
        self._field.setAccessibleName("Find a command, a dataset, a column or a uid")
        self._field.setPlaceholderText("Command, dataset, column or uid")
        self._list = self._make_list()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self._field)
        column.addWidget(self._list)
        self._field.textChanged.connect(self._show)
        self._field.returnPressed.connect(self._choose)
        self._field.installEventFilter(self)
        self._list.itemClicked.connect(self._choose)

    def start(self) -> None:
        """Open it over its window, empty."""
        self._field.clear()
        self._show("")
        window = self.parentWidget()
        width, height = min(WIDTH, window.width() - 40), min(HEIGHT, window.height() - 40)
        corner = window.mapToGlobal(window.rect().topLeft())
        self.setFixedSize(width, height)
        self.move(corner.x() + (window.width() - width) // 2, corner.y() + FROM_TOP)
        self.show()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _make_list(self) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setObjectName("paletteList")
        tree.setAccessibleName("What was found")
        tree.setHeaderHidden(True)
        tree.setColumnCount(3)
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        return tree

    def _show(self, typed: str) -> None:
        self._shown = list(self._entries(typed)[:MOST_SHOWN])
        self._list.clear()
        items = [_item(entry) for entry in self._shown]
        self._list.addTopLevelItems(items)
        if items:
            self._list.setCurrentItem(items[0])

    def _choose(self) -> None:
        """What is done may want the keyboard: it is done when the window has that again."""
        place = self._list.currentIndex().row()
        if 0 <= place < len(self._shown) and self._shown[place].is_ready:
            self.close()
            QTimer.singleShot(0, self._shown[place].run)

    # Qt calls this; the name is Qt's.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() in IN_LIST:
            self._list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)


def _item(entry: Entry) -> QTreeWidgetItem:
    item = QTreeWidgetItem([entry.title, entry.detail, entry.keys])
    item.setDisabled(not entry.is_ready)
    item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    spoken = ", ".join(filter(None, [entry.title, entry.detail, entry.keys]))
    item.setData(0, Qt.ItemDataRole.AccessibleTextRole, spoken)
    return item
