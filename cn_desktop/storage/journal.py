"""The pending changes of all accounts on this computer: kept before they are sent."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from cn_desktop.base.errors import JournalFailed
from cn_desktop.records.fields import DatasetId
from cn_desktop.storage.journal_book import Book, Many, Prepared
from cn_desktop.storage.journal_files import Files
from cn_desktop.storage.journal_values import Account, Batch, Event, Kept, Opened
from cn_desktop.storage.journal_writer import Writer

__all__ = ["Account", "Batch", "Event", "Journal", "Kept", "Many", "Opened", "Prepared"]

CLOSING_SECONDS = 2.0
T = TypeVar("T")


class Journal:
    """One writer in the world, in a thread of its own, from `open` to `close`.

    A future of it can't be cancelled: what was asked for is done. Every future, and every
    call that reads, may fail with `JournalFailed`; nothing of that batch was kept then, or,
    where the disk failed at its very end, all of it. What is asked for next tries anew.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._guard = threading.Lock()
        self._writer: Writer | None = None

    def open(self) -> Opened:
        """Open it, mend it if need be, and say so; waits for the disk.

        Raises JournalInUse (after a second), JournalTooNew, JournalFailed. May be called
        again, after a failure too.
        """
        with self._guard:
            is_first = self._writer is None
            writer = self._started()
        try:
            opened: Opened = writer.ask(writer.open).result()
        except BaseException:
            if is_first:
                self.close()
            raise
        return opened

    def rows(self, account: Account) -> list[Kept]:
        """The account's rows, the first kept first, in the states they were left in; waits."""
        return self._use(lambda book: book.rows(account)).result()

    def others(self, account: Account) -> dict[Account, int]:
        """How many rows each other account has; waits."""
        return self._use(lambda book: book.others(account)).result()

    def created(self, account: Account, dataset: DatasetId) -> frozenset[str]:
        """The uids of records this computer is known to have created; waits."""
        return self._use(lambda book: book.created(account, dataset)).result()

    def write(self, batch: Batch | Prepared) -> Future[None]:
        """Keep the batch; done when it would outlast a power cut. In the order of the calls."""
        return self._ask(lambda writer: writer.ask(batch))

    def forget(self, account: Account) -> Future[None]:
        """Rows and events of this account."""
        return self._use(lambda book: book.forget(account))

    def erase(self) -> Future[None]:
        """Everything of everyone, with what was kept aside; works on a damaged journal too."""
        with self._guard:
            writer = self._started()
            return writer.ask(writer.erase)

    def tidy(self) -> Future[None]:
        """What was dropped is gone from the disk."""
        return self._use(lambda book: book.tidy())

    def close(self, seconds: float = CLOSING_SECONDS) -> bool:
        """Finish what was asked for and let go; whether all was written in that time."""
        with self._guard:
            writer, self._writer = self._writer, None
            if writer is None:
                return True
            closed = writer.ask(writer.close)
        try:
            return bool(closed.result(seconds))
        except TimeoutError:
            return False

    def _started(self) -> Writer:
        if self._writer is None:
            self._writer = Writer(Files(self._folder))
            threading.Thread(target=self._writer.serve, name="journal", daemon=True).start()
        return self._writer

    def _use(self, call: Callable[[Book], T]) -> Future[T]:
        return self._ask(lambda writer: writer.ask(lambda: writer.use(call)))

    def _ask(self, put: Callable[[Writer], Future[T]]) -> Future[T]:
        """Under the guard: nothing is put behind a writer's end."""
        with self._guard:
            if self._writer is not None:
                return put(self._writer)
        failed: Future[T] = Future()
        failed.set_exception(JournalFailed(str(self._folder)))
        return failed
