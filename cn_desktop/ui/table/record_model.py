"""The table's view of the open dataset."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from cn_desktop.records.changes import Edit
from cn_desktop.records.fields import (
    FieldName,
    Lock,
    RecordKey,
    Value,
    text_of,
)
from cn_desktop.records.marks import State
from cn_desktop.records.order import HIDDEN, Order, Rows
from cn_desktop.records.query import SortBy
from cn_desktop.records.vocabulary import Choice
from cn_desktop.ui.editors.unwieldy import lock_of
from cn_desktop.ui.field_names import full_name, short_name
from cn_desktop.ui.table.columns import STATUS, arrange
from cn_desktop.ui.table.sort_order import place_in, spoken_sort
from cn_desktop.ui.table.table_line import Line, read_line
from cn_desktop.ui.words import (
    FOUND_SAID,
    LOCKS,
    NULL_MEANS,
    PROBLEMS,
    STATES,
    UNKEPT,
    cell_text,
    moved,
    plain_tip,
    status_said,
    was,
)
from cn_desktop.ui.workspace import Workspace

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
Role = Qt.ItemDataRole

FEW = 20
"""So many removed or changed rows are told one by one; more are told as one, which is quicker."""

MANY = 1_000
"""Where more rows than this changed, all are told to have: a repaint costs less than to ask."""

KEY_ROLE = Role.UserRole
STATE_ROLE = Role.UserRole + 1
VALUE_ROLE = Role.UserRole + 2
EDIT_ROLE = Role.UserRole + 3
LOCK_ROLE = Role.UserRole + 4
PROBLEM_ROLE = Role.UserRole + 5
NEW_ROLE = Role.UserRole + 6
CHOICES_ROLE = Role.UserRole + 7
UNKEPT_ROLE = Role.UserRole + 8
CONTESTED_ROLE = Role.UserRole + 9
SORT_ROLE = Role.UserRole + 10
"""Of a heading: which of several sorts it is, from 1 (0: the only one), and whether downwards."""


class RecordModel(QAbstractTableModel):
    """Rows are the workspace's rows, columns the sheet's fields; it keeps no values."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._order = Order()
        self._told_sort: tuple[SortBy, ...] = ()
        self.fields: list[FieldName] = []
        self._readers: dict[int, Callable[[int, FieldName], Any]] = {
            Role.DisplayRole: self._shown,
            Role.EditRole: self._text,
            Role.ToolTipRole: self._tip,
            Role.AccessibleTextRole: self._spoken,
            KEY_ROLE: lambda row, _field: self._key(row),
            STATE_ROLE: lambda row, _field: self._state(row),
            VALUE_ROLE: self._value,
            EDIT_ROLE: self._edit,
            LOCK_ROLE: self._typing_lock,
            PROBLEM_ROLE: self._has_problem,
            CHOICES_ROLE: self._choices,
            UNKEPT_ROLE: self._is_unkept,
            CONTESTED_ROLE: self._is_contested,
        }
        workspace.sheet_changed.connect(self._start_anew)
        workspace.order_changed.connect(self._take_order)
        workspace.rows_changed.connect(self._refresh)
        self._start_anew()

    def place_of(self, key: RecordKey) -> int | None:
        """The model row that shows this record."""
        row = self._workspace.sheet.store.row_of(key)
        return None if row is None else self._order.place_of(row)

    def places_of(self, keys: Sequence[RecordKey]) -> list[int]:
        """`place_of` for many; `HIDDEN` where a record is not shown."""
        rows = self._workspace.sheet.store.rows_of(keys)
        return self._order.every_place([HIDDEN if row is None else row for row in rows])

    def rows_at(self, first: int, last: int) -> Rows:
        """The store's rows that stand from the first of these places to the last."""
        return self._order.rows[first : last + 1]

    def key_at(self, place: int) -> RecordKey:
        return self._key(self._order[place])

    def line(self, place: int) -> Line:
        """What the table shows of this row, all at once."""
        return read_line(self._workspace, self._order[place])

    def is_locked(self, field: FieldName) -> bool:
        """Nobody can edit this column."""
        return field == STATUS or self._workspace.sheet.locks.of_field(field) is not None

    def cell_index(self, key: RecordKey, field: FieldName) -> QModelIndex:
        """The cell of a record; an invalid index where it is not shown."""
        place = self.place_of(key)
        if place is None or field not in self.fields:
            return QModelIndex()
        return self.index(place, self.fields.index(field))

    # What the workspace says

    def _start_anew(self) -> None:
        self.beginResetModel()
        self.fields = arrange(self._workspace.sheet.fields)
        self._order = self._workspace.rows
        self.endResetModel()

    def _take_order(self) -> None:
        """The least disturbing signal: rows added, removed, moved, or all of them anew."""
        fresh, count = self._workspace.rows, len(self._order)
        self._tell_sort()
        if fresh is self._order:
            return
        if np.array_equal(fresh.rows[:count], self._order.rows):
            self._append(fresh)
        elif len(fresh) == count and self._order.holds(fresh.rows).all():
            self._reorder(fresh)
        elif 0 < count - len(fresh) <= FEW and self._is_left_of(fresh):
            self._remove(fresh)
        else:
            self.beginResetModel()
            self._order = fresh
            self.endResetModel()

    def _tell_sort(self) -> None:
        """The headings say how the rows are sorted."""
        if self._workspace.query.sort != self._told_sort:
            self._told_sort = self._workspace.query.sort
            last = len(self.fields) - 1
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)

    def _append(self, fresh: Order) -> None:
        self.beginInsertRows(NO_PARENT, len(self._order), len(fresh) - 1)
        self._order = fresh
        self.endInsertRows()

    def _is_left_of(self, fresh: Order) -> bool:
        """Whether these are the present rows, some left out."""
        return np.array_equal(self._order.rows[fresh.holds(self._order.rows)], fresh.rows)

    def _remove(self, fresh: Order) -> None:
        gone = self._order.rows[~fresh.holds(self._order.rows)].tolist()
        for row in gone:
            place = self._order.place_of(row)
            if place is not None:
                self.beginRemoveRows(NO_PARENT, place, place)
                self._order = self._order.without([row])
                self.endRemoveRows()

    def _reorder(self, fresh: Order) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        kept = [(self._order[index.row()], index.column()) for index in before]
        self._order = fresh
        after = [self.index(fresh.place_of(row) or 0, column) for row, column in kept]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _refresh(self, keys: set[RecordKey] | None) -> None:
        if keys is None or len(keys) > MANY:
            if len(self._order):
                self._tell_changed(0, len(self._order) - 1)
            return
        places = sorted(place for key in keys if (place := self.place_of(key)) is not None)
        if len(places) > FEW:
            self._tell_changed(places[0], places[-1])
            return
        for place in places:
            self._tell_changed(place, place)

    def _tell_changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.fields) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Vertical, first, last)

    # One cell

    def _key(self, row: int) -> RecordKey:
        return self._workspace.sheet.store.key(row)

    def _state(self, row: int) -> State | None:
        return self._workspace.sheet.shown_state(self._key(row))

    def _value(self, row: int, field: FieldName) -> Value:
        return self._workspace.sheet.row_value(row, field)

    def _edit(self, row: int, field: FieldName) -> Edit | None:
        return self._workspace.sheet.changes.edit(self._key(row), field)

    def _is_contested(self, row: int, field: FieldName) -> bool:
        """Somebody else changed this cell too."""
        return field in self._workspace.sheet.changes.contested(self._key(row))

    def _moved(self, row: int, field: FieldName, edit: Edit) -> str:
        """What is said of it; empty where nobody did."""
        contested = self._workspace.sheet.changes.contested(self._key(row))
        return moved(contested[field], edit.server_value) if field in contested else ""

    def _lock(self, row: int, field: FieldName) -> Lock | None:
        if field == STATUS:
            return Lock.SERVER_KEEPS
        return self._workspace.sheet.locks.of(self._key(row), field)

    def _typing_lock(self, row: int, field: FieldName) -> Lock | None:
        """Why nobody can type into the cell; what is too long for that may be set all the same."""
        return self._lock(row, field) or lock_of(text_of(self._value(row, field)))

    def _sent(self, row: int, field: FieldName) -> list[str]:
        """What was sent, where the server stored something else."""
        mark = self._workspace.sheet.changes.mark(self._key(row))
        return [f"sent: {was(mark.sent[field])}"] if mark and field in mark.sent else []

    def _has_problem(self, row: int, field: FieldName) -> bool:
        findings = self._workspace.sheet.holding.findings(self._key(row))
        return any(finding.field == field for finding in findings)

    def _is_unkept(self, row: int, field: FieldName) -> bool:
        """A changed cell that would not outlast a crash yet; of its row the status says so."""
        is_unkept = (self._workspace.sheet.dataset, self._key(row)) in self._workspace.unkept
        return is_unkept and (field == STATUS or self._edit(row, field) is not None)

    def _status(self, row: int) -> str:
        key = self._key(row)
        sheet = self._workspace.sheet
        problems = [finding.problem for finding in sheet.holding.findings(key)]
        return status_said(sheet, key, problems)

    def _shown(self, row: int, field: FieldName) -> str:
        if field == STATUS:
            return self._status(row)
        is_new = self._workspace.sheet.changes.is_new(self._key(row))
        return cell_text(self._value(row, field), is_new=is_new)

    def _text(self, row: int, field: FieldName) -> str:
        return self._status(row) if field == STATUS else text_of(self._value(row, field))

    def _tip(self, row: int, field: FieldName) -> str | None:
        """What is hidden behind the cell; plain text even where the value looks like HTML."""
        if field == STATUS:
            return plain_tip(self._status(row))
        parts = [NULL_MEANS] if self._value(row, field) is None else []
        if edit := self._edit(row, field):
            parts.append(self._moved(row, field, edit) or f"was: {was(edit.server_value)}")
        if meaning := self._meaning(row, field):
            parts.append(meaning)
        parts += self._found(row, field)
        parts += self._sent(row, field)
        if self._is_unkept(row, field):
            parts.append(UNKEPT)
        if lock := self._typing_lock(row, field):
            parts.append(LOCKS[lock])
        return plain_tip("\n".join(parts))

    def _found(self, row: int, field: FieldName) -> list[str]:
        """What is wrong in this cell, or doubtful."""
        findings = self._workspace.sheet.holding.findings(self._key(row))
        return [PROBLEMS[each.problem] for each in findings if each.field == field]

    def _meaning(self, row: int, field: FieldName) -> str:
        """What people call this value: `109` is a call-back."""
        sheet = self._workspace.sheet
        return sheet.vocabulary.meaning(field, text_of(sheet.row_value(row, field)))

    def _choices(self, _row: int, field: FieldName) -> Sequence[Choice]:
        return self._workspace.sheet.vocabulary.choices.get(field, ())

    def _spoken(self, row: int, field: FieldName) -> str:
        parts = [short_name(field), self._shown(row, field) or "empty"]
        edit = self._edit(row, field)
        if edit:
            moved_words = self._moved(row, field, edit)
            parts.append(moved_words or f"changed from {was(edit.server_value)}")
        parts += [f"{FOUND_SAID}: {words}" for words in self._found(row, field)]
        parts += self._sent(row, field)
        if field != STATUS:
            is_meant = edit is not None or self._has_problem(row, field)
            state = self._state(row)
            parts.append(self._status(row) if is_meant else STATES[state] if state else "")
        if self._is_unkept(row, field):
            parts.append("not kept yet")
        return ", ".join(filter(None, parts))

    def _column_tip(self, field: FieldName) -> str:
        if field == STATUS:
            return "What is known of the row: pending, sending, saved, rejected, unknown, conflict"
        lock = self._workspace.sheet.locks.of_field(field)
        name = full_name(field, self._workspace.sheet.vocabulary)
        return f"{name}\nLocked: {LOCKS[lock]}" if lock else name

    def _heading(self, section: int, role: int) -> Any:
        field = self.fields[section]
        if role == Role.DisplayRole:
            return short_name(field)
        if role == Role.ToolTipRole:
            return plain_tip(self._column_tip(field))
        if role == SORT_ROLE:
            return self._sort_sign(field)
        if role == Role.AccessibleTextRole:
            return f"{short_name(field)}{spoken_sort(self._workspace.query.sort, field)}"
        if role != LOCK_ROLE:
            return None
        return self._workspace.sheet.locks.of_field(field) is not None

    def _sort_sign(self, field: FieldName) -> tuple[int, bool] | None:
        sort = self._workspace.query.sort
        at = place_in(sort, field)
        if at is None:
            return None
        return (at + 1 if len(sort) > 1 else 0), sort[at].is_descending

    def _gutter(self, place: int, role: int) -> Any:
        row = self._order[place]
        if role == STATE_ROLE:
            return self._state(row)
        if role == NEW_ROLE:
            return self._workspace.sheet.changes.is_new(self._key(row))
        if role in {Role.ToolTipRole, Role.AccessibleTextRole}:
            return plain_tip(self._status(row))
        return "" if role == Role.DisplayRole else None

    # Qt calls these; the names are Qt's.

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.fields)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        reader = self._readers.get(role)
        if reader is None or not self._holds(index):
            return None
        return reader(self._order[index.row()], self.fields[index.column()])

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.EditRole or not self._holds(index):
            return False
        key, field = self._key(self._order[index.row()]), self.fields[index.column()]
        if self._lock(self._order[index.row()], field):
            return False
        self._workspace.type_text(key, field, str(value))
        return True

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By this column; by none (the server's order) for a column that is not there."""
        wanted: tuple[SortBy, ...] = ()
        if 0 <= column < len(self.fields):
            wanted = (SortBy(self.fields[column], order is Qt.SortOrder.DescendingOrder),)
        if wanted != self._workspace.query.sort:
            self._workspace.ask(replace(self._workspace.query, sort=wanted))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal:
            return self._heading(section, role) if section < len(self.fields) else None
        return self._gutter(section, role) if section < len(self._order) else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not self._holds(index):
            return Qt.ItemFlag.NoItemFlags
        flags = super().flags(index)
        locked = self._typing_lock(self._order[index.row()], self.fields[index.column()])
        return flags if locked else flags | Qt.ItemFlag.ItemIsEditable

    def _holds(self, index: Index) -> bool:
        return (
            index.isValid() and index.row() < len(self._order) and index.column() < len(self.fields)
        )
