"""Paths through the model, taken by the real engine with a real journal.

What the engine and the server hold is compared with the model after every step.
"""

import json
from collections import Counter
from hashlib import sha256
from random import Random

from model.answers import answer_to
from model.row_model import At, Kind, first
from records.sheets import sheet_of, store_of

from cn_desktop.base.errors import Cancelled, NotSent, Trouble
from cn_desktop.records.fields import DatasetId, FieldName, RecordKey
from cn_desktop.records.marks import Note, State
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.storage.journal import Batch, Journal
from cn_desktop.work.checking import check, interrupted, may_be_sent_again
from cn_desktop.work.keeping import batch_of
from cn_desktop.work.protocol import send
from cn_desktop.work.steps import (
    BETWEEN_LOOKS,
    QUIET_SECONDS,
    Ground,
    Keep,
    Pause,
    ReadAll,
    ReadOne,
    Send,
    Terms,
    What,
)

DATASET = DatasetId("100")
MARKER = FieldName("client_ref")
MINE = {"lastname": "mine", "ddi_mobile": "07700 900001"}
UNREADABLE = NotSent(Trouble.REFUSED)
HOST = "https://api.example.test/api/"


class Divergence(AssertionError):
    """The engine or the server holds something else than the model."""


def encode(row):
    return json.dumps([row.uid, dict(row.fields)]).encode()


class Server:
    """Records by uid. It does what it was sent, now or late, and keeps count."""

    def __init__(self, kind):
        self.kind = kind
        self.records = {}
        self.mine = set()
        self.late = []
        self.applies = 0
        if kind is Kind.UPDATE:
            self._put({"lastname": "base"})

    def apply(self, row):
        """The uid of the record it is in now."""
        self.applies += 1
        if not row.is_create:
            self.records[row.uid] |= row.fields
            return row.uid
        uid = self._put(row.fields)
        self.mine.add(uid)
        return uid

    def change(self, value):
        self.records["1"] |= {"lastname": value}

    def create_another(self):
        self._put(MINE)

    @property
    def holds(self):
        """As the model says it."""
        if self.kind is Kind.UPDATE:
            return self.records["1"]["lastname"]
        return len(self.mine), len(self.records) - len(self.mine)

    def _put(self, fields):
        uid = str(len(self.records) + 1)
        self.records[uid] = {**fields, "uid": uid, "dataset": DATASET}
        return uid


class Desk:
    """One row at a program that may be killed, driven by the labels of the model's steps."""

    def __init__(self, journal, number, kind):
        self.journal = journal
        self.account = (HOST, str(number))
        self.dice = Random(number)
        self.kind = kind
        self.server = Server(kind)
        self.now = 1000.0
        self.model = first(kind)
        self.key = RecordKey("1" if kind is Kind.UPDATE else f"+{number:032x}")
        self._end()
        self._write(Batch(self.account, put=(self._row_as_edited(),)))

    def follow(self, path):
        """Raises `Divergence`."""
        for step in path:
            DEEDS[step.label](self, step)
            self.model = step.row
            self._compare()
        self._end()
        self.journal.forget(self.account).result()

    # What is compared

    def row(self):
        """The row as the journal has it; None once nothing of it is pending."""
        kept = self.journal.rows(self.account)
        return kept[0].row if kept else None

    def _compare(self):
        model, row = self.model, self.row()
        held = State.SAVED if row is None else row.state
        self._same(model.state, held)
        self._same(model.server, self.server.holds)
        self._same((model.applies, model.late), (self.server.applies, len(self.server.late)))
        self._same(WAITS_AT[model.at], type(self.step))
        if row is not None and row.state is State.ASK:
            self._same(model.may_go_again, may_be_sent_again(row, self._ground()))

    def _same(self, model, real):
        if model != real:
            raise Divergence(f"the model has {model}, really it is {real}")

    # The world

    def somebody_writes(self, step):
        self.server.change(step.row.server)

    def somebody_creates(self, _step):
        self.server.create_another()

    def late_applies(self, _step):
        self.server.apply(self.server.late.pop())

    def late_dies(self, _step):
        self.server.late.pop()

    def quiet_passes(self, _step):
        self.now += QUIET_SECONDS

    def kill(self, _step):
        self._end()
        if self.dice.random() < 0.02:
            self.journal.close(60)
            self.journal.open()

    def restart(self, _step):
        row = self.row()
        if row is not None and row.state is State.SENDING:
            self._write(Batch(self.account, put=(interrupted(row, self.now),)))

    # A person

    def keep_mine(self, _step):
        """In the table, as the window has it."""
        sheet = sheet_of(self.server.records["1"])
        sheet.restore(self.row())
        sheet.keep_mine([(self.key, FieldName("lastname"))])
        self._write(Batch(self.account, put=(sheet.kept(self.key),)))

    def submit_again(self, _step):
        sheet = sheet_of()
        if self.kind is Kind.UPDATE:
            sheet = sheet_of(self.server.records["1"])
        sheet.restore(self.row())
        self._write(Batch(self.account, put=tuple(sheet.outgoing([self.key]))))

    def found(self, _step):
        row = self.row().marked(State.SAVED, Note.DECIDED)
        self._write(batch_of(self.account, Keep(row, What.CREATED, uid=min(self.server.mine))))

    def send_again(self, _step):
        row = self.row().marked(State.PENDING, Note.SEND_AGAIN)
        self._write(Batch(self.account, put=(row,)))

    # The engine

    def read_before(self, _step):
        self._begin_or_go_on(can_read=True)

    def read_before_in_vain(self, _step):
        self._begin_or_go_on(can_read=False)

    def journal_it(self, _step):
        if isinstance(self.step, Pause):
            self._advance(None)
        self._keep()

    def send_it(self, _step):
        """What leaves is what was made durable."""
        self._same(self.row(), self.step.row)
        self._same(self.body_hash, sha256(encode(self.step.row)).hexdigest())

    def answer_it(self, step):
        has_landed = step.row.applies > self.model.applies
        uid = self.server.apply(self.step.row) if has_landed else ""
        if step.row.late > self.model.late:
            self.server.late.append(self.step.row)
        self.answer = answer_to(self.step.row, step.row.answer, uid, self.dice)

    def take(self, _step):
        self._advance(self.answer)
        self._go_on(can_read=True)

    def take_in_vain(self, _step):
        self._advance(self.answer)
        self._go_on(can_read=False)

    def cancelled(self, _step):
        self._advance(Cancelled())

    def look(self, _step):
        self._look(can_read=True)

    def look_in_vain(self, _step):
        self._look(can_read=False)

    # Inside

    def _row_as_edited(self):
        if self.kind is Kind.UPDATE:
            fields, before = {"lastname": "mine"}, {"lastname": "base"}
            return Outgoing(self.key, DATASET, self.key, fields, before)
        return Outgoing(self.key, DATASET, None, {"dataset": DATASET, **MINE})

    def _ground(self, *, is_table_fresh=False):
        """Of a table that was read just now, or of none."""
        known = set(self.server.records) if is_table_fresh else set()
        return Ground(
            now=lambda: self.now,
            encode=encode,
            terms=Terms(MARKER if self.kind is Kind.MARKED else ""),
            dice=Random(1),
            knows=known.__contains__,
            own=set(self.journal.created(self.account, DATASET)),
            highest=len(known) if is_table_fresh else None,
        )

    def _begin_or_go_on(self, *, can_read):
        if isinstance(self.step, Pause):
            self._advance(None)
        else:
            is_fresh = can_read and self.dice.random() < 0.5
            self._begin(send(self.row(), self._ground(is_table_fresh=is_fresh)))
        self._go_on(can_read=can_read)

    def _look(self, *, can_read):
        self.now += BETWEEN_LOOKS if self.model.quiet else 0.0
        self._begin(check(self.row(), self._ground()))
        self._go_on(can_read=can_read)

    def _begin(self, way):
        self.way = way
        self._advance(None)

    def _go_on(self, *, can_read):
        """Answer what is read, keep what is to be kept; up to what may not happen yet."""
        while self.way is not None:
            if isinstance(self.step, ReadOne | ReadAll):
                self._advance(self._read() if can_read else UNREADABLE)
            elif isinstance(self.step, Keep) and self.step.what is not What.SENDING:
                self._keep()
            else:
                break

    def _read(self):
        if isinstance(self.step, ReadAll):
            return store_of(*map(dict, self.server.records.values()))
        record = self.server.records.get(self.step.uid)
        return dict(record) if record else None

    def _keep(self):
        self.body_hash = self.step.body_hash
        self._write(batch_of(self.account, self.step))
        self._advance(None)

    def _write(self, batch):
        self.journal.write(batch).result()

    def _advance(self, result):
        try:
            self.step = self.way.send(result)
        except StopIteration:
            self._end()

    def _end(self):
        self.way = self.step = self.answer = None
        self.body_hash = ""


WAITS_AT = {
    At.IDLE: type(None),
    At.DEAD: type(None),
    At.READ: Keep,
    At.KEPT: Send,
    At.WIRE: Send,
    At.ANSWERED: Send,
    At.AGAIN: Pause,
}
DEEDS = {
    "somebody changes the field": Desk.somebody_writes,
    "somebody creates a look-alike": Desk.somebody_creates,
    "a late request takes effect": Desk.late_applies,
    "a late request dies": Desk.late_dies,
    "the quiet period passes": Desk.quiet_passes,
    "kill": Desk.kill,
    "restart": Desk.restart,
    "a person keeps theirs over the other": Desk.keep_mine,
    "a person submits it again": Desk.submit_again,
    "a person found it": Desk.found,
    "a person has it sent again": Desk.send_again,
    "read before": Desk.read_before,
    "read before, unreadable": Desk.read_before_in_vain,
    "journal": Desk.journal_it,
    "send": Desk.send_it,
    "take": Desk.take,
    "take, unreadable": Desk.take_in_vain,
    "cancelled": Desk.cancelled,
    "look": Desk.look,
    "look, unreadable": Desk.look_in_vain,
} | dict.fromkeys(
    (
        "no byte leaves",
        "token refused",
        "applied, and said so",
        "applied, unclear answer",
        "lost, unclear answer",
        "delayed, unclear answer",
        "refused",
        "lost, nothing changed",
        "applied, nothing changed",
        "applied, called refused",
    ),
    Desk.answer_it,
)


# Paths


def shortest_paths(found):
    """One to each way a label can be taken: where the program is and what it knows."""
    seen = set()
    for row, steps in found.steps.items():
        for step in steps:
            what = (step.label, row.at, row.state, step.row.at, step.row.state)
            if what not in seen:
                seen.add(what)
                yield (*found.path_to(row), step)


def walks(found, count, dice, longest=30):
    """So many different ones at random; a step taken often is taken less often from then on."""
    start = next(iter(found.steps))
    seen, taken = set(), Counter()
    while len(seen) < count:
        row, path = start, []
        while len(path) < longest and (steps := found.steps[row]):
            weights = [_weight(row, step) / (1 + taken[row, step.label]) for step in steps]
            step = dice.choices(steps, weights)[0]
            taken[row, step.label] += 1
            path.append(step)
            row = step.row
        labels = tuple(step.label for step in path)
        if labels not in seen:
            seen.add(labels)
            yield tuple(path)


def _weight(row, step):
    """What changes nothing, and kills, are taken more rarely than the rest."""
    return 0.1 if step.row == row else 0.3 if step.label == "kill" else 1.0


def replayed(journal, number, kind, path):
    """What is different, in words; None where nothing is."""
    desk = Desk(journal, number, kind)
    try:
        desk.follow(path)
    except Divergence as difference:
        return f"{difference}: {[step.label for step in path]}, in {desk.model}"
    return None


def opened(folder):
    journal = Journal(folder)
    journal.open()
    return journal
