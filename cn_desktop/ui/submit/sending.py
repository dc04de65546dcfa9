"""Rows on their way: held, agreed to, sent, and looked for where nobody knows."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from cn_desktop.api.client import Client
from cn_desktop.api.request import Request
from cn_desktop.base.errors import (
    Cancelled,
    JournalFailed,
    LoginRefused,
    SessionRefused,
    WorldError,
)
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import DatasetId, FieldName, RecordKey
from cn_desktop.records.marks import Mark, Note, State
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.store import Store
from cn_desktop.storage.journal import Account
from cn_desktop.ui.activity import Activity
from cn_desktop.ui.background import Background
from cn_desktop.ui.jobs import Jobs
from cn_desktop.ui.notices import notice_for
from cn_desktop.ui.submit import results
from cn_desktop.ui.submit.keeping import Keeping
from cn_desktop.ui.submit.submitting import Submitting
from cn_desktop.ui.words import counted
from cn_desktop.ui.workspace import Workspace
from cn_desktop.work.checking import interrupted, is_due, may_be_sent_again, settles_at
from cn_desktop.work.protocol import with_mark
from cn_desktop.work.steps import Fate, Finished, Ground, Keep, Terms, What
from cn_desktop.work.submit import Desk, Stops, look, submit
from cn_desktop.work.tally import Tally

LOOK_EVERY_MS = 15_000
HELD_AT_ONCE = 100
"""So many rows are held in one go: some 2 ms (measured)."""
NOBODY: Account = ("", "")
SENDING, STOPPING = "Sending: ", "Stopping: "


@dataclass(frozen=True)
class Parcel:
    """Rows of one dataset that go together, and the marks they had before they were held."""

    sheet: Sheet
    rows: tuple[Outgoing, ...]
    marks: tuple[Mark | None, ...]

    def only(self, is_wanted: Callable[[Outgoing], bool]) -> "Parcel":
        """The rows among them that are wanted."""
        kept = [each for each in zip(self.rows, self.marks, strict=True) if is_wanted(each[0])]
        return Parcel(self.sheet, tuple(row for row, _ in kept), tuple(mark for _, mark in kept))


@dataclass(frozen=True)
class Write:
    """A row and the client that carries it; `is_sent`: it went out."""

    row: Outgoing
    client: Client
    is_sent: bool = False

    @property
    def request(self) -> Request:
        """What it is sent as, made anew: few are ever looked at. Raises `FieldNotSendable`."""
        return self.client.shown_write(self.row.dataset, self.row.uid, self.row.fields)


@dataclass
class UnderWay:
    """A run over all its datasets: the rows it has, and the tally of each dataset it came to."""

    parcels: Sequence[Parcel]
    stops: Stops
    tallies: list[Tally] = field(default_factory=list)

    def activity(self) -> Activity:
        """How far it is; what is not done yet is being sent, or waits for its turn."""
        total = sum(len(parcel.rows) for parcel in self.parcels)
        rows = counted(total, "row")
        if len(self.parcels) > 1:
            rows += f" in {len(self.parcels):,} datasets"
        text = STOPPING if self.stops.run.is_asked else SENDING
        done = sum(tally.done for tally in self.tallies)
        return Activity(text, done, total, f"of {rows} done")


Batch: TypeAlias = tuple[Sheet, Sequence[RecordKey]]
"""Rows of a dataset that are to be sent, as far as they can be."""
Wanted = Callable[[Outgoing], bool]
Agree = Callable[[Sequence[Parcel]], Awaitable[Wanted]]
"""Asks the person where that is due; gives which of the rows are to be sent."""


class Sending(QObject):
    """Sends rows and finds out what became of them, one run at a time.

    `look_began` and `looked` say that rows are looked for, and were; `last_look` is what
    came of it. `terms` and `account` are the connection's. `tallies` is the last run's.
    `sent` is each row as it was last sent, `answers` what the server answered to that, as it
    came; both for as long as the program runs.
    """

    look_began = Signal()
    looked = Signal()

    def __init__(
        self, background: Background, workspace: Workspace, jobs: Jobs, keeping: Keeping
    ) -> None:
        super().__init__(jobs)
        self._background = background
        self._workspace = workspace
        self.jobs = jobs
        self._keeping = keeping
        self.agree: Agree = _nobody_asks
        self.account = NOBODY
        self.terms = Terms()
        self.tallies: list[Tally] = []
        self.answers: dict[tuple[DatasetId, RecordKey], bytes] = {}
        self.sent: dict[tuple[DatasetId, RecordKey], Write] = {}
        self._paused: list[tuple[DatasetId, Outgoing]] = []
        self._contested: dict[tuple[DatasetId, RecordKey], Outgoing] = {}
        self._logins = 0
        self.last_look: Tally | None = None
        self._under_way: UnderWay | None = None
        self._looking = asyncio.Lock()
        self._looks = QTimer(self, interval=LOOK_EVERY_MS)
        self._looks.timeout.connect(self._look_for_due)
        self._looks.start()
        jobs.session_changed.connect(self._go_on)
        jobs.datasets_listed.connect(self._look_for_due)
        workspace.pending_changed.connect(self._tell_progress)
        jobs.stop_asked.connect(self._tell_progress)

    def use(self, account: Account, terms: Terms) -> None:
        """Another account, or other terms; what was paused belongs to the old one."""
        if account != self.account:
            self._paused = []
            self._contested = {}
            self.tallies = []
            self.answers = {}
            self.sent = {}
            self.last_look = None
        self.account = account
        self.terms = terms

    def end(self) -> None:
        """The program ends: nothing is looked for any more."""
        self._looks.stop()

    # What can be asked for; each returns at once

    def submit(self, keys: Iterable[RecordKey], *, is_agreed: bool = False) -> None:
        """Send what can be sent of these rows of the open dataset.

        `is_agreed`: the person was asked about exactly these rows already.
        """
        self._send([(self._workspace.sheet, list(keys))], is_agreed=is_agreed)

    def submit_everything(self) -> None:
        """Send the pending rows of every dataset."""
        sheets = list(self._workspace.sheets())
        self._send([(each, each.changes.in_state(State.PENDING)) for each in sheets])

    def look_for(self, keys: Iterable[RecordKey]) -> None:
        """Find out now what became of these rows of the open dataset."""
        self._background.start(self._look_and_tell(self._workspace.sheet, list(keys)))

    @property
    def is_looking(self) -> bool:
        return self._looking.locked()

    async def rest(self) -> None:
        """Wait until nothing is looked for: what a look finds is the better knowledge."""
        async with self._looking:
            return

    def looks_again_at(self, key: RecordKey) -> float:
        """When the row is next looked for by itself (Unix seconds); 0: as soon as can be."""
        row = self._workspace.sheet.kept(key)
        return settles_at(row, self.terms) if row and row.mark.trail.looked else 0.0

    def send_again(self, key: RecordKey) -> None:
        """A person has decided: it did not arrive. Only where that may be decided."""
        sheet = self._workspace.sheet
        if not self.may_send_again(key):
            return
        mark = sheet.changes.mark(key)
        trail = mark.trail if mark else Mark(State.PENDING).trail
        sheet.settle(key, Mark(State.PENDING, note=Note.SEND_AGAIN, trail=trail))
        self._workspace.keep(sheet, [key])
        self._send([(sheet, [key])], is_agreed=True)

    def may_send_again(self, key: RecordKey) -> bool:
        """It was looked for long enough, and is not known to be there."""
        row = self._workspace.sheet.kept(key)
        return row is not None and may_be_sent_again(row, self._ground(self._workspace.sheet))

    def was_agreed(self, row: Outgoing) -> bool:
        """It was agreed to and met a conflict; no more of it is sent now than was agreed to."""
        before = self._contested.get((row.dataset, row.key))
        return before is not None and row.fields.items() <= before.fields.items()

    @contextmanager
    def asking(self, sheets: Iterable[Sheet]) -> Iterator[None]:
        """While a person is asked whether the rows that are held may go, they are not on their way.

        Only one run goes on at a time: all that is held of these sheets is asked about.
        """
        asked = list(sheets)
        self._note_asked(asked, is_asked=True)
        try:
            yield
        finally:
            self._note_asked(asked, is_asked=False)

    def _note_asked(self, sheets: Iterable[Sheet], *, is_asked: bool) -> None:
        for sheet in sheets:
            sheet.is_asked = is_asked
        self._workspace.tell_all()

    def it_is_there(self, key: RecordKey, uid: str) -> None:
        """A person has found it: it is the record of this uid."""
        if client := self.jobs.client:
            sheet = self._workspace.sheet
            self._background.start(self._adopt(client, sheet, key, uid))

    def write_of(self, sheet: Sheet, key: RecordKey) -> Write | None:
        """The row's write: the one that went out, else the one that would; None: neither."""
        sent = self.sent.get((sheet.dataset, key))
        row, client = sheet.kept(key), self.jobs.client
        if sent and (row is None or row.state not in {State.PENDING, State.CONFLICT}):
            return sent
        if row is None or client is None or not (row.fields or row.is_create):
            return None
        return Write(with_mark(row, self.terms) if row.is_create else row, client)

    def restore(self, dataset: DatasetId, row: Outgoing) -> State:
        """Take a row as it was kept; one that was being sent is looked for from now on."""
        sheet = self._workspace.sheet_of(dataset)
        may_be_out = row.state is State.SENDING or (row.is_create and self._keeping.is_behind)
        if may_be_out:
            row = interrupted(row, time.time())
        sheet.restore(row)
        if may_be_out:
            self._workspace.keep(sheet, [row.key])
        return row.state

    # Sending

    def _send(
        self, batches: Sequence[Batch], *, is_agreed: bool = False, is_wanted: Wanted | None = None
    ) -> None:
        """Hold the rows at once; where they are many the first of them, and the rest in slices."""
        client = self.jobs.client
        if client is None or self.jobs.is_submitting:
            return
        is_wanted = is_wanted or _all
        first = [self._held(sheet, keys[:HELD_AT_ONCE], is_wanted) for sheet, keys in batches]
        rest = [keys[HELD_AT_ONCE:] for _sheet, keys in batches]
        if not any(parcel.rows for parcel in first) and not any(rest):
            return

        async def work(stops: Stops) -> None:
            parcels = [
                await self._filled(*each, is_wanted) for each in zip(first, rest, strict=True)
            ]
            await self._submit(client, [p for p in parcels if p.rows], stops, is_agreed=is_agreed)

        self.jobs.start_writing(work)

    def _held(self, sheet: Sheet, keys: Sequence[RecordKey], is_wanted: Wanted) -> Parcel:
        """What is sent is what was pending at this moment: no row changes while it waits."""
        rows = [row for row in sheet.outgoing(keys) if is_wanted(row)]
        marks = tuple(sheet.changes.mark(row.key) for row in rows)
        for row in rows:
            sheet.sending(row.key, Note.WAITING)
        self._workspace.touched(sheet, [row.key for row in rows])
        return Parcel(sheet, tuple(rows), marks)

    async def _filled(self, parcel: Parcel, keys: Sequence[RecordKey], is_wanted: Wanted) -> Parcel:
        """The parcel with these rows too, each as it is when its turn comes."""
        rows, marks = list(parcel.rows), list(parcel.marks)
        for start in range(0, len(keys), HELD_AT_ONCE):
            await self._background.breathe()
            held = self._held(parcel.sheet, keys[start : start + HELD_AT_ONCE], is_wanted)
            rows += held.rows
            marks += held.marks
        return Parcel(parcel.sheet, tuple(rows), tuple(marks))

    async def _let_go(self, parcel: Parcel) -> None:
        for row, mark in zip(parcel.rows, parcel.marks, strict=True):
            if mark is None:
                parcel.sheet.changes.unmark(row.key)
            else:
                parcel.sheet.settle(row.key, mark)
            await self._background.breathe()
        keys = [row.key for row in parcel.rows]
        self._workspace.keep(parcel.sheet, keys)  # it may have been kept as on its way
        self._workspace.touched(parcel.sheet, keys)

    async def _submit(
        self, client: Client, parcels: Sequence[Parcel], stops: Stops, *, is_agreed: bool
    ) -> None:
        left = list(parcels)
        tallies: list[Tally] = []
        try:
            self._workspace.keep_pieces()
            await self._keeping.flush()
            left = await self._parted(parcels, _all if is_agreed else await self.agree(parcels))
            self._under_way = UnderWay(tuple(left), stops)
            while left:
                parcel = left.pop(0)
                tallies.append(await self._run(client, parcel, self._under_way))
                if tallies[-1].stopped:
                    tallies += [await self._not_begun(each, tallies[-1]) for each in left]
                    left = []
        except JournalFailed:
            self._workspace.tell(results.NOT_KEPT)
        finally:
            for parcel in left:
                await self._let_go(parcel)
            self._workspace.tell_touched()
            self._under_way = None
        if tallies:
            self.tallies = tallies
            await self._background.breathe()
            self._pause(tallies)
            await self._note_conflicts(tallies)
            self._keeping.tidy()
            await self._background.breathe()
            self._workspace.tell(results.of_submit(tallies, paused=len(self._paused)))

    async def _parted(self, parcels: Sequence[Parcel], is_wanted: Wanted) -> list[Parcel]:
        """What is to be sent of them; the rest is as it was before."""
        for parcel in parcels:
            await self._let_go(parcel.only(lambda row: not is_wanted(row)))
        wanted = [parcel.only(is_wanted) for parcel in parcels]
        return [parcel for parcel in wanted if parcel.rows]

    async def _run(self, client: Client, parcel: Parcel, under_way: UnderWay) -> Tally:
        desk = await self._desk(client, parcel.sheet)
        note_uid = partial(self._note_uid, parcel.sheet.dataset)
        submitting = Submitting(parcel.sheet, parcel.rows, self._workspace, note_uid)
        under_way.tallies.append(submitting.tally)
        self._workspace.tell_touched()
        self._tell_progress()
        return await submitting.run(submit(parcel.rows, desk, under_way.stops), self._background)

    async def _note_conflicts(self, tallies: Sequence[Tally]) -> None:
        for tally in tallies:
            contested = {finished.row.key for finished in tally.of(Fate.CONFLICT)}
            for row in tally.rows if contested or self._contested else ():
                await self._background.breathe()
                self._contested.pop((row.dataset, row.key), None)
                if row.key in contested:
                    self._contested[row.dataset, row.key] = row

    async def _not_begun(self, parcel: Parcel, before: Tally) -> Tally:
        """What ended the run of one dataset ends it for the next."""
        submitting = Submitting(parcel.sheet, parcel.rows, self._workspace)
        submitting.tally.stopped = before.stopped
        await submitting.release(self._background)
        return submitting.tally

    def _note_uid(self, dataset: DatasetId, key: RecordKey, uid: RecordKey) -> None:
        """What is known of a new record's way goes on under its uid."""
        if (dataset, key) in self.sent:
            self.sent[dataset, uid] = self.sent.pop((dataset, key))
        if (dataset, key) in self.answers:
            self.answers[dataset, uid] = self.answers.pop((dataset, key))

    def _tell_progress(self) -> None:
        """Whenever the counts are told: all that the window says is true at one moment."""
        if self._under_way:
            self.jobs.activity_changed.emit(self._under_way.activity())

    async def _desk(self, client: Client, sheet: Sheet) -> Desk:
        ground = self._ground(sheet, client)
        ground.own = set(await self._keeping.created(sheet.dataset))
        account, dataset = self.account, sheet.dataset

        def keep(step: Keep) -> None:
            self._keeping.take(account, step)
            if step.what is What.SENDING:
                self.answers.pop((dataset, step.row.key), None)
                self.sent[dataset, step.row.key] = Write(step.row, client, is_sent=True)

        def read_all(stop: Stop) -> Store:
            return self._background.wait_for(self.jobs.read_store(client, dataset, stop))

        def note_answer(key: RecordKey, answer: bytes) -> None:
            self.answers[dataset, key] = answer

        return Desk(dataset, client, ground, keep, read_all, note_answer)

    def _ground(self, sheet: Sheet, client: Client | None = None) -> Ground:
        """What is known of the dataset from the table; nothing, unless that is all of it."""
        store = sheet.store
        is_known = store.is_complete

        def encode(row: Outgoing) -> bytes:
            return client.payload(row.dataset, row.uid, row.fields) if client else b""

        return Ground(
            now=time.time,
            encode=encode,
            terms=self.terms,
            knows=lambda uid: store.row_of(RecordKey(uid)) is not None,
            highest=store.highest_uid if is_known else None,
        )

    # Going on after a log-in

    def _pause(self, tallies: Sequence[Tally]) -> None:
        """A run that ended for want of a session goes on with the rest after a log-in.

        A new record that was refused for its token has left this machine once: a person
        sends it again, or nobody.
        """
        self._logins = self.jobs.logins
        self._paused = [
            (row.dataset, row)
            for tally in tallies
            if tally.stopped and isinstance(tally.stopped.error, LoginRefused | SessionRefused)
            for row, finished in tally.outcomes()
            if finished is None or (_wants_session(finished) and not row.is_create)
        ]

    def _go_on(self) -> None:
        """The rows that wait for a session, as far as nobody changed them meanwhile."""
        if not self._paused or self.jobs.logins == self._logins or self.jobs.is_busy:
            return
        paused, self._paused = self._paused, []
        agreed = {(name, row.key): row.fields for name, row in paused}
        batches = []
        for dataset in dict.fromkeys(dataset for dataset, _ in paused):
            sheet = self._workspace.sheet_of(dataset)
            keys = [row.key for name, row in paused if name == dataset]
            pending = [key for key in keys if sheet.changes.state(key) is State.PENDING]
            batches.append((sheet, pending))
        is_as_agreed = partial(_is_as_agreed, agreed)
        self._send(batches, is_agreed=True, is_wanted=is_as_agreed)

    # Looking for rows

    def _look_for_due(self) -> None:
        """Rows in doubt are looked for again when that can settle something."""
        if not self.jobs.has_session or self.is_looking or self.jobs.is_submitting:
            return
        self._background.start(self.look_for_all())

    async def look_for_all(self) -> None:
        """Every row of every dataset of which nobody knows, and that is worth a look now."""
        for sheet in list(self._workspace.sheets()):
            ground = self._ground(sheet)
            keys = [
                key
                for key in sheet.changes.in_state(State.UNKNOWN)
                if (row := sheet.kept(key)) and is_due(row, ground)
            ]
            await self._look(sheet, keys)

    async def _look_and_tell(self, sheet: Sheet, keys: Sequence[RecordKey]) -> None:
        tally = await self._look(sheet, keys)
        if tally:
            self._workspace.tell(results.of_look(tally))

    async def _look(self, sheet: Sheet, keys: Sequence[RecordKey]) -> Tally | None:
        rows = [row for key in keys if (row := sheet.kept(key)) is not None]
        rows = [row for row in rows if row.state in {State.UNKNOWN, State.ASK}]
        client = self.jobs.client
        if not rows or client is None or self.is_looking:
            return None
        note_uid = partial(self._note_uid, sheet.dataset)
        looking = Submitting(sheet, rows, self._workspace, note_uid)
        try:
            async with self._looking:
                self.look_began.emit()
                desk = await self._desk(client, sheet)
                with suppress(Cancelled):
                    await looking.run(look(rows, desk), self._background)
        finally:
            self.last_look = looking.tally
            self._workspace.tell_touched()
            self.looked.emit()
        return looking.tally

    async def _adopt(self, client: Client, sheet: Sheet, key: RecordKey, uid: str) -> None:
        try:
            stored = await self._background.call(client.record, sheet.dataset, uid, Stop())
        except WorldError as error:
            self._workspace.tell(notice_for(error))
            return
        row = sheet.kept(key)
        if row is None or row.state is not State.ASK:
            return
        if stored is None:
            self._workspace.tell(results.not_found(sheet.dataset, uid))
            return
        row = row.marked(State.SAVED, Note.DECIDED)
        step = Keep(row, What.CREATED if row.is_create else What.SAVED, uid=uid)
        try:
            await self._background.call(self._keeping.take, self.account, step)
        except WorldError as error:
            self._workspace.tell(notice_for(error))
            return
        new = sheet.saved(row, uid, stored, row.mark)
        self._note_uid(sheet.dataset, key, new)
        self._workspace.renamed(sheet, key, new)
        self._workspace.tell_touched()


def _wants_session(finished: Finished) -> bool:
    is_refused = isinstance(finished.error, LoginRefused | SessionRefused)
    return is_refused and finished.fate is Fate.NOT_SENT


def _is_as_agreed(
    agreed: Mapping[tuple[DatasetId, RecordKey], Mapping[FieldName, str | None]], row: Outgoing
) -> bool:
    return agreed.get((row.dataset, row.key)) == row.fields


def _all(_row: Outgoing) -> bool:
    return True


async def _nobody_asks(_parcels: Sequence[Parcel]) -> Wanted:
    return _all
