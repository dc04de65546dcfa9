"""Go to a column by a part of its name, or to a row by its number (feat-K1)."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidgetItem, QVBoxLayout, QWidget

from cn_desktop.records.fields import FieldName
from cn_desktop.ui.dialogs import fit
from cn_desktop.ui.field_names import both_names
from cn_desktop.ui.table.arrangement import Arrangement
from cn_desktop.ui.views.found_list import FIELD, FoundList
from cn_desktop.ui.views.view_words import FIND_PLACE, row_line
from cn_desktop.ui.workspace import Workspace

SIZE = 420, 360
DIGITS = 9
"""Of a row's number; there are no more rows."""


class GoToDialog(QDialog):
    """`column_chosen`: go to this column. `row_chosen`: go to the row of this number, from 1."""

    column_chosen = Signal(str)
    row_chosen = Signal(int)

    def __init__(self, workspace: Workspace, arrangement: Arrangement, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setObjectName("goToDialog")
        self.setWindowTitle("Go to column or row")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = QLineEdit(self, placeholderText=FIND_PLACE, clearButtonEnabled=True)
        self.search.setAccessibleName(FIND_PLACE)
        self.list = FoundList(self.search, workspace, self)
        self.list.setAccessibleName("Columns and rows")
        for field in arrangement.everything():
            self.list.addItem(self._line(field))
        self._row = QListWidgetItem()
        self.list.insertItem(0, self._row)
        self.search.textChanged.connect(self._offer_row)
        self.list.chosen.connect(self._go)
        workspace.sheet_changed.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        fit(self, *SIZE)
        self._offer_row()

    def _line(self, field: FieldName) -> QListWidgetItem:
        item = QListWidgetItem(both_names(field, self._workspace.sheet.vocabulary))
        item.setData(FIELD, field)
        return item

    def _number(self) -> int | None:
        """The row's number that was typed, be it with commas."""
        typed = self.search.text().strip().replace(",", "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= DIGITS else None

    def _offer_row(self) -> None:
        number, count = self._number(), len(self._workspace.rows)
        self._row.setHidden(number is None)
        if number is not None:
            self._row.setText(row_line(number, count))
            self.list.setCurrentItem(self._row)
        elif self.list.currentItem() is None:
            self.list.go_to(None)

    def _go(self) -> None:
        number = self._number()
        if self.list.currentItem() is self._row and number is not None:
            if 1 <= number <= len(self._workspace.rows):
                self.row_chosen.emit(number)
                self.accept()
        elif (field := self.list.present_field()) is not None:
            self.column_chosen.emit(field)
            self.accept()
