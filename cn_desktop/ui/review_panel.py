"""Every change before it is sent, and what became of each after."""

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cn_desktop.records.fields import FieldName, RecordKey, Value
from cn_desktop.records.marks import State
from cn_desktop.records.undo import Cell
from cn_desktop.ui.bars import wrapped_label
from cn_desktop.ui.table.columns import arrange
from cn_desktop.ui.theme import STATE_ICONS, Icons, Theme
from cn_desktop.ui.words import (
    CONTESTED_SIGN,
    STATES,
    counted,
    describe,
    plain_tip,
    shown_text,
    was,
)
from cn_desktop.ui.workspace import Workspace

CELL = Qt.ItemDataRole.UserRole
MOST_ROWS = 500
GONE = "Their record is gone"


class ChangesTree(QTreeWidget):
    """Del is its own here: two shortcuts on one key would both do nothing."""

    del_pressed = Signal()

    # Qt calls these; the names are Qt's.

    def event(self, event: QEvent) -> bool:
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.del_pressed.emit()
        else:
            super().keyPressEvent(event)


class ReviewPanel(QWidget):
    """A line per record and below it a line per field, old and new; live while it is open.

    Changes whose record is gone stand below a heading of their own. `actions` are offered
    beside its own by a right click.
    """

    def __init__(
        self,
        workspace: Workspace,
        theme: Theme,
        icons: Icons,
        actions: Sequence[QAction],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("reviewPanel")
        self.setAccessibleName("Review changes")
        self._workspace = workspace
        self._theme = theme
        self._icons = icons
        self._summary = wrapped_label(self, "reviewSummary")
        self._tree = ChangesTree(self)
        self._tree.setObjectName("reviewTree")
        self._tree.setAccessibleName("Changes by record")
        self._tree.setHeaderLabels(["Record", "Server has", "You want"])
        self._tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self._tree.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        revert = QAction("Revert this", self._tree)
        icons.dress(revert, "rotate-ccw")
        revert.setShortcut("Del")
        revert.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        revert.triggered.connect(self._revert_selected)
        self._tree.del_pressed.connect(revert.trigger)
        self._tree.addActions([revert, *actions])
        self._tree.itemActivated.connect(self._jump)
        self._tree.itemClicked.connect(self._jump)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self._summary)
        column.addWidget(self._tree, 1)
        for signal in (workspace.pending_changed, workspace.sheet_changed, theme.changed):
            signal.connect(self._rebuild_if_seen)
        self._rebuild()

    def use_actions(self, actions: Iterable[QAction]) -> None:
        """What else a line offers: commands that act on the record it makes the current one."""
        for action in actions:
            own = QAction(action.text(), self._tree, toolTip=action.toolTip())
            own.triggered.connect(partial(self._do, action))
            self._tree.addAction(own)

    def _do(self, action: QAction) -> None:
        if item := self._tree.currentItem():
            self._jump(item)
            action.trigger()

    def selected_records(self) -> list[RecordKey]:
        """The records of the selected lines."""
        cells = [item.data(0, CELL) for item in self._tree.selectedItems()]
        return list(dict.fromkeys(key for key, _ in cells))

    def _rebuild_if_seen(self) -> None:
        if self.isVisible():
            self._rebuild()

    def _rebuild(self) -> None:
        sheet = self._workspace.sheet
        changes = sheet.changes
        listed = changes.first_touched(MOST_ROWS)
        self._tree.clear()
        gone = dict.fromkeys(filter(sheet.is_orphan, listed))
        self._add(self._tree.invisibleRootItem(), [key for key in listed if key not in gone])
        if gone:
            heading = self._heading(GONE)
            self._add(heading, list(gone))
        self._tree.expandAll()
        counts = [
            f"{count:,} {STATES[state]}" for state in State if (count := changes.count([state]))
        ]
        text = ", ".join(counts) or "Nothing is pending in this dataset."
        if len(changes) > MOST_ROWS:
            text += f". The first {counted(MOST_ROWS, 'row')} are listed."
        self._summary.setText(text)

    def _add(self, parent: QTreeWidgetItem, keys: Sequence[RecordKey]) -> None:
        """All are added before the first is spanned: else Qt lays them out after each."""
        items = [self._record_item(key) for key in keys]
        parent.addChildren(items)
        for item in items:
            item.setFirstColumnSpanned(True)  # counts only once the tree has the item

    def _heading(self, text: str) -> QTreeWidgetItem:
        heading = QTreeWidgetItem([text])
        heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = heading.font(0)
        font.setBold(True)
        heading.setFont(0, font)
        self._tree.addTopLevelItem(heading)
        heading.setFirstColumnSpanned(True)
        return heading

    def _record_item(self, key: RecordKey) -> QTreeWidgetItem:
        sheet = self._workspace.sheet
        state = sheet.changes.state(key)
        is_new = sheet.changes.is_new(key)
        problems = [finding.problem for finding in sheet.findings(key)]
        words = describe(state, sheet.changes.mark(key), problems)
        item = QTreeWidgetItem([f"{'New record' if is_new else shown_text(key)} · {words}"])
        item.setData(0, CELL, (key, None))
        item.setToolTip(0, plain_tip(words) or "")
        if state:
            colour = self._theme.state_colour(state)
            name = "plus" if is_new and state is State.PENDING else STATE_ICONS[state]
            item.setIcon(0, self._icons.pixmap(name, colour, 14, self.devicePixelRatioF()))
            item.setForeground(0, QColor(colour))
        contested = sheet.changes.contested(key)
        edits = sheet.changes.edits(key)
        for field in (name for name in arrange(list(edits)) if name in edits):
            edit = edits[field]
            item.addChild(_field_item(key, field, edit.server_value, edit.wanted))
            if field in contested:
                item.addChild(self._contested_item(key, field, contested[field]))
        return item

    def _contested_item(self, key: RecordKey, field: FieldName, before: Value) -> QTreeWidgetItem:
        """Below the server's value and mine: what was there when it was changed."""
        item = QTreeWidgetItem([f"{CONTESTED_SIGN} changed by both", f"was {was(before)}"])
        item.setData(0, CELL, (key, field))
        item.setToolTip(0, "Somebody else changed this field too. Record › Decide… (F7)")
        for column in range(2):
            item.setForeground(column, QColor(self._theme.colours.conflict))
        return item

    def _jump(self, item: QTreeWidgetItem) -> None:
        if cell := item.data(0, CELL):
            self._workspace.go_to(*cell)

    def _revert_selected(self) -> None:
        cells: list[Cell] = []
        rows: list[RecordKey] = []
        for item in self._tree.selectedItems():
            key, field = item.data(0, CELL)
            if field is None:
                rows.append(key)
            else:
                cells.append((key, field))
        self._workspace.revert_rows(rows)
        self._workspace.revert_cells(cells)

    # Qt calls this; the name is Qt's.

    def showEvent(self, event: object) -> None:  # noqa: ARG002  Qt's signature
        self._rebuild()


def _field_item(key: RecordKey, field: FieldName, old: Value, new: Value) -> QTreeWidgetItem:
    item = QTreeWidgetItem([field, was(old), was(new)])
    item.setData(0, CELL, (key, field))
    return item
