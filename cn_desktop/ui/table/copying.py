"""Cells on their way to the clipboard: tab-separated text, as spreadsheets do it."""

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtGui import QGuiApplication

from cn_desktop.records.area import Area
from cn_desktop.records.changes import Changes
from cn_desktop.records.fields import FieldName, RecordKey
from cn_desktop.records.packing import packed, readable
from cn_desktop.records.sheet import Sheet
from cn_desktop.ui.background import Background

ROWS_AT_ONCE = 500
"""Their text takes some 2 ms to make."""
QUOTED_FOR = (b'"', b"\r")
"""Beside tabs and line breaks, which stand between cells as well."""


class Copying:
    """Puts cells into the clipboard: a few at once, many in slices, and never half of them.

    Whoever copies again before that is done wants the new cells only.
    """

    def __init__(self, background: Background) -> None:
        self._background = background
        self._number = 0

    def start(self, sheet: Sheet, areas: Sequence[Area]) -> None:
        """Copy the cells as they are now; what is edited meanwhile may be in it or not."""
        self._number += 1
        texts = tab_separated(sheet, areas)
        if sum(len(area.rows) for area in areas) <= ROWS_AT_ONCE:
            _put(list(texts))
        else:
            self._background.start(self._copy(texts, self._number))

    async def _copy(self, texts: Iterator[str], number: int) -> None:
        made = []
        for text in texts:
            made.append(text)
            await self._background.breathe()
            if number != self._number:
                return
        _put(made)


def tab_separated(sheet: Sheet, areas: Iterable[Area]) -> Iterator[str]:
    """The cells line by line, some hundred lines a piece, without the last line's break."""
    store = sheet.store
    for area in areas:
        for first in range(0, len(area.rows), ROWS_AT_ONCE):
            rows = [int(row) for row in area.rows[first : first + ROWS_AT_ONCE]]
            cells = store.packed_cells(rows, area.fields)
            if len(sheet.changes):
                _overlay(cells, sheet.changes, store.keys(rows), area.fields)
            yield _piece(cells)


def _overlay(
    cells: list[Sequence[bytes]],
    changes: Changes,
    keys: Sequence[RecordKey],
    fields: Sequence[FieldName],
) -> None:
    """Put what is wanted in the place of what the server has."""
    places = {name: place for place, name in enumerate(fields)}
    for at, key in enumerate(keys):
        if edits := changes.edits(key):
            cells[at] = line = list(cells[at])
            for name in edits.keys() & places.keys():
                line[places[name]] = packed(edits[name].wanted)


def _piece(cells: Sequence[Sequence[bytes]]) -> str:
    """The lines' text; only a line that holds a tab, a break or a mark of its own is slow."""
    lines = list(map(b"\t".join, cells))
    text = b"\n".join(lines)
    breaks, tabs = len(cells) - 1, sum(map(len, cells)) - len(cells)
    has_own = text.count(b"\n") != breaks or text.count(b"\t") != tabs
    if has_own or any(mark in text for mark in QUOTED_FOR):
        text = b"\n".join(map(_line, lines, cells))
    return readable(text)


def _line(text: bytes, cells: Sequence[bytes]) -> bytes:
    has_own = b"\n" in text or text.count(b"\t") != len(cells) - 1
    if has_own or any(mark in text for mark in QUOTED_FOR):
        return b"\t".join(map(_quoted, cells))
    return text


def _quoted(cell: bytes) -> bytes:
    """A cell of tab-separated text; quotation marks keep its own tabs and line breaks in it."""
    if not any(mark in cell for mark in (b"\t", b"\n", *QUOTED_FOR)):
        return cell
    return b'"%b"' % cell.replace(b'"', b'""')


def _put(texts: Sequence[str]) -> None:
    if texts:
        QGuiApplication.clipboard().setText("\n".join(texts))
