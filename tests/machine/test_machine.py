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
from .client import FAILS, FINE, FULL, FULL_AT_ITS_END, KILLED_AFTER, KILLED_BEFORE, PART
from .client import Client, Luck
from .world import OUTCOMES, SAVED, Effect, World

ORDINARY = settings(
    max_examples=40, stateful_step_count=30, deadline=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
SLOW = settings(
    max_examples=400, stateful_step_count=40, deadline=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip

NAMES = ("Ada", "Bea", "Cy", "Ada ")
NUMBERS = ("07700900001", "07700900002", "+44 7700 900001")
PICKS = st.integers(0, 9)
LUCKS = st.builds(
    Luck,
    PICKS,
    st.sampled_from(("", "", "", "", "", FAILS, PART)),
    st.sampled_from((*[FINE] * 12, FULL, FULL_AT_ITS_END, KILLED_BEFORE, KILLED_AFTER)),
    st.sampled_from((SAVED, SAVED, *OUTCOMES)),
)
EFFECTS = st.sampled_from((None, Effect.NEVER, Effect.NOW, Effect.LATER))
KEEPING = st.sampled_from((FINE, FINE, FINE, FINE, FULL, FULL_AT_ITS_END))


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
        for name in ("Ida", "Joe"):
            self.world.others_add(person(name, "07700900009"))
        example = next(self.bench.numbers)
        self.clients = [
            Client(name, self.world, shelf, (name, f"{example}"), Terms(marker, at_once=at_once))
            for name, shelf in zip("ab", self.bench.shelves, strict=True)
        ]

    def teardown(self):
        for client in self.clients:
            self.bench.counts["kills"] += client.kills
            client.shelf.journal.forget(client.account).result()
        if self.clients:
            self.bench.counts["applies"] += len(self.world.ledger)

    # Choosing

    def some(self, is_wanted, which):
        """One of the clients for which this holds; None where there is none."""
        found = [each for each in self.clients if is_wanted(each)]
        return found[which % len(found)] if found else None

    def resting(self, which):
        return self.some(lambda each: each.is_alive and not each.is_running, which)

    def able(self, which):
        return self.some(
            lambda each: each.is_alive and not each.is_running and not each.is_in_trouble, which
        )

    def one_in(self, which, pick, *states):
        """A client and one of its rows in one of these states."""
        client = self.able(which)
        keys = client.sheet.changes.in_state(*states) if client else []
        return (client, keys[pick % len(keys)]) if keys else (None, None)

    def text(self, choice):
        """Mostly what nobody else writes."""
        return NAMES[choice] if choice < len(NAMES) else f"Name {next(self.values)}"

    # A person

    @rule(which=PICKS, pick=PICKS, choice=st.integers(0, 9), name=PICKS, keeping=KEEPING)
    def edit(self, which, pick, choice, name, keeping):
        client = self.some(lambda each: each.is_alive and not each.is_in_trouble, which)
        rows = list(client.sheet.store.rows()) if client else []
        if rows:
            key = client.sheet.store.key(rows[pick % len(rows)])
            field = ("firstname", "firstname", "lastname", "callback")[name % 4]
            client.edit(key, field, self.text(choice), keeping)

    @rule(which=PICKS, choice=st.integers(0, 9), number=PICKS, keeping=KEEPING)
    def add(self, which, choice, number, keeping):
        client = self.some(lambda each: each.is_alive and not each.is_in_trouble, which)
        if client:
            client.add(person(self.text(choice), NUMBERS[number % len(NUMBERS)]), keeping)

    @rule(which=PICKS)
    def submit_all(self, which):
        if client := self.able(which):
            client.submit(client.sheet.changes.in_state(State.PENDING, State.REJECTED))

    @rule(which=PICKS, pick=PICKS)
    def submit_one(self, which, pick):
        client, key = self.one_in(which, pick, State.PENDING, State.REJECTED)
        if client:
            client.submit([key])

    @rule(which=PICKS)
    def look(self, which):
        if client := self.able(which):
            client.look()

    @rule(which=PICKS, pick=PICKS, is_mine=st.booleans())
    def resolve(self, which, pick, is_mine):
        client, key = self.one_in(which, pick, State.CONFLICT)
        if client:
            (client.keep_mine if is_mine else client.take_theirs)(key)

    @rule(which=PICKS, pick=PICKS, choice=PICKS)
    def decide(self, which, pick, choice):
        client, key = self.one_in(which, pick, State.ASK)
        if client is None:
            return
        candidates = client.sheet.changes.mark(key).trail.candidates
        if choice < 4 and client.may_send_again(key):
            client.send_again(key)
        elif choice < 8 and candidates:
            client.it_is_there(key, candidates[choice % len(candidates)])

    @rule(which=PICKS, pick=PICKS)
    def give_up(self, which, pick):
        client, key = self.one_in(which, pick, State.UNKNOWN, State.ASK)
        if client:
            client.give_up(key)

    @rule(which=PICKS, pick=PICKS, is_new=st.booleans())
    def revert(self, which, pick, is_new):
        client, key = self.one_in(which, pick, State.PENDING, State.REJECTED)
        if client and is_new:
            client.create_as_new(key)
        elif client:
            client.revert(key)

    @rule(which=PICKS)
    def undo(self, which):
        if client := self.able(which):
            client.undo()

    @rule(which=PICKS)
    def reload(self, which):
        if client := self.able(which):
            client.reload()

    @rule(which=PICKS)
    def cancel(self, which):
        if client := self.some(lambda each: each.is_running, which):
            client.cancel()

    # Steps

    @rule(which=PICKS, lucks=st.lists(LUCKS, min_size=1, max_size=8))
    def go_on(self, which, lucks):
        client = self.some(lambda each: each.is_running, which)
        for luck in lucks:
            if client and client.is_running:
                client.next_step(luck)
                self.check()

    @rule(which=PICKS, luck=LUCKS)
    def one_step(self, which, luck):
        self.go_on(which, [luck])

    @rule(which=PICKS)
    def go_on_without_trouble(self, which):
        self.go_on(which, [Luck()] * 40)

    # The world

    @rule(seconds=st.sampled_from((1, 5, 29, 31, 60, 119, 121, 200)))
    def time_goes_by(self, seconds):
        self.world.advance(seconds)

    @rule(pick=PICKS)
    def a_late_one_arrives(self, pick):
        if self.world.late:
            self.world.late_one_arrives(pick)

    @rule(pick=PICKS, choice=st.integers(0, 9), name=PICKS)
    def others_change(self, pick, choice, name):
        if uids := list(self.world.records):
            field = ("firstname", "lastname", "callback")[name % 3]
            self.world.others_change(uids[pick % len(uids)], field, self.text(choice))

    @rule(choice=st.integers(0, 9), number=PICKS)
    def others_add(self, choice, number):
        self.world.others_add(person(self.text(choice), NUMBERS[number % len(NUMBERS)]))

    @rule(pick=PICKS)
    def others_delete(self, pick):
        if uids := list(self.world.records):
            self.world.others_delete(uids[pick % len(uids)])

    @rule(which=PICKS, effects=st.lists(EFFECTS, max_size=4))
    def kill(self, which, effects):
        if client := self.some(lambda each: each.is_alive, which):
            client.kill(effects)

    @rule(which=PICKS)
    def restart(self, which):
        if client := self.some(lambda each: not each.is_alive, which):
            client.start()

    @rule(which=PICKS)
    def the_disk_has_room(self, which):
        if client := self.some(lambda each: each.is_in_trouble and not each.is_running, which):
            client.try_to_keep_again()

    # What holds

    @invariant()
    def check(self):
        if not self.clients:
            return
        self.bench.counts["steps"] += 1
        for client in self.clients:
            invariants.no_edit_is_lost(self.world, client)
            invariants.no_create_is_made_twice(self.world, client)
            invariants.every_row_is_known_or_marked(self.world, client)
            invariants.what_is_said_is_true(self.world, client)
        invariants.nothing_is_overwritten_silently(self.world)
        invariants.kept_before_sent(self.world)
        invariants.nobody_else_is_told(self.world)


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
    print(json.dumps({**bench.counts, "violations": 0, "seconds": seconds}))  # noqa: T201
    assert bench.counts["examples"] >= 2000
