"""A run with its threads: what each answer makes of a row, and what ends a run."""

import json
import threading
from dataclasses import replace

import pytest
from desks import IN_ORDER, desk_for, submit
from fakes import FakeIncoming, FakeTransport

from cn_desktop.api import retry
from cn_desktop.api.client import Client, Habits
from cn_desktop.api.token import Credentials, Session
from cn_desktop.base.errors import (
    JournalFailed,
    NotSent,
    OutcomeUnknown,
    ReadOnlyConnection,
    Trouble,
)
from cn_desktop.base.secret import Secret
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import DatasetId, RecordKey
from cn_desktop.records.marks import Note, State
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.store import Store
from cn_desktop.work import submit as driver
from cn_desktop.work.run import Started, Stopped
from cn_desktop.work.steps import Fate, Finished, What
from cn_desktop.work.submit import Stops
from cn_desktop.work.tally import Tally

DATASET = DatasetId("100")
OK = {"success": True, "total": 1, "bad": 0, "key": 0}
CREATED = OK | {"key": 900}
BAD = {"success": True, "total": 0, "bad": 1, "error": "Value too long"}
EXPIRED = {"success": False, "error": "Expired token", "expire": -1}
LOST = OutcomeUnknown(Trouble.CUT_OFF)
NEVER_OUT = NotSent(Trouble.REFUSED)
PATIENCE = 30.0


class Server:
    """Gives out its answers in order, by what is asked; remembers what was asked."""

    def __init__(self, *, writes=(), reads=(), logins=None, habits=None):
        self.writes, self.reads = list(writes), list(reads)
        self.logins = logins if logins is not None else [{"success": True, "token": "t"}] * 9
        self.sent = []
        self.asked = []
        session_transport = FakeTransport(self._answer)
        session = Session(session_transport, Credentials("name", Secret("key")))
        self.client = Client(session_transport, session, habits)

    def _answer(self, request):
        if request.script == "token.php":
            self.asked.append("login")
            answer = self.logins.pop(0)
        elif request.body is not None:
            self.asked.append(request.query["action"])
            self.sent.append((request.query["action"], json.loads(request.body)[0]))
            answer = self.writes.pop(0)
        else:
            self.asked.append("look" if "urn" in request.query else "read")
            answer = self.reads.pop(0)
        if isinstance(answer, (Exception, FakeIncoming)):
            return answer
        return json.dumps(answer).encode()


def update(uid="1", wanted="new", old="old"):
    return Outgoing(RecordKey(uid), DATASET, uid, {"firstname": wanted}, {"firstname": old})


def create(key="+a", **fields):
    fields = fields or {"firstname": "Ada", "ddi_mobile": "07700900001"}
    return Outgoing(RecordKey(key), DATASET, None, {"dataset": "100", **fields})


def found(firstname="new", uid="1", **fields):
    record = {"uid": uid, "dataset": "100", "firstname": firstname, **fields}
    return {"success": True, "total": 1, "list": [record]}


OLD, NEW = found("old"), found("new")
ADA = found("Ada", "900", ddi_mobile="07700900001")
UNREADABLE = [LOST] * retry.TRIES
NOTHING = {"success": True, "total": 0, "list": []}


def run(server, *rows, stop=None, **more):
    steps = list(submit(rows, server.client, stop or Stop(), **more))
    return [step for step in steps if isinstance(step, Finished)], steps


@pytest.mark.parametrize(
    ("write", "reads", "fate", "note"),
    [
        (OK, [OLD, NEW], Fate.SAVED, Note.NONE),
        (OK, [OLD, found(" new")], Fate.STORED_DIFFERENTLY, Note.NORMALISED),
        (OK, [OLD, found("NEW")], Fate.STORED_DIFFERENTLY, Note.STORED_DIFFERENTLY),
        (OK, [OLD, OLD], Fate.ASK, Note.IGNORED),
        (OK, [OLD, NOTHING], Fate.UNKNOWN, Note.NO_ANSWER),
        (OK, [OLD, *UNREADABLE], Fate.SAVED, Note.NOT_READ_BACK),
        (BAD, [OLD, OLD], Fate.REJECTED, Note.NONE),
        (BAD, [OLD, *UNREADABLE], Fate.REJECTED, Note.NONE),
        (BAD, [OLD, NEW], Fate.SAVED, Note.REFUSED_YET_THERE),
        (LOST, [OLD, NEW], Fate.SAVED, Note.FOUND),
        (LOST, [OLD, OLD], Fate.UNKNOWN, Note.NO_ANSWER),
        (LOST, [OLD, *UNREADABLE], Fate.UNKNOWN, Note.NO_ANSWER),
        (OK | {"total": 0}, [OLD, NEW], Fate.SAVED, Note.FOUND),
        (OK | {"total": 0}, [OLD, OLD], Fate.REJECTED, Note.NOTHING_CHANGED),
    ],
)
def test_each_answer_to_an_update_has_its_fate(write, reads, fate, note):
    server = Server(writes=[write], reads=reads)
    [finished], _ = run(server, update())
    assert (finished.fate, finished.row.mark.note) == (fate, note)
    assert server.sent == [("update", {"uid": "1", "dataset": "100", "firstname": "new"})]
    assert server.reads == []


@pytest.mark.parametrize(
    ("reads", "fate", "note"),
    [
        ([NEW], Fate.SAVED, Note.ALREADY_SO),
        ([found("theirs")], Fate.CONFLICT, Note.NONE),
        (UNREADABLE, Fate.NOT_SENT, Note.NOT_SENT),
        ([NOTHING, NOTHING], Fate.REJECTED, Note.GONE),
        ([NOTHING, OLD], Fate.NOT_SENT, Note.NOT_FOUND),
        ([NOTHING, *UNREADABLE], Fate.NOT_SENT, Note.NOT_FOUND),
    ],
)
def test_what_is_shown_before_an_update_may_end_it_unsent(reads, fate, note):
    server = Server(reads=reads)
    [finished], _ = run(server, update())
    assert (finished.fate, finished.row.mark.note) == (fate, note)
    assert server.sent == []


@pytest.mark.parametrize(
    ("write", "reads", "fate", "note"),
    [
        (CREATED, [ADA], Fate.SAVED, Note.NONE),
        (OK, [], Fate.UNKNOWN, Note.NO_ANSWER),
        (LOST, [], Fate.UNKNOWN, Note.NO_ANSWER),
        (BAD, [NOTHING], Fate.REJECTED, Note.NONE),
        (BAD, [ADA], Fate.ASK, Note.LOOK_ALIKE),
        (BAD, [ADA | {"total": 2}], Fate.UNKNOWN, Note.NOT_CHECKED),
        (BAD, UNREADABLE, Fate.UNKNOWN, Note.NOT_CHECKED),
    ],
)
def test_each_answer_to_a_create_has_its_fate(write, reads, fate, note):
    server = Server(writes=[write], reads=reads)
    [finished], _ = run(server, create())
    assert (finished.fate, finished.row.mark.note) == (fate, note)
    assert [action for action, _ in server.sent] == ["create"]
    assert server.reads == []


LIKE_ADA = {"firstname": "ADA", "ddi_mobile": "+44 7700 900001"}
SOMEBODY = {"firstname": "Bob", "ddi_mobile": "07700900002"}


@pytest.mark.parametrize(
    ("known", "now", "fate"),
    [
        ([], ADA, Fate.ASK),
        (["900"], ADA, Fate.REJECTED),
        ([], found(uid="900", **SOMEBODY), Fate.REJECTED),
        ([], found(uid="900", **LIKE_ADA), Fate.ASK),
        (["900"], found(uid="901", **LIKE_ADA), Fate.ASK),
        (["950"], found(uid="901", **LIKE_ADA), Fate.REJECTED),
    ],
)
def test_a_refused_create_is_rejected_only_if_nothing_new_is_like_it(known, now, fate):
    before = Store()
    before.extend({"uid": uid} for uid in known)
    server = Server(writes=[BAD], reads=[now])
    [finished], _ = run(server, create(), store=before)
    assert (finished.fate, finished.words) == (fate, "Value too long")


def test_a_saved_create_carries_the_uid_the_server_gave():
    server = Server(writes=[CREATED], reads=UNREADABLE)
    [finished], _ = run(server, create())
    assert (finished.uid, finished.stored) == ("900", None)


@pytest.mark.parametrize(("row", "looks"), [(update(), [OLD] * 3), (create(), [])])
def test_a_row_that_never_gets_out_is_tried_three_times(row, looks):
    server = Server(writes=[NEVER_OUT] * 9, reads=looks)
    [finished], _ = run(server, row)
    assert (finished.fate, finished.row.state) == (Fate.NOT_SENT, State.PENDING)
    assert isinstance(finished.error, NotSent)
    assert len(server.sent) == 3
    assert server.reads == []


def test_an_update_refused_for_its_token_is_looked_at_and_sent_again_once_with_another():
    server = Server(
        writes=[EXPIRED, OK],
        reads=[OLD, OLD, NEW],
        logins=[{"success": True, "token": token} for token in ("old", "fresh")],
    )
    [finished], _ = run(server, update())
    assert finished.fate is Fate.SAVED
    look_and_write = ["look", "update"]
    assert server.asked == ["login", *look_and_write, "login", *look_and_write, "look"]


def test_a_create_refused_for_its_token_is_not_sent_again_but_the_next_row_has_a_new_one():
    server = Server(
        writes=[EXPIRED, OK],
        reads=[OLD, NEW],
        logins=[{"success": True, "token": token} for token in ("old", "fresh")],
    )
    finished, _ = run(server, create(), update())
    assert [each.fate for each in finished] == [Fate.NOT_SENT, Fate.SAVED]
    assert [action for action, _ in server.sent] == ["create", "update"]


def test_a_refused_login_stops_the_run_before_anything_is_sent():
    refusal = {"success": False, "error": "Authentication failure"}
    server = Server(logins=[refusal])
    finished, steps = run(server, update("1"), update("2"))
    assert finished == []
    assert len(steps) == 1
    assert steps[0].error.words == "Authentication failure"
    assert server.sent == []


def test_a_read_only_connection_stops_the_run_before_anything_is_sent():
    server = Server(habits=Habits(is_read_only=True))
    _, steps = run(server, create())
    assert [type(step) for step in steps] == [Stopped]
    assert isinstance(steps[0].error, ReadOnlyConnection)
    assert server.asked == []


def test_three_rows_that_could_not_be_sent_end_the_run():
    server = Server(writes=[NEVER_OUT] * 99)
    finished, steps = run(server, *(create(f"+{n}") for n in range(9)))
    assert len(finished) == 3
    assert isinstance(steps[-1], Stopped)


def test_three_rows_of_which_nobody_knows_end_the_run():
    server = Server(writes=[LOST] * 9)
    finished, steps = run(server, *(create(f"+{n}") for n in range(9)))
    assert [each.fate for each in finished] == [Fate.UNKNOWN] * 3
    assert isinstance(steps[-1], Stopped)


def test_two_that_could_not_be_sent_and_one_that_could_do_not():
    lost = [NEVER_OUT] * 3
    server = Server(writes=[*lost, *lost, BAD, *lost, *lost], reads=[OLD] * 14)
    finished, steps = run(server, *(update() for _ in range(5)))
    assert len(finished) == 5
    assert not isinstance(steps[-1], Stopped)


def test_cancelling_finishes_the_row_that_has_started():
    stop = Stop()
    server = Server(writes=[CREATED] * 3, reads=[ADA] * 3)
    steps = []
    for step in submit([create("+1"), create("+2"), create("+3")], server.client, stop):
        steps.append(step)
        if isinstance(step, Started):
            stop.ask()
    assert [type(step) for step in steps] == [Started, Finished, Stopped]
    assert steps[1].fate is Fate.SAVED
    assert len(server.sent) == 1


def test_cancelling_before_an_update_is_looked_at_sends_nothing():
    stop, server = Stop(), Server()
    steps = []
    for step in submit([update("1"), update("2")], server.client, stop):
        steps.append(step)
        if isinstance(step, Started):
            stop.ask()
    assert [type(step) for step in steps] == [Started, Finished, Stopped]
    assert (steps[1].fate, steps[1].error, server.sent) == (Fate.NOT_SENT, None, [])


class Stopping(FakeIncoming):
    """An answer during which a person cancels."""

    def __init__(self, answer, ask):
        super().__init__([json.dumps(answer).encode()])
        self.ask = ask

    def chunks(self):
        self.ask()
        yield from super().chunks()


def test_a_cancel_ends_the_look_after_a_write_and_not_the_write():
    """The server has the change; it is only not read back."""
    stop = Stop()
    server = Server(writes=[Stopping(OK, stop.ask), OK], reads=[OLD])
    [finished], steps = run(server, update(), update(uid="2"), stop=stop)
    assert (finished.fate, finished.stored) == (Fate.SAVED, None)
    assert steps[-1] == Stopped(None)
    assert len(server.sent) == 1


@pytest.mark.parametrize(("times", "note"), [(1, Note.NONE), (2, Note.NOT_CHECKED)])
def test_a_run_that_was_cancelled_still_rules_on_a_refused_create_unless_cancelled_again(
    times, note
):
    stops = Stops()

    def cancel():
        for _ in range(times):
            stops.ask()

    server = Server(writes=[Stopping(BAD, cancel)], reads=[NOTHING])
    steps = list(driver.submit([create("+a"), create("+b")], desk_for(server.client), stops))
    assert [type(step) for step in steps] == [Started, Finished, Stopped]
    assert steps[1].row.mark.note is note
    assert len(server.sent) == 1


def test_a_field_that_the_answer_does_not_show_proves_nothing_against_saved():
    without = {"success": True, "total": 1, "list": [{"uid": "1", "dataset": "100"}]}
    server = Server(writes=[OK], reads=[OLD, without])
    [finished], _ = run(server, update())
    assert (finished.fate, finished.stored) == (Fate.SAVED, None)


def test_a_row_is_made_durable_before_it_is_sent_and_after():
    kept = []
    server = Server(writes=[OK], reads=[OLD, NEW])

    def keep(step):
        kept.append((step.what, step.row.state, len(server.sent)))

    run(server, update(), keep=keep)
    assert kept == [(What.SENDING, State.SENDING, 0), (What.SAVED, State.SAVED, 1)]


def test_a_row_that_is_called_sent_is_sent_even_where_that_takes_a_log_in():
    stop = Stop()
    server = Server(writes=[CREATED], reads=[ADA])

    def keep(step):
        if step.what is What.SENDING:
            server.client._session._token = None
            stop.ask()

    [finished], _ = run(server, create(), stop=stop, keep=keep)
    assert server.asked == ["login", "login", "create"]
    assert (finished.fate, finished.row.mark.note) == (Fate.SAVED, Note.NOT_READ_BACK)


def test_a_row_that_could_not_be_made_durable_is_not_sent_and_ends_the_run():
    def keep(step):
        raise JournalFailed("a folder", 28)

    server = Server(reads=[OLD])
    [finished], steps = run(server, update(), update("2"), keep=keep)
    assert (finished.fate, finished.error.code) == (Fate.NOT_SENT, 28)
    assert isinstance(steps[-1].error, JournalFailed)
    assert server.sent == []


def test_a_defect_of_our_own_comes_out_of_the_run():
    def keep(step):
        raise ZeroDivisionError

    server = Server(reads=[OLD])
    with pytest.raises(ZeroDivisionError):
        run(server, update(), keep=keep)
    assert server.sent == []


def test_looking_for_lost_rows_sends_nothing_and_needs_no_long_session():
    lost = update().marked(State.UNKNOWN, Note.NO_ANSWER, seen={"firstname": "old"}, closed_at=1.0)
    server = Server(reads=[NEW], habits=Habits(is_read_only=True))
    steps = list(driver.look([lost], desk_for(server.client)))
    assert [type(step) for step in steps] == [Started, Finished]
    assert (steps[1].fate, steps[1].row.mark.note) == (Fate.SAVED, Note.FOUND)
    assert server.asked == ["login", "look"]


class Meeting:
    """Shows and keeps any number of records; each first look waits until all have asked."""

    def __init__(self, size):
        self.together = threading.Barrier(size)
        self.names = {}
        transport = FakeTransport(self._answer)
        self.client = Client(transport, Session(transport, Credentials("name", Secret("key"))))

    def _answer(self, request):
        if request.script == "token.php":
            return b'{"success":true,"token":"t"}'
        if request.body is not None:
            record = json.loads(request.body)[0]
            self.names[record["uid"]] = record["firstname"]
            return json.dumps(OK).encode()
        uid = request.query["urn"]
        if uid not in self.names:
            self.together.wait(PATIENCE)
        return json.dumps(found(self.names.get(uid, "old"), uid)).encode()


def test_updates_of_different_records_go_side_by_side():
    meeting = Meeting(8)
    rows = [update(str(number)) for number in range(16)]
    terms = replace(IN_ORDER, at_once=8)
    finished = [
        step for step in submit(rows, meeting.client, terms=terms) if isinstance(step, Finished)
    ]
    assert [each.fate for each in finished] == [Fate.SAVED] * 16
    assert {each.row.key for each in finished} == {row.key for row in rows}


def test_the_numbers_of_a_tally_always_add_up():
    rows = [update(str(n)) for n in range(6)]
    tally = Tally(rows)
    for row, state in zip(rows, [State.SAVED, State.ASK, State.UNKNOWN], strict=False):
        tally.add(Finished(row.marked(state)))
    tally.add(Finished(rows[1].marked(State.REJECTED)))
    assert tally.counts() == {
        Fate.SAVED: 1,
        Fate.REJECTED: 1,
        Fate.UNKNOWN: 1,
        Fate.NOT_SENT: 3,
    }
    assert tally.counts().total() == len(rows)
