"""The storage: datasets and their records in SQLite, in memory or in a file."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, astuple, dataclass
from itertools import count
from operator import itemgetter
from pathlib import Path
from threading import RLock
from typing import Any

from cn_desktop.simulator.fields import STANDARD, Row
from cn_desktop.simulator.startup import DatabaseUnusable

FIRST_UID = 550001
PAGE_ROWS = 500

_STORED_AS_TEXT = itemgetter(*STANDARD[2:])

_APPLICATION_ID = 0x434E5331
_LAST_UID = 2**63 - 1

_SCHEMA = (
    """CREATE TABLE datasets (
        dataset TEXT PRIMARY KEY, qid TEXT, d_status TEXT, d_priority TEXT, notes TEXT,
        callbacks TEXT, crm_account TEXT, crm_campaign TEXT, description TEXT, locked TEXT,
        custom_fields TEXT)""",
    f"""CREATE TABLE records (
        uid INTEGER, dataset TEXT, {", ".join(f"{name} TEXT" for name in STANDARD[2:])},
        custom TEXT, PRIMARY KEY (dataset, uid)) WITHOUT ROWID""",
    f"PRAGMA application_id = {_APPLICATION_ID}",
)
_MATCHING = """FROM records WHERE dataset = :dataset AND uid BETWEEN :first AND :last
    AND (:outcomes IS NULL OR outcomecode IN (SELECT value FROM json_each(:outcomes)))"""
_COUNT = f"SELECT count(*), max(uid) {_MATCHING}"
_PAGE = (
    f"SELECT CAST(uid AS TEXT), {', '.join(STANDARD[1:])}, custom "
    f"{_MATCHING} ORDER BY uid LIMIT {PAGE_ROWS}"
)
_ADD_DATASET = "INSERT INTO datasets VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_MARKS = ", ".join("?" * (len(STANDARD) + 1))
_WRITE = f"REPLACE INTO records VALUES ({_MARKS})"  # noqa: S608 - question marks only
_HIGHEST_UID = """SELECT max((SELECT max(uid) FROM records WHERE dataset = datasets.dataset))
    FROM datasets"""


@dataclass(frozen=True)
class Dataset:
    """One row of an `ecnow_datasets` read, in its order (API notes, section 4); all text.

    d_status is LIVE, HOLD or EXPIRED.
    """

    dataset: str
    qid: str
    d_status: str
    d_priority: str
    notes: str
    callbacks: str
    crm_account: str
    crm_campaign: str
    description: str
    locked: str


@dataclass(frozen=True)
class Contents:
    """A dataset to be filled in: its row, the names of its custom fields, its records."""

    dataset: Dataset
    custom_fields: Sequence[str]
    records: Iterable[Row]


@dataclass(frozen=True)
class Selection:
    """Which records of a dataset: the one with this uid, those with these outcome codes, or all."""

    dataset: str
    uid: int | None = None
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """How many records match, and the records in pages; each page is read when it is asked for."""

    total: int
    pages: Iterator[list[Row]]


class Store:
    """Datasets and records; safe to use from many threads, each call is applied whole.

    Raises DatabaseUnusable when the file cannot be opened, is in use, or is not this program's.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = RLock()
        with _database_of(path):
            self._connection = sqlite3.connect(
                path or ":memory:", timeout=1, isolation_level=None, check_same_thread=False
            )
        try:
            self.is_new = self._claimed()
        except DatabaseUnusable:
            self._connection.close()
            raise

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def fill(self, contents: Iterable[Contents]) -> None:
        """Make the tables and put these datasets in; all of it or, after an error, nothing.

        Raises DatabaseUnusable, for instance when the disk is full.
        """
        with _database_of(self._path), self._transaction():
            for statement in _SCHEMA:
                self._connection.execute(statement)
            for content in contents:
                self._add(content)

    def datasets(self) -> list[Dataset]:
        """Every dataset, by id."""
        rows = self._rows("SELECT * FROM datasets ORDER BY CAST(dataset AS INTEGER)")
        return [Dataset(*row[:-1]) for row in rows]

    def dataset(self, dataset: str) -> Dataset | None:
        rows = self._rows("SELECT * FROM datasets WHERE dataset = ?", (dataset,))
        return Dataset(*rows[0][:-1]) if rows else None

    def custom_fields(self, dataset: str) -> tuple[str, ...]:
        """The names of the dataset's custom fields as spelled there; none if it is unknown."""
        rows = self._rows("SELECT custom_fields FROM datasets WHERE dataset = ?", (dataset,))
        return tuple(json.loads(rows[0][0])) if rows else ()

    def find(self, selection: Selection) -> Found:
        """The matching records by uid; one created after this call is not among them."""
        bounds = _bounds(selection)
        total, last = self._rows(_COUNT, bounds)[0]
        if not total:
            return Found(0, iter(()))
        return Found(total, self._pages(bounds | {"last": last}))

    def record(self, dataset: str, uid: int) -> Row | None:
        """The record, or None if the dataset has none of that uid."""
        pages = self.find(Selection(dataset, uid)).pages
        return next((row for page in pages for row in page), None)

    def create(self, record: Row) -> int:
        """Add the record to the dataset it names, under the next uid, which is returned."""
        dataset = str(record["dataset"])
        with self._transaction():
            uid = self._next_uid()
            self._write(uid, dataset, record, self.custom_fields(dataset))
        return uid

    def update(self, dataset: str, uid: int, fields: Row) -> bool:
        """Change these fields of the record; False if there is no such record."""
        with self._transaction():
            record = self.record(dataset, uid)
            if record is None:
                return False
            self._write(uid, dataset, record | fields, self.custom_fields(dataset))
        return True

    def remove(self, dataset: str, uid: int) -> None:
        """Take the record out; nothing happens if there is none."""
        self._rows("DELETE FROM records WHERE dataset = ? AND uid = ?", (dataset, uid))

    def set_status(self, dataset: str, d_status: str) -> None:
        """Make the dataset LIVE, HOLD or EXPIRED."""
        self._rows("UPDATE datasets SET d_status = ? WHERE dataset = ?", (d_status, dataset))

    def _claimed(self) -> bool:
        """Take the database for this process alone; True if there is nothing in it so far."""
        with _database_of(self._path):
            self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._connection.execute("PRAGMA synchronous = OFF")  # a demo may lose its last writes
            self._connection.execute("BEGIN EXCLUSIVE")
            self._connection.execute("COMMIT")
            if self._rows("PRAGMA application_id")[0][0] == _APPLICATION_ID:
                return False
            if self._rows("SELECT count(*) FROM sqlite_master")[0][0]:
                raise sqlite3.DatabaseError("it belongs to another program")
        return True

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self._connection.in_transaction:  # SQLite ends it itself when the disk is full
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _rows(
        self, statement: str, values: Sequence[object] | dict[str, object] = ()
    ) -> list[tuple[Any, ...]]:
        with self._lock, closing(self._connection.execute(statement, values)) as cursor:
            return cursor.fetchall()

    def _pages(self, bounds: dict[str, object]) -> Iterator[list[Row]]:
        names = (*STANDARD, *self.custom_fields(str(bounds["dataset"])))
        while page := self._rows(_PAGE, bounds):
            yield [dict(zip(names, (*row[:-1], *json.loads(row[-1])), strict=True)) for row in page]
            bounds = bounds | {"first": int(page[-1][0]) + 1}

    def _add(self, content: Contents) -> None:
        values = (*astuple(content.dataset), json.dumps(list(content.custom_fields)))
        self._connection.execute(_ADD_DATASET, values)
        uids = count(self._next_uid())
        dataset = content.dataset.dataset
        self._connection.executemany(
            _WRITE,
            (
                _stored(int(record["uid"] or next(uids)), dataset, record, content.custom_fields)
                for record in content.records
            ),
        )

    def _next_uid(self) -> int:
        highest = self._rows(_HIGHEST_UID)[0][0]
        return max(int(highest or 0) + 1, FIRST_UID)

    def _write(self, uid: int, dataset: str, record: Row, custom_fields: Sequence[str]) -> None:
        self._connection.execute(_WRITE, _stored(uid, dataset, record, custom_fields))


def dataset_row(dataset: Dataset) -> Row:
    """The dataset as a row of an answer."""
    return asdict(dataset)


def _stored(
    uid: int, dataset: str, record: Row, custom_fields: Sequence[str]
) -> tuple[object, ...]:
    custom = json.dumps([record.get(name, "") for name in custom_fields])
    return (uid, dataset, *_STORED_AS_TEXT(record), custom)


def _bounds(selection: Selection) -> dict[str, object]:
    return {
        "dataset": selection.dataset,
        "first": 0 if selection.uid is None else selection.uid,
        "last": _LAST_UID if selection.uid is None else selection.uid,
        "outcomes": json.dumps(selection.outcomes) if selection.outcomes else None,
    }


@contextmanager
def _database_of(path: Path | None) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise DatabaseUnusable(path or Path(":memory:"), str(error)) from None
