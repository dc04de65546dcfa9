"""A list from a CSV file, served as it is instead of invented people."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cn_desktop.simulator.fields import STANDARD, Row, blank_record
from cn_desktop.simulator.startup import ListFault, ListUnusable

SEPARATORS = (",", ";", "\t")
ZIP = b"PK\x03\x04"
"""How a workbook begins: it is a packed folder."""


@dataclass(frozen=True)
class CsvList:
    """An open list: the names of its columns, standard ones in lower case, and its text.

    A column `uid` gives the records their uids; a column `dataset` is left out, since the
    dataset is the one the list is served as.
    """

    path: Path
    names: tuple[str, ...]
    lines: Iterator[list[str]]

    @property
    def custom_fields(self) -> tuple[str, ...]:
        return tuple(name for name in self.names if name not in STANDARD)

    def records(self, dataset: str, loaded: date) -> Iterator[Row]:
        """Every line as a record, its values exactly as written; may be taken once.

        Raises ListUnusable for a line longer than the header, and for a bad or repeated uid.
        """
        blank = blank_record(dataset, loaded) | {"sourcefile": self.path.name}
        seen: set[str] = set()
        for number, line in self._numbered():
            record = blank | self._named(line, number) | {"dataset": dataset}
            if record["uid"] is not None:
                self._check_uid(record["uid"], seen)
            yield record

    def _numbered(self) -> Iterator[tuple[int, list[str]]]:
        try:
            yield from ((n, line) for n, line in enumerate(self.lines, start=2) if line)
        except csv.Error as error:
            raise ListUnusable(self.path, ListFault.UNREADABLE, str(error)) from None

    def _named(self, line: Sequence[str], number: int) -> Row:
        if any(line[len(self.names) :]):
            raise ListUnusable(self.path, ListFault.ROW_TOO_LONG, str(number))
        missing = [""] * (len(self.names) - len(line))
        return dict(zip(self.names, [*line, *missing], strict=False))

    def _check_uid(self, uid: str, seen: set[str]) -> None:
        if not (uid.isascii() and uid.isdecimal() and len(uid) <= 18 and uid[0] != "0"):
            raise ListUnusable(self.path, ListFault.BAD_UID, uid)
        if uid in seen:
            raise ListUnusable(self.path, ListFault.UID_TWICE, uid)
        seen.add(uid)


def open_list(path: Path) -> CsvList:
    """The list with its header checked.

    UTF-8 with or without a byte order mark, else Windows-1252; values between commas,
    semicolons or tabs, whichever the header has most of. Raises ListUnusable.
    """
    text = _decoded(path)
    if not text.strip():
        raise ListUnusable(path, ListFault.EMPTY)
    header = text.lstrip().partition("\n")[0]
    separator = max(SEPARATORS, key=header.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return CsvList(path, _header(path, lines), lines)


def _decoded(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ListUnusable(path, ListFault.UNREADABLE, reason) from None
    if content.startswith(ZIP):
        raise ListUnusable(path, ListFault.WORKBOOK)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ListUnusable(path, ListFault.NOT_TEXT)


def _header(path: Path, lines: Iterator[list[str]]) -> tuple[str, ...]:
    names = [_field_name(cell) for cell in _first_line(path, lines)]
    if not names or not all(_could_name_a_field(name) for name in names):
        raise ListUnusable(path, ListFault.NO_HEADER)
    lowered = [name.lower() for name in names]
    for place, name in enumerate(lowered):
        if name in lowered[:place]:
            raise ListUnusable(path, ListFault.NAME_TWICE, names[place])
    return tuple(names)


def _first_line(path: Path, lines: Iterator[list[str]]) -> list[str]:
    try:
        return next(lines)
    except csv.Error as error:
        raise ListUnusable(path, ListFault.UNREADABLE, str(error)) from None


def _field_name(cell: str) -> str:
    name = cell.strip()
    return name.lower() if name.lower() in STANDARD else name


def _could_name_a_field(name: str) -> bool:
    return name.isprintable() and any(letter.isalpha() for letter in name)
