"""A person at a program of their own: edits, runs, decisions and kills, without a window.

The program's parts are the real ones; what the window does between them is done here in the
same order. The person remembers what they wanted and saw, whatever the program says.
"""

import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from random import Random

from cn_desktop.api.client import Client
from cn_desktop.api.reading import Selection
from cn_desktop.api.token import Clock, Credentials, Session
from cn_desktop.base.errors import JournalFailed, WorldError
from cn_desktop.base.secret import Secret
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import DatasetId, FieldName, RecordKey
from cn_desktop.records.marks import Mark, Note, State
from cn_desktop.records.sheet import IN_DOUBT, LOCKING_STATES, Permits, Sheet
from cn_desktop.storage.journal import Batch, Journal
from cn_desktop.work import submit as driver
from cn_desktop.work.checking import check, interrupted, is_due, may_be_sent_again
from cn_desktop.work.keeping import batch_of
from cn_desktop.work.load import load
from cn_desktop.work.protocol import send
from cn_desktop.work.run import Pace, Run, Started, Stopped
from cn_desktop.work.steps import Finished, Ground, Keep, Send, Terms, What
from cn_desktop.work.tally import Tally

from .server import MARKER, QUIET, Door, Fault

DATASETS = (DatasetId("100"), DatasetId("200"))
ONCE = FieldName("outcomecode")
UNSEEN = {"dataset", MARKER}
"""What the program adds to a new record."""


@dataclass(eq=False)
class Op:
    """What a person wants of one record, from the first edit until it is saved or given up.

    `wanted` has, field by field, the value, what the person saw there and agreed to
    overwrite, and since when. `pressed` counts the times they said "send again".
    """

    dataset: str
    key: str
    is_create: bool
    wanted: dict[str, tuple[str, str | None, int]] = field(default_factory=dict)
    is_accepted: bool = False
    pressed: int = 0
    writes: list = field(default_factory=list)


@dataclass(eq=False)
class Going:
    """A run that is under way: whoever performs its tasks, in whichever order."""

    run: Run
    worker: object
    stops: driver.Stops
    sheet: Sheet
    tally: Tally
    is_look: bool
    tasks: list = field(default_factory=list)
    finished: list = field(default_factory=list)
    started: set = field(default_factory=set)


class HandStop(Stop):
    """Waiting moves the server's clock."""

    def __init__(self, server):
        super().__init__()
        self._server = server

    def wait(self, seconds):
        self._server.pass_time(seconds)
        self.check()


class Person:
    """One of several who work on the same account, each with a journal of their own."""

    def __init__(self, name, server, folder, *, marker, at_once):
        self.name = name
        self.server = server
        self.folder = folder
        self.account = ("https://api.example.test/api/", name)
        self.terms = Terms(FieldName(MARKER if marker else ""), quiet=QUIET, at_once=at_once)
        self.ops: dict[tuple[str, str], Op] = {}
        self.all_ops: list[Op] = []
        self.news: list[tuple[Op | None, Finished]] = []
        self.sums: list[Going] = []
        self.kept_hashes: list[tuple[str, str, str]] = []
        self.unkept_writes: list = []
        self.untimely: list[Op] = []
        self.kills = 0
        self.disk = Fault.NONE
        self.start()

    # The program's life

    def start(self):
        """What the program does when it starts: nothing is sent by that."""
        self.journal = Journal(self.folder)
        found = self.journal.open()
        assert found.aside is None
        assert not found.is_behind
        self.door = Door(self.server, self)
        clock = Clock(lambda: self.server.now, lambda: self.server.now)
        session = Session(self.door, Credentials(self.name, Secret("key")), clock=clock)
        self.client = Client(self.door, session)
        self.going: list[Going] = []
        self.op_on_its_way = None
        self.read_at: dict = {}
        self.shown: dict = {}
        self.waiting: set = set()
        self.sheets = {dataset: Sheet(dataset) for dataset in DATASETS}
        for sheet in self.sheets.values():
            sheet.permits = Permits(unlocked=frozenset({ONCE}))
        for kept in self.journal.rows(self.account):
            self._restore(kept.row)

    def _restore(self, row):
        sheet = self.sheets[row.dataset]
        was_out = row.state is State.SENDING
        sheet.restore(interrupted(row, self.server.now) if was_out else row)
        if was_out:
            self.keep(sheet, [row.key])

    def kill(self, seconds):
        """Nothing more is done; what was on the disk is there at the next start."""
        self.kills += 1
        copy = self.folder.with_name(f"{self.name}-{self.kills}")
        shutil.copytree(self.folder, copy)
        self.journal.close(60)
        shutil.rmtree(self.folder)
        self.folder = copy
        self.disk = Fault.NONE
        self.server.pass_time(seconds)
        self.start()
        self._remember()

    def _remember(self):
        """The person takes what comes back for what is wanted, where the window had said that
        the last of it was not kept."""
        rows = self.rows()
        known = {(op.dataset, op.key): op for op in self.all_ops}
        accepted = {place: op for place, op in self.ops.items() if op.is_accepted}
        self.ops = {}
        for place, row in rows.items():
            if place not in accepted:
                op = known[place]
                op.is_accepted, tick = True, self.server.tick
                mine = {name: value for name, value in row.fields.items() if name not in UNSEEN}
                op.wanted = {name: (mine[name], row.before.get(name), tick) for name in mine}
                accepted[place] = op
        self.ops = accepted
        self.sync()

    def log_in_again(self):
        with suppress(WorldError):
            self.client.log_in_again(Stop())

    def end(self):
        self.journal.close(60)

    # The journal

    def rows(self):
        """What is on the disk, by dataset and key."""
        return {(kept.row.dataset, kept.row.key): kept.row for kept in self._kept()}

    def _kept(self):
        return self.journal.rows(self.account)

    def _write(self, batch, fault=Fault.NONE):
        """As the journal promises: nothing is kept when it fails, or, at its very end, all."""
        if Fault.NOT_KEPT in {fault, self.disk}:
            raise JournalFailed("folder", 28)
        self.journal.write(batch).result()
        if Fault.KEPT_YET_FAILED in {fault, self.disk}:
            raise JournalFailed("folder", 5)

    def take(self, step, fault=Fault.NONE):
        """A step of a run."""
        row = (step.row.dataset, step.row.key)
        try:
            self._write(batch_of(self.account, step), fault)
        except JournalFailed:
            self.waiting.add(row)
            raise
        if step.what is What.SENDING:
            self.kept_hashes.append((*row, step.body_hash))

    def keep(self, sheet, keys):
        """An action of the person; whether it was kept."""
        places = {(sheet.dataset, key) for key in keys}
        kept = {key: sheet.kept(key) for key in keys}
        put = tuple(row for row in kept.values() if row is not None)
        drop = tuple((sheet.dataset, key) for key, row in kept.items() if row is None)
        try:
            self._write(Batch(self.account, put=put, drop=drop))
        except JournalFailed:
            self.waiting |= places
            return False
        self.waiting -= places
        for place in places & set(self.ops):
            self.ops[place].is_accepted = True
        return True

    @property
    def may_edit(self):
        return not self.waiting and self.disk is Fault.NONE

    def mend(self):
        """The disk can be written again: everything that is pending is written."""
        self.disk = Fault.NONE
        for sheet in self.sheets.values():
            waiting = [key for dataset, key in self.waiting if dataset == sheet.dataset]
            keys = dict.fromkeys([*sheet.changes.touched(), *waiting])
            self.keep(sheet, [key for key in keys if not self._is_going(sheet.dataset, key)])

    def _is_going(self, dataset, key):
        return any(
            key in {row.key for row in each.tally.rows} and each.sheet.dataset == dataset
            for each in self.going
            if not each.is_look
        )

    # Editing

    def load(self, dataset):
        try:
            loaded = load(self.client, Selection(dataset), HandStop(self.server))
        except WorldError:
            return
        sheet = self.sheets[dataset]
        rebased = sheet.rebase(loaded.store)
        self.keep(sheet, [*rebased.moved, *rebased.gone, *rebased.back])
        self.sync()

    def edit(self, dataset, key, name, text):
        sheet = self.sheets[dataset]
        saw = sheet.server_value(key, name)
        if not sheet.type_text(key, name, text):
            return
        op = self._op(dataset, key)
        if sheet.changes.edit(key, name) is None:
            op.wanted.pop(name, None)  # typed back to what the server shows
        else:
            op.wanted[name] = (text, saw, self.server.tick)
        self._changed(sheet, key)

    def add(self, dataset, fields):
        sheet = self.sheets[dataset]
        key = sheet.add_record()
        sheet.set_cells({(key, name): value for name, value in fields.items()}, "new")
        op = self._op(dataset, key)
        op.wanted = {name: (value, None, self.server.tick) for name, value in fields.items()}
        self._changed(sheet, key)

    def _op(self, dataset, key):
        op = self.ops.get((dataset, key))
        if op is None:
            op = Op(dataset, key, is_create=key.startswith("+"))
            self.ops[dataset, key] = op
            self.all_ops.append(op)
        return op

    def _changed(self, sheet, key):
        op = self.ops.get((sheet.dataset, key))
        if op and not op.wanted:
            del self.ops[sheet.dataset, key]
        elif op:
            op.is_accepted = False
        self.keep(sheet, [key])

    def sync(self):
        """Edits that the server turned out to hold already are no longer wanted."""
        for (dataset, key), op in list(self.ops.items()):
            if self.sheets[dataset].changes.state(key) in {None, State.SAVED}:
                del self.ops[dataset, key]
                self.news.append((op, None))

    # Deciding

    def in_state(self, *states):
        return [
            (sheet, key)
            for sheet in self.sheets.values()
            for key in sheet.changes.in_state(*states)
            if not self._is_going(sheet.dataset, key)
        ]

    def keep_mine(self, sheet, key):
        op = self.ops[sheet.dataset, key]
        names = list(sheet.changes.contested(key))
        for name in names:
            value, _, since = op.wanted[name]
            op.wanted[name] = (value, sheet.server_value(key, name), since)
        sheet.keep_mine((key, name) for name in names)
        self._changed(sheet, key)

    def take_theirs(self, sheet, key):
        names = list(sheet.changes.contested(key))
        for name in names:
            self.ops[sheet.dataset, key].wanted.pop(name, None)
        sheet.revert_cells((key, name) for name in names)
        self._changed(sheet, key)

    def discard(self, sheet, key):
        self.ops.pop((sheet.dataset, key), None)
        sheet.revert_rows([key])
        self.keep(sheet, [key])

    def give_up(self, sheet, key):
        self.ops.pop((sheet.dataset, key), None)
        sheet.give_up(key)
        self.keep(sheet, [key])

    def is_mine(self, sheet, key):
        """The candidates that the person recognises as what they sent."""
        op, row = self.ops[sheet.dataset, key], sheet.kept(key)
        return [
            uid
            for uid in row.mark.trail.candidates
            if self.server.origin[sheet.dataset, uid] is op
            and uid in self.server.records[sheet.dataset]
        ]

    def it_is_there(self, sheet, key):
        row, found = sheet.kept(key), self.is_mine(sheet, key)
        try:
            stored = found and self.client.record(sheet.dataset, found[0], HandStop(self.server))
        except WorldError:
            return
        if not stored:
            return
        op = self.ops.pop((sheet.dataset, key))
        sheet.saved(row, found[0], stored, Mark(State.SAVED, note=Note.DECIDED))
        self.keep(sheet, [key])
        self.news.append((op, None))

    def send_again(self, sheet, key):
        """Only where the program offers it, and the person sees nothing that is theirs."""
        row, ground = sheet.kept(key), self._ground(sheet)
        if not may_be_sent_again(row, ground) or self.is_mine(sheet, key):
            return
        op = self.ops[sheet.dataset, key]
        op.pressed += 1
        if any(late.write.op is op and not late.is_dead for late in self.server.late):
            self.untimely.append(op)
        trail = sheet.changes.mark(key).trail
        sheet.settle(key, Mark(State.PENDING, note=Note.SEND_AGAIN, trail=trail))
        self.keep(sheet, [key])
        self.submit(sheet, [key])

    # Runs

    @property
    def is_submitting(self):
        return any(not each.is_look for each in self.going)

    @property
    def is_looking(self):
        return any(each.is_look for each in self.going)

    def _ground(self, sheet):
        store = sheet.store
        return Ground(
            now=lambda: self.server.now,
            encode=lambda row: self.client.payload(row.dataset, row.uid, row.fields),
            terms=self.terms,
            dice=Random(1),
            knows=lambda uid: store.row_of(RecordKey(uid)) is not None,
            own=set(self.journal.created(self.account, sheet.dataset)),
            highest=store.highest_uid if store.is_complete else None,
        )

    def submit(self, sheet, keys):
        if self.is_submitting or not self.may_edit:
            return
        rows = sheet.outgoing(keys)
        for row in rows:
            sheet.sending(row.key)
        self._go(sheet, rows, self._ground(sheet), is_look=False)

    def look(self, sheet, keys):
        rows = [row for key in keys if (row := sheet.kept(key)) and row.state in IN_DOUBT]
        if self.is_submitting or self.is_looking:
            return
        ground = self._ground(sheet)
        ground.knows = lambda _uid: False
        self._go(sheet, rows, ground, is_look=True)

    def due(self, sheet):
        """What the window looks for by itself."""
        ground = self._ground(sheet)
        unknown = sheet.changes.in_state(State.UNKNOWN)
        return [key for key in unknown if is_due(sheet.kept(key), ground)]

    def _go(self, sheet, rows, ground, *, is_look):
        if not rows:
            return
        stops = driver.Stops(HandStop(self.server), HandStop(self.server))
        desk = driver.Desk(
            sheet.dataset,
            self.client,
            ground,
            lambda step: self.take(step, self._fault_of_disk),
            lambda stop: load(self.client, Selection(sheet.dataset), stop).store,
        )
        seconds = None if is_look else driver.SESSION_SECONDS
        worker = driver._Worker(desk, stops, seconds=seconds)
        pace = Pace(lambda: self.client.has_session, ground.dice)
        way_of = partial(check if is_look else send, ground=ground)
        run = Run(rows, way_of, at_once=self.terms.at_once, pace=pace)
        going = Going(run, worker, stops, sheet, Tally(rows), is_look)
        self.going.append(going)
        self._pump(going)

    def perform(self, going, number, fault):
        """One task of a run, and what the run makes of it."""
        task = going.tasks.pop(number % len(going.tasks))
        for progress in going.run.take(task, self.do(going, task, fault)):
            self._hear(going, progress)
        self._pump(going)

    def do(self, going, task, fault):
        """The task alone: nobody hears what came of it."""
        is_send = isinstance(task.step, Send)
        self.op_on_its_way = self.ops.get((going.sheet.dataset, task.key)) if is_send else None
        self._fault_of_disk = fault if isinstance(task.step, Keep) else Fault.NONE
        self.server.fault = fault
        try:
            return going.worker.perform(task.step)
        finally:
            self.server.fault = Fault.NONE
            self.op_on_its_way = None

    def note_request(self, write):
        """The server got this: it must be on this disk by now, to the byte (inv-I6)."""
        op = write.op
        if op is None:
            self.unkept_writes.append(write)
            return
        write.agreed = {name: agreed for name, (_, agreed, _) in op.wanted.items()}
        op.writes.append(write)
        row = self.rows().get((op.dataset, op.key))
        body = row and self.client.payload(row.dataset, row.uid, row.fields)
        was_told = (op.dataset, op.key, write.body_hash) in self.kept_hashes
        is_there = row and row.state is State.SENDING
        if not (is_there and was_told and sha256(body).hexdigest() == write.body_hash):
            self.unkept_writes.append(write)

    def _pump(self, going):
        if going.stops.run.is_asked:
            going.run.cancel()
        going.tasks += going.run.tasks()
        if going.run.is_done and not going.tasks:
            for progress in going.run.close():
                self._hear(going, progress)
            self._release(going)

    def _release(self, going):
        for key in going.tally.waiting():
            row = next(row for row in going.tally.rows if row.key == key)
            going.sheet.settle(key, row.mark)
        self.going.remove(going)
        self.sums.append(going)
        self.sync()

    def _hear(self, going, progress):
        if isinstance(progress, Started):
            going.started.add(progress.row.key)
            if progress.row.state is State.PENDING:
                going.sheet.sending(progress.row.key)
        elif isinstance(progress, Stopped):
            going.tally.stopped = progress
        else:
            going.finished.append(progress.row.key)
            going.tally.add(progress)
            self._settle(going.sheet, progress)

    def _settle(self, sheet, finished):
        key = finished.row.key
        if sheet.changes.state(key) not in LOCKING_STATES:
            self.keep(sheet, [key])
            return
        op = self.ops.get((sheet.dataset, key))
        self.news.append((op, finished))
        if finished.row.state is State.SAVED:
            self.ops.pop((sheet.dataset, key), None)
            sheet.saved(finished.row, finished.uid, finished.stored, finished.row.mark)
            return
        sheet.settle(key, finished.row.mark)
        if finished.stored is not None and not finished.row.is_create:
            sheet.take_record(finished.stored)
        if sheet.changes.state(key) is not finished.row.state:
            self.keep(sheet, [key])
        self.sync()
