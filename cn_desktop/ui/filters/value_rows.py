"""The values of a field as a list with ticks and counts."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from cn_desktop.records.facets import NOTHING, Facets
from cn_desktop.records.fields import FieldName, Value
from cn_desktop.records.ticks import ALL, Ticks
from cn_desktop.records.vocabulary import Vocabulary
from cn_desktop.ui.filters.condition_words import name_of

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
Role = Qt.ItemDataRole


class Entry(NamedTuple):
    """One value, what it is called, and in how many rows it is."""

    value: Value
    title: str
    rows: int


def entries_of(facets: Facets, field: FieldName, vocabulary: Vocabulary) -> list[Entry]:
    """Each kind of nothing that there is, then the values."""
    empty = [
        Entry(value, name_of(value), facets.empty[value])
        for value in NOTHING
        if facets.empty[value]
    ]
    return empty + [
        Entry(value, _title(value, vocabulary.meaning(field, value)), count)
        for value, count in facets.values
    ]


def _title(value: str, meaning: str) -> str:
    return f"{name_of(value)} · {meaning}" if meaning else name_of(value)


class ValueRows(QAbstractTableModel):
    """A tick and a title, and beside it the count."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: Sequence[Entry] = ()
        self.ticks = ALL

    def show_entries(self, entries: Sequence[Entry]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def tick(self, ticks: Ticks) -> None:
        self.ticks = ticks
        if self.entries:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.entries) - 1, 0))

    def values(self) -> list[Value]:
        return [entry.value for entry in self.entries]

    # Qt calls these; the names are Qt's.

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.entries):
            return None
        entry = self.entries[index.row()]
        if role == Role.DisplayRole:
            return f"{entry.rows:,}" if index.column() else entry.title
        if role == Role.AccessibleTextRole:
            return f"{entry.title}, {entry.rows:,}"
        if index.column():
            is_aligned = role == Role.TextAlignmentRole
            return (
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter if is_aligned else None
            )
        return self._state(entry) if role == Role.CheckStateRole else None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.CheckStateRole or not index.isValid():
            return False
        entry = self.entries[index.row()]
        is_ticked = Qt.CheckState(value) is Qt.CheckState.Checked
        self.tick(self.ticks.put([entry.value], is_ticked=is_ticked))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags if index.column() else flags | Qt.ItemFlag.ItemIsUserCheckable

    def _state(self, entry: Entry) -> Qt.CheckState:
        return Qt.CheckState.Checked if self.ticks.has(entry.value) else Qt.CheckState.Unchecked
