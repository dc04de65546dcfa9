"""One installation of the program, without its window: a table, a journal, a run, no threads.

What the window does around a run (`ui.submit`) is done here
in the same order, one step at a time, by whoever says which step is next.
"""

from collections import deque
from dataclasses import dataclass, replace
from functools import partial
from random import Random

from cn_desktop.api.codecs import encode_create, encode_update
from cn_desktop.base.errors import Cancelled, JournalFailed, OutcomeUnknown, Trouble
from cn_desktop.base.profile import Format
from cn_desktop.records.fields import DATASET, UID, FieldName, RecordKey
from cn_desktop.records.marks import Mark, Note, State
from cn_desktop.records.permits import LOCKING_STATES, Permits
from cn_desktop.records.sheet import Sheet
from cn_desktop.storage.journal import Batch
from cn_desktop.work.checking import check, interrupted, may_be_sent_again
from cn_desktop.work.keeping import batch_of
from cn_desktop.work.protocol import send
from cn_desktop.work.run import Pace, Prepare, Run, Started, Stopped
from cn_desktop.work.steps import Finished, Ground, Keep, Pause, ReadAll, ReadOne, Send
from cn_desktop.work.tally import Tally

from .world import DATASET_ID, SAVED, Request

UNLOCKED = frozenset({FieldName("callback")})
FINE, FULL, FULL_AT_ITS_END, KILLED_BEFORE, KILLED_AFTER = range(5)
"""What can come of keeping something."""
FAILS, PART = "fails", "part"
"""What can come of reading: it fails, or not everything is in the answer."""


@dataclass(frozen=True)
class Luck:
    """Which of the steps that are due is taken next, and what becomes of it."""

    pick: int = 0
    reading: str = ""
    keeping: int = FINE
    sending: tuple = SAVED


@dataclass(frozen=True)
class Told:
    """What a run said of a row, the last request of that row until then, and the last look."""

    finished: Finished
    last_request: int
    moment: int
    looked_at: int | None


class Killed(Exception):
    """The process is no more."""


def encode(row):
    """The body a row is sent as."""
    if row.uid is None:
        return encode_create({**row.fields, DATASET: row.dataset}, Format.JSON)
    return encode_update({UID: row.uid, DATASET: row.dataset, **row.fields}, Format.JSON)


class Client:
    """`shelf` is where its journal stands, `account` whose rows it keeps there."""

    def __init__(self, name, world, shelf, account, terms):
        self.name = name
        self.world = world
        self.shelf = shelf
        self.account = account
        self.terms = terms
        self.accepted = {}
        self.send_again_pressed = {}
        self.told = []
        self.runs = 0
        self.tallies = []
        self.kills = 0
        self.is_alive = False
        self.start()

    # Coming and going

    def start(self):
        """What was kept comes back; what was on its way is in doubt; the table is read."""
        self.sheet = Sheet(DATASET_ID)
        self.sheet.permits = Permits(unlocked=UNLOCKED)
        self.run = None
        self.due = deque()
        self.is_cancelled = False
        self.is_in_trouble = False
        self.is_alive = True
        self.looked_at = {}
        for kept in self.shelf.journal.rows(self.account):
            row = kept.row
            if row.state is State.SENDING:
                row = interrupted(row, self.world.now)
                self.shelf.journal.write(Batch(self.account, put=(row,))).result()
            self.sheet.restore(row)
        self.reload()

    def kill(self, effects):
        """The process ends at once; its requests may be on their way."""
        for task, effect in zip(self._writes_due(), effects, strict=False):
            if effect is not None:
                self.world.request_lost(self._request(task.step.row), effect)
        self._die()

    def _die(self):
        self.is_alive = False
        self.run = None
        self.due.clear()
        self.kills += 1
        self.shelf.reopen()

    def _writes_due(self):
        return [task for task in self.due if isinstance(task.step, Send)]

    # What a person does

    def reload(self):
        rebased = self.sheet.rebase(self.world.read_all())
        self.keep({*rebased.moved, *rebased.gone, *rebased.back})

    def edit(self, key, field, text, luck=FINE):
        self._act(self.sheet.type_text(key, field, text), luck)

    def add(self, fields, luck=FINE):
        key = self.sheet.add_record()
        for name, text in fields.items():
            self.sheet.type_text(key, FieldName(name), text)
        self._act({key}, luck)

    def revert(self, key):
        self._act(self.sheet.revert_rows([key]))

    def create_as_new(self, key):
        self._act(self.sheet.create_as_new(key))

    def undo(self):
        self._act(self.sheet.undo())

    def keep_mine(self, key):
        cells = [(key, name) for name in self.sheet.changes.contested(key)]
        self._act(self.sheet.keep_mine(cells))

    def take_theirs(self, key):
        cells = [(key, name) for name in self.sheet.changes.contested(key)]
        self._act(self.sheet.revert_cells(cells))

    def give_up(self, key):
        self._act(self.sheet.give_up(key))

    def it_is_there(self, key, uid):
        """A person says: my new record is the one of this uid."""
        row, stored = self.sheet.kept(key), self.world.read(uid)
        if stored is not None:
            mark = Mark(State.SAVED, note=Note.DECIDED)
            self.sheet.saved(row, uid, stored, mark)
            self._act({key})

    def may_send_again(self, key):
        row = self.sheet.kept(key)
        return row is not None and may_be_sent_again(row, self._ground())

    def send_again(self, key):
        self.send_again_pressed[key] = self.send_again_pressed.get(key, 0) + 1
        mark = Mark(State.PENDING, note=Note.SEND_AGAIN, trail=self.sheet.changes.mark(key).trail)
        self.sheet.settle(key, mark)
        self.keep({key})
        self.submit([key])

    def submit(self, keys):
        rows = self.sheet.outgoing(keys)
        if not rows or self.is_in_trouble:
            return
        for row in rows:
            self.sheet.sending(row.key)
        self._begin(rows, send, self._ground())

    def look(self):
        """Find out what became of what is in doubt."""
        keys = self.sheet.changes.in_state(State.UNKNOWN, State.ASK)
        rows = [row for key in keys if (row := self.sheet.kept(key))]
        if rows:
            ground = self._ground()
            ground.knows = lambda _uid: False
            self._begin(rows, check, ground)

    def cancel(self):
        self.is_cancelled = True
        self.run.cancel()

    def try_to_keep_again(self):
        """The disk has room again: everything that is pending is written anew."""
        self.is_in_trouble = False
        self.keep({*self.sheet.changes.touched(), *self.rows_kept()})

    # Runs

    @property
    def is_running(self):
        return self.run is not None

    def next_step(self, luck):
        """One of the steps that are due; the luck says which, and how it goes."""
        self.due.rotate(-(luck.pick % len(self.due)))
        task = self.due.popleft()
        try:
            result = self._perform(task, luck)
            for progress in self.run.take(task, result):
                self._follow(progress)
        except Killed:
            self._die()
            return
        self._go_on()

    def _begin(self, rows, way, ground):
        self.runs += 1
        self.tally = Tally(rows)
        self.agreed = {row.key: dict(row.before) for row in rows}
        self.looked_at = {}
        self.is_cancelled = False
        self.run = Run(
            rows,
            partial(way, ground=ground),
            at_once=self.terms.at_once,
            pace=Pace(lambda: True, Random(1)),
        )
        self._go_on()

    def _go_on(self):
        self.due.extend(self.run.tasks())
        if self.run.is_done:
            for progress in self.run.close():
                self._follow(progress)
            self._release()
            self.tallies.append(self.tally)
            self.run = None

    def _release(self):
        """Rows that were never reached are as they were before."""
        waiting = set(self.tally.waiting())
        for row in self.tally.rows:
            if row.key in waiting:
                note = row.mark.note or Note.NOT_SENT
                self.sheet.settle(row.key, replace(row.mark, note=note))

    def _follow(self, progress):
        if isinstance(progress, Started):
            if progress.row.state is State.PENDING:
                self.sheet.sending(progress.row.key)
        elif isinstance(progress, Stopped):
            self.tally.stopped = progress
        else:
            self._settle(progress)

    def _settle(self, finished):
        self.tally.add(finished)
        key = finished.row.key
        requests = [each.number for each in self.world.requests if self._is_of(each, key)]
        last, looked_at = max(requests, default=-1), self.looked_at.get(key)
        self.told.append(Told(finished, last, self.world.moment, looked_at))
        if self.sheet.changes.state(key) not in LOCKING_STATES:
            self.keep({key})
            return
        if finished.row.state is State.SAVED:
            self.sheet.saved(finished.row, finished.uid, finished.stored, finished.row.mark)
            return
        self.sheet.settle(key, finished.row.mark)
        if finished.stored is not None and not finished.row.is_create:
            self.sheet.take_record(finished.stored)
        if self.sheet.changes.state(key) is not finished.row.state:
            self.keep({key})

    def _is_of(self, request, key):
        return (request.client, request.key) == (self.name, key)

    # Steps

    def _perform(self, task, luck):
        step = task.step
        if isinstance(step, Prepare):
            return Cancelled() if self.is_cancelled else None
        if isinstance(step, Keep):
            return self._keep_step(step, luck.keeping)
        if isinstance(step, Send):
            return self._send(step.row, luck.sending)
        if isinstance(step, Pause):
            self.world.advance(step.seconds)
            return Cancelled() if self.is_cancelled else None
        return self._read(step, luck.reading)

    def _read(self, step, luck):
        if luck == FAILS:
            return OutcomeUnknown(Trouble.TOO_SLOW)
        if isinstance(step, ReadAll):
            return self.world.read_all(is_complete=luck != PART)
        assert isinstance(step, ReadOne)
        if self.is_cancelled:
            return Cancelled()
        stored = self.world.read(step.uid)
        self.looked_at[step.uid] = self.world.moment
        return stored

    def _send(self, row, outcome):
        return self.world.take(self._request(row), outcome)

    def _request(self, row):
        """What leaves now, beside what the journal says of it at this moment."""
        return Request(
            number=len(self.world.requests),
            client=self.name,
            key=row.key,
            body=encode(row),
            agreed=self.agreed[row.key],
            kept=self.rows_kept().get(row.key),
            looked_at=self.looked_at.pop(row.uid, None),
            moment=self.world.moment,
            closed_at=self.world.now,
            known=tuple(self._uids()),
            run=self.runs,
        )

    def _uids(self):
        store = self.sheet.store
        return (key for row in store.rows() if (key := store.key(row)).isdigit())

    def _ground(self):
        store = self.sheet.store
        return Ground(
            now=self.world.clock,
            encode=encode,
            terms=self.terms,
            dice=Random(1),
            knows=lambda uid: store.row_of(RecordKey(uid)) is not None,
            own=set(self.shelf.journal.created(self.account, DATASET_ID)),
            highest=store.highest_uid if store.is_complete else None,
        )

    # Keeping

    def rows_kept(self):
        return {kept.row.key: kept.row for kept in self.shelf.journal.rows(self.account)}

    def keep(self, keys):
        """What a run's end or a fresh read changed: the rows as they are now."""
        self._write(self._batch(keys), FINE)

    def _act(self, touched, luck=FINE):
        """A person's action on these rows: accepted once it is durable."""
        rows = {key: self.sheet.kept(key) for key in touched}
        error = self._write(self._batch(rows), luck)
        for key, row in rows.items():
            wanted = None if row is None else dict(row.fields)
            earlier = self.accepted.get(key, [None]) if error else []
            self.accepted[key] = [*earlier, wanted]

    def _batch(self, keys):
        rows = {key: self.sheet.kept(key) for key in keys}
        put = tuple(row for row in rows.values() if row is not None)
        drop = tuple((DATASET_ID, key) for key, row in rows.items() if row is None)
        return Batch(self.account, put=put, drop=drop)

    def _keep_step(self, step, luck):
        if luck == KILLED_BEFORE:
            raise Killed
        error = self._write(batch_of(self.account, step), luck)
        if luck == KILLED_AFTER:
            raise Killed
        return error

    def _write(self, batch, luck):
        """The `JournalFailed` if the disk is full: at once, or at its very end."""
        if luck != FULL and (batch.put or batch.drop or batch.events):
            self.shelf.journal.write(batch).result()
        if luck not in {FULL, FULL_AT_ITS_END}:
            return None
        self.is_in_trouble = True
        return JournalFailed("a folder", 28)
