"""Pending changes made durable: every action of a person, and every step of a run."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import ParamSpec, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from cn_desktop.base.errors import JournalFailed, JournalInUse, JournalTooNew
from cn_desktop.records.fields import DatasetId, Lock, RecordKey
from cn_desktop.records.marks import State
from cn_desktop.records.sheet import Sheet
from cn_desktop.storage.journal import Account, Batch, Event, Journal, Kept, Opened
from cn_desktop.ui.background import Background
from cn_desktop.work.steps import Keep

P = ParamSpec("P")
T = TypeVar("T")

RETRY_MS = 5_000
SLOW_MS = 300
"""A disk that takes longer shows: until then nobody sees that a change is not durable yet."""

Row = tuple[DatasetId, RecordKey]


class Keeping(QObject):
    """Writes rows to the journal, in the order in which they changed.

    `changed`: rows wait for the disk, or it failed, or it works again. Where the journal
    can't be written no change is taken any more; what is shown then stays, and is written
    as soon as that works.
    """

    changed = Signal()

    def __init__(self, background: Background, journal: Journal, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._journal = journal
        self._loop = asyncio.get_running_loop()
        self._account: Account = ("", "")
        self._sheets: Iterable[Sheet] = ()
        self._waiting: dict[Row, int] = {}
        self._number = 0
        self._last: Future[None] | None = None
        self.trouble: JournalFailed | None = None
        self.unkept: frozenset[Row] = frozenset()
        self._is_closed = False
        self._retry = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._retry.timeout.connect(self.try_again)
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._slow.timeout.connect(self._show_waiting)

    @property
    def forbids(self) -> Lock | None:
        """Why no change is taken now."""
        if self.trouble is None:
            return None
        return Lock.OTHER_WINDOW if isinstance(self.trouble, JournalInUse) else Lock.NOT_KEPT

    async def open(self) -> Opened | None:
        """Open the journal, or know why it can't be; None if it can't."""
        try:
            return await self._background.call(self._journal.open)
        except JournalFailed as error:
            self._fail(error)
            return None

    def use(self, account: Account, sheets: Iterable[Sheet]) -> None:
        """Rows belong to this account from now on; `sheets` are those that are open."""
        self._account = account
        self._sheets = sheets
        self._waiting.clear()

    async def rows(self) -> list[Kept]:
        """What was kept of this account."""
        if self.trouble is not None:
            return []
        return await self._read(self._journal.rows, self._account)

    async def created(self, dataset: DatasetId) -> frozenset[str]:
        """The records of a dataset that this computer is known to have created."""
        if self.trouble is not None:
            return frozenset()
        return await self._read(self._journal.created, self._account, dataset)

    async def others(self) -> int:
        """How many rows of other accounts are kept here; they are never used with this one."""
        if self.trouble is not None:
            return 0
        found = await self._read(self._journal.others, self._account)
        return sum(found.values())

    async def _read(self, ask: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await self._background.call(ask, *args, **kwargs)
        except JournalFailed as error:
            self._fail(error)
            raise

    # Writing

    def keep(self, sheet: Sheet, keys: Iterable[RecordKey]) -> None:
        """Write these rows as they are now; a row of which nothing is pending goes."""
        rows = list(keys)
        if not rows or not self._account[0]:
            return
        kept = {key: sheet.kept(key) for key in rows}
        self._write(
            Batch(
                self._account,
                put=tuple(row for row in kept.values() if row is not None),
                drop=tuple((sheet.dataset, key) for key, row in kept.items() if row is None),
            ),
            [(sheet.dataset, key) for key in rows],
        )

    def take(self, account: Account, step: Keep) -> None:
        """A step of a run; blocks until it is durable, and comes from any thread.

        Raises `JournalFailed`.
        """
        row = step.row
        event = Event(row.dataset, row.key, step.what.value, step.body_hash, step.uid)
        is_done = row.state is State.SAVED
        batch = Batch(
            account,
            put=() if is_done else (row,),
            drop=((row.dataset, row.key),) if is_done else (),
            events=(event,),
        )
        try:
            self._journal.write(batch).result()
        except JournalFailed as error:
            self._loop.call_soon_threadsafe(self._fail, error, (row.dataset, row.key))
            raise

    async def flush(self) -> None:
        """Wait until everything that was changed so far is durable. Raises `JournalFailed`."""
        if self._last is not None:
            await asyncio.wrap_future(self._last)
        if self.trouble is not None:
            raise self.trouble

    async def forget(self) -> None:
        """Nothing of this account is kept any more."""
        if self.trouble is None:
            await asyncio.wrap_future(self._journal.forget(self._account))

    def tidy(self) -> None:
        """What was forgotten is to be gone from the disk too."""
        if self.trouble is None:
            self._journal.tidy()

    async def close(self) -> None:
        """Let the journal finish; at most some two seconds. What fails later is told nobody."""
        self._is_closed = True
        self._retry.stop()
        self._slow.stop()
        await self._background.call(self._journal.close)

    def try_again(self) -> None:
        """Write everything that is pending, if that works by now."""
        if self.trouble is not None:
            self._background.start(self._try_again())

    async def _try_again(self) -> None:
        """It works again once all that is pending is written; until then nothing changes."""
        try:
            await self._background.call(self._journal.open)
            for sheet in list(self._sheets):
                self.keep(sheet, self._unwritten(sheet))
            if self._last is not None:
                await asyncio.wrap_future(self._last)
        except JournalFailed as error:
            self._fail(error)
            return
        if self._waiting:  # a run is sending these just now
            self._retry.start()
            return
        self.trouble = None
        self._show_waiting()
        self.changed.emit()

    def _unwritten(self, sheet: Sheet) -> list[RecordKey]:
        """Every row the journal should know of, or forget; a run writes those it is sending."""
        waiting = [key for dataset, key in self._waiting if dataset == sheet.dataset]
        rows = dict.fromkeys([*sheet.changes.touched(), *waiting])
        return [key for key in rows if sheet.changes.state(key) is not State.SENDING]

    # What became of it

    def _write(self, batch: Batch, rows: Sequence[Row]) -> None:
        self._number += 1
        self._waiting.update(dict.fromkeys(rows, self._number))
        self._last = self._journal.write(batch)
        self._last.add_done_callback(partial(self._tell, rows, self._number))
        if not self._slow.isActive():
            self._slow.start()

    def _tell(self, rows: Sequence[Row], number: int, written: Future[None]) -> None:
        """From the journal's own thread."""
        error = written.exception()
        if self._loop.is_running():
            self._loop.call_soon_threadsafe(self._written, rows, number, error)

    def _written(self, rows: Sequence[Row], number: int, error: BaseException | None) -> None:
        if isinstance(error, JournalFailed):
            self._fail(error)
            return
        for row in rows:
            if self._waiting.get(row) == number:
                del self._waiting[row]
        if not self._waiting:
            self._slow.stop()
        if self.unkept:
            self._show_waiting()

    def _show_waiting(self) -> None:
        waiting = frozenset(self._waiting)
        if waiting != self.unkept:
            self.unkept = waiting
            self.changed.emit()

    def _fail(self, error: JournalFailed, row: Row | None = None) -> None:
        if self._is_closed:
            return
        if row is not None:
            self._number += 1
            self._waiting[row] = self._number
        self.trouble = error
        self.unkept = frozenset(self._waiting)
        if not isinstance(error, JournalInUse | JournalTooNew):
            self._retry.start()
        self.changed.emit()
