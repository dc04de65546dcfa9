"""A list of cells that would change, before and after, with a tick box each where that helps."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from cn_desktop.records.plans import Change
from cn_desktop.records.undo import Cell
from cn_desktop.ui.bulk.bulk_words import spelled
from cn_desktop.ui.field_names import full_name
from cn_desktop.ui.words import named, plain_tip
from cn_desktop.ui.workspace import Workspace

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
NO_PARENT = QModelIndex()
HEADINGS = ("Record", "Field", "Now", "Then")
ROW_HEIGHT = 24
RECORD_WIDTH, FIELD_WIDTH = 230, 180


class ChangeModel(QAbstractTableModel):
    """Changes as they come; `unticked` are those that are not to be done.

    `ticked_changed`: others are to be done now.
    """

    ticked_changed = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget, *, has_ticks: bool) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._has_ticks = has_ticks
        self._changes: list[Change] = []
        self._count = 0
        self.unticked: set[Cell] = set()
        self._columns: tuple[Callable[[Change], str], ...] = (
            lambda change: named(workspace.sheet, change.key),
            lambda change: full_name(change.field, workspace.sheet.vocabulary),
            lambda change: spelled(change.before),
            lambda change: spelled(change.after),
        )

    def show_changes(self, changes: list[Change]) -> None:
        """The same list, grown, or another one."""
        if changes is not self._changes:
            self.beginResetModel()
            self._changes, self._count = changes, len(changes)
            self.endResetModel()
        elif len(changes) > self._count:
            self.beginInsertRows(NO_PARENT, self._count, len(changes) - 1)
            self._count = len(changes)
            self.endInsertRows()

    def tick_all(self, *, is_ticked: bool) -> None:
        self.tick(range(self._count), is_ticked=is_ticked)

    def tick(self, rows: range | list[int], *, is_ticked: bool) -> None:
        cells = {self._changes[row].cell for row in rows}
        self.unticked = self.unticked - cells if is_ticked else self.unticked | cells
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, 0))
        self.ticked_changed.emit()

    def is_ticked(self, row: int) -> bool:
        return self._changes[row].cell not in self.unticked

    # Qt calls these; the names are Qt's.

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= self._count:
            return None
        change = self._changes[index.row()]
        if role == Role.DisplayRole:
            return self._columns[index.column()](change)
        if role == Role.ToolTipRole:
            return plain_tip(self._columns[index.column()](change))
        if role == Role.AccessibleTextRole:
            return f"{HEADINGS[index.column()]}, {self._columns[index.column()](change)}"
        if role == Role.CheckStateRole and self._has_ticks and index.column() == 0:
            is_ticked = self.is_ticked(index.row())
            return Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.CheckStateRole or not self._has_ticks:
            return False
        self.tick([index.row()], is_ticked=Qt.CheckState(value) is Qt.CheckState.Checked)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if self._has_ticks and index.column() == 0:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Role.DisplayRole:
            return HEADINGS[section]
        return None


class TickDelegate(QStyledItemDelegate):
    """Draws a box round each tick: the style's own has the colour of the background."""

    # Qt calls this; the name is Qt's.

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        drawn = QStyleOptionViewItem(option)
        self.initStyleOption(drawn, index)
        widget = drawn.widget
        place = QStyle.SubElement.SE_ItemViewItemCheckIndicator
        box = widget.style().subElementRect(place, drawn, widget)
        is_selected = drawn.state & QStyle.StateFlag.State_Selected
        role = QPalette.ColorRole.HighlightedText if is_selected else QPalette.ColorRole.Text
        painter.save()
        painter.setPen(widget.palette().color(role))
        painter.drawRect(box.adjusted(1, 1, -2, -2))
        painter.restore()


class ChangeList(QTableView):
    """Space ticks or unticks all selected lines; Tab leaves the list."""

    def __init__(self, model: ChangeModel, parent: QWidget, *, has_ticks: bool) -> None:
        super().__init__(parent)
        self._changes = model
        self._has_ticks = has_ticks
        self.setObjectName("changeList")
        self.setAccessibleName("Cells that will change")
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((RECORD_WIDTH, FIELD_WIDTH)):
            self.setColumnWidth(column, width)
        for column in (2, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        if has_ticks:
            self.setItemDelegateForColumn(0, TickDelegate(self))

    # Qt calls this; the name is Qt's.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        rows = [index.row() for index in self.selectionModel().selectedRows()]
        if event.key() == Qt.Key.Key_Space and self._has_ticks and rows:
            is_on = not all(map(self._changes.is_ticked, rows))
            self._changes.tick(rows, is_ticked=is_on)
        else:
            super().keyPressEvent(event)
