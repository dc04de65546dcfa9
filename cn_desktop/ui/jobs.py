"""What takes time: reading datasets and records, and submitting. One thing at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any, ParamSpec, TypeAlias, TypeVar

from PySide6.QtCore import QObject, Signal

from cn_desktop.api.client import Client, DatasetEntry
from cn_desktop.api.reading import Selection
from cn_desktop.base.errors import (
    AnswerUnusable,
    Cancelled,
    Flaw,
    LoginRefused,
    ServerRefusal,
    SessionRefused,
    WorldError,
)
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import DatasetId
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.store import Store
from cn_desktop.ui.activity import Activity
from cn_desktop.ui.arriving import Arriving
from cn_desktop.ui.background import Background
from cn_desktop.ui.notices import notice_for
from cn_desktop.ui.submit import results
from cn_desktop.ui.table.columns import first_editable
from cn_desktop.ui.workspace import Workspace
from cn_desktop.work.load import Load, Loaded
from cn_desktop.work.submit import Stops
from cn_desktop.work.vocabulary import read_vocabulary

EXPIRED = "EXPIRED"

P = ParamSpec("P")
T = TypeVar("T")

Work: TypeAlias = Callable[[Any], Coroutine[Any, Any, None]]
"""A coroutine that is given what asks it to stop: a `Stop`, or where it sends rows `Stops`."""
Restoring: TypeAlias = Callable[[], Awaitable[object]]
Report: TypeAlias = Callable[[Store], None]
"""Is told what has come so far."""


@dataclass
class _Running:
    is_read: bool
    stop: Stop | Stops
    task: asyncio.Task[None] | None = None


class Jobs(QObject):
    """Runs the use cases for the window.

    `activity_changed` gives an `Activity`, or None when nothing is going on.
    `datasets_listed` gives the account's datasets. `loaded` says that the open dataset
    was read just now; `looked_up` that a record was found and is the current one;
    `session_changed` that the session may be another; `stop_asked` that a person wants what
    is going on to stop. `logins` counts how often a person logged in again.
    """

    activity_changed = Signal(object)
    datasets_listed = Signal(object)
    loaded = Signal()
    looked_up = Signal()
    session_changed = Signal()
    stop_asked = Signal()

    def __init__(self, background: Background, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._background = background
        self._workspace = workspace
        self._client: Client | None = None
        self._entries: dict[DatasetId, DatasetEntry] = {}
        self._running: _Running | None = None
        self._learning = Stop()
        self._has_learned = False
        self._is_listing = False
        self._first: Selection | None = None
        self._restoring: Restoring | None = None
        self._damaged: Selection | None = None
        self.logins = 0

    @property
    def background(self) -> Background:
        """Where work of other kinds runs too."""
        return self._background

    @property
    def is_busy(self) -> bool:
        return self._running is not None

    @property
    def is_submitting(self) -> bool:
        return self._running is not None and not self._running.is_read

    @property
    def client(self) -> Client | None:
        """The account that was chosen."""
        return self._client

    @property
    def is_connected(self) -> bool:
        """An account was chosen; whether it answers is another question."""
        return self._client is not None

    @property
    def is_listing(self) -> bool:
        """An account was chosen just now, and which datasets it has is still being read."""
        return self._is_listing

    @property
    def has_session(self) -> bool:
        """The server has given a token, and not taken it back."""
        return self._client is not None and self._client.has_session

    @property
    def has_damaged(self) -> bool:
        """The last load failed because its answer had characters that can't be read."""
        return self._damaged is not None

    @property
    def session_seconds(self) -> float | None:
        """How long the session lives; None: there is none, or it is not known."""
        return self._client.seconds_left if self._client else None

    def entry(self, dataset: DatasetId) -> DatasetEntry:
        """What the server's list says of the dataset; its bare id where it is not listed."""
        return self._entries.get(dataset, DatasetEntry(dataset))

    # What can be asked for; each returns at once

    def connect_to(
        self, client: Client, first: Selection | None = None, restoring: Restoring | None = None
    ) -> None:
        """Work with this account from now on: list its datasets, and show `first` if given.

        Before anything is read `restoring` brings back what was pending.
        """
        self._client = client
        self._restoring = restoring
        self._entries = {}
        self._is_listing = True
        self._learning.ask()
        self._damaged = None
        self._first = first
        self._has_learned = False
        self._read(lambda stop: self._connect(client, stop))

    def use(self, client: Client) -> None:
        """The same account on other terms: what was loaded and changed stays."""
        self._client = client
        if self.is_submitting and client.is_read_only:
            self.cancel()

    def log_in_again(self) -> None:
        if client := self._client:
            self._read(lambda stop: self._log_in_again(client, stop))

    def open_dataset(self, dataset: DatasetId, outcomes: str = "") -> None:
        """Show a dataset; a read that is still going on is given up for it."""
        selection = Selection(dataset, outcomes=outcomes)
        if client := self._client:
            self._read(lambda stop: self._load(client, selection, stop))

    def show_damaged(self) -> None:
        """Load what could not be read, with replacement characters in it (rel-R4)."""
        client, selection = self._client, self._damaged
        if client and selection:
            self._read(lambda stop: self._load(client, selection, stop, replacing=True))

    def look_up(self, dataset: DatasetId, uid: str) -> None:
        """Read one record and show it."""
        if client := self._client:
            self._read(lambda stop: self._look_up(client, dataset, uid, stop))

    def start_writing(self, work: Work) -> bool:
        """Begin work that sends rows; False where that can't be now. Nothing else starts then."""
        if self._client is None or self.is_submitting:
            return False
        self._start(work, _Running(is_read=False, stop=Stops()))
        return True

    def cancel(self) -> None:
        """Stop what is going on: a read at once, a submit after its present row."""
        if self._running:
            self._running.stop.ask()
            self.stop_asked.emit()

    def end(self) -> None:
        """The program ends: nothing is waited for any more."""
        self.cancel()
        self._learning.ask()

    async def idle(self) -> None:
        """Wait until nothing is going on."""
        while self._running and self._running.task:
            await asyncio.wait([self._running.task])

    # How they run

    def _read(self, work: Work) -> None:
        """A read gives way to the next one; while rows are being sent nothing else starts."""
        if self.is_submitting:
            self._workspace.tell(results.BUSY_SENDING)
            return
        self._start(work, _Running(is_read=True, stop=Stop()))

    def _start(self, work: Work, running: _Running) -> None:
        previous, self._running = self._running, running
        if previous:
            previous.stop.ask()
        running.task = self._background.start(self._run(work, running, previous))

    async def _run(self, work: Work, running: _Running, previous: _Running | None) -> None:
        try:
            if previous and previous.task:
                await asyncio.wait([previous.task])
            await work(running.stop)
        except (WorldError, Cancelled) as error:
            if running is self._running:
                self._workspace.tell(notice_for(error))
        finally:
            running.stop.ask()  # nothing of it goes on behind, not even a wait for the network,
            running.stop.ask()  # nor a last look
            if running is self._running:
                self._running = None
                self._is_listing = False
                self._workspace.tell_touched()
                self.activity_changed.emit(None)
                self.session_changed.emit()

    # Reading

    async def _asked(self, stop: Stop, ask: Callable[P, T], *args: P.args, **kw: P.kwargs) -> T:
        """What a blocking read gives, unless nobody wants it any more.

        The account may be another one by the time the answer is here.
        """
        answer = await self._background.call(ask, *args, **kw)
        stop.check()
        return answer

    async def _connect(self, client: Client, stop: Stop) -> None:
        """Datasets, what the account says of its fields, and what was to be shown first."""
        restoring, self._restoring = self._restoring, None
        if restoring:
            await restoring()
        try:
            await self._list_datasets(client, stop)
        except (ServerRefusal, AnswerUnusable) as error:
            if isinstance(error, LoginRefused | SessionRefused):
                raise
            self._workspace.tell(results.not_listed(error))
        if not self._has_learned:
            self._learning = Stop()
            self._background.start(self._learn(client, self._learning))
        first, self._first = self._first, None
        if first is not None and first.uid:
            await self._look_up(client, first.dataset, first.uid, stop)
        elif first is not None:
            await self._load(client, first, stop)

    async def _learn(self, client: Client, stop: Stop) -> None:
        """What the account says of its fields, beside everything else: nobody waits for it."""
        try:
            vocabulary = await self._asked(stop, read_vocabulary, client, stop)
        except Cancelled:
            return
        self._has_learned = True
        self._workspace.teach(lambda name: vocabulary.of_table(self.entry(name).table))

    async def _log_in_again(self, client: Client, stop: Stop) -> None:
        self.activity_changed.emit(Activity("Logging in…"))
        await self._asked(stop, client.log_in_again, stop)
        self.logins += 1
        await self._connect(client, stop)

    async def _list_datasets(self, client: Client, stop: Stop) -> None:
        self.activity_changed.emit(Activity("Connecting…"))
        entries = await self._asked(stop, client.datasets, stop)
        self._entries = {entry.id: entry for entry in entries}
        self._is_listing = False
        self.datasets_listed.emit(entries)

    async def _load(
        self, client: Client, selection: Selection, stop: Stop, *, replacing: bool = False
    ) -> None:
        self._damaged = None
        arriving = Arriving(self._workspace, selection.dataset)
        report = partial(self._report_load, selection.dataset, arriving)
        try:
            loaded = await self._read_whole(client, selection, stop, report, replacing=replacing)
        except AnswerUnusable as error:
            self._damaged = selection if error.kind is Flaw.NOT_TEXT else None
            arriving.give_up()
            raise
        except BaseException:
            arriving.give_up()
            raise
        sheet = self._opened(selection.dataset)
        rebased = sheet.rebase(loaded.store)
        self._workspace.keep(sheet, [*rebased.moved, *rebased.gone, *rebased.back])
        self._workspace.show(sheet)
        self.loaded.emit()
        notices = list(results.of_load(selection.dataset, loaded, rebased))
        if sheet.is_expired:
            notices.append(results.EXPIRED)
        if notices:
            self._workspace.tell(results.together(notices))

    async def read_store(self, client: Client, dataset: DatasetId, stop: Stop) -> Store:
        """A whole dataset as it is now, for whoever has to look; nothing of it is shown."""
        return (await self._read_whole(client, Selection(dataset), stop, _not_shown)).store

    async def _read_whole(
        self,
        client: Client,
        selection: Selection,
        stop: Stop,
        report: Report,
        *,
        replacing: bool = False,
    ) -> Loaded:
        """A whole read, with one renewal of the token."""
        first = Load(client, selection, stop, replacing=replacing)
        try:
            return await self._run_load(first, stop, report)
        except SessionRefused:
            await self._background.call(first.renew)
        second = Load(client, selection, stop, replacing=replacing)
        return await self._run_load(second, stop, report)

    async def _run_load(self, read: Load, stop: Stop, report: Report) -> Loaded:
        report(read.store)
        async for chunk in self._background.stream(read.arriving()):
            for _count in read.take(chunk):
                stop.check()
                if await self._background.breathe():
                    report(read.store)
            report(read.store)
        stop.check()
        return read.finish()

    def _report_load(self, dataset: DatasetId, arriving: Arriving, store: Store) -> None:
        if arriving.show(store):
            unit = f"records, {arriving.rate(len(store)):,} a second" if len(store) else "records"
            self.activity_changed.emit(
                Activity(f"Loading dataset {dataset}: ", len(store), unit=unit)
            )

    async def _look_up(self, client: Client, dataset: DatasetId, uid: str, stop: Stop) -> None:
        self.activity_changed.emit(Activity(f"Looking up {uid} in dataset {dataset}…"))
        record = await self._asked(stop, client.record, dataset, uid, stop)
        if record is None:
            self._workspace.tell(results.not_found(dataset, uid))
            return
        sheet = self._opened(dataset)
        key = sheet.take_record(record)
        self._workspace.keep(sheet, [key])
        self._workspace.show(sheet)
        current = self._workspace.current
        is_there = current is not None and current[0] == key
        self._workspace.go_to(key, None if is_there else first_editable(sheet))
        self.looked_up.emit()

    def _opened(self, dataset: DatasetId) -> Sheet:
        self._workspace.pause_editing()
        sheet = self._workspace.sheet_of(dataset)
        sheet.is_expired = self.entry(dataset).status == EXPIRED
        return sheet


def _not_shown(_store: Store) -> None:
    """A read behind everything else: nobody waits for it."""
