"""Cells as text for the clipboard: as spreadsheets have it, and as CSV, JSON and Markdown."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial

from cn_desktop.records.area import Area
from cn_desktop.records.changes import Changes
from cn_desktop.records.fields import ABSENT, FieldName, RecordKey, text_of
from cn_desktop.records.packing import packed, readable, unpacked_all
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.store import Store

TAB, COMMA = b"\t", b","
QUOTED_FOR = (b'"', b"\r")
"""Beside separators and line breaks, which stand between cells as well."""
NOT_PLAIN = ("\r", "\0", "\x01")
"""What plain text loses on its way: see `is_plain`."""
BYTE_ORDER_MARK = "\ufeff"

Cells = Sequence[Sequence[bytes]]
"""Packed, line by line."""
Fields = Sequence[FieldName]


class Form(Enum):
    """What copied cells look like as text."""

    TABS = "tabs"
    WITH_HEADINGS = "with headings"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"


@dataclass(frozen=True)
class Shape:
    """How a form is put together of lines, and of as many rows at once as take some 2 ms."""

    lines: Callable[[Fields, Cells], str]
    heading: Callable[[Fields], str] | None = None
    start: str = ""
    between: str = "\n"
    end: str = ""
    rows_at_once: int = 100


def copied(sheet: Sheet, areas: Iterable[Area], form: Form = Form.TABS) -> Iterator[str]:
    """The text in pieces of some hundred rows; there is no line break after the last one.

    The rows are those of the present store, whatever comes while the text is made.
    """
    return _copied(sheet, sheet.store, areas, SHAPES[form])


def _copied(sheet: Sheet, store: Store, areas: Iterable[Area], shape: Shape) -> Iterator[str]:
    before: Fields = ()
    joint = shape.start
    for area in areas:
        if shape.heading and list(area.fields) != list(before):
            before = area.fields
            yield joint + shape.heading(area.fields)
            joint = shape.between
        for first in range(0, len(area.rows), shape.rows_at_once):
            rows = [int(row) for row in area.rows[first : first + shape.rows_at_once]]
            yield joint + shape.lines(area.fields, _cells(sheet, store, rows, area.fields))
            joint = shape.between
    yield shape.end


def is_plain(text: str) -> bool:
    """Whether plain text brings the copied cells back as they are.

    Systems change line breaks and end texts at a NUL; whoever reads the text takes U+0001 for
    a tab, drops a byte order mark in front and one line break behind.
    """
    return has_plain_ends(text) and has_plain_marks(text)


def has_plain_ends(text: str) -> bool:
    """The part of `is_plain` that takes the whole text, and no time."""
    return text != "" and text[0] != BYTE_ORDER_MARK and text[-1] != "\n"


def has_plain_marks(text: str) -> bool:
    """The part of `is_plain` that can be asked piece by piece."""
    return not any(mark in text for mark in NOT_PLAIN) and _is_unicode(text)


def _is_unicode(text: str) -> bool:
    """No half characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


# Cells


def _cells(sheet: Sheet, store: Store, rows: Sequence[int], fields: Fields) -> Cells:
    cells = store.packed_cells(rows, fields)
    if len(sheet.changes):
        _overlay(cells, sheet.changes, store.keys(rows), fields)
    return cells


def _overlay(
    cells: list[Sequence[bytes]], changes: Changes, keys: Sequence[RecordKey], fields: Fields
) -> None:
    """Put what is wanted in the place of what the server has."""
    places = {name: place for place, name in enumerate(fields)}
    for at, key in enumerate(keys):
        if edits := changes.edits(key):
            cells[at] = line = list(cells[at])
            for name in edits.keys() & places.keys():
                line[places[name]] = packed(edits[name].wanted)


# Separated by tabs or commas


def _separated(separator: bytes, _fields: Fields, cells: Cells) -> str:
    """The lines' text; only a line with a separator, a break or a mark of its own is slow."""
    lines = list(map(separator.join, cells))
    text = b"\n".join(lines)
    breaks, between = len(cells) - 1, sum(map(len, cells)) - len(cells)
    has_own = text.count(b"\n") != breaks or text.count(separator) != between
    if has_own or any(mark in text for mark in QUOTED_FOR):
        text = b"\n".join(map(partial(_line, separator), lines, cells))
    return readable(text)


def _line(separator: bytes, text: bytes, cells: Sequence[bytes]) -> bytes:
    has_own = b"\n" in text or text.count(separator) != len(cells) - 1
    if has_own or any(mark in text for mark in QUOTED_FOR):
        return separator.join(_quoted(separator, cell) for cell in cells)
    return text


def _quoted(separator: bytes, cell: bytes) -> bytes:
    """One cell; quotation marks keep its own separators and line breaks in it."""
    if not any(mark in cell for mark in (separator, b"\n", *QUOTED_FOR)):
        return cell
    return b'"%b"' % cell.replace(b'"', b'""')


def _names(separator: bytes, fields: Fields) -> str:
    return _separated(separator, fields, [list(map(packed, fields))])


# JSON: null is null, and what is not there is not there


def _objects(fields: Fields, cells: Cells) -> str:
    return ",\n".join(_object(fields, line) for line in cells)


def _object(fields: Fields, line: Sequence[bytes]) -> str:
    values = zip(fields, unpacked_all(line), strict=True)
    there = {field: value for field, value in values if value is not ABSENT}
    return "  " + json.dumps(there, ensure_ascii=False)


# Markdown


def _table_head(fields: Fields) -> str:
    return f"{_table_line(fields)}\n{_table_line(['---'] * len(fields))}"


def _table_lines(_fields: Fields, cells: Cells) -> str:
    lines = (map(text_of, unpacked_all(line)) for line in cells)
    return "\n".join(_table_line(map(_escaped, line)) for line in lines)


def _table_line(texts: Iterable[str]) -> str:
    return f"| {' | '.join(texts)} |"


def _escaped(text: str) -> str:
    """A cell of a table has one line and no tags."""
    for mark in ("\\", "|", "<"):
        text = text.replace(mark, "\\" + mark)
    return "<br>".join(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


SHAPES: dict[Form, Shape] = {
    Form.TABS: Shape(partial(_separated, TAB), rows_at_once=500),
    Form.WITH_HEADINGS: Shape(
        partial(_separated, TAB), heading=partial(_names, TAB), rows_at_once=500
    ),
    Form.CSV: Shape(partial(_separated, COMMA), heading=partial(_names, COMMA), rows_at_once=500),
    Form.JSON: Shape(_objects, start="[\n", between=",\n", end="\n]"),
    Form.MARKDOWN: Shape(_table_lines, heading=_table_head),
}
