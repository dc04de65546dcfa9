"""Whole runs of two programs and others on one server, in every order and with every fault."""

import json
import shutil
import socket
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cn_desktop.records.marks import State
from cn_desktop.work.steps import Keep, ReadAll, ReadOne, Send

from .invariants import INVARIANTS, the_disk_remembers_what_was_sent
from .person import DATASETS, Person
from .server import STYLES, Fault, Server

EXAMPLES = 2000
IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
"""A killed program, unlike a power cut, needs no disk."""
STEPS = 40
SEEDS = st.integers(0, 999_999)
"""What happens in one rule is diced: hypothesis itself prefers the first of many too much."""
COUNTS = st.integers(1, 24)
NAMES = ("Ada", "Bea ", "Cyd & Co", "dee")
PHONES = ("07700 900001", "07700 900008", "07700 900009")
WAITS = (1.0, 29.0, 30.0, 61.0, 119.0, 120.0, 400.0)
WRITTEN = ("firstname", "lastname", "outcomecode")
UNSENT = (State.PENDING, State.REJECTED)
DEEDS = ("it_is_there", "send_again", "send_again", "give_up")
OF_A_WRITE = [each for each in Fault if Fault.NOT_SENT.value <= each.value <= Fault.TOKEN.value]
OF_A_READ = [Fault.READ_FAILS, Fault.READ_UNREADABLE, Fault.INCOMPLETE, Fault.LEFT_OUT]
OF_A_DISK = [Fault.NOT_KEPT, Fault.KEPT_YET_FAILED]
TROUBLE = {
    Send: (0.6, OF_A_WRITE),
    ReadOne: (0.15, OF_A_READ),
    ReadAll: (0.25, OF_A_READ),
    Keep: (0.04, OF_A_DISK),
}
"""How often something goes wrong with a step, and what can."""


def fault_of(step, dice):
    often, faults = TROUBLE.get(type(step), (0, []))
    return dice.choice(faults) if dice.random() < often else Fault.NONE


def somebody_changes(server, dataset, dice):
    if uids := sorted(server.records[dataset]):
        server.put(dataset, dice.choice(uids), {dice.choice(WRITTEN): dice.choice(NAMES)})


def somebody_creates_a_look_alike(server, dataset, dice):
    server.add(dataset, {"firstname": dice.choice(NAMES), "ddi_mobile": dice.choice(PHONES)})


def somebody_copies(server, dataset, dice):
    """The mark of a new record is copied with the rest."""
    if uids := sorted(server.records[dataset]):
        uid = dice.choice(uids)
        server.add(dataset, server.records[dataset][uid], server.origin[dataset, uid])


def somebody_deletes(server, dataset, dice):
    if uids := sorted(server.records[dataset]):
        server.delete(dataset, dice.choice(uids))


def a_late_request_arrives(server, _dataset, dice):
    if server.late:
        server.arrive(dice.choice(server.late))


WORLD = (
    *[somebody_changes] * 4,
    somebody_creates_a_look_alike,
    somebody_copies,
    somebody_deletes,
    *[a_late_request_arrives] * 2,
)


class Machine(RuleBasedStateMachine):
    """Each rule is a short stretch of events; after each event every invariant is checked."""

    figures: ClassVar[Counter] = Counter()

    @initialize(
        style=st.sampled_from(["as sent", "as sent", *STYLES]),
        markers=st.tuples(st.booleans(), st.booleans()),
        at_once=st.sampled_from([1, 2, 8]),
        seed=SEEDS,
    )
    def begin(self, style, markers, at_once, seed):
        self.figures["examples"] += 1
        self.root = Path(tempfile.mkdtemp(prefix="machine-", dir=IN_MEMORY))
        self.server = Server(style)
        self.people = [
            Person(name, self.server, self.root / name, marker=has_marker, at_once=at_once)
            for name, has_marker in zip(("zoe", "max"), markers, strict=True)
        ]
        for person in self.people:
            for dataset in DATASETS:
                person.load(dataset)
        self.work(seed)

    @rule(seed=SEEDS)
    def work(self, seed):
        """A whole piece of work: edit, send, look what became of it, decide."""
        dice = Random(seed)
        self.edit(dice.random(), 8)
        for _time in range(3):
            if self.in_state(*UNSENT):
                self.submit(dice.random(), 40)
        self.go_on(dice.random(), 40)
        for _time in range(2):
            if self.in_state(State.UNKNOWN, State.ASK):
                self.look(dice.random(), 12)
        if self.in_state(State.ASK):
            self.decide(dice.random())

    # A person edits

    @rule(seed=SEEDS, count=st.integers(1, 6))
    def edit(self, seed, count):
        dice = Random(seed)
        for _time in range(count):
            person, dataset = dice.choice(self.people), dice.choice(DATASETS)
            if person.may_edit:
                self.edit_one(person, dataset, dice)

    def edit_one(self, person, dataset, dice):
        store = person.sheets[dataset].store
        rows = list(store.rows())
        if dice.random() < 0.3 or not rows:
            fields = {"firstname": dice.choice(NAMES), "ddi_mobile": dice.choice(PHONES)}
            person.add(dataset, fields)
        else:
            key = store.key(dice.choice(rows))
            person.edit(dataset, key, dice.choice(WRITTEN), dice.choice(NAMES))
        self.check()

    @rule(seed=SEEDS)
    def load(self, seed):
        dice = Random(seed)
        person = dice.choice(self.people)
        if not person.is_submitting:
            self.server.fault = fault_of(ReadAll(), dice)
            person.load(dice.choice(DATASETS))
            self.server.fault = Fault.NONE

    # A person sends, looks and decides

    @precondition(lambda self: self.in_state(*UNSENT))
    @rule(seed=SEEDS, count=COUNTS)
    def submit(self, seed, count):
        dice = Random(seed)
        person, sheet, key = dice.choice(self.in_state(*UNSENT))
        keys = sheet.changes.in_state(*UNSENT)
        person.submit(sheet, keys if dice.random() < 0.8 else [key])
        self.go_on(dice.random(), count)

    @precondition(lambda self: self.in_state(State.UNKNOWN, State.ASK))
    @rule(seed=SEEDS, count=COUNTS)
    def look(self, seed, count):
        dice = Random(seed)
        self.server.pass_time(dice.choice(WAITS))
        person, sheet, _ = dice.choice(self.in_state(State.UNKNOWN, State.ASK))
        doubtful = sheet.changes.in_state(State.UNKNOWN, State.ASK)
        person.look(sheet, doubtful if dice.random() < 0.7 else person.due(sheet))
        self.go_on(dice.random(), count)

    @precondition(lambda self: self.in_state(State.CONFLICT))
    @rule(seed=SEEDS, is_mine=st.booleans())
    def settle_a_conflict(self, seed, is_mine):
        person, sheet, key = Random(seed).choice(self.in_state(State.CONFLICT))
        if person.may_edit:
            (person.keep_mine if is_mine else person.take_theirs)(sheet, key)

    @precondition(lambda self: self.in_state(State.ASK))
    @rule(seed=SEEDS)
    def decide(self, seed):
        dice = Random(seed)
        person, sheet, key = dice.choice(self.in_state(State.ASK))
        if person.may_edit and not person.going:
            getattr(person, dice.choice(DEEDS))(sheet, key)

    @precondition(lambda self: self.in_state(*UNSENT, State.CONFLICT))
    @rule(seed=SEEDS)
    def discard(self, seed):
        person, sheet, key = Random(seed).choice(self.in_state(*UNSENT, State.CONFLICT))
        if person.may_edit:
            person.discard(sheet, key)

    def in_state(self, *states):
        return [(person, *row) for person in self.people for row in person.in_state(*states)]

    # Runs go on

    def going(self):
        return [(person, run) for person in self.people for run in person.going]

    @precondition(going)
    @rule(seed=SEEDS, count=COUNTS)
    def go_on(self, seed, count):
        """Tasks of the runs that are under way, any of them next; others write meanwhile."""
        dice = Random(seed)
        for _time in range(count):
            if not self.going():
                break
            person, run = dice.choice(self.going())
            number = dice.randrange(len(run.tasks))
            self.perform(person, run, number, fault_of(run.tasks[number].step, dice))
            if dice.random() < 0.1:
                dice.choice(WORLD)(self.server, dice.choice(DATASETS), dice)
                self.check()

    def perform(self, person, run, number, fault):
        self.figures["steps"] += 1
        person.perform(run, number, fault)
        self.check()

    @precondition(going)
    @rule(seed=SEEDS)
    def cancel(self, seed):
        _, run = Random(seed).choice(self.going())
        run.stops.ask()

    # The world

    @rule(seed=SEEDS, count=st.integers(1, 4))
    def something_happens(self, seed, count):
        dice = Random(seed)
        for _time in range(count):
            dice.choice(WORLD)(self.server, dice.choice(DATASETS), dice)
            self.check()

    @rule(seconds=st.sampled_from(WAITS))
    def time_passes(self, seconds):
        self.server.pass_time(seconds)

    @rule(is_locked=st.booleans())
    def the_token_ends(self, is_locked):
        self.server.is_locked = is_locked
        self.server.expire_token()

    @precondition(lambda self: self.server.is_locked)
    @rule()
    def they_log_in_again(self):
        self.server.is_locked = False
        for person in self.people:
            person.log_in_again()

    @rule(seed=SEEDS)
    def the_disk_fails(self, seed):
        dice = Random(seed)
        dice.choice(self.people).disk = dice.choice(OF_A_DISK)

    @precondition(lambda self: not all(person.may_edit for person in self.people))
    @rule()
    def the_disks_work_again(self):
        for person in self.people:
            person.mend()

    @precondition(lambda self: any(person.ops for person in self.people))
    @rule(seed=SEEDS)
    def kill(self, seed):
        """Some of the tasks under way are done, but nobody hears of it."""
        dice = Random(seed)
        person = dice.choice(self.people)
        for run in person.going:
            for task in run.tasks:
                if dice.random() < 0.5:
                    person.do(run, task, fault_of(task.step, dice))
        person.kill(dice.choice(WAITS))
        self.figures["kills"] += 1
        self.check_disk(person)
        for dataset in DATASETS:
            person.load(dataset)

    # What must hold

    @invariant()
    def check(self):
        for person in getattr(self, "people", ()):
            for name, wrong in INVARIANTS.items():
                assert not (found := list(wrong(self.server, person))), (name, found)
            person.news.clear()
            person.sums.clear()

    def check_disk(self, person):
        copy = person.folder.with_name("copy")
        shutil.copytree(person.folder, copy)
        (database,) = copy.glob("*.db")
        found = list(the_disk_remembers_what_was_sent(self.server, person, database))
        shutil.rmtree(copy)
        assert not found, ("I6", found)

    def teardown(self):
        if not hasattr(self, "people"):
            return
        try:
            if sys.exc_info()[0] is None:
                self.come_to_rest()
            self.figures["applies"] += len(self.server.ledger)
        finally:
            for person in self.people:
                person.end()
            shutil.rmtree(self.root)

    def come_to_rest(self):
        """With nothing in the way, every row ends in a state that somebody can act on."""
        self.server.is_locked = False
        for person in self.people:
            person.log_in_again()
            person.mend()
        self.run_out()
        for person in self.people:
            person.mend()
            for sheet in person.sheets.values():
                person.submit(sheet, sheet.changes.in_state(State.PENDING))
                self.run_out()
            self.look_until_known(person)
            self.check_disk(person)
            person.kill(0)
            self.check()
            left = person.in_state(State.UNKNOWN, State.SENDING)
            assert not left, ("I4", left)

    def look_until_known(self, person):
        for _time in range(4):
            self.server.pass_time(200)
            for sheet in person.sheets.values():
                person.look(sheet, sheet.changes.in_state(State.UNKNOWN))
                self.run_out()

    def run_out(self):
        while going := self.going():
            self.perform(*going[0], 0, Fault.NONE)


@pytest.fixture(autouse=True)
def _no_socket(monkeypatch):
    """I7: the door of the server in memory is the only way out."""

    def forbidden(*_address, **_more):
        raise AssertionError("a program went another way out")

    monkeypatch.setattr(socket.socket, "connect", forbidden)


def run(examples):
    """So many examples; one line of figures."""
    Machine.figures = Counter(violations=1)
    try:
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=examples,
                stateful_step_count=STEPS,
                report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
            ),
        )
        Machine.figures["violations"] = 0
    finally:
        names = ("examples", "steps", "applies", "kills", "violations")
        figures = {name: Machine.figures[name] for name in names}
        print(json.dumps(figures))  # noqa: T201  the run speaks to whoever started it
    return Machine.figures


def test_every_order_of_events_keeps_the_invariants():
    figures = run(settings().max_examples)
    assert figures["applies"]


@pytest.mark.slow
def test_thousands_of_orders_of_events_keep_the_invariants():
    figures = run(max(EXAMPLES, settings().max_examples))
    assert figures["examples"] >= EXAMPLES
