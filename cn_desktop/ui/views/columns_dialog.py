"""Every column in a list: shown or not, pinned or not, in which order; it takes effect at once."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QLineEdit,
    QListWidgetItem,
    QWidget,
)

from cn_desktop.records.fields import FieldName
from cn_desktop.ui.dialogs import fit
from cn_desktop.ui.field_names import both_names
from cn_desktop.ui.table.arrangement import Arrangement
from cn_desktop.ui.views.found_list import FIELD, FoundList
from cn_desktop.ui.views.list_with_buttons import beside_buttons, lay_out
from cn_desktop.ui.views.view_words import FIND_COLUMN, column_line
from cn_desktop.ui.workspace import Workspace

SIZE = 560, 520


class ColumnsDialog(QDialog):
    """`gone_to`: somebody wants to go to this column."""

    gone_to = Signal(str)

    def __init__(self, workspace: Workspace, arrangement: Arrangement, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._arrangement = arrangement
        self._is_filling = False
        self.setObjectName("columnsDialog")
        self.setWindowTitle("Columns")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = QLineEdit(self, placeholderText=FIND_COLUMN, clearButtonEnabled=True)
        self.search.setAccessibleName(FIND_COLUMN)
        self.list = FoundList(self.search, workspace, self)
        self.list.setAccessibleName("Columns")
        self.hides_empty = QCheckBox("Hide &empty columns", self)
        self.buttons = beside_buttons(
            self,
            [
                ("goTo", "&Go to", self._go),
                ("up", "Move &up", lambda: self._move(-1)),
                ("down", "Move &down", lambda: self._move(1)),
                ("pin", "&Pin at the left", self._pin),
                ("all", "Show &all", lambda: arrangement.show(*arrangement.usual())),
                ("reset", "&Reset", self._reset),
            ],
        )
        lay_out(
            self, self.list, self.buttons.values(), above=[self.search], below=[self.hides_empty]
        )
        self._connect()
        self._fill()
        fit(self, *SIZE)

    # Building

    def _connect(self) -> None:
        self.list.itemChanged.connect(self._tick)
        self.list.currentItemChanged.connect(self._show_possible)
        self.list.chosen.connect(self._go)
        self.hides_empty.toggled.connect(self._arrangement.hide_empty)
        self._arrangement.changed.connect(self._fill)
        self._workspace.sheet_changed.connect(self.reject)
        for keys, steps in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda steps=steps: self._move(steps))

    # What is shown

    def _fill(self) -> None:
        """Anew from the arrangement; the same column stays the current one."""
        present = self.list.present_field()
        self._is_filling = True
        self.list.clear()
        for field in self._arrangement.everything():
            self.list.addItem(self._line(field))
        self.hides_empty.setChecked(self._arrangement.layout.hides_empty)
        self._is_filling = False
        self.list.show_found()
        self.list.go_to(present)
        self._show_possible()

    def _line(self, field: FieldName) -> QListWidgetItem:
        sheet, arrangement = self._workspace.sheet, self._arrangement
        text = column_line(
            both_names(field, sheet.vocabulary),
            is_pinned=arrangement.is_pinned(field),
            is_empty=arrangement.is_empty(field),
            is_locked=sheet.locks.of_field(field) is not None,
        )
        item = QListWidgetItem(text)
        item.setData(FIELD, field)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        is_hidden = arrangement.is_hidden(field)
        item.setCheckState(Qt.CheckState.Unchecked if is_hidden else Qt.CheckState.Checked)
        return item

    def _show_possible(self) -> None:
        field = self.list.present_field()
        for name in ("goTo", "up", "down", "pin"):
            self.buttons[name].setEnabled(field is not None)
        is_pinned = field is not None and self._arrangement.is_pinned(field)
        self.buttons["pin"].setText("Un&pin" if is_pinned else "&Pin at the left")

    # What a person does

    def _tick(self, item: QListWidgetItem) -> None:
        if self._is_filling:
            return
        field = FieldName(item.data(FIELD))
        if item.checkState() is Qt.CheckState.Checked:
            self._arrangement.show(field)
        elif not self._arrangement.hide(field):
            self._fill()  # the last one stays

    def _move(self, steps: int) -> None:
        if (field := self.list.present_field()) is not None:
            self._arrangement.move_in_list(field, steps)

    def _pin(self) -> None:
        if (field := self.list.present_field()) is not None:
            is_pinned = self._arrangement.is_pinned(field)
            self._arrangement.set_pinned(field, is_pinned=not is_pinned)

    def _reset(self) -> None:
        self._arrangement.reset()

    def _go(self) -> None:
        if (field := self.list.present_field()) is not None:
            self.gone_to.emit(field)
            self.accept()
