"""The lines of the review as Qt's lists want them."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from cn_desktop.records.fields import FieldName, RecordKey
from cn_desktop.records.listing import Fields, Line, Listing
from cn_desktop.records.row_ticks import Ticks
from cn_desktop.ui.review.entries import Entry, read_entry
from cn_desktop.ui.words import plain_tip
from cn_desktop.ui.workspace import Workspace

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
NO_PARENT = QModelIndex()
ENTRY_ROLE = Role.UserRole
FEW = 20
"""So many records are told one by one; more as one, which is quicker."""


class ReviewModel(QAbstractListModel):
    """A line per changed record and one per changed field; it keeps no values."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.ticks = Ticks()
        self.listing = Listing()
        self._readers: dict[int, Callable[[Entry], Any]] = {
            Role.DisplayRole: _shown,
            Role.ToolTipRole: lambda entry: plain_tip(_told(entry)),
            Role.AccessibleTextRole: lambda entry: entry.spoken,
            Role.CheckStateRole: _check_state,
            ENTRY_ROLE: lambda entry: entry,
        }

    def entry(self, number: int) -> Entry:
        return read_entry(self._workspace.sheet, self.listing.line(number), self.ticks)

    def line_at(self, index: Index) -> Line | None:
        return self.listing.line(index.row()) if self._holds(index) else None

    def index_of(self, line: Line) -> QModelIndex:
        """Its record's line where the field is not listed; invalid where neither is."""
        number = self.listing.number(line)
        return QModelIndex() if number is None else self.index(number)

    # What changes

    def show(self, listing: Listing) -> None:
        """Other lines altogether."""
        self.beginResetModel()
        self.listing = listing
        self.endResetModel()

    def update(self, changed: Mapping[RecordKey, Fields | None]) -> None:
        """These records are to be listed so now."""
        if len(changed) > FEW:
            self.beginResetModel()
            self.listing.put(changed)
            self.endResetModel()
            return
        for key, fields in changed.items():
            self._update_record(key, fields)

    def rename(self, old: RecordKey, new: RecordKey) -> None:
        """A saved record has a uid now: it stays where it was."""
        self.listing.rename(old, new)

    def tell_all(self) -> None:
        """Ticks or words have changed, lines have not."""
        if len(self.listing):
            self.dataChanged.emit(self.index(0), self.index(len(self.listing) - 1))

    def _update_record(self, key: RecordKey, fields: Fields | None) -> None:
        before = self.listing.fields_of(key)
        first = self.listing.first_line(key)
        if before is None and fields is not None:
            self.beginInsertRows(NO_PARENT, first, first + len(fields))
            self.listing.put({key: fields})
            self.endInsertRows()
        elif before is not None and fields is None:
            self.beginRemoveRows(NO_PARENT, first, first + len(before))
            self.listing.put({key: None})
            self.endRemoveRows()
        elif before is not None and fields is not None:
            self._update_fields(key, before, fields)
            self.dataChanged.emit(self.index(first), self.index(first + len(fields)))

    def _update_fields(self, key: RecordKey, before: Fields, fields: Fields) -> None:
        """Only what came and what went: the line somebody is on stays."""
        first = self.listing.first_line(key) + 1
        kept = [name for name in before if name in fields]
        for name in reversed([name for name in before if name not in fields]):
            self._put_field(key, first + before.index(name), name, is_there=False)
        for name in fields:
            if name not in kept:
                self._put_field(key, first + fields.index(name), name, is_there=True)

    def _put_field(self, key: RecordKey, row: int, name: FieldName, *, is_there: bool) -> None:
        present = list(self.listing.fields_of(key) or ())
        at = row - self.listing.first_line(key) - 1
        if is_there:
            self.beginInsertRows(NO_PARENT, row, row)
            self.listing.put({key: (*present[:at], name, *present[at:])})
            self.endInsertRows()
        else:
            self.beginRemoveRows(NO_PARENT, row, row)
            self.listing.put({key: (*present[:at], *present[at + 1 :])})
            self.endRemoveRows()

    def _holds(self, index: Index) -> bool:
        return index.isValid() and index.row() < len(self.listing)

    # Qt calls these; the names are Qt's.

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.listing)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        reader = self._readers.get(role)
        if reader is None or not self._holds(index):
            return None
        return reader(self.entry(index.row()))

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not self._holds(index):
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        can_tick = self.entry(index.row()).is_ticked is not None
        return flags | Qt.ItemFlag.ItemIsUserCheckable if can_tick else flags


def _shown(entry: Entry) -> str:
    if entry.is_record:
        return f"{entry.title} · {entry.words}"
    return f"{entry.title}: {_change(entry)}"


def _change(entry: Entry) -> str:
    return f"{entry.old_text} → {entry.new_text}" if entry.old else entry.new_text


def _told(entry: Entry) -> str:
    """All of it, where the line has room for its beginning only."""
    if entry.is_record:
        return f"{entry.title}\n{entry.words}"
    return "\n".join(filter(None, [entry.title, _change(entry), entry.words]))


def _check_state(entry: Entry) -> int | None:
    if entry.is_ticked is None:
        return None
    state = Qt.CheckState.Checked if entry.is_ticked else Qt.CheckState.Unchecked
    return int(state.value)
