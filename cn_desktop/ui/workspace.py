"""The one bridge between the records and the window: the open dataset and what changed in it."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from cn_desktop.records.area import Area
from cn_desktop.records.fields import LOCKED_FIELDS, DatasetId, FieldName, Lock, RecordKey, Value
from cn_desktop.records.filling import cleared, filled
from cn_desktop.records.marks import State
from cn_desktop.records.order import Order
from cn_desktop.records.permits import Permits
from cn_desktop.records.plans import Later, retake_in_pieces, set_in_pieces
from cn_desktop.records.query import Condition, Query
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.steps import Work, finished
from cn_desktop.records.store import Record, Store
from cn_desktop.records.undo import Cell, Columns, Naming, Step
from cn_desktop.records.vocabulary import Vocabulary
from cn_desktop.ui.background import Background
from cn_desktop.ui.notices import Notice
from cn_desktop.ui.showing import Showing
from cn_desktop.ui.words import of_left_alone, of_retake_stopped

if TYPE_CHECKING:
    from cn_desktop.records.search import Search

GATHERING_MS = 100
"""How long a job's changes are gathered before they are told."""
FEW = 4_000
"""Cells; to undo so many takes 5 ms. A larger step is undone in pieces."""


@dataclass(frozen=True)
class Place:
    """What is on screen: a sheet, which of its rows, and the current cell."""

    sheet: Sheet
    query: Query
    current: Cell | None


class Workspace(QObject):
    """Panels change records only through here and learn of changes only from its signals.

    `editing_ends`: what is being typed must be handed over now, before the rows change.
    `editing_pauses`: the same, and goes on once they have changed.
    `went`: somebody goes to the current cell, be it the one that was current before.
    `sheet_changed`: other columns or another dataset. `order_changed`: other rows, or
    another order. `rows_changed`: these records' cells or states; None stands for many or
    all of them. `pending_changed`: the counts. `current_changed`: another record is the
    current one. `key_changed`: a saved record's old key and its uid. `vocabulary_changed`:
    what the account says of its fields. `notice`: something to tell.
    Sheets of datasets that were left are kept, with their pending changes, and the cell
    that was current in each. `keep` is called with
    every row that a person changed, before anybody is told.
    """

    editing_ends = Signal()
    editing_pauses = Signal()
    sheet_changed = Signal()
    order_changed = Signal()
    rows_changed = Signal(object)
    pending_changed = Signal()
    current_changed = Signal()
    went = Signal()
    key_changed = Signal(str, str)
    vocabulary_changed = Signal()
    notice = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sheets: dict[DatasetId, Sheet] = {}
        self.permits = Permits()
        self._connection_permits = Permits()
        self._forbids: Lock | None = None
        self._vocabulary_of: Callable[[DatasetId], Vocabulary] = lambda _dataset: Vocabulary()
        self.sheet = Sheet(DatasetId(""))
        self._showing = Showing(self.order_changed.emit)
        self._fields = self.sheet.fields
        self.current: Cell | None = None
        self._left: dict[DatasetId, Cell] = {}
        self.unkept: Container[tuple[DatasetId, RecordKey]] = frozenset()
        self.keep: Callable[[Sheet, Iterable[RecordKey]], None] = lambda _sheet, _keys: None
        self._setting = 0
        self._in_pieces: list[tuple[Sheet, set[RecordKey]]] = []
        self._touched: set[RecordKey] = set()
        self._gathering = QTimer(self, singleShot=True, interval=GATHERING_MS)
        self._gathering.timeout.connect(self._tell_gathered)

    @property
    def query(self) -> Query:
        """What is searched for, and how it is sorted."""
        return self._showing.query

    @property
    def rows(self) -> Order:
        """The rows on screen."""
        return self._showing.rows

    @property
    def current_on_screen(self) -> RecordKey | None:
        """The current record, unless the filter hides it."""
        row = self.sheet.store.row_of(self.current[0]) if self.current else None
        return self.current[0] if self.current and row is not None and row in self.rows else None

    @property
    def is_counting(self) -> bool:
        """The filter is still looking: more rows may come."""
        return not self._showing.is_complete

    @property
    def unusable(self) -> tuple[Condition, ...]:
        """Conditions that could not be judged, so that no row meets them."""
        return self._showing.unusable

    @property
    def search(self) -> "Search | None":
        """What finds rows of the open sheet; another one after every `sheet_changed`."""
        return self._showing.search

    @property
    def is_arriving(self) -> bool:
        """The open sheet's records are still coming: what there is is not all."""
        return self.sheet.permits.forbids is Lock.ARRIVING

    def use_background(self, background: Background) -> None:
        """Where a long search goes on while the window lives."""
        self._showing.background = background

    # Datasets

    def sheet_of(self, dataset: DatasetId) -> Sheet:
        """The dataset's sheet; a new, empty one if it was never opened."""
        if dataset not in self._sheets:
            self._sheets[dataset] = Sheet(dataset)
            self._sheets[dataset].permits = self.permits
            self._sheets[dataset].vocabulary = self._vocabulary_of(dataset)
        return self._sheets[dataset]

    def permit(self, permits: Permits) -> None:
        """What the connection allows from now on, in every dataset."""
        self._connection_permits = permits
        self._permit()

    def forbid(self, lock: Lock | None) -> None:
        """Why nothing may be changed over any connection; None: it may."""
        self._forbids = lock
        self._permit()

    def _permit(self) -> None:
        allowed = self._connection_permits
        permits = replace(allowed, forbids=self._forbids or allowed.forbids)
        if permits == self.permits:
            return
        self.end_editing()
        self.permits = permits
        for sheet in self.sheets():
            sheet.permits = permits
        self.show(self.sheet)

    def teach(self, vocabulary_of: Callable[[DatasetId], Vocabulary]) -> None:
        """What the account says of the fields of each of its datasets."""
        defined = vocabulary_of(self.sheet.dataset).definitions.items()
        if any(each.is_read_only and name not in LOCKED_FIELDS for name, each in defined):
            self.end_editing()  # what is being typed counts before its field is locked
        self._vocabulary_of = vocabulary_of
        for sheet in self.sheets():
            sheet.vocabulary = vocabulary_of(sheet.dataset)
        self.vocabulary_changed.emit()

    def show_unkept(self, rows: Container[tuple[DatasetId, RecordKey]]) -> None:
        """Rows that are not kept on this computer yet, of all datasets."""
        before, self.unkept = self.unkept, rows
        if before is not rows:
            self.rows_changed.emit(None)

    def sheets(self) -> Iterable[Sheet]:
        return self._sheets.values()

    def end_editing(self) -> None:
        """What is being typed anywhere counts before anything else happens to the rows."""
        self.editing_ends.emit()

    def pause_editing(self) -> None:
        """The same, and whoever is typing goes on in the same cell after `sheet_changed`."""
        self.editing_pauses.emit()

    def show(self, sheet: Sheet) -> None:
        """Open this sheet, or show it anew after its store has become another."""
        query = self.query
        if sheet.dataset != self.sheet.dataset:
            self._leave_dataset()
            query = Query()
        self._return_to(sheet)
        self._show(sheet, query)

    def _leave_dataset(self) -> None:
        self._left.pop(self.sheet.dataset, None)
        if self.current:
            self._left[self.sheet.dataset] = self.current
        self.current = None

    def _return_to(self, sheet: Sheet) -> None:
        """To the cell that was current when the dataset was left, unless somebody has moved on.

        While its records arrive it may be among the last; the table is then on the first.
        """
        cell = self._left.get(sheet.dataset)
        if cell is None or sheet.store.row_of(cell[0]) is None:
            return
        if self.current is None or sheet.store.row_of(self.current[0]) == 0:
            self.current = cell
        del self._left[sheet.dataset]

    def _show(self, sheet: Sheet, query: Query) -> None:
        self.sheet = sheet
        self._fields = sheet.fields
        self._touched.clear()
        self._showing.start(sheet, query)
        self.sheet_changed.emit()
        self.pending_changed.emit()

    def unsettled(self, dataset: DatasetId, store: Store, permits: Permits) -> Sheet:
        """A sheet of records that are still coming; nothing that is kept belongs to it."""
        sheet = Sheet(dataset, store)
        sheet.vocabulary = self._vocabulary_of(dataset)
        sheet.permits = permits
        return sheet

    def follow(self) -> None:
        """Records have come to the open sheet."""
        if self._fields != self.sheet.fields:
            self.show(self.sheet)
        elif self._showing.follow():
            self.order_changed.emit()

    def place(self) -> Place:
        """Where the person is."""
        return Place(self.sheet, self.query, self.current)

    def go_back(self, place: Place) -> None:
        """Show again what was shown, as it was."""
        self.current = place.current
        self._show(place.sheet, place.query)

    def forget_sheets(self) -> None:
        """Another account: nothing of the old one stays."""
        self._sheets.clear()
        self._left.clear()
        self._vocabulary_of = lambda _dataset: Vocabulary()
        self.show(Sheet(DatasetId("")))

    def unsaved(self) -> dict[DatasetId, int]:
        """How many rows of each dataset hold something the server does not provably have."""
        counts = {sheet.dataset: sheet.changes.count_unsaved() for sheet in self.sheets()}
        return {dataset: count for dataset, count in counts.items() if count}

    def next_unsaved(self) -> DatasetId | None:
        """The next other dataset that `unsaved` has, behind the open one and round."""
        names = list(self.unsaved())
        at = names.index(self.sheet.dataset) + 1 if self.sheet.dataset in names else 0
        others = [name for name in names[at:] + names[:at] if name != self.sheet.dataset]
        return next(iter(others), None)

    # What is shown

    def ask(self, query: Query) -> None:
        """Filter and sort; rows with pending changes are found by their new values."""
        self.end_editing()
        self._showing.ask(query)
        self.order_changed.emit()

    def set_current(self, cell: Cell | None) -> None:
        if cell != self.current:
            self.current = cell
            self.current_changed.emit()

    def go_to(self, key: RecordKey, field: FieldName | None = None) -> None:
        """Make this record the current one, shown even if the filter would hide it."""
        row = self.sheet.store.row_of(key)
        if row is None:
            return
        if self._showing.add([row]):
            self.order_changed.emit()
        self.set_current((key, field or self._current_field()))
        self.went.emit()

    def reveal(self, keys: Iterable[RecordKey]) -> None:
        """Show these records even where the filter would hide them."""
        if self.query.hides:
            rows = self.sheet.store.rows_of(list(keys))
            if self._showing.add(sorted(row for row in rows if row is not None)):
                self.order_changed.emit()

    # Editing

    def type_text(self, key: RecordKey, field: FieldName, text: str) -> None:
        self._changed(self.sheet.type_text(key, field, text))

    def set_cells(self, wanted: Mapping[Cell, Value], name: str) -> None:
        self._changed(self.sheet.set_cells(wanted, name))

    def set_columns(self, wanted: Columns, name: str) -> None:
        self._changed(self.sheet.set_columns(wanted, name))

    def set_in_pieces(
        self,
        wanted: Columns,
        naming: Naming,
        seen: Columns | None = None,
        later: Later | None = None,
    ) -> Work[int]:
        """`plans.set_in_pieces`; told once all is done, or once nobody takes the next step.

        Cells that could not be set are told too: rows may be sent while others are being set.
        """
        sheet = self.sheet
        touched = self._begin_pieces(sheet)
        self._setting += 1
        try:
            count = yield from set_in_pieces(sheet, wanted, naming, touched, seen, later)
        finally:
            self._setting -= 1
            self._end_pieces(touched)
            self._told(sheet, touched)
        total = sum(map(len, wanted.values()))
        if count < total:
            self.tell(of_left_alone(total - count, total))
        return count

    def keep_pieces(self) -> None:
        """Keep what is being set in pieces as far as it is: rows of it are about to be sent."""
        for sheet, touched in self._in_pieces:
            self.keep(sheet, touched)

    def set_and_add(
        self, wanted: Columns, born: Mapping[RecordKey, Record], naming: Naming
    ) -> set[RecordKey]:
        """`set_columns` and new records as one step; gives what was touched."""
        return self._after(lambda: self.sheet.set_and_add(wanted, born, naming))

    def clear(self, areas: Iterable[Area], name: str = "clear") -> None:
        self._changed(self.sheet.clear(areas, name))

    def clear_in_pieces(self, areas: Sequence[Area], name: str = "clear") -> Work[None]:
        """`clear` for any number of cells; a few are cleared before the first step."""
        if sum(area.size for area in areas) <= FEW:
            self.clear(areas, name)
            return
        sheet, later = self.sheet, Later(self.sheet)
        found = yield from filled(sheet, areas, cleared)
        if found.count and sheet is self.sheet:
            yield from self.set_in_pieces(found.columns, lambda _cells: name, later=later)

    def add_record(self) -> RecordKey:
        key = self.sheet.add_record()
        self._restructured({key})
        return key

    def revert_cells(self, cells: Iterable[Cell]) -> set[RecordKey]:
        """The records that it changed."""
        changed = self.sheet.revert_cells(cells)
        self._changed(changed)
        return changed

    def revert_columns(self, cells: Mapping[FieldName, Mapping[RecordKey, None]]) -> None:
        self._changed(self.sheet.revert_columns(cells))

    def revert_rows(self, keys: Iterable[RecordKey], name: str = "revert row") -> None:
        self._after(lambda: self.sheet.revert_rows(keys, name))

    def revert_all(self) -> None:
        self._after(self.sheet.revert_all)

    def give_up(self, keys: Iterable[RecordKey]) -> None:
        for key in keys:
            self._restructured(self.sheet.give_up(key))

    def keep_mine(self, cells: Iterable[Cell]) -> None:
        self._changed(self.sheet.keep_mine(cells))

    def create_as_new(self, keys: Iterable[RecordKey]) -> list[RecordKey]:
        """New records of edits whose record is gone; gives their keys."""
        touched = {each for key in keys for each in self.sheet.create_as_new(key)}
        self._restructured(touched)
        return [key for key in self.sheet.changes.new_records() if key in touched]

    def undo(self) -> bool:
        """Take the last step back and go where it was; False while one of its rows is locked."""
        return finished(self.retaking(is_back=True))

    def redo(self) -> bool:
        return finished(self.retaking(is_back=False))

    def is_large(self, *, is_back: bool) -> bool:
        """What would be undone or redone is to be taken in pieces.

        Not what brings records or takes them away: nobody may send half of a new one. Nor what
        is still being done.
        """
        step = self._next(is_back=is_back)
        if step is None or step.born or step.removed or self._setting:
            return False
        return step.size > FEW

    def retaking(self, *, is_back: bool) -> Work[bool]:
        """`undo` or `redo`: a large step in pieces, told once all is done or nobody goes on."""
        step = self._next(is_back=is_back)
        if step is None or not self.is_large(is_back=is_back):
            return self._went(step, self._after(self.sheet.undo if is_back else self.sheet.redo))
        return (yield from self._retake(self.sheet, step, is_back=is_back))

    def _next(self, *, is_back: bool) -> Step | None:
        history = self.sheet.history
        return history.next_undo if is_back else history.next_redo

    def _retake(self, sheet: Sheet, step: Step, *, is_back: bool) -> Work[bool]:
        touched = self._begin_pieces(sheet)
        try:
            count = yield from retake_in_pieces(sheet, touched, is_back=is_back)
        finally:
            self._end_pieces(touched)
            if sheet is self.sheet and self.query.hides:
                self._restructured(touched)
            else:
                self._told(sheet, touched)
        if 0 < count < step.size:
            self.tell(of_retake_stopped(count, step.size, is_back=is_back))
        return self._went(step, touched) if sheet is self.sheet else bool(touched)

    # What the server said

    def touched(self, sheet: Sheet, keys: Iterable[RecordKey]) -> None:
        """A job changed these records of a sheet, which may not be the open one.

        Told a little later, many together: a job changes hundreds a second, and every
        one of them would have the panels count anew.
        """
        if sheet is self.sheet:
            self._touched.update(keys)
        if not self._gathering.isActive():
            self._gathering.start()

    def tell_touched(self) -> None:
        """Tell now what jobs changed, if they did."""
        if not self._gathering.isActive():
            return
        self._gathering.stop()
        self._tell_gathered()

    def _tell_gathered(self) -> None:
        keys, self._touched = self._touched, set()
        own = [row for key in keys if (row := self._own_row(key)) is not None]
        if self._showing.drop_removed() | self._showing.add(own):
            self.order_changed.emit()
        if keys:
            self.rows_changed.emit(keys)
        self.pending_changed.emit()

    def tell_all(self) -> None:
        """What is said of many records has changed, and no record has."""
        self.tell_touched()
        self.rows_changed.emit(None)
        self.pending_changed.emit()

    def renamed(self, sheet: Sheet, old: RecordKey, new: RecordKey) -> None:
        """A saved record has a uid now; what was current stays current."""
        if self.current and self.current[0] == old:
            self.current = (new, self.current[1])
        left = self._left.get(sheet.dataset)
        if left and left[0] == old:
            self._left[sheet.dataset] = (new, left[1])
        if sheet is self.sheet:
            self.key_changed.emit(old, new)
        self.touched(sheet, {old, new})

    def tell(self, notice: Notice) -> None:
        self.notice.emit(notice)

    def count(self, *states: State) -> int:
        return self.sheet.changes.count(states)

    def count_everywhere(self, states: Iterable[State]) -> int:
        """Over every dataset with changes."""
        wanted = frozenset(states)
        return sum(sheet.changes.count(wanted) for sheet in self.sheets())

    # Inside

    def _changed(self, keys: set[RecordKey]) -> None:
        self._told(self.sheet, keys)

    def _told(self, sheet: Sheet, keys: set[RecordKey]) -> None:
        """What is kept of a row on its way is the run's; one set in pieces may be by now."""
        if keys:
            is_out = sheet.changes.count([State.SENDING])
            self.keep(sheet, keys - set(sheet.changes.in_state(State.SENDING)) if is_out else keys)
            self.rows_changed.emit(keys)
            self.pending_changed.emit()

    def _begin_pieces(self, sheet: Sheet) -> set[RecordKey]:
        """For the records that will have been touched, until `_end_pieces`."""
        touched = set[RecordKey]()
        self._in_pieces.append((sheet, touched))
        return touched

    def _end_pieces(self, touched: set[RecordKey]) -> None:
        self._in_pieces = [each for each in self._in_pieces if each[1] is not touched]

    def _after(self, act: Callable[[], set[RecordKey]]) -> set[RecordKey]:
        """What it changed. Only where records came or went, or some are hidden, is the order new.

        To make it anew takes longer than to change 100,000 records among a million.
        """
        before = self._extent()
        keys = act()
        if self._extent() == before and not self.query.hides:
            self._changed(keys)
        else:
            self._restructured(keys)
        return keys

    def _extent(self) -> tuple[int, int]:
        """Another one whenever a record has come or gone."""
        return len(self.sheet.store), len(self.sheet.store.removed)

    def _restructured(self, keys: set[RecordKey]) -> None:
        """Records may have come or gone; the others keep their places."""
        if not keys:
            return
        self._showing.drop_removed()
        rows = self.sheet.store.rows_of(list(keys))
        self._showing.add(sorted(row for row in rows if row is not None))
        if self.current and self.sheet.store.row_of(self.current[0]) is None:
            self.set_current(None)
        self.order_changed.emit()
        self._changed(keys)

    def _own_row(self, key: RecordKey) -> int | None:
        """The row of a record with a state of its own: shown even if the filter would hide it."""
        return self.sheet.store.row_of(key) if self.sheet.changes.state(key) else None

    def _went(self, step: Step | None, keys: set[RecordKey]) -> bool:
        if cell := step.first_cell() if step else None:
            self.go_to(*cell)
        return bool(keys) or step is None

    def _current_field(self) -> FieldName:
        return self.current[1] if self.current else self.sheet.fields[0]
