"""The files of the journal: their names, who may write, and the receipt.

The receipt says what was acknowledged last. It is not made durable, so after a power cut it
may be old; after anything else, a journal that knows less than its receipt has lost changes
whose loss it can't show: a log that ends earlier looks like one that was never longer.
"""

import os
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from cn_desktop.storage.private_file import (
    make_private_folder,
    sync_folder,
    write_private_bytes,
)

LOCK_SECONDS = 1.0


@dataclass(frozen=True)
class Files:
    """Where everything of the journal is; all of it in one folder."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "journal.db"

    @property
    def log(self) -> Path:
        return self.folder / "journal.db-wal"

    @property
    def lock(self) -> Path:
        return self.folder / "journal.lock"

    @property
    def receipt(self) -> Path:
        return self.folder / "journal.receipt"

    @property
    def mended(self) -> Path:
        """A whole journal that is about to take the place of a damaged one."""
        return self.folder / "journal.mended.db"

    def before(self, version: int) -> Path:
        """The journal as it was before it was brought up from this version."""
        return self.folder / f"journal.before-{version}.db"

    def all_before(self) -> list[Path]:
        return sorted(self.folder.glob("journal.before-*.db"))

    def all_corrupt(self) -> list[Path]:
        return sorted(self.folder.glob("journal.corrupt-*.db"))

    def unfinished(self) -> list[Path]:
        """What a kill left of files that were being written."""
        return sorted(self.folder.glob("journal.*.new"))

    def new_aside(self) -> Path:
        """A name for a damaged journal that is not taken."""
        now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        number, aside = 1, self.folder / f"journal.corrupt-{now}.db"
        while aside.exists() or log_beside(aside).exists():
            number += 1
            aside = self.folder / f"journal.corrupt-{now}-{number}.db"
        return aside


def log_beside(database: Path) -> Path:
    """Where SQLite puts the write-ahead log of this database."""
    return database.with_name(database.name + "-wal")


def content_of(file: Path) -> bytes:
    """The file's bytes; none if it is not there. Raises OSError."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def remove(files: Iterable[Path]) -> None:
    """Delete those of them that are there. Raises OSError."""
    for file in files:
        file.unlink(missing_ok=True)


def make_private(file: Path) -> None:
    """Make an empty file for its owner only; one that is there is made so. Raises OSError."""
    make_private_folder(file.parent)
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    if file.stat().st_mode & 0o077 and os.name != "nt":
        file.chmod(0o600)


def locked(file: Path) -> sqlite3.Connection | None:
    """Hold the lock until the connection is closed or the process ends; None if another does.

    An empty database serves as the lock, because SQLite knows every system's own kind.
    Raises sqlite3.Error, OSError.
    """
    make_private(file)
    connection = sqlite3.connect(file, timeout=LOCK_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return None
        raise
    except BaseException:
        connection.close()
        raise
    return connection


@dataclass(frozen=True)
class Receipt:
    """What was acknowledged last: in which journal, its number, and how many rows there were."""

    born: str = ""
    seq: int = 0
    ops: int = 0


def receipt_in(file: Path) -> Receipt:
    """The receipt as it was written; an empty one if there is none, or a damaged one."""
    line, _, check = content_of(file).decode("ascii", "replace").rstrip("\n").rpartition(" ")
    if _check_of(line) != check:
        return Receipt()
    born, seq, ops = line.split(" ")
    return Receipt(born, int(seq), int(ops))


class ReceiptFile:
    """Kept open: one write of always the same length in place, so a full disk is no matter."""

    def __init__(self, file: Path) -> None:
        make_private(file)
        self._file = file.open("r+b", buffering=0)

    def write(self, receipt: Receipt) -> None:
        line = f"{receipt.born} {receipt.seq:020d} {receipt.ops:020d}"
        with suppress(OSError):
            self._file.seek(0)
            self._file.write(f"{line} {_check_of(line)}\n".encode("ascii"))

    def close(self) -> None:
        self._file.close()


def _check_of(line: str) -> str:
    return blake2b(line.encode("ascii", "replace"), digest_size=8).hexdigest()


def kept_aside(files: Files, database: bytes, log: bytes) -> Path:
    """Copy a damaged journal to a name of its own. Raises OSError, and leaves no half copy."""
    aside = files.new_aside()
    try:
        if log:
            write_private_bytes(log_beside(aside), log)
        write_private_bytes(aside, database)
        sync_folder(files.folder)
    except OSError:
        remove([aside, log_beside(aside)])
        raise
    return aside
