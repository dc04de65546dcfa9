"""What is found out later of rows nobody knew of, over real sockets (reliability § 3.5)."""

import pytest
from desks import desk_for

from cn_desktop.api import client as client_module
from cn_desktop.base.stop import Stop
from cn_desktop.records.marks import Note, State
from cn_desktop.simulator.faults import Fault
from cn_desktop.work import submit as driver
from cn_desktop.work.checking import may_be_sent_again
from cn_desktop.work.load import load
from cn_desktop.work.steps import BETWEEN_LOOKS, QUIET_SECONDS, Finished, Terms

from .network_bench import LIVE, Run, create_of, eventually, logged_in, row_of, update_of
from .talking import WHOLE

MARKED, UNMARKED = Terms(marker_field="client_ref", at_once=1), Terms(at_once=1)
MARKERS = pytest.mark.parametrize("terms", [MARKED, UNMARKED], ids=["marked", "unmarked"])
BOTH = pytest.mark.parametrize("action", ["update", "create"])


class Day:
    """A client, and a clock that is moved by hand."""

    def __init__(self, simulator, terms=UNMARKED):
        self.client = logged_in(simulator)
        self.terms = terms
        self.now = 1_000_000.0

    def send(self, row):
        before = load(self.client, WHOLE, Stop()).store
        more = {"store": before, "terms": self.terms, "now": lambda: self.now}
        return Run([row], self.client, **more).only

    def look(self, row, *, after=0.0):
        self.now += after
        [finished] = [step for step in driver.look([row], self.desk()) if type(step) is Finished]
        return finished

    def look_until_settled(self, row):
        """One look when its quiet period is over, and another that may agree with it."""
        row = self.look(row, after=QUIET_SECONDS).row
        return self.look(row, after=BETWEEN_LOOKS)

    def desk(self):
        return desk_for(self.client, LIVE, terms=self.terms, now=lambda: self.now)


def known(finished):
    return finished.row.state, finished.row.mark.note


LOST_BEFORE = ["reset-before-apply", "fin-before-apply", "reset-mid-body"]
LOST_AFTER = ["reset-after-apply", "fin-after-apply", "reset-mid-answer"]


@pytest.mark.parametrize("name", LOST_BEFORE)
def test_n04_an_update_that_never_arrived_is_pending_again_after_its_quiet_period(simulator, name):
    day, row = Day(simulator), update_of(simulator)
    simulator.faults.add(Fault(name, "update"))
    lost = day.send(row)
    assert known(lost) == (State.UNKNOWN, Note.NO_ANSWER)
    early = day.look(lost.row, after=QUIET_SECONDS - 1)
    assert known(early) == (State.UNKNOWN, Note.NO_ANSWER)
    settled = day.look(early.row, after=BETWEEN_LOOKS)
    assert known(settled) == (State.PENDING, Note.NOT_ARRIVED)
    assert simulator.ledger == []
    assert day.send(settled.row).row.state is State.SAVED
    assert len(simulator.ledger) == 1


@MARKERS
@pytest.mark.parametrize("name", LOST_BEFORE)
def test_n04_a_create_that_never_arrived_is_for_a_person_to_decide(simulator, name, terms):
    day = Day(simulator, terms)
    simulator.faults.add(Fault(name, "create"))
    lost = day.send(create_of())
    assert known(day.look(lost.row)) == (State.UNKNOWN, Note.NO_ANSWER)
    settled = day.look_until_settled(lost.row)
    assert known(settled) == (State.ASK, Note.NOT_THERE)
    assert may_be_sent_again(settled.row, day.desk().ground)
    assert len(day.client.counted.bodies) == 1
    again = day.send(settled.row.marked(State.PENDING, Note.SEND_AGAIN))
    assert (again.row.state, len(simulator.ledger)) == (State.SAVED, 1)


@pytest.mark.parametrize("name", LOST_AFTER)
def test_n05_a_create_that_arrived_is_found_at_once_by_its_mark(simulator, name):
    day = Day(simulator, MARKED)
    simulator.faults.add(Fault(name, "create"))
    found = day.look(day.send(create_of()).row)
    [entry] = simulator.ledger
    assert (*known(found), found.uid) == (State.SAVED, Note.FOUND, entry.uid)
    assert found.stored == simulator.row(LIVE, entry.uid)
    assert len(day.client.counted.bodies) == 1


@pytest.mark.parametrize("name", LOST_AFTER)
def test_n05_a_create_that_arrived_without_a_mark_is_shown_to_a_person(simulator, name):
    day = Day(simulator)
    simulator.faults.add(Fault(name, "create"))
    found = day.look(day.send(create_of()).row)
    [entry] = simulator.ledger
    assert known(found) == (State.ASK, Note.LOOK_ALIKE)
    assert found.row.mark.trail.candidates == (entry.uid,)
    assert not may_be_sent_again(found.row, day.desk().ground)


@BOTH
@pytest.mark.parametrize("applied_at", [5.0, 60.0, 119.0])
def test_n06_what_is_applied_late_is_found_however_late(simulator, monkeypatch, action, applied_at):
    monkeypatch.setattr(client_module, "WRITE_SECONDS", 0.3)
    day, row = Day(simulator, MARKED), row_of(action, simulator)
    simulator.faults.add(Fault("late-apply", action, value=3600.0))
    lost = day.send(row)
    early = day.look(lost.row, after=applied_at - 1)
    assert known(early) == (State.UNKNOWN, Note.NO_ANSWER)
    assert eventually(lambda: simulator.faults.waiting.count == 1)
    simulator.faults.release()
    assert eventually(lambda: simulator.ledger)
    found = day.look(early.row, after=1)
    assert known(found) == (State.SAVED, Note.FOUND)
    assert len(simulator.ledger) == len(day.client.counted.bodies) == 1


def test_n06_a_create_that_turns_up_after_the_quiet_period_is_not_sent_again(
    simulator, monkeypatch
):
    """Nobody expects it then; a look goes before "send again" all the same."""
    monkeypatch.setattr(client_module, "WRITE_SECONDS", 0.3)
    day = Day(simulator, MARKED)
    simulator.faults.add(Fault("late-apply", "create", value=3600.0))
    settled = day.look_until_settled(day.send(create_of()).row)
    assert known(settled) == (State.ASK, Note.NOT_THERE)
    assert eventually(lambda: simulator.faults.waiting.count == 1)
    simulator.faults.release()
    assert eventually(lambda: simulator.ledger)
    again = day.send(settled.row.marked(State.PENDING, Note.SEND_AGAIN))
    assert known(again) == (State.SAVED, Note.FOUND)
    assert len(simulator.ledger) == len(day.client.counted.bodies) == 1


def test_c02_what_somebody_writes_into_a_lost_update_is_a_conflict_and_not_overwritten(simulator):
    day, row = Day(simulator), update_of(simulator)
    simulator.faults.add(Fault("reset-before-apply", "update"))
    lost = day.send(row)
    simulator.change(LIVE, row.uid, firstname="theirs")
    settled = day.look_until_settled(lost.row)
    assert settled.row.state is State.CONFLICT
    assert settled.row.mark.trail.seen == {"firstname": "theirs"}
    assert simulator.row(LIVE, row.uid)["firstname"] == "theirs"


def test_c06_a_record_that_went_under_a_lost_update_is_gone(simulator):
    day, row = Day(simulator), update_of(simulator)
    simulator.faults.add(Fault("reset-before-apply", "update"))
    lost = day.send(row)
    simulator.remove(LIVE, row.uid)
    assert known(day.look_until_settled(lost.row)) == (State.REJECTED, Note.GONE)


@MARKERS
def test_c07_somebody_elses_twin_is_never_taken_for_a_lost_create(simulator, terms):
    day, row = Day(simulator, terms), create_of()
    simulator.faults.add(Fault("reset-before-apply", "create"))
    lost = day.send(row)
    day.client.create(LIVE, row.fields, Stop())
    assert known(day.look_until_settled(lost.row)) == (State.ASK, Note.LOOK_ALIKE)


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("reset-before-apply", (State.UNKNOWN, Note.NO_ANSWER)),
        ("reset-after-apply", (State.SAVED, Note.FOUND)),
    ],
)
def test_r12_a_list_shorter_than_announced_settles_only_what_it_shows(simulator, name, outcome):
    day = Day(simulator, MARKED)
    simulator.faults.add(Fault(name, "create"))
    lost = day.send(create_of())
    simulator.faults.add(Fault("total-more", "read", count=None))
    assert known(day.look_until_settled(lost.row)) == outcome
