import json

import pytest
from fakes import FakeIncoming, FakeTransport

from cn_desktop.api import retry
from cn_desktop.api.client import Client
from cn_desktop.api.token import Credentials, Session
from cn_desktop.base.errors import NotSent, OutcomeUnknown, Trouble
from cn_desktop.base.secret import Secret
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import DatasetId, RecordKey
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.store import Store
from cn_desktop.work.submit import Fate, Finished, Started, Stopped, refused_creates, submit
from cn_desktop.work.tally import Tally

DATASET = DatasetId("100")
OK = {"success": True, "total": 1, "bad": 0, "key": 0}
CREATED = OK | {"key": 900}
BAD = {"success": True, "total": 0, "bad": 1, "error": "Value too long"}
EXPIRED = {"success": False, "error": "Expired token", "expire": -1}
LOST = OutcomeUnknown(Trouble.CUT_OFF)


class Server:
    """Gives out its answers in order, by what is asked; remembers what was asked."""

    def __init__(self, *, writes=(), reads=(), logins=None):
        self.writes, self.reads = list(writes), list(reads)
        self.logins = logins if logins is not None else [{"success": True, "token": "t"}] * 9
        self.sent = []
        session_transport = FakeTransport(self._answer)
        session = Session(session_transport, Credentials("name", Secret("key")))
        self.client = Client(session_transport, session)

    def _answer(self, request):
        if request.script == "token.php":
            answer = self.logins.pop(0)
        elif request.body is not None:
            self.sent.append((request.query["action"], json.loads(request.body)[0]))
            answer = self.writes.pop(0)
        else:
            answer = self.reads.pop(0)
        if isinstance(answer, (Exception, FakeIncoming)):
            return answer
        return json.dumps(answer).encode()


def update(uid="1", wanted="new", old="old"):
    return Outgoing(RecordKey(uid), DATASET, uid, {"firstname": wanted}, {"firstname": old})


def create(key="+a", **fields):
    fields = fields or {"firstname": "Ada", "ddi_mobile": "07700900001"}
    return Outgoing(RecordKey(key), DATASET, None, {"dataset": "100", **fields})


def found(**fields):
    record = {"uid": "1", "dataset": "100", "firstname": "new", **fields}
    return {"success": True, "total": 1, "list": [record]}


UNREADABLE = [LOST] * retry.TRIES
NOTHING = {"success": True, "total": 0, "list": []}


def run(server, *rows, stop=None):
    steps = list(submit(rows, server.client, stop or Stop()))
    return [step for step in steps if isinstance(step, Finished)], steps


@pytest.mark.parametrize(
    ("row", "write", "reads", "fate"),
    [
        (update(), OK, [found()], Fate.SAVED),
        (update(), OK, [found(firstname="NEW")], Fate.STORED_DIFFERENTLY),
        (update(), OK, [found(firstname="old")], Fate.STILL_OLD),
        (update(), OK, [NOTHING], Fate.UNKNOWN),
        (update(), OK, UNREADABLE, Fate.SAVED),
        (update(), BAD, [], Fate.REJECTED),
        (update(), LOST, [found()], Fate.SAVED),
        (update(), LOST, [found(firstname="old")], Fate.UNKNOWN),
        (update(), LOST, UNREADABLE, Fate.UNKNOWN),
        (update(), OK | {"total": 0}, [found(firstname="old")], Fate.UNKNOWN),
        (update(), NotSent(Trouble.REFUSED), [], Fate.NOT_SENT),
        (
            create(),
            CREATED,
            [found(uid="900", firstname="Ada", ddi_mobile="07700900001")],
            Fate.SAVED,
        ),
        (create(), OK, [], Fate.UNKNOWN),
        (create(), LOST, [], Fate.UNKNOWN),
        (create(), BAD, [], Fate.REFUSED_CREATE),
        (create(), NotSent(Trouble.REFUSED), [], Fate.NOT_SENT),
    ],
)
def test_each_answer_has_its_fate(row, write, reads, fate):
    server = Server(writes=[write], reads=reads)
    finished, _ = run(server, row)
    assert [each.fate for each in finished] == [fate]
    assert len(server.sent) == 1


def test_a_saved_create_carries_the_uid_the_server_gave():
    server = Server(writes=[CREATED], reads=UNREADABLE)
    [finished], _ = run(server, create())
    assert (finished.uid, finished.stored) == ("900", None)


def test_an_update_refused_for_its_token_is_sent_again_once_with_another():
    server = Server(
        writes=[EXPIRED, OK],
        reads=[found()],
        logins=[{"success": True, "token": token} for token in ("old", "fresh")],
    )
    [finished], _ = run(server, update())
    assert finished.fate is Fate.SAVED
    assert [action for action, _ in server.sent] == ["update", "update"]


def test_a_create_refused_for_its_token_is_not_sent_again_but_the_next_row_has_a_new_one():
    server = Server(
        writes=[EXPIRED, OK],
        reads=[found()],
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


def test_three_rows_that_could_not_be_sent_end_the_run():
    server = Server(writes=[NotSent(Trouble.REFUSED)] * 9)
    finished, steps = run(server, *(update(str(n)) for n in range(9)))
    assert len(finished) == 3
    assert isinstance(steps[-1], Stopped)


def test_two_that_could_not_be_sent_and_one_that_could_do_not():
    refused = NotSent(Trouble.REFUSED)
    server = Server(writes=[refused, refused, BAD, refused, refused])
    finished, steps = run(server, *(update(str(n)) for n in range(5)))
    assert len(finished) == 5
    assert not isinstance(steps[-1], Stopped)


def test_cancelling_finishes_the_row_that_has_started():
    stop = Stop()
    server = Server(writes=[BAD, BAD, BAD])
    steps = []
    for step in submit([update("1"), update("2"), update("3")], server.client, stop):
        steps.append(type(step))
        if isinstance(step, Started):
            stop.ask()
    assert steps == [Started, Finished, Stopped]
    assert len(server.sent) == 1


def table(*records, is_complete=True):
    store = Store()
    store.extend(records)
    store.is_complete = is_complete
    return store


ADA = {"uid": "901", "dataset": "100", "firstname": "Ada", "ddi_mobile": "07700900001"}
REFUSED = Finished(create(), Fate.REFUSED_CREATE, words="no")


@pytest.mark.parametrize(
    ("known", "now", "fate"),
    [
        (set(), table(), Fate.REJECTED),
        (set(), table(ADA), Fate.UNKNOWN),
        ({"901"}, table(ADA), Fate.REJECTED),
        (set(), table(ADA | {"firstname": "Bob", "ddi_mobile": "07700900002"}), Fate.REJECTED),
        (set(), table(ADA | {"firstname": "ADA", "ddi_mobile": "+44 7700 900001"}), Fate.UNKNOWN),
        (set(), table(is_complete=False), Fate.UNKNOWN),
        (set(), None, Fate.UNKNOWN),
    ],
)
def test_a_refused_create_is_rejected_only_if_nothing_new_is_like_it(known, now, fate):
    [ruled] = refused_creates([REFUSED], known, now)
    assert (ruled.fate, ruled.words) == (fate, "no")


def test_the_numbers_of_a_tally_always_add_up():
    rows = [update(str(n)) for n in range(6)]
    tally = Tally(rows)
    for row, fate in zip(rows, [Fate.SAVED, Fate.REFUSED_CREATE, Fate.UNKNOWN], strict=False):
        tally.add(Finished(row, fate))
    tally.add(Finished(rows[1], Fate.REJECTED))
    assert tally.counts() == {
        Fate.SAVED: 1,
        Fate.REJECTED: 1,
        Fate.UNKNOWN: 1,
        Fate.NOT_SENT: 3,
    }
    assert tally.counts().total() == len(rows)


def test_a_cancel_ends_the_look_after_a_write_and_not_the_write():
    """The server has the change; it is only not read back."""
    stop = Stop()

    class Stopping(FakeIncoming):
        def chunks(self):
            stop.ask()
            yield from super().chunks()

    saved = Stopping([json.dumps(OK).encode()])
    server = Server(writes=[saved, OK], reads=[])
    [finished], steps = run(server, update(), update(uid="2"), stop=stop)
    assert (finished.fate, finished.stored) == (Fate.SAVED, None)
    assert steps[-1] == Stopped(None)
    assert len(server.sent) == 1


def test_a_field_that_the_answer_does_not_show_proves_nothing_against_saved():
    without = {"success": True, "total": 1, "list": [{"uid": "1", "dataset": "100"}]}
    server = Server(writes=[OK], reads=[without])
    [finished], _ = run(server, update())
    assert (finished.fate, finished.stored) == (Fate.SAVED, None)
