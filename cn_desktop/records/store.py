"""The records of one dataset as the server last showed them, column by column."""

from collections.abc import Iterable, Iterator, Mapping, Set

from cn_desktop.records.fields import (
    ABSENT,
    REPLACEMENT,
    STANDARD,
    UID,
    FieldName,
    RecordKey,
    Value,
    is_empty,
    text_of,
)

Record = Mapping[FieldName, Value]
LONGEST_NUMBER = 20


class Store:
    """Rows in the server's order, numbered from 0; a row's number never changes.

    Records that are not on the server yet stand below the others: their cells
    are all absent and their key is their own. `is_complete` says that this is
    the whole dataset: the answer of an unfiltered read with as many records as
    it announced. `has_replacements`: it was read with replacement characters for what
    could not be read. `highest_uid` is the highest of those that are numbers.
    """

    def __init__(self) -> None:
        self.is_complete = False
        self.has_replacements = False
        self._columns: dict[FieldName, list[Value]] = {}
        self._keys: list[RecordKey] = []
        self._rows: dict[RecordKey, int] = {}
        self._ambiguous: set[int] = set()
        self._removed: set[int] = set()
        self.highest_uid = 0

    def __len__(self) -> int:
        """How many records there are; row numbers can be larger."""
        return len(self._keys) - len(self._removed)

    @property
    def removed(self) -> Set[int]:
        """The rows that hold no record any more."""
        return self._removed

    @property
    def fields(self) -> list[FieldName]:
        """The union of all rows' fields: the documented ones in their order, then the others."""
        documented = [field for field in STANDARD if field in self._columns]
        return documented + [field for field in self._columns if field not in STANDARD]

    def extend(self, records: Iterable[Record]) -> None:
        """Append records as the server gave them."""
        for record in records:
            self._append(RecordKey(text_of(record.get(UID))), record)

    def append_new(self, key: RecordKey) -> int:
        """Append a record that the server does not have, and return its row."""
        return self._append(key, {})

    def remove_new(self, key: RecordKey) -> None:
        """Forget a record that never was on the server."""
        self._removed.add(self._rows.pop(key))

    def replace(self, key: RecordKey, record: Record) -> None:
        """Put what the server now stores into the record's row; its uid becomes its key."""
        row = self._rows.pop(key)
        self._keys[row] = RecordKey(text_of(record.get(UID)) or key)
        self.highest_uid = max(self.highest_uid, number_of(self._keys[row]))
        other = self._rows.setdefault(self._keys[row], row)
        if other != row:
            self._ambiguous |= {row, other}
        for field in [*self._columns, *(new for new in record if new not in self._columns)]:
            self._column(field)[row] = record.get(field, ABSENT)

    def rows(self) -> Iterator[int]:
        """The rows that hold a record, in the server's order."""
        return (row for row in range(len(self._keys)) if row not in self._removed)

    def key(self, row: int) -> RecordKey:
        return self._keys[row]

    def row_of(self, key: RecordKey) -> int | None:
        return self._rows.get(key)

    def value(self, row: int, field: FieldName) -> Value:
        column = self._columns.get(field)
        return ABSENT if column is None else column[row]

    def is_blank(self, field: FieldName) -> bool:
        """No record has anything to see in this field."""
        return all(map(is_empty, self._columns.get(field, ())))

    def is_ambiguous(self, row: int) -> bool:
        """Another row has this row's uid."""
        return row in self._ambiguous

    def is_damaged(self, row: int) -> bool:
        """Something of this row could not be read, be it a name."""
        return self.has_replacements and any(
            REPLACEMENT in text
            for field, value in self.record(row).items()
            for text in (field, text_of(value))
        )

    def values(self, row: int) -> list[Value]:
        """The row's cells, column by column."""
        return [column[row] for column in self._columns.values()]

    def record(self, row: int) -> dict[FieldName, Value]:
        """The row's cells, absent ones left out."""
        return {
            field: column[row] for field, column in self._columns.items() if column[row] != ABSENT
        }

    def _append(self, key: RecordKey, record: Record) -> int:
        row = len(self._keys)
        self._keys.append(key)
        self.highest_uid = max(self.highest_uid, number_of(key))
        if key and key in self._rows:
            self._ambiguous |= {row, self._rows[key]}
        elif key:
            self._rows[key] = row
        for field, column in self._columns.items():
            column.append(record.get(field, ABSENT))
        for field in record:
            if field not in self._columns:
                self._column(field)[row] = record[field]
        return row

    def _column(self, field: FieldName) -> list[Value]:
        """The field's column, made with absent cells when it is new."""
        return self._columns.setdefault(field, [ABSENT] * len(self._keys))


def number_of(uid: str) -> int:
    """The uid as a number; 0 for one that is none."""
    return int(uid) if len(uid) < LONGEST_NUMBER and uid.isascii() and uid.isdigit() else 0
