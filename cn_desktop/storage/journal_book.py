"""The journal's open database: what each thing asked of it does there.

Everything here raises sqlite3.Error or OSError; after one of them the book is of no more use.
"""

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from cn_desktop.records.fields import DatasetId, RecordKey
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.storage.journal_files import Files, Receipt, ReceiptFile, remove
from cn_desktop.storage.journal_rows import (
    EVENT_COLUMNS,
    ROW_COLUMNS,
    Columns,
    as_bytes,
    as_text,
    columns_of_event,
    columns_of_row,
    kept_of,
    place_of,
    sum_of,
)
from cn_desktop.storage.journal_schema import COUNTED, Tally, read_tally, write_tally
from cn_desktop.storage.journal_values import CREATED, SAVED, Account, Batch, Kept

T = TypeVar("T")

LONGEST_LOG = 4_000_000
ROWS_IN_A_ROW = 50
PAUSE_SECONDS = 0.001
MOST_EVENTS = 10_000

SETTINGS = (
    ("locking_mode=EXCLUSIVE", "exclusive"),
    ("journal_mode=WAL", "wal"),
    ("synchronous=FULL", None),
    ("synchronous", 2),
    ("fullfsync=ON", None),
    ("checkpoint_fullfsync=ON", None),
    ("secure_delete=ON", 1),
    ("foreign_keys=OFF", None),
    ("trusted_schema=OFF", None),
    ("cell_size_check=ON", None),
    ("temp_store=MEMORY", None),
    ("wal_autocheckpoint=0", 0),
)
"""Pragmas in their order, and what each must answer."""

PUT_COLUMNS = ROW_COLUMNS[ROW_COLUMNS.index("key") + 1 : ROW_COLUMNS.index("at")]
PLACE = "host=? AND account=? AND dataset=? AND key=?"


@dataclass(frozen=True)
class Prepared:
    """A batch as columns."""

    dropped: Iterable[Columns]
    put: Iterable[tuple[Columns, Columns]]
    events: Iterable[tuple[Columns, Columns]] = ()
    proves: bool = False


class Many:
    """Rows of one dataset by the thousand, as lists of columns.

    They hold no object that Python's garbage collector would have to look into: it holds
    up the window for 30 ms where there are 100,000 (measured).
    """

    def __init__(self, account: Account, dataset: DatasetId) -> None:
        self._where = place_of(account, dataset, RecordKey(""))[:-1]
        self._dropped: list[bytes] = []
        self._put: tuple[list[Any], ...] = tuple([] for _ in range(1 + len(PUT_COLUMNS)))

    def put(self, row: Outgoing) -> None:
        """Keep the row; all are of the same dataset."""
        for column, value in zip(self._put, (as_bytes(row.key), *columns_of_row(row)), strict=True):
            column.append(value)

    def drop(self, key: RecordKey) -> None:
        self._dropped.append(as_bytes(key))

    def prepared(self) -> Prepared:
        """The batch; it can be gone through once, for what was taken is let go of."""
        return Prepared(self._places(), self._rows())

    def _places(self) -> Iterator[Columns]:
        for key in _taken(self._dropped):
            yield (*self._where, key)

    def _rows(self) -> Iterator[tuple[Columns, Columns]]:
        for key, *columns in zip(*map(_taken, self._put), strict=True):
            yield (*self._where, key), tuple(columns)


def _taken(values: list[T]) -> Iterator[T]:
    """All of them from the first on; the list is empty then."""
    values.reverse()
    while values:
        yield values.pop()


def relieved(rows: Iterable[T]) -> Iterator[T]:
    """The rows, with pauses where they are many: others want the interpreter too.

    A thread that computes without a pause holds up the window's (measured).
    """
    for number, row in enumerate(rows, 1):
        yield row
        if number % ROWS_IN_A_ROW == 0:
            time.sleep(PAUSE_SECONDS)


def prepared(batch: Batch) -> Prepared:
    """The batch in the shape of the tables. Raises TypeError, ValueError for what is no batch."""
    account = batch.account
    rows = relieved(batch.put)
    return Prepared(
        tuple(place_of(account, *each) for each in relieved(batch.drop)),
        tuple((place_of(account, r.dataset, r.key), columns_of_row(r)) for r in rows),
        tuple((place_of(account, e.dataset, e.key), columns_of_event(e)) for e in batch.events),
        any(event.what == SAVED for event in batch.events),
    )


def connected(files: Files) -> sqlite3.Connection:
    """A connection to the journal's database, set up as it must be."""
    connection = sqlite3.connect(files.database, timeout=0, isolation_level=None)
    try:
        for pragma, expected in SETTINGS:
            answer = connection.execute(f"PRAGMA {pragma}").fetchone()
            if expected is not None and answer != (expected,):
                raise sqlite3.OperationalError(pragma)
        checkpoint(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def checkpoint(connection: sqlite3.Connection) -> None:
    """Bring everything into the database, durably, and leave an empty log."""
    is_busy, _pages, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        raise sqlite3.OperationalError("busy")


class Book:
    """One open journal of the newest version. Its caller holds the lock."""

    def __init__(self, files: Files, connection: sqlite3.Connection, tally: Tally) -> None:
        self._files = files
        self._connection = connection
        self._tally = tally
        self._receipt = ReceiptFile(files.receipt)
        self._acknowledge()

    def close(self) -> None:
        """Bring the log into the database, and let go of both."""
        self._receipt.close()
        self._connection.close()

    # Reading

    def rows(self, account: Account) -> list[Kept]:
        found = self._connection.execute(
            f"SELECT {', '.join(ROW_COLUMNS)}, row_sum FROM op"  # noqa: S608  our own names
            " WHERE host=? AND account=? ORDER BY id",
            _named(account),
        )
        return [self._kept(row) for row in found]

    def others(self, account: Account) -> dict[Account, int]:
        found = self._connection.execute(
            "SELECT host, account, count(*) FROM op GROUP BY host, account ORDER BY min(id)"
        )
        counts = {(as_text(host), as_text(name)): count for host, name, count in found}
        return {other: count for other, count in counts.items() if other != account}

    def created(self, account: Account, dataset: DatasetId) -> frozenset[str]:
        found = self._connection.execute(
            "SELECT uid FROM event WHERE host=? AND account=? AND dataset=? AND what=?",
            (*_named(account), as_bytes(dataset), as_bytes(CREATED)),
        )
        return frozenset(as_text(uid) for (uid,) in found)

    # Changing

    def apply(self, batches: Sequence[Prepared]) -> None:
        """Keep all of them, in their order, in one transaction that lasts when this returns."""
        tally = self._begun()
        for batch in batches:
            for place in relieved(batch.dropped):
                tally = self._drop(tally, place)
            for place, columns in relieved(batch.put):
                tally = self._put(tally, place, columns)
            for place, columns in batch.events:
                tally = self._add_event(tally, place, columns)
        self._commit(tally)
        if any(batch.proves for batch in batches):
            with suppress(OSError):
                remove(self._files.all_before())

    def forget(self, account: Account) -> None:
        """Everything of this account."""
        self._delete("host=? AND account=?", _named(account))

    def wipe(self) -> None:
        """Everything of everyone."""
        self._delete("1", ())
        self.tidy()

    def tidy(self) -> None:
        """What was deleted is gone from the log too."""
        checkpoint(self._connection)

    def tidy_if_long(self) -> None:
        if self._files.log.stat().st_size > LONGEST_LOG:
            self.tidy()

    def prune(self) -> None:
        """Forget all but the newest events."""
        if self._tally.events <= MOST_EVENTS:
            return
        kept = "SELECT id FROM event ORDER BY id DESC LIMIT ?"
        tally = self._begun()
        tally = self._without(tally, "event", f"id NOT IN ({kept})", (MOST_EVENTS,))
        self._commit(tally)

    # Inside

    def _kept(self, row: Columns) -> Kept:
        if sum_of("op", row[:-1]) != row[-1]:
            raise sqlite3.DatabaseError("row_sum")
        return kept_of(row[:-1])

    def _begun(self) -> Tally:
        self._connection.execute("BEGIN IMMEDIATE")
        return self._tally.following()

    def _commit(self, tally: Tally) -> None:
        write_tally(self._connection, tally)
        self._connection.execute("COMMIT")
        self._tally = tally
        self._acknowledge()

    def _acknowledge(self) -> None:
        self._receipt.write(Receipt(self._tally.born, self._tally.seq, self._tally.ops))

    def _drop(self, tally: Tally, place: Columns) -> Tally:
        return self._without(tally, "op", PLACE, place)

    def _put(self, tally: Tally, place: Columns, columns: Columns) -> Tally:
        old = self._connection.execute(f"SELECT id, row_sum FROM op WHERE {PLACE}", place)  # noqa: S608
        at, old_sum = old.fetchone() or (None, None)
        row = (at or self._next_id("op"), *place, *columns, time.time())
        row_sum = sum_of("op", row)
        self._insert("op", ROW_COLUMNS, (*row, row_sum))
        if old_sum is not None:
            tally = tally.with_op(old_sum, -1)
        return tally.with_op(row_sum, 1)

    def _add_event(self, tally: Tally, place: Columns, columns: Columns) -> Tally:
        row = (self._next_id("event"), *place, time.time(), *columns)
        row_sum = sum_of("event", row)
        self._insert("event", EVENT_COLUMNS, (*row, row_sum))
        return tally.with_event(row_sum, 1)

    def _insert(self, table: str, names: Iterable[str], columns: Columns) -> None:
        marks = ",".join("?" * len(columns))
        self._connection.execute(
            f"INSERT OR REPLACE INTO {table} ({', '.join(names)}, row_sum)"  # noqa: S608
            f" VALUES ({marks})",
            columns,
        )

    def _next_id(self, table: str) -> int:
        (last,) = self._connection.execute(f"SELECT max(id) FROM {table}").fetchone()  # noqa: S608
        return (last or 0) + 1

    def _delete(self, where: str, values: Columns) -> None:
        tally = self._begun()
        for table in COUNTED:
            tally = self._without(tally, table, where, values)
        self._commit(tally)

    def _without(self, tally: Tally, table: str, where: str, values: Columns) -> Tally:
        sums = self._connection.execute(
            f"SELECT row_sum FROM {table} WHERE {where}",  # noqa: S608  our own names
            values,
        ).fetchall()
        self._connection.execute(f"DELETE FROM {table} WHERE {where}", values)  # noqa: S608
        for (row_sum,) in sums:
            tally = tally.with_op(row_sum, -1) if table == "op" else tally.with_event(row_sum, -1)
        return tally


def opened_book(files: Files, tally: Tally) -> Book:
    """The journal, if it still is what was found there by looking. The caller holds the lock."""
    connection = connected(files)
    try:
        if read_tally(connection) != tally:
            raise sqlite3.DatabaseError("tally")
        return Book(files, connection, tally)
    except BaseException:
        connection.close()
        raise


def _named(account: Account) -> Columns:
    return (*map(as_bytes, account),)
