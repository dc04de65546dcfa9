"""The editable table."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QMenu, QWidget

from cn_desktop.records.area import Area
from cn_desktop.records.fields import FieldName, RecordKey
from cn_desktop.records.marks import State
from cn_desktop.records.order import Rows
from cn_desktop.ui.notices import Notice, Tone
from cn_desktop.ui.table.arrangement import Arrangement
from cn_desktop.ui.table.cell_editor import CellDelegate
from cn_desktop.ui.table.columns import STATUS
from cn_desktop.ui.table.editor_place import Paused, go_to_place, place_in
from cn_desktop.ui.table.gutter import Gutter
from cn_desktop.ui.table.heading import Heading
from cn_desktop.ui.table.pinned_table import PinnedTable
from cn_desktop.ui.table.record_model import (
    CONTESTED_ROLE,
    LOCK_ROLE,
    STATE_ROLE,
    Index,
    RecordModel,
)
from cn_desktop.ui.table.selection import Range, Run, Selection
from cn_desktop.ui.table.sort_order import Sort, also_sorted_by, sorted_by
from cn_desktop.ui.table.table_painter import TablePainter
from cn_desktop.ui.theme import Icons, Theme
from cn_desktop.ui.words import LOCKS
from cn_desktop.ui.workspace import Workspace

ROW_HEIGHT = 24
TO_DECIDE = {State.CONFLICT, State.UNKNOWN, State.ASK}
Hint = QAbstractItemDelegate.EndEditHint
MOVES: dict[Hint, tuple[int, int]] = {
    Hint.EditNextItem: (0, 1),
    Hint.EditPreviousItem: (0, -1),
    Hint.SubmitModelCache: (1, 0),
}
"""Where the current cell goes after an edit, as in a spreadsheet: Tab, Shift+Tab, Enter."""


class Chosen(NamedTuple):
    """Selected records, and the fields that are selected in each of them."""

    keys: list[RecordKey]
    fields: Sequence[FieldName]


class RecordView(PinnedTable):
    """Shows the workspace's rows; the current cell and the workspace's follow each other.

    `selection_sized` gives the number of selected cells. `decision_asked`: somebody wants to
    open the current row's state, or a cell that somebody else changed too.
    """

    selection_sized = Signal(int)
    decision_asked = Signal()

    def __init__(
        self, model: RecordModel, workspace: Workspace, theme: Theme, icons: Icons, parent: QWidget
    ) -> None:
        super().__init__(Heading(theme, icons, parent), parent)
        self.setObjectName("recordTable")
        self.setAccessibleName("Records")
        self._model = model
        self._workspace = workspace
        self._menu_actions: list[QAction] = []
        self._painter = TablePainter(self, model, theme)
        self._only_grew: bool | None = None
        self._paused: Paused | None = None
        self.setVerticalHeader(Gutter(theme, icons, self))
        self.setItemDelegate(CellDelegate(model, self))
        self.setModel(model)
        self.arrangement = Arrangement(self, self.heading, model, workspace)
        self._set_up()
        self.verticalHeader().sectionDoubleClicked.connect(self._open_state)
        for rearranged in (model.layoutChanged, model.modelReset, model.rowsRemoved):
            rearranged.connect(self._note_rearranged)
        workspace.editing_ends.connect(self.finish_editing)
        workspace.editing_pauses.connect(self._pause_editing)
        workspace.sheet_changed.connect(self._after_new_sheet)
        workspace.order_changed.connect(self._show_current)
        workspace.current_changed.connect(self._show_current)
        theme.changed.connect(self.viewport().update)
        self.arrangement.after_new_sheet()

    def _set_up(self) -> None:
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.heading.sort_asked.connect(self._sort)
        self.setWordWrap(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )

    def use_menu(self, actions: list[QAction]) -> None:
        """What a right click offers."""
        self._menu_actions = actions

    def selection(self) -> Selection:
        """What is selected, by the rows and columns of the model."""
        ranges = self.selectionModel().selection().toList()
        return Selection(
            Range(each.top(), each.bottom(), each.left(), each.right()) for each in ranges
        )

    def selected_areas(self) -> list[Area]:
        """The selected cells that hold a field, from top to bottom."""
        areas = map(self._area, self.selection().runs)
        return [area for area in areas if area.fields]

    def selected_rows(self) -> list[Rows]:
        """The store's rows that have a selected cell, from top to bottom, run by run."""
        return [self._model.rows_at(run.top, run.bottom) for run in self.selection().runs]

    def selected_among(self, keys: Sequence[RecordKey]) -> Iterator[Chosen]:
        """Those of the records that have a selected cell, from top to bottom, run by run."""
        selection = self.selection()
        places = self._model.places_of(keys)
        for run, numbers in selection.parted(places):
            yield Chosen([keys[number] for number in numbers], self._area(run).fields)

    def _area(self, run: Run) -> Area:
        """Columns in the order they are seen; hidden ones are not what a person selected."""
        seen = sorted(run.columns, key=self.heading.visualIndex)
        fields = [self._model.fields[each] for each in seen if not self.isColumnHidden(each)]
        rows = self._model.rows_at(run.top, run.bottom)
        return Area(rows, [field for field in fields if field != STATUS])

    def edit_current(self) -> None:
        """Open the current cell's editor; a locked cell stays closed and says why."""
        if self.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(self.currentIndex())
        else:
            self._open_locked()

    def finish_editing(self) -> None:
        """What is being typed counts before anything is sent (feat-A12)."""
        if editor := self._open_editor():
            self.commitData(editor)
            self.closeEditor(editor, Hint.NoHint)

    def _open_editor(self) -> QWidget | None:
        """The current cell's editor; not one that was closed and waits to be deleted."""
        is_open = self.state() == QAbstractItemView.State.EditingState
        return self.indexWidget(self.currentIndex()) if is_open else None

    def _pause_editing(self) -> None:
        """Other rows come: the editor must go, and comes back as it was."""
        editor = self._open_editor()
        if editor and self._workspace.current:
            self._paused = Paused(self._workspace.current, *place_in(editor))
        self.finish_editing()

    def _resume_editing(self) -> None:
        paused, self._paused = self._paused, None
        if paused is None or paused.cell != self._workspace.current:
            return
        self.edit_current()
        if editor := self._open_editor():
            go_to_place(editor, paused)

    def move_current(self, down: int, right: int) -> None:
        """Go to a neighbouring cell, if there is one."""
        at = self.currentIndex()
        column = self.heading.neighbour(at.column(), right)
        index = self._model.index(at.row() + down, column)
        if index.isValid():
            self._select_only(index)

    def sort_by(self, sort: Sort) -> None:
        """By these columns; by none: the server's order."""
        if sort != self._workspace.query.sort:
            self._workspace.ask(replace(self._workspace.query, sort=sort))

    def key_at(self, place: int) -> RecordKey:
        """Of the record that is shown there, from 0."""
        return self._model.key_at(place)

    def show_column(self, field: FieldName) -> None:
        """Scroll to it, in whatever rows are in sight."""
        row = max(self.rowAt(0), 0)
        index = self._model.index(row, self._model.fields.index(field))
        if index.isValid():
            self.scrollTo(index)

    def _sort(self, section: int, adds: bool) -> None:
        """A click on a heading; with Shift it `adds` to the present sort. No row has a status."""
        turn, field = also_sorted_by if adds else sorted_by, self._model.fields[section]
        if field != STATUS:
            self.sort_by(turn(self._workspace.query.sort, field))

    def _note_rearranged(self) -> None:
        """The coming layout shows other rows, whatever else has happened."""
        self._only_grew = False

    def _open_locked(self) -> None:
        """Where a person has to decide, the cell leads there."""
        index = self.currentIndex()
        is_status = index.isValid() and self._model.fields[index.column()] == STATUS
        if index.data(CONTESTED_ROLE) or (is_status and index.data(STATE_ROLE) in TO_DECIDE):
            self.decision_asked.emit()
        else:
            self._tell_lock()

    def _open_state(self, place: int) -> None:
        """A double click on a row's sign."""
        if self._model.headerData(place, Qt.Orientation.Vertical, STATE_ROLE) in TO_DECIDE:
            self._workspace.go_to(self._model.key_at(place))
            self.decision_asked.emit()

    def _tell_lock(self) -> None:
        """Somebody tries to edit a cell that can't be: say why (the words of its tooltip)."""
        lock = self.currentIndex().data(LOCK_ROLE)
        if lock:
            self._workspace.tell(Notice("This cell can’t be edited", LOCKS[lock], Tone.INFO))

    def _revert_current(self) -> None:
        if self._workspace.current:
            self._workspace.revert_cells([self._workspace.current])

    def _after_new_sheet(self) -> None:
        self.arrangement.after_new_sheet()
        self._show_current()
        self._resume_editing()

    def _show_current(self) -> None:
        cell = self._workspace.current
        if cell is None:
            return
        index = self._model.cell_index(*cell)
        if index.isValid() and index != self.currentIndex():
            self.arrangement.reveal(cell[1])
            self._select_only(index)
            self.scrollTo(index)

    def _select_only(self, index: Index) -> None:
        """Make it the current cell, and the only selected one.

        `setCurrentIndex` asks which keys are held: after Ctrl+N it would select one cell more.
        """
        self.anchor_at(index)
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    # Qt calls these; the names are Qt's.

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        try:
            self._painter.paint(painter, event.region())
        finally:
            painter.end()  # Qt crashes on one that an error left open

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        bottom = self.rowAt(self.viewport().height() - 1)
        if self._only_grew is not False:
            self._only_grew = 0 <= bottom < start
        super().rowsInserted(parent, start, end)

    def doItemsLayout(self) -> None:
        """Rows that come out of sight move the scroll bar; what is in sight stays as it is.

        While a million rows load, Qt would paint all of it again some 250 times a second.
        """
        is_quiet, self._only_grew = self._only_grew, None
        viewport, updates = self.viewport(), Qt.WidgetAttribute.WA_UpdatesDisabled
        if is_quiet and viewport.updatesEnabled():
            viewport.setAttribute(updates)  # setUpdatesEnabled would paint as well
            super().doItemsLayout()
            viewport.setAttribute(updates, False)
        else:
            super().doItemsLayout()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            field = self._model.fields[current.column()]
            self._workspace.set_current((self._model.key_at(current.row()), field))

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        blocks = self.selectionModel().selection().toList()
        self.selection_sized.emit(sum(block.width() * block.height() for block in blocks))

    def closeEditor(self, editor: QWidget, hint: Hint) -> None:
        super().closeEditor(editor, Hint.NoHint)
        if hint in MOVES:
            self.move_current(*MOVES[hint])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)  # the editor has seen it and passed it on
        elif key in {Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.edit_current()
        elif key == Qt.Key.Key_Escape:
            self._revert_current()
        else:
            super().keyPressEvent(event)
            if event.text().isprintable() and event.text() and not _is_command(event):
                self._tell_lock()

    def sizeHintForColumn(self, column: int) -> int:
        """For a double click between two headings."""
        return self.arrangement.needed_width(column)

    def keyboardSearch(self, _text: str) -> None:
        """A letter typed on a locked cell leads nowhere: the next ones would change another row."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if not self.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable:
            self._open_locked()

    def selectAll(self) -> None:
        """One range: Qt's own way asks every cell (3 s for 100,000 rows, measured)."""
        last = self._model.index(self._model.rowCount() - 1, self._model.columnCount() - 1)
        if last.isValid():
            everything = QItemSelection(self._model.index(0, 0), last)
            self.selectionModel().select(
                everything, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A message that appears above must not push the current row out of sight."""
        was_seen = self.visualRect(self.currentIndex()).bottom() < event.oldSize().height()
        super().resizeEvent(event)
        if was_seen and self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self._menu_actions)
        menu.popup(event.globalPos())


def _is_command(event: QKeyEvent) -> bool:
    """Held with Ctrl, Alt or the like: no text."""
    return bool(
        event.modifiers()
        & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    )
