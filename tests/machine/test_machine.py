"""Two installations, another agent, faults, time and kills: I1 to I7 hold after every step."""

import itertools
import json
import time
from collections import Counter
from dataclasses import dataclass, field

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
from cn_desktop.storage.journal import Journal
from cn_desktop.work.steps import Terms

from . import invariants
from .client import (
    FAILS,
    FINE,
    FULL,
    FULL_AT_ITS_END,
    KILLED_AFTER,
    KILLED_BEFORE,
    PART,
    Client,
    Luck,
)
from .world import OUTCOMES, SAVED, Effect, World

ORDINARY = settings(
    max_examples=40, stateful_step_count=30, deadline=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
SLOW = settings(
    max_examples=2000, stateful_step_count=40, deadline=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip

NAMES = ("Ada", "Bea", "Cy", "Ada ")
NUMBERS = ("07700900001", "07700900002", "+44 7700 900001")
PICKS = st.integers(0, 9)
LUCKS = st.builds(
    Luck,
    PICKS,
    st.sampled_from((*[""] * 10, FAILS, PART)),
    st.sampled_from((*[FINE] * 28, FULL, FULL_AT_ITS_END, KILLED_BEFORE, KILLED_AFTER)),
    st.sampled_from((*[SAVED] * 4, *OUTCOMES)),
)
SOME_LUCK = st.lists(LUCKS, min_size=4, max_size=16)
SECONDS = st.sampled_from((1, 5, 29, 31, 60, 119, 121, 200))
SENDABLE = (State.PENDING, State.REJECTED)
IN_DOUBT = (State.UNKNOWN, State.ASK)
EFFECTS = st.sampled_from((None, Effect.NEVER, Effect.NOW, Effect.LATER))
KEEPING = st.sampled_from((FINE, FINE, FINE, FINE, FULL, FULL_AT_ITS_END))


def is_alive(client):
    return client.is_alive


def is_dead(client):
    return not client.is_alive


def is_running(client):
    return client.is_running


def may_edit(client):
    return client.is_alive and not client.is_in_trouble


def is_able(client):
    return may_edit(client) and not client.is_running


def has_no_room(client):
    return client.is_alive and client.is_in_trouble and not client.is_running


class Shelf:
    """A folder with a journal in it that outlives every process."""

    def __init__(self, folder):
        self._folder = folder
        self.journal = Journal(folder)
        self.journal.open()

    def reopen(self):
        self.close()
        self.journal = Journal(self._folder)
        self.journal.open()

    def close(self):
        self.journal.close(60)


@dataclass
class Bench:
    """What all examples share, and what they have counted."""

    shelves: list
    numbers: itertools.count = field(default_factory=itertools.count)
    counts: Counter = field(default_factory=Counter)
    reached: set = field(default_factory=set)


class Machine(RuleBasedStateMachine):
    def __init__(self, bench):
        super().__init__()
        self.bench = bench
        self.clients = []

    @initialize(marker=st.sampled_from(("", "vendor_urn")), at_once=st.sampled_from((1, 8)))
    def begin(self, marker, at_once):
        self.bench.counts["examples"] += 1
        self.world = World()
        self.values = itertools.count()
        for name in ("Ida", "Joe", "Kim", "Lee"):
            self.world.others_add(person(name, "07700900009"))
        example = next(self.bench.numbers)
        self.clients = [
            Client(name, self.world, shelf, (name, f"{example}"), Terms(marker, at_once=at_once))
            for name, shelf in zip("ab", self.bench.shelves, strict=True)
        ]
        for number, client in enumerate(self.clients):
            client.edit("1", "firstname", self.text(9))
            client.edit(str(2 + number), "lastname", self.text(9))
            client.add(person(self.text(9), NUMBERS[number]))

    def teardown(self):
        for client in self.clients:
            self.bench.counts["kills"] += client.kills
            client.shelf.journal.forget(client.account).result()
            self.bench.reached |= {end_of(told.finished.row) for told in client.told}
        if self.clients:
            self.bench.counts["applies"] += len(self.world.ledger)

    # Choosing

    def some(self, is_wanted, which=0):
        """One of the clients for which this holds; None where there is none."""
        found = [each for each in self.clients if is_wanted(each)]
        return found[which % len(found)] if found else None

    def able_with(self, which, *states):
        """A client that has rows in one of these states, and can do something about them."""
        return self.some(lambda each: is_able(each) and each.sheet.changes.in_state(*states), which)

    def has_in(self, *states):
        return self.able_with(0, *states) is not None

    def one_in(self, which, pick, *states):
        """Such a client and one of these rows."""
        client = self.able_with(which, *states)
        keys = client.sheet.changes.in_state(*states)
        return client, keys[pick % len(keys)]

    def text(self, choice):
        """Mostly what nobody else writes."""
        return NAMES[choice] if choice < len(NAMES) else f"Name {next(self.values)}"

    # A person

    @precondition(lambda self: self.some(may_edit))
    @rule(which=PICKS, pick=PICKS, choice=PICKS, name=PICKS, keeping=KEEPING)
    def edit(self, which, pick, choice, name, keeping):
        client = self.some(may_edit, which)
        if rows := list(client.sheet.store.rows()):
            key = client.sheet.store.key(rows[pick % len(rows)])
            field = ("firstname", "firstname", "lastname", "callback")[name % 4]
            client.edit(key, field, self.text(choice), keeping)

    @precondition(lambda self: self.some(may_edit))
    @rule(which=PICKS, choice=PICKS, number=PICKS, keeping=KEEPING)
    def add(self, which, choice, number, keeping):
        number = NUMBERS[number % len(NUMBERS)]
        self.some(may_edit, which).add(person(self.text(choice), number), keeping)

    @precondition(lambda self: self.has_in(*SENDABLE))
    @rule(which=PICKS, lucks=SOME_LUCK)
    def submit_all(self, which, lucks):
        if client := self.able_with(which, *SENDABLE):
            client.submit(client.sheet.changes.in_state(*SENDABLE))
            self.take_steps(client, lucks)

    @precondition(lambda self: self.has_in(*SENDABLE))
    @rule(which=PICKS, pick=PICKS, lucks=SOME_LUCK)
    def submit_one(self, which, pick, lucks):
        client, key = self.one_in(which, pick, *SENDABLE)
        client.submit([key])
        self.take_steps(client, lucks)

    @precondition(lambda self: self.has_in(*IN_DOUBT))
    @rule(which=PICKS, seconds=st.sampled_from((0, 31, 31, 125)), lucks=SOME_LUCK)
    def look(self, which, seconds, lucks):
        """What is in doubt is looked for now, or when some time has gone by."""
        self.world.advance(seconds)
        client = self.able_with(which, *IN_DOUBT)
        client.look()
        self.take_steps(client, lucks)

    @precondition(lambda self: self.has_in(State.CONFLICT))
    @rule(which=PICKS, pick=PICKS, is_mine=st.booleans())
    def resolve(self, which, pick, is_mine):
        client, key = self.one_in(which, pick, State.CONFLICT)
        (client.keep_mine if is_mine else client.take_theirs)(key)

    @precondition(lambda self: self.has_in(State.ASK))
    @rule(which=PICKS, pick=PICKS, lucks=SOME_LUCK)
    def send_again(self, which, pick, lucks):
        client, key = self.one_in(which, pick, State.ASK)
        if client.may_send_again(key):
            client.send_again(key)
            self.take_steps(client, lucks)

    @precondition(lambda self: self.has_in(State.ASK))
    @rule(which=PICKS, pick=PICKS, choice=PICKS)
    def it_is_there(self, which, pick, choice):
        client, key = self.one_in(which, pick, State.ASK)
        if candidates := client.sheet.changes.mark(key).trail.candidates:
            client.it_is_there(key, candidates[choice % len(candidates)])

    @precondition(lambda self: self.has_in(*IN_DOUBT))
    @rule(which=PICKS, pick=PICKS)
    def give_up(self, which, pick):
        client, key = self.one_in(which, pick, *IN_DOUBT)
        client.give_up(key)

    @precondition(lambda self: self.has_in(*SENDABLE))
    @rule(which=PICKS, pick=PICKS, is_new=st.booleans())
    def revert(self, which, pick, is_new):
        client, key = self.one_in(which, pick, *SENDABLE)
        (client.create_as_new if is_new else client.revert)(key)

    @precondition(lambda self: self.some(is_able))
    @rule(which=PICKS)
    def undo(self, which):
        self.some(is_able, which).undo()

    @precondition(lambda self: self.some(is_able))
    @rule(which=PICKS)
    def reload(self, which):
        self.some(is_able, which).reload()

    @precondition(lambda self: self.some(is_running))
    @rule(which=PICKS)
    def cancel(self, which):
        self.some(is_running, which).cancel()

    # Steps

    def take_steps(self, client, lucks):
        for luck in lucks:
            if client.is_running:
                client.next_step(luck)
                self.check()

    @precondition(lambda self: self.some(is_running))
    @rule(which=PICKS, lucks=st.lists(LUCKS, min_size=1, max_size=8))
    def go_on(self, which, lucks):
        self.take_steps(self.some(is_running, which), lucks)

    @precondition(lambda self: self.some(is_running))
    @rule(which=PICKS, luck=LUCKS)
    def one_step(self, which, luck):
        self.take_steps(self.some(is_running, which), [luck])

    @precondition(lambda self: self.some(is_running))
    @rule(which=PICKS)
    def go_on_without_trouble(self, which):
        self.take_steps(self.some(is_running, which), [Luck()] * 60)

    # The world

    @rule(seconds=SECONDS)
    def time_goes_by(self, seconds):
        self.world.advance(seconds)

    @precondition(lambda self: self.world.late)
    @rule(pick=PICKS)
    def a_late_one_arrives(self, pick):
        self.world.late_one_arrives(pick)

    @precondition(lambda self: self.world.records)
    @rule(pick=PICKS, choice=PICKS, name=PICKS)
    def others_change(self, pick, choice, name):
        field = ("firstname", "lastname", "callback")[name % 3]
        self.world.others_change(self.one_of_all(pick), field, self.text(choice))

    @rule(choice=PICKS, number=PICKS)
    def others_add(self, choice, number):
        self.world.others_add(person(self.text(choice), NUMBERS[number % len(NUMBERS)]))

    @precondition(lambda self: len(self.world.records) > 3)
    @rule(pick=PICKS)
    def others_delete(self, pick):
        self.world.others_delete(self.one_of_all(pick))

    def one_of_all(self, pick):
        uids = list(self.world.records)
        return uids[pick % len(uids)]

    @precondition(lambda self: self.some(is_running))
    @rule(which=PICKS, effects=st.lists(EFFECTS, max_size=4), seconds=SECONDS)
    def kill_and_start(self, which, effects, seconds):
        client = self.some(is_running, which)
        client.kill(effects)
        self.world.advance(seconds)
        client.start()

    @precondition(lambda self: self.some(is_running))
    @rule(which=PICKS, effects=st.lists(EFFECTS, max_size=4))
    def kill(self, which, effects):
        self.some(is_running, which).kill(effects)

    @precondition(lambda self: self.some(is_dead))
    @rule(which=PICKS)
    def restart(self, which):
        self.some(is_dead, which).start()

    @precondition(lambda self: self.some(has_no_room))
    @rule(which=PICKS)
    def the_disk_has_room(self, which):
        self.some(has_no_room, which).try_to_keep_again()

    # What holds

    @invariant()
    def check(self):
        if not self.clients:
            return
        self.bench.counts["steps"] += 1
        for client in self.clients:
            kept = client.rows_kept()
            invariants.no_edit_is_lost(self.world, client, kept)
            invariants.no_create_is_made_twice(self.world, client)
            invariants.nothing_is_sent_twice_by_itself(self.world, client)
            invariants.every_row_is_known_or_marked(client, kept)
            invariants.what_is_said_is_true(self.world, client)
        invariants.nothing_is_overwritten_silently(self.world)
        invariants.kept_before_sent(self.world)
        invariants.nobody_else_is_told(self.world)


def end_of(row):
    return row.is_create, row.state, row.mark.note


def person(name, number):
    return {"firstname": name, "lastname": "L", "callback": "", "ddi_mobile": number}


@pytest.fixture
def bench(tmp_path):
    shelves = [Shelf(tmp_path / name) for name in "ab"]
    yield Bench(shelves)
    for shelf in shelves:
        shelf.close()


def test_the_invariants_hold_whatever_happens(bench):
    run_state_machine_as_test(lambda: Machine(bench), settings=ORDINARY)


@pytest.mark.slow
def test_the_invariants_hold_over_thousands_of_examples(bench):
    began = time.monotonic()
    run_state_machine_as_test(lambda: Machine(bench), settings=SLOW)
    seconds = round(time.monotonic() - began)
    ends = len(bench.reached)
    print(json.dumps({**bench.counts, "ends": ends, "violations": 0, "seconds": seconds}))  # noqa: T201
    assert bench.counts["examples"] >= 2000
    assert {state for _is_create, state, _note in bench.reached} == set(State) - {State.SENDING}
