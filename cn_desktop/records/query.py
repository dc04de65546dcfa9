"""Which rows are shown, and in which order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cn_desktop.records.fields import FieldName, RecordKey, Value, is_empty
from cn_desktop.records.sheet import Sheet

SEPARATOR = "\x1f"


@dataclass(frozen=True)
class SortBy:
    """One column's order; empty cells stand last either way."""

    field: FieldName
    is_descending: bool = False


@dataclass(frozen=True)
class Query:
    """What the person asked to see."""

    text: str = ""
    sort: SortBy | None = None


class Search:
    """Finds the rows of one sheet that a query shows.

    Each record's text is folded once and kept; pending values are searched, not the
    old ones, so the text of changed records is made anew at every search.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._texts: dict[int, str] = {}

    def rows(self, query: Query) -> list[int]:
        """Store rows in the order to be shown; with no query all, in the server's order."""
        rows = list(self._sheet.store.rows())
        if query.text:
            rows = self._matching(rows, query.text.casefold())
        return self._sorted(rows, query.sort) if query.sort else rows

    def forget(self, keys: Iterable[RecordKey]) -> None:
        """The server's values of these records have changed."""
        for key in keys:
            row = self._sheet.store.row_of(key)
            if row is not None:
                self._texts.pop(row, None)

    def _matching(self, rows: list[int], text: str) -> list[int]:
        store = self._sheet.store
        pending = {store.row_of(key): key for key in self._sheet.changes.touched()}
        changed = {
            row: self._changed_text(key, row) for row, key in pending.items() if row is not None
        }
        return [row for row in rows if text in (changed.get(row) or self._kept_text(row))]

    def _changed_text(self, key: RecordKey, row: int) -> str:
        """Pending values in place of the server's; never empty, so that it counts."""
        shown = self._sheet.store.record(row)
        for field, edit in self._sheet.changes.edits(key).items():
            shown[field] = edit.wanted
        return SEPARATOR + _folded(shown.values())

    def _kept_text(self, row: int) -> str:
        text = self._texts.get(row)
        if text is None:
            text = self._texts[row] = _folded(self._sheet.store.record(row).values())
        return text

    def _sorted(self, rows: list[int], order: SortBy) -> list[int]:
        shown = {row: self._sheet.row_value(row, order.field) for row in rows}
        filled = [row for row in rows if not is_empty(shown[row])]
        empty = [row for row in rows if is_empty(shown[row])]
        rank = _rank(str(shown[row]) for row in filled)
        filled.sort(key=lambda row: rank(str(shown[row])), reverse=order.is_descending)
        return filled + empty


def _folded(values: Iterable[Value]) -> str:
    return SEPARATOR.join([value for value in values if isinstance(value, str)]).casefold()


def _rank(values: Iterable[str]) -> Callable[[str], tuple[float, str]]:
    """How to compare a column's values: by amount if every one is a plain number, else as text."""
    if all(map(_is_plain_number, values)):
        return lambda value: (float(value), value)
    return lambda value: (0.0, value.casefold())


def _is_plain_number(value: str) -> bool:
    """Digits with an optional sign and point; not the forms like 1e5 and nan that float takes."""
    digits = value.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit()
