"""The editable table."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
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
from cn_desktop.ui.table.editing import Editing
from cn_desktop.ui.table.filling_words import of_reverted
from cn_desktop.ui.table.gutter import Gutter
from cn_desktop.ui.table.heading import Heading
from cn_desktop.ui.table.keys import (
    STEPS,
    STRIDES,
    TABLE_KEYS,
    TABS,
    Act,
    Leave,
    combination,
    is_command,
)
from cn_desktop.ui.table.last_left import LastLeft
from cn_desktop.ui.table.pinned_table import PinnedTable
from cn_desktop.ui.table.record_model import (
    CONTESTED_ROLE,
    LOCK_ROLE,
    STATE_ROLE,
    Index,
    RecordModel,
)
from cn_desktop.ui.table.saved_flash import SavedFlash
from cn_desktop.ui.table.selection import Range, Run, Selection
from cn_desktop.ui.table.sort_order import Sort, also_sorted_by, sorted_by
from cn_desktop.ui.table.tab_run import TabRun
from cn_desktop.ui.table.table_painter import TablePainter
from cn_desktop.ui.theme import Icons, Theme
from cn_desktop.ui.words import LOCKS
from cn_desktop.ui.workspace import Workspace

ROW_HEIGHT = 24
TO_DECIDE = {State.CONFLICT, State.UNKNOWN, State.ASK}


class Chosen(NamedTuple):
    """Selected records, and the fields that are selected in each of them."""

    keys: list[RecordKey]
    fields: Sequence[FieldName]


class RecordView(PinnedTable):
    """Shows the workspace's rows; the current cell and the workspace's follow each other.

    `selection_sized` gives the number of selected cells. `decision_asked`: somebody wants to
    open the current row's state, or a cell that somebody else changed too. `form_asked`: to see
    the current record as a form. `editing` has the open editor.
    """

    selection_sized = Signal(int)
    decision_asked = Signal()
    form_asked = Signal()

    def __init__(
        self, model: RecordModel, workspace: Workspace, theme: Theme, icons: Icons, parent: QWidget
    ) -> None:
        super().__init__(Heading(theme, icons, parent), parent)
        self.setObjectName("recordTable")
        self.setAccessibleName("Records")
        self._model = model
        self._workspace = workspace
        self._menu_groups: Sequence[Sequence[QAction]] = ()
        self._painter = TablePainter(self, model, theme)
        self._flash = SavedFlash(self, model, workspace, theme)
        self._only_grew: bool | None = None
        self._acts: dict[Act, Callable[[], None]] = {
            Act.EDIT: self.edit_current,
            Act.EMPTY: self._edit_emptied,
            Act.REVERT: self._revert_current,
            Act.UP: lambda: self.move_current(-1, 0),
            Act.FORM: self._ask_form,
            Act.ROWS: self.select_whole_rows,
            Act.COLUMNS: self.select_whole_columns,
        }
        self.setVerticalHeader(Gutter(theme, icons, self))
        delegate = CellDelegate(model, workspace, self)
        self.setItemDelegate(delegate)
        self.editing = Editing(self, workspace, delegate)
        self.editing.left.connect(self._go_on)
        self._run = TabRun(self)
        self._last_left = LastLeft(self)
        self.setModel(model)
        self.arrangement = Arrangement(self, self.heading, model, workspace)
        self._set_up()
        self.verticalHeader().sectionDoubleClicked.connect(self._open_state)
        for rearranged in (model.layoutChanged, model.modelReset, model.rowsRemoved):
            rearranged.connect(self._note_rearranged)
        workspace.sheet_changed.connect(self._after_new_sheet)
        workspace.order_changed.connect(self._show_current)
        workspace.current_changed.connect(self._show_current)
        workspace.went.connect(self._bring_up)
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

    def use_menu(self, groups: Sequence[Sequence[QAction]]) -> None:
        """What a right click offers where it can be done, with lines between the groups."""
        self._menu_groups = groups

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

    def rows_above(self) -> Rows:
        """The store's row above the first selected one; none above the first of all."""
        top = min((run.top for run in self.selection().runs), default=0)
        return self._model.rows_at(top - 1, top - 1) if top else self._model.rows_at(0, -1)

    def field_before(self, field: FieldName) -> FieldName | None:
        """The field of the next column to the left that is shown; None at the left edge."""
        shown = [each for each in self.shown_fields() if each != STATUS]
        at = shown.index(field)
        return shown[at - 1] if at else None

    def selected_among(self, keys: Sequence[RecordKey]) -> Iterator[Chosen]:
        """Those of the records that have a selected cell, from top to bottom, run by run."""
        selection = self.selection()
        places = self._model.places_of(keys)
        for run, numbers in selection.parted(places):
            yield Chosen([keys[number] for number in numbers], self._area(run).fields)

    def shown_fields(self) -> list[FieldName]:
        """The columns on screen, from left to right."""
        columns = map(self.heading.logicalIndex, range(len(self._model.fields)))
        return [self._model.fields[column] for column in columns if not self.isColumnHidden(column)]

    def _size(self, run: Run) -> int:
        """How many of its cells are shown."""
        return (run.bottom - run.top + 1) * sum(not self.isColumnHidden(at) for at in run.columns)

    def _area(self, run: Run) -> Area:
        """Its cells as they are on screen: what is hidden in between is not meant."""
        chosen = {self._model.fields[column] for column in run.columns} - {STATUS}
        rows = self._model.rows_at(run.top, run.bottom)
        return Area(rows, [field for field in self.shown_fields() if field in chosen])

    def edit_current(self, *, large: bool = False) -> None:
        """Open the current cell's editor; a locked cell stays closed and says why.

        Of several selected cells it is the first one's, which is where a spreadsheet types.
        """
        if not self.editing.editor():
            self.go_to_anchor()
        if self.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable:
            self.editing.open_as(large=large)
        else:
            self._open_locked()

    def move_current(self, down: int, right: int) -> None:
        """Go to a neighbouring cell, if there is one."""
        at = self.currentIndex()
        column = self.heading.neighbour(at.column(), right)
        index = self._model.index(at.row() + down, column)
        if index.isValid():
            self._select_only(index)

    def _go_on(self, leave: Leave) -> None:
        """From the editor that was left; Enter goes below where a run of Tabs began."""
        down, right = STEPS[leave]
        if right:
            self._run.follow(lambda: self.move_current(0, right))
            return
        below = self._model.index(self.currentIndex().row() + down, self._run.column())
        if below.isValid():
            self._select_only(below)

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

    def _ask_form(self) -> None:
        """Who types a text with a space into a table without rows means nobody's form."""
        if self._workspace.current_on_screen is not None:
            self.form_asked.emit()

    def _tell_lock(self) -> None:
        """Somebody tries to edit a cell that can't be: say why (the words of its tooltip)."""
        lock = self.currentIndex().data(LOCK_ROLE)
        if lock:
            self._workspace.tell(Notice("This cell can’t be edited", LOCKS[lock], Tone.INFO))

    def _edit_emptied(self) -> None:
        self.edit_current()
        if editor := self.editing.editor():
            editor.replace("")

    def _revert_current(self) -> None:
        """Only right after its editor: whoever has copied cells presses Esc out of habit."""
        cell = self._last_left.take()
        if cell and cell == self._workspace.current and self._workspace.revert_cells([cell]):
            self._workspace.tell(of_reverted(self._workspace.sheet, cell))

    def _after_new_sheet(self) -> None:
        self.arrangement.after_new_sheet()
        self._show_current()
        self.editing.resume()

    def _show_current(self) -> None:
        cell = self._workspace.current
        if cell is None:
            return
        index = self._model.cell_index(*cell)
        if index.isValid() and index != self.currentIndex():
            self.arrangement.reveal(cell[1])
            self._select_only(index)
            self.scrollTo(index)

    def _bring_up(self) -> None:
        """The cell somebody goes to is in sight, though it was current and scrolled away."""
        cell = self._workspace.current
        index = self._model.cell_index(*cell) if cell else QModelIndex()
        if cell and index.isValid():
            self.arrangement.reveal(cell[1])
            self.scrollTo(index)

    # Qt calls these; the names are Qt's.

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        try:
            self._painter.paint(painter, event.region())
            self._flash.paint(painter)
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
        runs = self.selection().runs
        self.selection_sized.emit(sum(self._size(run) for run in runs))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)  # the editor has seen it and passed it on
        elif act := TABLE_KEYS.get(combination(event)):
            self._acts[act]()
        elif stride := STRIDES.get(combination(event)):
            self.go_far(stride)
        else:
            is_text = bool(event.text()) and event.text().isprintable() and not is_command(event)
            if is_text:
                self.go_to_anchor()
            if event.key() in TABS:
                self._run.follow(lambda: super(RecordView, self).keyPressEvent(event))
            else:
                super().keyPressEvent(event)
            if is_text:
                self._tell_lock()

    def sizeHintForColumn(self, column: int) -> int:
        """For a double click between two headings."""
        return self.arrangement.needed_width(column)

    def keyboardSearch(self, _text: str) -> None:
        """A letter typed on a locked cell leads nowhere: the next ones would change another row."""

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        left = self._workspace.current
        super().closeEditor(editor, hint)
        self._last_left.note(left)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._last_left.forget()
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if editor := self.editing.editor():
            editor.to_end()
        elif not self.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable:
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
        """A message that appears below must not cover the current row, if that was in sight.

        Whoever has scrolled away from it stays there, and across it is as it was.
        """
        cell, room = self.visualRect(self.currentIndex()), QRect(QPoint(), event.oldSize())
        across = self.horizontalScrollBar().value()
        super().resizeEvent(event)
        if cell.isEmpty() or cell.top() < 0 or cell.bottom() > room.bottom():
            return
        self.scrollTo(self.currentIndex())
        if not room.contains(cell):
            self.horizontalScrollBar().setValue(across)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setObjectName("tableMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for group in self._menu_groups:
            if not menu.isEmpty():
                menu.addSeparator()
            menu.addActions([action for action in group if action.isEnabled()])
        menu.popup(event.globalPos())
