"""Whether a journal is what was written, and the rows of one that is not."""

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, replace

from cn_desktop.storage.journal_image import (
    HEADER,
    WITH_LOG,
    version_of,
    with_first_page,
    with_log,
    without_log,
)
from cn_desktop.storage.journal_rows import Columns, kept_of, sum_of
from cn_desktop.storage.journal_schema import (
    Tally,
    new_tally,
    newest_version,
    read_tally,
    schema_of,
    tables_of_version,
    tally_over,
    write_tally,
)

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)
DAMAGED = (sqlite3.Error, UnicodeError, MemoryError)
"""What a damaged database raises: UnicodeError where SQLite's own message quotes damaged text."""


@dataclass(frozen=True)
class Found:
    """The sound rows and events of a journal with their checksums, by id.

    `tally` is None where that is damaged. `is_sound` if everything is as it was written.
    """

    version: int
    ops: tuple[Columns, ...] = ()
    events: tuple[Columns, ...] = ()
    bad: int = 0
    tally: Tally | None = None
    is_sound: bool = False


def is_newer(image: bytes) -> bool:
    """A newer version wrote it: it says so in both places, or in a way we can't read."""
    version = version_of(image)
    if version <= newest_version():
        return False
    with suppress(*DAMAGED), closing(_opened(image)) as connection:
        (told,) = connection.execute("SELECT version FROM tally").fetchone() or (version,)
        return bool(told == version)
    return True


def examined(image: bytes) -> Found:
    """What there is in the database, and whether that is all."""
    version = version_of(image)
    if not 0 < version <= newest_version():
        return _salvaged(image, newest_version())
    found = _read(image, version)
    return found if found.is_sound else _salvaged(image, version)


def rebuilt(found: Found) -> bytes:
    """A new journal with the rows and events that were found, as the bytes of its file."""
    with closing(tables_of_version(found.version)) as connection:
        for table, rows in (("op", found.ops), ("event", found.events)):
            for row in rows:
                marks = ",".join("?" * len(row))
                connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608
        sums = ([row[-1] for row in rows] for rows in (found.ops, found.events))
        write_tally(connection, tally_over(new_tally(found.version), *sums))
        return with_log(connection.serialize())


def _salvaged(image: bytes, version: int) -> Found:
    """The most rows that can be read, with the image's own first page or a new one."""
    with closing(tables_of_version(version)) as model:
        grafted = with_first_page(image, model.serialize())
    most = max(_read(image, version), _read(grafted, version), key=lambda found: len(found.ops))
    return replace(most, is_sound=False)


def _read(image: bytes, version: int) -> Found:
    found = Found(version)
    if len(image) < HEADER:
        return found
    with suppress(*DAMAGED), closing(_opened(image)) as connection:
        ops, bad_ops = _sound_rows(connection, "op", version)
        events, bad_events = _sound_rows(connection, "event", version)
        found = Found(version, ops, events, bad_ops)
        found = replace(found, tally=read_tally(connection))
        is_sound = not bad_ops + bad_events and image[18:20] == WITH_LOG
        found = replace(found, is_sound=is_sound and _agrees(connection, found))
    return found


def _opened(image: bytes) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.text_factory = _lenient
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA cell_size_check=ON")
    connection.deserialize(without_log(image))
    return connection


def _lenient(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _agrees(connection: sqlite3.Connection, found: Found) -> bool:
    """Every row that was counted is there, in the tables of that version, on sound pages."""
    tally = found.tally
    if tally is None or tally.version != found.version:
        return False
    sums = ([row[-1] for row in rows] for rows in (found.ops, found.events))
    if tally != tally_over(tally, *sums):
        return False
    with closing(tables_of_version(found.version)) as model:
        if schema_of(connection) != schema_of(model):
            return False
    return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def _sound_rows(
    connection: sqlite3.Connection, table: str, version: int
) -> tuple[tuple[Columns, ...], int]:
    """The rows whose checksum is right, by id, and how many others there are.

    A page that can't be read hides the rows behind it: they are come at from the other end.
    """
    seen: dict[int, Columns] = {}
    for way in ("ASC", "DESC"):
        with suppress(*DAMAGED):
            for row in connection.execute(f"SELECT * FROM {table} ORDER BY id {way}"):  # noqa: S608
                seen[row[0]] = row
            break
    is_read = table == "op" and version == newest_version()
    good = [row for row in seen.values() if _is_good(table, row) and (not is_read or _is_row(row))]
    return tuple(sorted(good)), len(seen) - len(good)


def _is_good(table: str, row: Columns) -> bool:
    return bool(sum_of(table, row[:-1]) == row[-1])


def _is_row(row: Columns) -> bool:
    try:
        kept_of(row[:-1])
    except UNREADABLE:
        return False
    return True
