"""The tables of the journal, its versions, and the tally that proves that no row is missing.

`op` holds the pending rows, `event` what happened to them, `tally` one row: which journal
this is (`born`), its version, the number of its last change (`seq`), and number and combined
checksums of the rows of the other two. In every version `id` stands first and `row_sum`
last, and `tally` has its `version`.
"""

import sqlite3
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from cn_desktop.storage.journal_rows import SUM_BYTES, Columns, sum_of

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE op (id INTEGER PRIMARY KEY, host BLOB NOT NULL, account BLOB NOT NULL,"
        " dataset BLOB NOT NULL, key BLOB NOT NULL, uid BLOB, kind TEXT NOT NULL,"
        " state TEXT NOT NULL, rest BLOB NOT NULL, at REAL NOT NULL, row_sum BLOB NOT NULL,"
        " UNIQUE (host, account, dataset, key))",
        "CREATE TABLE event (id INTEGER PRIMARY KEY, host BLOB NOT NULL, account BLOB NOT NULL,"
        " dataset BLOB NOT NULL, key BLOB NOT NULL, at REAL NOT NULL, what BLOB NOT NULL,"
        " body_sha256 BLOB NOT NULL, uid BLOB NOT NULL, row_sum BLOB NOT NULL)",
        "CREATE TABLE tally (id INTEGER PRIMARY KEY, born TEXT NOT NULL, version INTEGER NOT NULL,"
        " seq INTEGER NOT NULL, ops INTEGER NOT NULL, op_sum BLOB NOT NULL,"
        " events INTEGER NOT NULL, event_sum BLOB NOT NULL, row_sum BLOB NOT NULL)",
    ),
)
"""What makes each version out of the one before it; the first of nothing."""

COUNTED = ("op", "event")


def newest_version() -> int:
    """The version this program writes."""
    return len(MIGRATIONS)


def combined(left: bytes, right: bytes) -> bytes:
    """Both checksums in one: adding a row and taking it away again are the same step."""
    mixed = int.from_bytes(left, "big") ^ int.from_bytes(right, "big")
    return mixed.to_bytes(SUM_BYTES, "big")


@dataclass(frozen=True)
class Tally:
    """What must be in the journal, if nothing of it was lost."""

    born: str
    version: int
    seq: int = 0
    ops: int = 0
    op_sum: bytes = bytes(SUM_BYTES)
    events: int = 0
    event_sum: bytes = bytes(SUM_BYTES)

    @property
    def columns(self) -> Columns:
        return (
            *(1, self.born, self.version, self.seq),
            *(self.ops, self.op_sum, self.events, self.event_sum),
        )

    def following(self) -> "Tally":
        """The tally of the next change, as long as it has changed nothing."""
        return replace(self, seq=self.seq + 1)

    def with_op(self, row_sum: bytes, more: int) -> "Tally":
        """With a row more (1), one less (-1), or half of a change (0)."""
        return replace(self, ops=self.ops + more, op_sum=combined(self.op_sum, row_sum))

    def with_event(self, row_sum: bytes, more: int) -> "Tally":
        mixed = combined(self.event_sum, row_sum)
        return replace(self, events=self.events + more, event_sum=mixed)


def new_tally(version: int) -> Tally:
    """The tally of a journal that is not any other one, and empty."""
    return Tally(uuid.uuid4().hex, version)


def tally_over(tally: Tally, ops: Iterable[bytes], events: Iterable[bytes]) -> Tally:
    """The tally of exactly the rows and events with these checksums."""
    fresh = Tally(tally.born, tally.version, tally.seq)
    for row_sum in ops:
        fresh = fresh.with_op(row_sum, 1)
    for row_sum in events:
        fresh = fresh.with_event(row_sum, 1)
    return fresh


def read_tally(connection: sqlite3.Connection) -> Tally | None:
    """The journal's tally, None if it is damaged. Raises sqlite3.Error."""
    rows = connection.execute("SELECT * FROM tally").fetchall()
    if len(rows) != 1:
        return None
    *columns, row_sum = rows[0]
    if sum_of("tally", columns) != row_sum:
        return None
    return Tally(*columns[1:])


def write_tally(connection: sqlite3.Connection, tally: Tally) -> None:
    """Put it in the place of the one before. Raises sqlite3.Error."""
    columns = tally.columns
    marks = ",".join("?" * (len(columns) + 1))
    connection.execute(
        f"INSERT OR REPLACE INTO tally VALUES ({marks})",  # noqa: S608  only question marks
        (*columns, sum_of("tally", columns)),
    )


def tables_of_version(version: int) -> sqlite3.Connection:
    """A new database in memory with the tables of this version, and nothing in them."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for steps in MIGRATIONS[:version]:
        for step in steps:
            connection.execute(step)
    connection.execute(f"PRAGMA user_version={version:d}")
    return connection


def schema_of(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
    """Everything the database declares, in a comparable form."""
    found = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
    return sorted(found, key=repr)


def migrate(connection: sqlite3.Connection, tally: Tally) -> Tally:
    """Bring an older journal to the newest version, in one transaction. Raises sqlite3.Error."""
    connection.execute("BEGIN IMMEDIATE")
    for steps in MIGRATIONS[tally.version :]:
        for step in steps:
            connection.execute(step)
    sums = [_sum_again(connection, table) for table in COUNTED]
    fresh = tally_over(replace(tally.following(), version=newest_version()), *sums)
    write_tally(connection, fresh)
    connection.execute(f"PRAGMA user_version={newest_version():d}")
    connection.execute("COMMIT")
    return fresh


def _sum_again(connection: sqlite3.Connection, table: str) -> list[bytes]:
    rows = connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608  one of COUNTED
    sums = [sum_of(table, row[:-1]) for row in rows]
    connection.executemany(
        f"UPDATE {table} SET row_sum=? WHERE id=?",  # noqa: S608  one of COUNTED
        [(row_sum, row[0]) for row_sum, row in zip(sums, rows, strict=True)],
    )
    return sums
