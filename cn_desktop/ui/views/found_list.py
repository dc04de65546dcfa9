"""A list of columns one can search by typing, with the keyboard staying in the search field."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from cn_desktop.records.fields import FieldName
from cn_desktop.records.vocabulary import Vocabulary
from cn_desktop.ui.field_names import begins_with, is_called
from cn_desktop.ui.workspace import Workspace

FIELD = Qt.ItemDataRole.UserRole
STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -10,
    Qt.Key.Key_PageDown: 10,
}


Rule = Callable[[FieldName, Vocabulary, str], bool]


class FoundList(QListWidget):
    """Shows those of its lines that contain what is typed in `search`, as text or as a name.

    Up and Down in the search field go through the list. `chosen`: Enter in either, or a double
    click.
    """

    chosen = Signal()

    def __init__(self, search: QLineEdit, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._search = search
        self._workspace = workspace
        self.setUniformItemSizes(True)
        search.textChanged.connect(self.show_found)
        search.installEventFilter(self)
        self.itemActivated.connect(lambda _item: self.chosen.emit())

    def lines(self) -> Iterator[QListWidgetItem]:
        return map(self.item, range(self.count()))

    def present_field(self) -> FieldName | None:
        """The column of the current line, if that is shown."""
        item = self.currentItem()
        field = item.data(FIELD) if item and not item.isHidden() else None
        return FieldName(field) if field is not None else None

    def go_to(self, field: FieldName | None) -> None:
        """Make its line the current one; else the first that is shown."""
        found = next((item for item in self.lines() if item.data(FIELD) == field), None)
        if found and not found.isHidden():
            self.setCurrentItem(found)
            self.scrollToItem(found)
        else:
            self._go_to_first()

    def show_found(self) -> None:
        """Hide the lines that lack what is typed."""
        typed = self._search.text().strip()
        for item in self.lines():
            is_there = typed.casefold() in item.text().casefold()
            item.setHidden(not is_there and not self._is_meant(is_called, item, typed))
        if self.currentItem() is None or self.currentItem().isHidden() or typed:
            self._go_to_first()

    def _go_to_first(self) -> None:
        """A column whose name starts so is meant before one that has it inside."""
        typed = self._search.text().strip()
        shown = [row for row in range(self.count()) if not self.item(row).isHidden()]
        shown.sort(key=lambda row: not self._is_meant(begins_with, self.item(row), typed))
        self.setCurrentRow(shown[0] if shown else -1)

    def _is_meant(self, rule: Rule, item: QListWidgetItem, typed: str) -> bool:
        """By either name of the column; a line that is no column never."""
        field = item.data(FIELD)
        if field is None:
            return False
        return rule(FieldName(field), self._workspace.sheet.vocabulary, typed)

    def _step(self, steps: int) -> None:
        shown = [row for row in range(self.count()) if not self.item(row).isHidden()]
        if shown:
            at = shown.index(self.currentRow()) if self.currentRow() in shown else 0
            self.setCurrentRow(shown[min(max(at + steps, 0), len(shown) - 1)])

    def _take(self, key: Qt.Key) -> bool:
        """Whether a key of the search field was meant for the list."""
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.chosen.emit()
        elif key in STEPS:
            self._step(STEPS[key])
        else:
            return False
        return True

    # Qt calls this; the name is Qt's.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._search and isinstance(event, QKeyEvent):
            is_plain = event.type() == QEvent.Type.KeyPress and not event.modifiers()
            if is_plain and self._take(Qt.Key(event.key())):
                return True
        return super().eventFilter(watched, event)
