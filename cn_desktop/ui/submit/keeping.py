"""Pending changes made durable: every action of a person, and every step of a run."""

import asyncio
from collections.abc import Callable, Container, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import ParamSpec, TypeVar, cast

from PySide6.QtCore import QObject, QTimer, Signal

from cn_desktop.base.errors import JournalFailed, JournalInUse, JournalTooNew
from cn_desktop.records.fields import DatasetId, Lock, RecordKey
from cn_desktop.records.marks import State
from cn_desktop.records.sheet import Sheet
from cn_desktop.storage.journal import Account, Journal, Kept, Many, Opened, Prepared
from cn_desktop.ui.background import Background
from cn_desktop.work.keeping import batch_of
from cn_desktop.work.steps import Keep

P = ParamSpec("P")
T = TypeVar("T")

RETRY_MS = 5_000
SLOW_MS = 300
"""A disk that takes longer shows: until then nobody sees that a change is not durable yet."""

FEW = 200
"""So many rows are gathered in one go."""

Row = tuple[DatasetId, RecordKey]
Waiting = dict[DatasetId, dict[RecordKey, int]]
"""The number of each row's last change, until that is durable."""
NOTHING: Container[Row] = frozenset()


@dataclass(frozen=True)
class Changed:
    """Rows that changed together; the change of the highest number is a row's last."""

    number: int
    account: Account
    sheet: Sheet
    keys: tuple[RecordKey, ...]


@dataclass(frozen=True)
class Unkept:
    """The rows that wait, their last change being none after `last`; one that is kept goes."""

    waiting: Waiting
    last: int

    def __contains__(self, row: object) -> bool:
        dataset, key = cast("Row", row)
        number = self.waiting.get(dataset, {}).get(key)
        return number is not None and number <= self.last


class Keeping(QObject):
    """Writes rows to the journal, in the order in which they changed.

    `changed`: rows wait for the disk, or it failed, or it works again. Where the journal
    can't be written no change is taken any more; what is shown then stays, and is written
    as soon as that works. `is_behind`: the journal was damaged and lacks what happened last.
    """

    changed = Signal()

    def __init__(self, background: Background, journal: Journal, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._journal = journal
        self._loop = asyncio.get_running_loop()
        self._account: Account = ("", "")
        self._sheets: Iterable[Sheet] = ()
        self._waiting: Waiting = {}
        self._gathering: list[Changed] = []
        self._gatherer: asyncio.Task[None] | None = None
        self._noter: asyncio.Task[None] | None = None
        self._number = 0
        self._last: Future[None] | None = None
        self.trouble: JournalFailed | None = None
        self.is_behind = False
        self.unkept = NOTHING
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
            opened = await self._background.call(self._journal.open)
        except JournalFailed as error:
            self._fail(error)
            return None
        self.is_behind = self.is_behind or opened.is_behind
        return opened

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
        """Write these rows as they are now; a row of which nothing is pending goes.

        Many rows at once are gathered in slices, and written as one all the same. What is
        changed meanwhile waits its turn, so that the last state of a row is written last.
        """
        changed = Changed(self._number + 1, self._account, sheet, tuple(keys))
        if not changed.keys or not self._account[0]:
            return
        self._number = changed.number
        fresh = dict.fromkeys(changed.keys, changed.number)
        if waiting := self._waiting.get(sheet.dataset):
            waiting.update(fresh)
        else:
            self._waiting[sheet.dataset] = fresh
        if not self._slow.isActive():
            self._slow.start()
        self._gathering.append(changed)
        if len(self._gathering) > 1:
            return
        if len(changed.keys) <= FEW:
            self._write(_gathered(changed))
        else:
            self._gatherer = self._background.start(self._gather())

    async def _gather(self) -> None:
        while self._gathering:
            first = self._gathering[0]
            many = Many(first.account, first.sheet.dataset)
            for key in first.keys:
                _add(many, first.sheet, key)
                await self._background.breathe()
            self._write(many.prepared())

    def gather_rest(self) -> None:
        """At the end, without a breath: nobody looks at the window any more.

        What was being set in pieces may have been left a moment ago.
        """
        if self._gatherer is not None:
            self._gatherer.cancel()
        while self._gathering:
            self._write(_gathered(self._gathering[0]))

    def _write(self, batch: Prepared) -> None:
        """The first of what was to be gathered goes to the journal, as one."""
        first = self._gathering.pop(0)
        self._last = self._journal.write(batch)
        self._last.add_done_callback(partial(self._tell, first))

    def take(self, account: Account, step: Keep) -> None:
        """A step of a run; blocks until it is durable, and comes from any thread.

        Raises `JournalFailed`.
        """
        try:
            self._journal.write(batch_of(account, step)).result()
        except JournalFailed as error:
            row = (step.row.dataset, step.row.key)
            self._loop.call_soon_threadsafe(self._fail, error, row)
            raise

    async def flush(self) -> None:
        """Wait until everything that was changed so far is durable. Raises `JournalFailed`."""
        await self._written_so_far()
        if self.trouble is not None:
            raise self.trouble

    async def _written_so_far(self) -> None:
        if self._gatherer is not None:
            await asyncio.wait([self._gatherer])
        if self._last is not None:
            await asyncio.wrap_future(self._last)
        if self._noter is not None:
            await asyncio.wait([self._noter])

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
            await self._written_so_far()
        except JournalFailed as error:
            self._fail(error)
            return
        if self._is_waiting:  # a run is sending these just now
            self._retry.start()
            return
        self.trouble = None
        self._show_waiting()
        self.changed.emit()

    def _unwritten(self, sheet: Sheet) -> list[RecordKey]:
        """Every row the journal should know of, or forget; a run writes those it is sending."""
        waiting = self._waiting.get(sheet.dataset, {})
        rows = dict.fromkeys([*sheet.changes.touched(), *waiting])
        return [key for key in rows if sheet.changes.state(key) is not State.SENDING]

    # What became of it

    def _tell(self, changed: Changed, written: Future[None]) -> None:
        """From the journal's own thread."""
        error = written.exception()
        if self._loop.is_running():
            self._loop.call_soon_threadsafe(self._written, changed, error)

    def _written(self, changed: Changed, error: BaseException | None) -> None:
        if isinstance(error, JournalFailed):
            self._fail(error)
            return
        if len(changed.keys) <= FEW:
            for key in changed.keys:
                self._note(changed, key)
            self._show_written()
        else:
            self._noter = self._background.start(self._note_many(changed, self._noter))

    async def _note_many(self, changed: Changed, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        for key in changed.keys:
            self._note(changed, key)
            await self._background.breathe()
        self._show_written()

    def _note(self, changed: Changed, key: RecordKey) -> None:
        """It is kept, unless it has changed again since."""
        waiting = self._waiting.get(changed.sheet.dataset, {})
        if waiting.get(key) == changed.number:
            del waiting[key]

    @property
    def _is_waiting(self) -> bool:
        return any(self._waiting.values())

    def _show_written(self) -> None:
        if not self._is_waiting:
            self._slow.stop()
        if self.unkept is not NOTHING:
            self._show_waiting()

    def _show_waiting(self) -> None:
        before, self.unkept = self.unkept, self._now_waiting()
        if before is not self.unkept:
            self.changed.emit()

    def _now_waiting(self) -> Container[Row]:
        return Unkept(self._waiting, self._number) if self._is_waiting else NOTHING

    def _fail(self, error: JournalFailed, row: Row | None = None) -> None:
        if self._is_closed:
            return
        if row is not None:
            dataset, key = row
            self._number += 1
            self._waiting.setdefault(dataset, {})[key] = self._number
        self.trouble = error
        self.unkept = self._now_waiting()
        if not isinstance(error, JournalInUse | JournalTooNew):
            self._retry.start()
        self.changed.emit()


def _gathered(changed: Changed) -> Prepared:
    many = Many(changed.account, changed.sheet.dataset)
    for key in changed.keys:
        _add(many, changed.sheet, key)
    return many.prepared()


def _add(many: Many, sheet: Sheet, key: RecordKey) -> None:
    """The row as it is to be kept, or its place if nothing of it is."""
    row = sheet.kept(key)
    if row is None:
        many.drop(key)
    else:
        many.put(row)
