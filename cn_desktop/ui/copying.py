"""Cells on their way to the clipboard: tab-separated text, as spreadsheets do it."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtGui import QGuiApplication

from cn_desktop.records.area import Area
from cn_desktop.records.changes import Changes
from cn_desktop.records.fields import FieldName, text_of
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.store import Store
from cn_desktop.ui.background import Background

ROWS_AT_ONCE = 200
"""Their text takes some 2 ms to make."""
MARKS = ("\n", "\r", '"')


class Copying:
    """Puts cells into the clipboard: a few at once, many in slices, and never half of them.

    Whoever copies again before that is done wants the new cells only.
    """

    def __init__(self, background: Background) -> None:
        self._background = background
        self._task: asyncio.Task[None] | None = None

    def start(self, sheet: Sheet, areas: Sequence[Area]) -> None:
        """Copy the cells as they are now; what is edited meanwhile may be in it or not."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        texts = tab_separated(sheet, areas)
        if sum(len(area.rows) for area in areas) <= ROWS_AT_ONCE:
            _put(list(texts))
        else:
            self._task = self._background.start(self._copy(texts))

    async def _copy(self, texts: Iterator[str]) -> None:
        made = []
        for text in texts:
            made.append(text)
            await self._background.breathe()
        _put(made)


def tab_separated(sheet: Sheet, areas: Iterable[Area]) -> Iterator[str]:
    """The cells line by line, some hundred lines a piece, without the last line's break."""
    for area in areas:
        for first in range(0, len(area.rows), ROWS_AT_ONCE):
            rows = area.rows[first : first + ROWS_AT_ONCE]
            yield "\n".join(_lines(sheet.store, sheet.changes, rows, area.fields))


def _lines(
    store: Store, changes: Changes, rows: Sequence[int], fields: Sequence[FieldName]
) -> Iterator[str]:
    keys = store.keys(rows) if len(changes) else [None] * len(rows)
    for row, key in zip(rows, keys, strict=True):
        record = store.record(row)
        if key is not None and changes.state(key):
            record |= {name: edit.wanted for name, edit in changes.edits(key).items()}
        yield _line([text_of(record.get(name)) for name in fields])


def _line(texts: Sequence[str]) -> str:
    line = "\t".join(texts)
    has_marks = line.count("\t") >= len(texts) or any(mark in line for mark in MARKS)
    return "\t".join(map(_quoted, texts)) if has_marks else line


def _quoted(text: str) -> str:
    """A cell of tab-separated text; quotation marks keep its own tabs and line breaks in it."""
    if not any(mark in text for mark in ("\t", *MARKS)):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _put(texts: Sequence[str]) -> None:
    if texts:
        QGuiApplication.clipboard().setText("\n".join(texts))
