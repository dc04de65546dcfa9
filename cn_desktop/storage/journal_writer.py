"""The one thread that has the journal's database: it does what is asked, in order.

Batches that wait together are kept together, in one transaction.
"""

import errno
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias, cast

from cn_desktop.base.errors import JournalFailed, JournalInUse
from cn_desktop.storage.journal_book import Book, Prepared, prepared
from cn_desktop.storage.journal_files import Files, locked, remove
from cn_desktop.storage.journal_opening import opened
from cn_desktop.storage.journal_values import Batch, Opened
from cn_desktop.storage.private_file import sync_folder

Call: TypeAlias = Callable[[], Any]

PATIENCE_SECONDS = 5.0
PAUSE_SECONDS = 0.1
CODES = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_PERM: errno.EACCES,
}
"""SQLite keeps the system's error number to itself; these are as good."""

HELD = {5, 32, 33}
"""Windows: access denied, sharing violation, lock violation. A virus scanner has the file."""

UNFIT = (TypeError, ValueError, AttributeError, RecursionError)
"""What a batch raises that is none: a mistake of ours, and no failure of the journal."""


@dataclass(frozen=True)
class Asked:
    """A batch to keep, or anything else to do; the future can't be cancelled."""

    what: Batch | Prepared | Call
    future: Future[Any] = field(default_factory=Future)

    def __post_init__(self) -> None:
        self.future.set_running_or_notify_cancel()

    @property
    def is_batch(self) -> bool:
        return isinstance(self.what, Batch | Prepared)


class Writer:
    """Everything here but `ask` runs in the writer's own thread."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._waiting: SimpleQueue[Asked] = SimpleQueue()
        self._lock: sqlite3.Connection | None = None
        self._book: Book | None = None
        self._is_failing = False
        self._is_over = False

    def ask(self, what: Batch | Prepared | Call) -> Future[Any]:
        asked = Asked(what)
        self._waiting.put(asked)
        return asked.future

    def serve(self) -> None:
        """Do what is asked until `close` was."""
        while not self._is_over:
            for is_batch, group in groupby(self._taken(), key=lambda asked: asked.is_batch):
                if is_batch:
                    self._keep(list(group))
                else:
                    self._answer(group)

    # What can be asked

    def open(self) -> Opened:
        """Raises JournalInUse, JournalTooNew, JournalFailed; then nothing is held."""
        if self._book is not None:
            return Opened()
        try:
            with self._failures():
                return self._reach(may_mend=True)
        except JournalFailed:
            self._let_go()
            raise

    def use(self, call: Callable[[Book], Any]) -> Any:
        """Do this with the book. Raises JournalFailed; the next use opens the book anew."""
        with self._failures():
            if self._book is None:
                self._reach(may_mend=False)
            return call(cast("Book", self._book))

    def erase(self) -> None:
        """Leave an empty journal, and nothing of any other. Raises JournalFailed."""
        files = self._files
        with self._failures():
            self._hold_lock()
            if self._book is not None:
                self._book.wipe()
            self._shut()
            for gone in _in_turn(files):
                remove(gone)
                sync_folder(files.folder)
            self._reach(may_mend=False)

    def close(self) -> bool:
        """Let go of everything; whether all that was asked for is written."""
        self._is_over = True
        self._let_go()
        return not self._is_failing

    # Inside

    def _taken(self) -> list[Asked]:
        taken = [self._waiting.get()]
        while True:
            try:
                taken.append(self._waiting.get_nowait())
            except Empty:
                return taken

    def _answer(self, group: Iterable[Asked]) -> None:
        for asked in group:
            _settle([asked.future], cast("Call", asked.what))

    def _keep(self, group: list[Asked]) -> None:
        """One transaction for all; a batch that can't be put into columns fails alone."""
        ready: list[Prepared] = []
        futures = []
        for asked in group:
            try:
                ready.append(_as_columns(cast("Batch | Prepared", asked.what)))
            except UNFIT as error:
                asked.future.set_exception(error)
            else:
                futures.append(asked.future)
        self._is_failing = not _settle(futures, lambda: self.use(lambda book: book.apply(ready)))
        self._relieve()

    def _relieve(self) -> None:
        """Nobody waits for this; where it fails, the next use opens the book anew."""
        if self._book is not None:
            with suppress(JournalFailed), self._failures():
                self._book.tidy_if_long()

    def _reach(self, *, may_mend: bool) -> Opened:
        patience = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                self._hold_lock()
                self._book, told = opened(self._files, may_mend=may_mend)
            except (sqlite3.Error, OSError) as error:
                if not _is_held(error) or time.monotonic() > patience:
                    raise
                time.sleep(PAUSE_SECONDS)
            else:
                return told

    def _hold_lock(self) -> None:
        self._lock = self._lock or locked(self._files.lock)
        if self._lock is None:
            raise JournalInUse(str(self._files.folder))

    def _shut(self) -> None:
        book, self._book = self._book, None
        if book is not None:
            with suppress(sqlite3.Error, OSError):
                book.close()

    def _let_go(self) -> None:
        self._shut()
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.close()

    @contextmanager
    def _failures(self) -> Iterator[None]:
        """The edge to SQLite and the disk: a book that failed once is not used again."""
        try:
            yield
        except JournalFailed:
            self._shut()
            raise
        except (sqlite3.Error, OSError, UnicodeError) as error:
            self._shut()
            raise JournalFailed(str(self._files.folder), _code_of(error)) from None


def _as_columns(batch: Batch | Prepared) -> Prepared:
    return prepared(batch) if isinstance(batch, Batch) else batch


def _in_turn(files: Files) -> Iterator[list[Path]]:
    """What goes before what else, so that what a cut leaves misses nothing and is not older."""
    yield [files.receipt, files.mended]
    yield [files.database]
    yield [files.log, *files.all_before(), *files.all_corrupt(), *files.unfinished()]


def _settle(futures: list[Future[Any]], call: Call) -> bool:
    try:
        result = call()
    except BaseException as error:  # noqa: BLE001  the worker's edge: raised again where it is awaited
        for future in futures:
            future.set_exception(error)
        return False
    for future in futures:
        future.set_result(result)
    return True


def _code_of(error: Exception) -> int | None:
    if isinstance(error, OSError):
        return error.errno
    return CODES.get(_primary_code(error))


def _is_held(error: sqlite3.Error | OSError) -> bool:
    """Another program has the file for a moment."""
    if isinstance(error, OSError):
        return getattr(error, "winerror", None) in HELD
    return _primary_code(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _primary_code(error: Exception) -> int:
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF
