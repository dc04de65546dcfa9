"""The review as text to paste, and as a table for a spreadsheet (feat-B8)."""

import csv
import io
from collections.abc import Iterator, Sequence

from cn_desktop.records.fields import FieldName, RecordKey, Value, text_of
from cn_desktop.records.listing import Line, listed
from cn_desktop.records.marks import State
from cn_desktop.records.row_ticks import Ticks
from cn_desktop.records.sheet import Sheet
from cn_desktop.ui.review.entries import Entry, read_entry, values_of
from cn_desktop.ui.table.columns import arrange
from cn_desktop.work.result_file import BYTE_ORDER_MARK, FORMULA

HEADINGS = ("uid", "dataset", "state", "field", "server has", "you want", "remark")
NEW = "new"


def as_text(sheet: Sheet, keys: Sequence[RecordKey]) -> Iterator[str]:
    """A paragraph for each record, its fields below it; some hundred records a piece."""
    for entries in _entries(sheet, keys):
        yield "".join(map(_line, entries))


def as_csv(sheet: Sheet, keys: Sequence[RecordKey]) -> Iterator[str]:
    """A line for each field, or for a record without any; values as they are, to the letter.

    A cell that a spreadsheet would calculate gets an apostrophe (feat-R32); a telephone
    number that begins with + keeps its digits so.
    """
    yield BYTE_ORDER_MARK + _table([HEADINGS])
    for entries in _entries(sheet, keys):
        yield _table(_rows(sheet, entries))


def _entries(sheet: Sheet, keys: Sequence[RecordKey]) -> Iterator[list[Entry]]:
    order = arrange(list(dict.fromkeys([*sheet.fields, *sheet.changes.edited_fields()])))
    ticks = Ticks()
    for some in listed(sheet, keys, order):
        lines = [
            Line(key, field)
            for key, fields in some.items()
            if fields is not None
            for field in (None, *fields)
        ]
        yield [read_entry(sheet, line, ticks) for line in lines]


def _line(entry: Entry) -> str:
    if entry.is_record:
        return f"{entry.title} – {entry.words}\n"
    change = f"{entry.old_text} → {entry.new_text}" if entry.old else entry.new_text
    remark = f"  ({entry.words})" if entry.words else ""
    return f"    {entry.title}: {change}{remark}\n"


def _rows(sheet: Sheet, entries: Sequence[Entry]) -> Iterator[Sequence[str]]:
    with_fields = {entry.line.key for entry in entries if not entry.is_record}
    words: dict[RecordKey, str] = {}
    for entry in entries:
        key, field = entry.line
        uid = NEW if sheet.changes.is_new(key) else key
        if field is None:
            words[key] = entry.words
            if key not in with_fields:
                yield (uid, sheet.dataset, entry.words, "", "", "", "")
            continue
        values = map(text_of, _values(sheet, key, field))
        yield (uid, sheet.dataset, words.get(key, ""), field, *values, entry.words)


def _values(sheet: Sheet, key: RecordKey, field: FieldName) -> tuple[Value, Value]:
    """What the server has, and what is wanted there, or was until it was saved."""
    old, new = values_of(sheet, key, field)
    mark = sheet.changes.mark(key)
    if mark is None or mark.state is not State.SAVED:
        return old, new
    return new, mark.sent.get(field, new)


def _table(rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: str) -> str:
    return f"'{value}" if FORMULA.match(value) else value
