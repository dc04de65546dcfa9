"""What many cells of a sheet hold, while nothing of it changes."""

from collections.abc import Mapping, Sequence

from cn_desktop.records.fields import FieldName, RecordKey, Value
from cn_desktop.records.known import Known
from cn_desktop.records.undo import Columns


class Cells:
    """Reads column by column.

    Columns that are read together are mostly of the same records: these are looked up once.
    """

    def __init__(self, sheet: Known) -> None:
        self._sheet = sheet
        self._keys: Sequence[RecordKey] = ()
        self._rows: list[int | None] = []
        self._present: list[int] = []
        self._columns: dict[FieldName, list[Value]] = {}

    def shown(self, field: FieldName, keys: Sequence[RecordKey]) -> list[Value]:
        """What the person sees in each of these records."""
        return self._sheet.changes.shown(field, keys, self.server(field, keys))

    def server(self, field: FieldName, keys: Sequence[RecordKey]) -> list[Value]:
        """What the server last showed in each of these records."""
        present = self._present_column(field, keys)
        if self._are_all(keys):
            return present
        values = iter(present)
        return [
            self._sheet.server_value(key, field) if row is None else next(values)
            for key, row in zip(keys, self.rows(keys), strict=True)
        ]

    def server_columns(self, cells: Mapping[FieldName, Mapping[RecordKey, object]]) -> Columns:
        """`server` for each of these cells."""
        return {
            name: dict(zip(keys, self.server(name, list(keys)), strict=True))
            for name, keys in cells.items()
        }

    def rows(self, keys: Sequence[RecordKey]) -> list[int | None]:
        """The records' rows in the store."""
        if keys != self._keys:
            self._keys = keys
            self._rows = self._sheet.store.rows_of(keys)
            self._present = [row for row in self._rows if row is not None]
            self._columns.clear()
        return self._rows

    def missing(self, keys: Sequence[RecordKey]) -> list[int]:
        """Which of the keys, by their number, have no row."""
        if self._are_all(keys):
            return []
        return [place for place, row in enumerate(self.rows(keys)) if row is None]

    def _are_all(self, keys: Sequence[RecordKey]) -> bool:
        self.rows(keys)
        return len(self._present) == len(keys)

    def _present_column(self, field: FieldName, keys: Sequence[RecordKey]) -> list[Value]:
        """What the store has in the field, for those that have a row."""
        self.rows(keys)
        if field not in self._columns:
            self._columns[field] = self._sheet.store.column(field, self._present)
        return self._columns[field]
