"""rel-N1 to rel-N23: what the network may do to a request or an answer, over real sockets.

Here stands what is known of a row when its run is over. What is found out later, once the
quiet period has passed, is in work/test_checking.
"""

import errno
import json
import random
import socket
import threading
from dataclasses import replace
from email.utils import formatdate
from functools import partial

import pytest
from api.raw_server import RawServer, answering, response
from driving import keys, opened, options_for, press, running, until
from fakes import FakeTransport
from PySide6.QtCore import Qt

from cn_desktop.api import client as client_module
from cn_desktop.api import exchange, retry, token
from cn_desktop.api.client import Client, Habits
from cn_desktop.api.reading import Selection
from cn_desktop.base.errors import (
    AnswerUnusable,
    Cancelled,
    Flaw,
    NotSent,
    OutcomeUnknown,
    ServerBusy,
    SessionRefused,
    Trouble,
)
from cn_desktop.base.profile import Format
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import RecordKey
from cn_desktop.records.marks import Note
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.simulator.faults import Fault
from cn_desktop.ui.notices import notice_for
from cn_desktop.work.load import load
from cn_desktop.work.protocol import TRIES
from cn_desktop.work.steps import Fate

from .network_bench import (
    EVERY_K,
    HOLD,
    LIVE,
    MOMENT,
    TOKEN,
    Line,
    NotingStop,
    Run,
    client_at,
    create_of,
    eventually,
    full_backlog,
    in_thread,
    logged_in,
    not_hanging,
    port_of,
    proxy,
    row_of,
    seldom,
    sent_once,
    session_at,
    update_of,
)

WHOLE = Selection(LIVE)
BOTH = pytest.mark.parametrize("action", ["update", "create"])
FORMATS = pytest.mark.parametrize("form", Format, ids=lambda form: form.value)
SAVED = b'{"success":true,"account_id":"10278","total":1,"bad":0,"key":0}'
LOGIN = b'{"success":true,"token":"%s","expire":4102444800}' % TOKEN.encode()

SHORT = 0.3
"""A deadline that passes at once, and still leaves time for a good exchange on a slow machine."""


def failure_of(call):
    """What the call raises."""
    with pytest.raises((NotSent, OutcomeUnknown, AnswerUnusable, ServerBusy, Cancelled)) as caught:
        call()
    return caught.value


def reading(client, stop=None):
    """The table of the live dataset, as the window loads it."""
    return load(client, WHOLE, stop or Stop())


# N1: it never got out


@pytest.fixture
def unreachable(request, monkeypatch, certificate):
    """The address and the way of a server that can't be reached, and how many tries it saw."""
    with RawServer(lambda _call: None) as closing, RawServer(answering()) as gone:
        gone.end()
        if request.param == "no such name":
            look_up = socket.getaddrinfo

            def nobody(host, *rest, **more):
                if host == "contactnow.invalid":
                    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
                return look_up(host, *rest, **more)

            monkeypatch.setattr(socket, "getaddrinfo", nobody)
        if request.param == "no route":
            monkeypatch.setattr(socket.socket, "connect", without_route(port_of(gone)))
        yield {
            "port closed": {"base_url": gone.base_url},
            "no such name": {"base_url": "https://contactnow.invalid/"},
            "no route": {"base_url": gone.base_url},
            "handshake closed": {"base_url": closing.base_url.replace("http:", "https:")},
            "proxy gone": {"base_url": "https://contactnow.invalid/", "proxy": gone.base_url},
            "proxy closes": {"base_url": "https://contactnow.invalid/", "proxy": closing.base_url},
        }[request.param]


def without_route(port):
    connect = socket.socket.connect

    def refused(self, address):
        if address[1] == port:
            raise OSError(errno.EHOSTUNREACH, "No route to host")
        return connect(self, address)

    return refused


WAYS = ["port closed", "no such name", "no route", "handshake closed"]
WAYS += ["proxy gone", "proxy closes"]


@pytest.mark.parametrize("unreachable", WAYS, indirect=True)
def test_n01_a_row_that_never_got_out_is_not_sent_and_three_end_the_run(simulator, unreachable):
    """A create is tried three times; an update that can't be looked at is not tried at all."""
    client = logged_in(simulator, **unreachable)
    run = Run([update_of(simulator), *map(create_of, range(4))], client)
    assert run.fates == [Fate.NOT_SENT] * 3
    assert run.counts == {Fate.NOT_SENT: 5}
    assert all(isinstance(finished.error, NotSent) for finished in run.finished)
    assert isinstance(run.stopped.error, NotSent)
    assert len(client.counted.bodies) == 2 * TRIES
    assert simulator.ledger == []


@BOTH
def test_n01_a_write_that_gets_out_at_its_third_try_is_saved_after_two_pauses(
    simulator, monkeypatch, action
):
    monkeypatch.setattr(retry, "SHORTEST", 0.5)
    client, stop, failures = logged_in(simulator), NotingStop(), iter([1, 2])
    write = getattr(client, action)

    def flapping(*given):
        if next(failures, 0):
            raise NotSent(Trouble.NO_CONNECTION)
        return write(*given)

    monkeypatch.setattr(client, action, flapping)
    run = Run([row_of(action, simulator)], client, stop)
    assert run.fates == [Fate.SAVED]
    assert [0.25 <= pause <= 1.0 for pause in stop.pauses] == [True] * 2
    sent_once(client, 1, simulator)


@pytest.mark.parametrize("unreachable", WAYS, indirect=True)
def test_n01_a_login_that_never_got_out_stops_the_run_before_its_first_row(unreachable):
    client = client_at(**unreachable)
    run = Run([create_of()], client)
    assert run.finished == []
    assert isinstance(run.stopped.error, NotSent)
    assert client.counted.bodies == []


def test_n01_a_read_that_never_got_out_is_tried_again_three_times_with_pauses(
    simulator, monkeypatch
):
    monkeypatch.setattr(retry, "SHORTEST", 0.5)
    with RawServer(answering()) as gone:
        pass
    client = logged_in(simulator, gone.base_url)
    for call in (
        client.datasets,
        lambda stop: client.record(LIVE, "1", stop),
        lambda stop: reading(client, stop),
        lambda stop: client_at(gone.base_url).token(stop),
    ):
        stop = NotingStop()
        with pytest.raises(NotSent):
            call(stop)
        assert len(stop.pauses) == 3
        assert all(least <= pause <= 2 * least for least, pause in zip_up(stop.pauses))


def zip_up(pauses):
    return zip([0.25, 0.5, 1.0], pauses, strict=True)


def test_n01_a_read_goes_through_once_the_network_is_back(simulator, monkeypatch):
    client, failures = logged_in(simulator), iter([1, 2, 3])
    connect = socket.socket.connect

    def flapping(self, address):
        if next(failures, 0):
            raise OSError(errno.ENETUNREACH, "Network is unreachable")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", flapping)
    assert reading(client).count == 30


PROXY_ANSWERS = {
    "403": b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno",
    "407": b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n",
    "302": b"HTTP/1.1 302 Found\r\nLocation: http://login.invalid/\r\n\r\n",
    "garbage": b"220 mail.invalid ESMTP\r\n",
    "binary": bytes(range(256)),
    "a bad status": b"HTTP/1.1 abc OK\r\n\r\n",
    "a long line": b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
    "half a head": b"HTTP/1.1 200 OK\r\n",
    "nothing": b"",
    "200 and no more": b"HTTP/1.1 200 OK\r\n\r\n",
    "200 and garbage": b"HTTP/1.1 200 OK\r\n\r\n" + b"hello\r\n" * 10,
}


@BOTH
@pytest.mark.parametrize("answer", PROXY_ANSWERS.values(), ids=PROXY_ANSWERS)
def test_n01_what_a_proxy_does_not_let_through_is_not_sent(simulator, action, answer):
    """rel-S5: and it sees the host, nothing else."""
    with proxy(answer=answer) as refusing:
        client = logged_in(simulator, "https://contactnow.invalid/", proxy=refusing.base_url)
        run = Run([row_of(action, simulator)], client)
    assert run.fates == [Fate.NOT_SENT]
    assert len(refusing.calls) in {"update": {1, retry.TRIES}, "create": {TRIES}}[action]
    for call in refusing.calls:
        assert call.received.startswith(b"CONNECT contactnow.invalid:443 HTTP/1.")
        seen = call.received.partition(b"\r\n\r\n")[0]
        words = (b"token", b"database", b"Ada", b"update", b"create")
        assert not any(word in seen for word in words)
    assert simulator.ledger == []


@BOTH
def test_n01_through_a_proxy_a_row_is_saved_and_only_the_host_is_seen(
    simulator, tls, certificate, action
):
    with Line(simulator, tls=tls) as line, proxy(to=port_of(line)) as between:
        client = client_at(
            "https://contactnow.invalid/", proxy=between.base_url, ca_file=str(certificate)
        )
        run = Run([row_of(action, simulator)], client)
    assert run.fates == [Fate.SAVED]
    sent_once(client, 1, simulator)
    seen = b"".join(call.received for call in between.calls)
    exchanges = {"create": 3, "update": 4}  # log in, look first if there is something, write, look
    assert seen.count(b"CONNECT contactnow.invalid:443 HTTP/1.") == exchanges[action]
    token_text = client.token(Stop()).text.reveal().encode()
    assert not any(word in seen for word in (token_text, b"database.php", b"Ada", b"a key"))
    assert any(token_text in call.received for call in line.calls)


def test_n01_a_proxy_that_leads_to_another_server_is_found_out(simulator, tls, certificate):
    with Line(simulator, tls=tls) as line, proxy(to=port_of(line)) as between:
        client = logged_in(
            simulator, "https://other.invalid/", proxy=between.base_url, ca_file=str(certificate)
        )
        run = Run([create_of()], client)
    assert run.fates == [Fate.NOT_SENT]
    assert run.only.error.kind is Trouble.CERTIFICATE
    assert [call.received for call in line.calls] == [b""] * TRIES


# N2: nobody picks up


@BOTH
def test_n02_a_host_that_does_not_pick_up_was_sent_nothing(simulator, monkeypatch, action):
    monkeypatch.setattr(exchange, "CONNECT_SECONDS", 0.3)
    with full_backlog() as address, not_hanging():
        if not address:
            pytest.skip("here a listener takes more connections than it was told to")
        run = Run([row_of(action, simulator)], logged_in(simulator, address))
    assert run.fates == [Fate.NOT_SENT]
    assert run.only.error.kind is Trouble.NO_CONNECTION


def test_n02_cancelling_ends_the_wait_for_a_host_at_the_latest_with_its_own_end(
    simulator, monkeypatch
):
    """A connection that is not there yet can't be shut: the wait for it is short instead."""
    monkeypatch.setattr(exchange, "CONNECT_SECONDS", 1.0)
    stop = Stop()
    with full_backlog() as address:
        if not address:
            pytest.skip("here a listener takes more connections than it was told to")
        client = logged_in(simulator, address)
        waiting = in_thread(lambda: client.record(LIVE, "1", stop))
        eventually(lambda: client.counted.scripts)
        stop.ask()
        assert isinstance(waiting.end(), Cancelled)
    assert len(client.counted.scripts) == 1


# N3 to N7: the connection goes, or nothing comes


def test_n03_a_reset_inside_the_request_leaves_the_row_unknown(simulator):
    faults = [("reset-after-headers", None), *(("reset-mid-body", at) for at in (0, 1, 0.5, 9999))]
    for action in ("update", "create"):
        for name, value in faults:
            client = logged_in(simulator)
            simulator.faults.add(Fault(name, action, value=value))
            run = Run([row_of(action, simulator)], client)
            assert run.fates == [Fate.UNKNOWN], (name, value)
            assert isinstance(run.only.error, OutcomeUnknown)
            sent_once(client, 0, simulator)
            simulator.faults.clear()


def test_n03_an_update_cut_off_inside_is_looked_for_by_reading(simulator):
    client = logged_in(simulator)
    simulator.faults.add(Fault("latency", "read", value=0.0, count=2))
    simulator.faults.add(Fault("reset-mid-body", "update"))
    Run([update_of(simulator)], client)
    struck = [struck.name for struck in simulator.faults.struck]
    assert struck == ["latency", "reset-mid-body", "latency"]


@BOTH
@pytest.mark.parametrize("name", ["reset-before-apply", "fin-before-apply"])
def test_n04_a_write_that_was_not_applied_is_unknown_and_not_repeated(simulator, action, name):
    client = logged_in(simulator)
    simulator.faults.add(Fault(name, action))
    run = Run([row_of(action, simulator)], client)
    assert run.fates == [Fate.UNKNOWN]
    sent_once(client, 0, simulator)


@pytest.mark.parametrize("name", ["reset-after-apply", "fin-after-apply"])
def test_n05_an_update_that_was_applied_is_confirmed_by_reading_back(simulator, name):
    client, row = logged_in(simulator), update_of(simulator)
    simulator.faults.add(Fault(name, "update"))
    run = Run([row], client)
    assert run.fates == [Fate.SAVED]
    assert run.only.stored == simulator.row(LIVE, row.uid)
    sent_once(client, 1, simulator)


@pytest.mark.parametrize("name", ["reset-after-apply", "fin-after-apply", "reset-mid-answer"])
def test_n05_a_create_that_was_applied_is_there_once_and_unknown(simulator, name):
    """It is looked for later; nothing says yet that it is not there."""
    client = logged_in(simulator)
    simulator.faults.add(Fault(name, "create"))
    assert Run([create_of()], client).fates == [Fate.UNKNOWN]
    sent_once(client, 1, simulator)


@BOTH
@pytest.mark.parametrize("name", ["late-apply", "late-apply-after-reset"])
def test_n06_a_write_that_is_applied_late_is_never_called_undone(
    simulator, monkeypatch, action, name
):
    monkeypatch.setattr(client_module, "WRITE_SECONDS", SHORT)
    client, row = logged_in(simulator), row_of(action, simulator)
    simulator.faults.add(Fault(name, action, value=3600.0))
    run = Run([row], client)
    assert run.fates == [Fate.UNKNOWN]
    assert run.only.stored is None
    assert simulator.ledger == []
    assert eventually(lambda: simulator.faults.waiting.count == 1)
    simulator.faults.release()
    assert eventually(lambda: simulator.ledger)
    sent_once(client, 1, simulator)
    assert simulator.ledger[0].is_late
    if row.uid:
        assert client.record(LIVE, row.uid, Stop())["firstname"] == "Ada"


@pytest.mark.parametrize(("action", "fate"), [("update", Fate.SAVED), ("create", Fate.UNKNOWN)])
def test_n07_silence_after_the_write_was_applied(simulator, monkeypatch, action, fate):
    monkeypatch.setattr(client_module, "WRITE_SECONDS", SHORT)
    client = logged_in(simulator)
    simulator.faults.add(Fault("hang-after-apply", action))
    with not_hanging():
        run = Run([row_of(action, simulator)], client)
    assert run.fates == [fate]
    sent_once(client, 1, simulator)


# N8: a write has a connection of its own


class Lingering:
    """Answers for one record, and keeps each connection as a server does that waits for more.

    `hangs_up_after`: it closes each connection in the middle of the exchange after so many.
    """

    def __init__(self, *, hangs_up_after=1000):
        self.record = {"uid": "1", "dataset": LIVE, "firstname": "old"}
        self._hangs_up_after = hangs_up_after

    def __call__(self, call):
        for _ in range(self._hangs_up_after):
            answer = self._answer(call.next_request())
            call.send(response(answer, b"Connection: keep-alive"))
        call.next_request()

    def _answer(self, request):
        if b"token.php" in request:
            return LOGIN
        if b"action=read" in request:
            return json.dumps({"success": True, "total": 1, "list": [self.record]}).encode()
        self.record |= json.loads(request.partition(b"\r\n\r\n")[2])[0]
        return SAVED

    def rows(self, *names):
        """Updates that follow one another."""
        befores = [self.record["firstname"], *names]
        return [
            Outgoing(RecordKey("1"), LIVE, "1", {"firstname": name}, {"firstname": before})
            for before, name in zip(befores, names, strict=False)
        ]


def requests_on(server):
    """The kinds of requests that came over each connection."""
    kinds = (b"token.php", b"action=read", b"action=update", b"action=create")
    return [
        {kind: n for kind in kinds if (n := call.received.count(kind))} for call in server.calls
    ]


def test_n08_each_write_has_a_connection_of_its_own():
    lingering = Lingering()
    with RawServer(lingering) as server:
        run = Run(lingering.rows("Ada", "Bea", "Cyd"), client_at(server.base_url))
    assert run.fates == [Fate.SAVED] * 3
    login, reads, *writes = requests_on(server)
    assert (login, reads) == ({b"token.php": 1}, {b"action=read": 6})
    assert writes == [{b"action=update": 1}] * 3
    closing = [b"Connection: close\r\n" in call.received for call in server.calls]
    assert closing == [True, False, True, True, True]


def test_n08_a_used_connection_that_dies_costs_a_read_and_never_a_write():
    lingering = Lingering(hangs_up_after=1)
    with RawServer(lingering) as server:
        run = Run(lingering.rows("Ada", "Bea", "Cyd"), client_at(server.base_url))
    assert run.fates == [Fate.SAVED] * 3
    written = [
        kinds[b"action=update"] for kinds in requests_on(server) if b"action=update" in kinds
    ]
    assert written == [1, 1, 1]


def test_n08_a_create_goes_over_a_connection_of_its_own_behind_reads(simulator):
    """What dies then is unknown, and is not sent a second time."""
    creates = []

    def script(call):
        request = call.next_request()
        while b"action=create" not in request:
            call.send(response(lingering._answer(request), b"Connection: keep-alive"))
            request = call.next_request()
        creates.append(call.received.count(b" HTTP/1.1\r\n"))

    lingering = Lingering()
    with RawServer(script) as server:
        run = Run([*lingering.rows("Ada"), create_of()], client_at(server.base_url))
    assert run.fates == [Fate.SAVED, Fate.UNKNOWN]
    assert creates == [1]


def test_n08_a_server_that_closes_idle_connections_disturbs_nothing(simulator):
    """The simulator closes each connection after its answer."""
    rows = [update_of(simulator, number) for number in range(5)]
    run = Run(rows, logged_in(simulator))
    assert run.fates == [Fate.SAVED] * 5
    assert len(simulator.ledger) == 5


# N9: half an answer


TRUNCATIONS = ["truncate-length", "truncate-chunked", "truncate-unmarked"]
CUTS = [number / 20 for number in range(20)]


@FORMATS
@pytest.mark.parametrize("name", TRUNCATIONS)
def test_n09_half_a_table_is_no_table(simulator, monkeypatch, name, form):
    monkeypatch.setattr(retry, "TRIES", 1)
    client = logged_in(simulator)
    client._habits = Habits(format=form)
    assert reading(client).count == 30
    for at in [*CUTS, 10**9]:
        simulator.faults.add(Fault(name, "read", value=at))
        assert isinstance(failure_of(lambda: reading(client)), OutcomeUnknown | AnswerUnusable)
        simulator.faults.clear()


@pytest.mark.parametrize("name", TRUNCATIONS)
def test_n09_half_an_answer_confirms_no_create(simulator, name):
    client = logged_in(simulator)
    for number, at in enumerate([*CUTS, 10**9]):
        simulator.faults.add(Fault(name, "create", value=at))
        assert Run([create_of(number)], client).fates == [Fate.UNKNOWN], at
        simulator.faults.clear()
    assert len(simulator.ledger) == len(client.counted.bodies) == 21


@pytest.mark.parametrize("name", TRUNCATIONS)
def test_n09_half_an_answer_to_an_update_is_made_up_for_by_reading(simulator, name):
    client = logged_in(simulator)
    for number, at in enumerate([*CUTS, 10**9]):
        row = update_of(simulator, number)
        simulator.faults.add(Fault(name, "update", value=at))
        assert Run([row], client).fates == [Fate.SAVED], at
        simulator.faults.clear()
    assert len(simulator.ledger) == len(client.counted.bodies) == 21


def test_n09_a_table_that_breaks_off_once_is_read_anew_from_its_start(simulator):
    client = logged_in(simulator)
    simulator.faults.add(Fault("truncate-length", "read", count=3))
    loaded = reading(client)
    assert [loaded.store.record(row) for row in loaded.store.rows()] == simulator.rows(LIVE)


BROKEN_READS = [
    *("truncate-length", "truncate-unmarked", "reset-mid-answer", "html", "empty-body"),
    *map(seldom, ("not-gzip", "status-404", "bad-chunk-size", "redirect-302")),
]


@pytest.mark.parametrize("name", BROKEN_READS)
async def test_n09_the_old_table_stays_when_reading_it_again_fails(simulator, tmp_path, name):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        before = keys(program)
        assert len(before) == 30
        simulator.faults.add(Fault(name, "read", count=None))
        program.window.notices.hide()
        press(program, Qt.Key.Key_F5)
        await until(lambda: not program.jobs.is_busy and program.window.notices.isVisible())
        assert keys(program) == before
        assert program.window.notices.notice.tone.value == "error"


# N10: slow answers, and the way out


SLOW = ["drip", "one-byte-then-hang", "hang-before-apply", "hang-after-apply"]


def slowly(name, where, count=1):
    """A drip comes faster than a socket's own time-out, which each byte starts anew.

    A table at that rate takes longer than a test waits for anything.
    """
    rate = 400.0 if where == "read" else 20.0
    return Fault(name, where, count=count, value=rate if name == "drip" else None)


@pytest.mark.parametrize("name", SLOW)
def test_n10_a_slow_read_ends_with_its_deadline_and_is_not_repeated(simulator, monkeypatch, name):
    monkeypatch.setattr(client_module, "READ_SECONDS", SHORT)
    client = logged_in(simulator)
    simulator.faults.add(slowly(name, "read", count=None))
    with not_hanging():
        assert failure_of(lambda: reading(client)).kind is Trouble.TOO_SLOW
    assert client.counted.scripts == ["database.php"]


@pytest.mark.parametrize("name", SLOW)
def test_n10_a_slow_login_ends_with_its_deadline(simulator, monkeypatch, name):
    monkeypatch.setattr(token, "LOGIN_SECONDS", SHORT)
    client = client_at(simulator.base_url)
    simulator.faults.add(slowly(name, "get", count=None))
    with not_hanging():
        assert failure_of(lambda: client.token(Stop())).kind is Trouble.TOO_SLOW
    assert client.counted.scripts == ["token.php"]


@BOTH
@pytest.mark.parametrize("name", [*SLOW[:2], *map(seldom, SLOW[2:])])
def test_n10_a_slow_write_ends_with_its_deadline_and_is_unknown(
    simulator, monkeypatch, name, action
):
    monkeypatch.setattr(client_module, "WRITE_SECONDS", SHORT)
    client = logged_in(simulator)
    simulator.faults.add(slowly(name, action))
    with not_hanging():
        run = Run([row_of(action, simulator)], client)
    is_confirmed = action == "update" and simulator.ledger
    assert run.fates == [Fate.SAVED if is_confirmed else Fate.UNKNOWN]
    assert len(client.counted.bodies) == 1


def test_n10_the_deadlines_are_those_of_the_fault_model():
    deadlines = client_module.READ_SECONDS, client_module.WRITE_SECONDS, token.LOGIN_SECONDS
    assert deadlines == (120, 60, 20)


@pytest.fixture
def far_deadlines(monkeypatch):
    """Whatever ends meanwhile was not ended by its deadline."""
    monkeypatch.setattr(client_module, "READ_SECONDS", 4 * MOMENT)
    monkeypatch.setattr(token, "LOGIN_SECONDS", 4 * MOMENT)


@pytest.mark.parametrize("name", ["one-byte-then-hang", "hang-before-apply", "hang-after-apply"])
@pytest.mark.parametrize("where", ["get", "ecnow_datasets", "database/read"])
def test_n10_cancelling_ends_a_hanging_read(simulator, far_deadlines, name, where):
    """Within 200 ms on a screen; here it is only told apart from waiting for the deadline."""
    client, stop = client_at(simulator.base_url), Stop()
    simulator.faults.add(Fault(name, where, count=None))
    work = in_thread(lambda: (client.datasets(stop), reading(client, stop)))
    assert eventually(lambda: simulator.faults.waiting.count == 1)
    stop.ask()
    with not_hanging():
        assert isinstance(work.end(), Cancelled)


def test_n10_cancelling_ends_a_dripping_read(simulator, far_deadlines):
    client, stop = logged_in(simulator), Stop()
    simulator.faults.add(Fault("drip", "read", value=20.0))
    work = in_thread(lambda: reading(client, stop))
    assert eventually(lambda: simulator.faults.waiting.count == 1)
    stop.ask()
    assert isinstance(work.end(), Cancelled)


def test_n10_cancelling_ends_the_pause_before_another_try(simulator):
    client, stop = logged_in(simulator), Stop()
    simulator.faults.add(Fault("status-503", "read", value="60"))
    work = in_thread(lambda: reading(client, stop))
    assert eventually(lambda: simulator.faults.struck)
    stop.ask()
    with not_hanging():
        assert isinstance(work.end(), Cancelled)


def test_n10_cancelling_a_run_lets_its_hanging_row_end_and_sends_no_other(simulator, monkeypatch):
    """A write is never cut off by us: its deadline ends it."""
    monkeypatch.setattr(client_module, "WRITE_SECONDS", SHORT)
    client, stop = logged_in(simulator), Stop()
    simulator.faults.add(Fault("hang-before-apply", "create"))
    rows = [create_of(number) for number in range(5)]
    work = in_thread(lambda: Run(rows, client, stop))
    assert eventually(lambda: simulator.faults.waiting.count == 1)
    stop.ask()
    run = work.end()
    assert run.counts == {Fate.UNKNOWN: 1, Fate.NOT_SENT: 4}
    assert run.stopped.error is None
    assert len(client.counted.bodies) == 1


# N11: too much (the memory it takes is measured in test_bombs)


@pytest.mark.parametrize(("action", "fate"), [("update", Fate.SAVED), ("create", Fate.UNKNOWN)])
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("gzip-bomb", Trouble.TOO_LARGE),
        ("chunked-bomb", Trouble.TOO_LARGE),
        ("gzip-nested", Trouble.CUT_OFF),
    ],
)
def test_n11_a_bomb_in_answer_to_a_write_confirms_nothing(
    simulator, name, kind, action, fate, monkeypatch
):
    seen, client = [], logged_in(simulator)
    write = getattr(client, action)

    def noted(*given):
        try:
            return write(*given)
        except OutcomeUnknown as error:
            seen.append(error.kind)
            raise

    monkeypatch.setattr(client, action, noted)
    simulator.faults.add(Fault(name, action))
    with not_hanging():
        assert Run([row_of(action, simulator)], client).fates == [fate]
    assert seen == [kind]
    sent_once(client, 1, simulator)


@pytest.mark.parametrize("name", ["gzip-bomb", "chunked-bomb", "gzip-nested"])
def test_n11_a_bomb_is_no_table_and_not_asked_for_again_where_it_is_known_for_one(simulator, name):
    client = logged_in(simulator)
    simulator.faults.add(Fault(name, "read", count=None))
    with not_hanging():
        assert isinstance(failure_of(lambda: reading(client)), OutcomeUnknown | AnswerUnusable)
    tries = retry.TRIES if name == "gzip-nested" else 1
    assert len(client.counted.scripts) == tries


def test_n11_a_read_may_have_so_many_bytes_and_no_more(simulator):
    client = logged_in(simulator)
    client._habits = Habits(read_cap=5000)
    assert failure_of(lambda: reading(client)).kind is Trouble.TOO_LARGE


# N12: no HTTP


NO_HTTP = [
    *("not-gzip", "bad-chunk-size", "bad-status-line", "header-flood", "header-long"),
    *("http-0.9", "early-hints"),
]


@pytest.mark.parametrize(("action", "fate"), [("update", Fate.SAVED), ("create", Fate.UNKNOWN)])
@pytest.mark.parametrize("name", NO_HTTP)
def test_n12_what_is_no_http_confirms_no_write(simulator, name, action, fate):
    """A 103 is taken for the answer by this Python's HTTP: safe, if unknown."""
    client = logged_in(simulator)
    simulator.faults.add(Fault(name, action))
    assert Run([row_of(action, simulator)], client).fates == [fate]
    sent_once(client, 1, simulator)


@pytest.mark.parametrize("name", NO_HTTP)
def test_n12_what_is_no_http_is_no_table(simulator, name):
    client = logged_in(simulator)
    simulator.faults.add(Fault(name, "read", count=None))
    assert isinstance(failure_of(lambda: reading(client)), OutcomeUnknown | AnswerUnusable)
    assert len(client.counted.scripts) <= retry.TRIES


@BOTH
def test_n12_an_interim_answer_is_none(simulator, action):
    client = logged_in(simulator)
    simulator.faults.add(Fault("interim-answers", count=None))
    assert Run([row_of(action, simulator)], client).fates == [Fate.SAVED]
    assert reading(client).count == 30 + (action == "create")


def test_n12_interim_answers_without_end_are_too_slow(simulator, monkeypatch):
    monkeypatch.setattr(client_module, "READ_SECONDS", SHORT)
    client = logged_in(simulator)
    simulator.faults.add(Fault("interim-answers", "read", value=1e9))
    with not_hanging():
        assert failure_of(lambda: reading(client)).kind is Trouble.TOO_SLOW


# N13: a page


PAGES = {
    "a login page": None,
    "a portal": "<html><body onload=\"location='http://portal.invalid/'\">Sign in</body></html>",
    "in capitals": "<HTML><HEAD><TITLE>Proxy</TITLE></HEAD><BODY>Denied</BODY></HTML>",
    "after space": "\r\n\r\n   <!doctype html><title>Access denied</title>",
    "after a mark": "\ufeff<!DOCTYPE html><html></html>",
    "XHTML": '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"/>',
    "a fragment": "<h1>Request blocked</h1><p>Support ID 1234567890",
    "a comment first": "<!-- firewall --><html><body>Blocked</body></html>",
    "a script": "<script>window.location='/captive'</script>",
    "with an answer in it": f"<html><body><pre>{SAVED.decode()}</pre></body></html>",
    "around an answer": f'<!DOCTYPE html><script>var a = {{"a":1}}</script>{SAVED.decode()}',
    "a table in it": '<html>{"success":true,"total":1,"list":[{"uid":"1","dataset":"100"}]}</html>',
}


NO_ANSWER_OF_OURS = {
    "A web page came instead of the ContactNow server's answer",
    "The server's answer is not one of the ContactNow API",
}


@FORMATS
@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_n13_a_page_is_never_taken_for_an_answer(simulator, page, form):
    client = logged_in(simulator)
    client._habits = Habits(format=form)
    for name in ("html", "html-as-json"):
        simulator.faults.add(Fault(name, "read", value=page, count=None))
        error = failure_of(lambda: reading(client))
        assert isinstance(error, AnswerUnusable)
        assert error.kind is Flaw.WEB_PAGE or (form, error.kind) == (Format.XML, Flaw.WRONG_SHAPE)
        assert notice_for(error).title in NO_ANSWER_OF_OURS
        assert Run([update_of(simulator)], client).fates == [Fate.NOT_SENT]
        assert client.counted.bodies == []
        simulator.faults.clear()
        simulator.faults.add(Fault(name, "update", value=page), Fault(name, "create", value=page))
        simulator.faults.add(Fault(name, "read", value=page, nth=2, count=None))
        run = Run([update_of(simulator), create_of()], client)
        assert run.fates == [Fate.UNKNOWN] * 2
        simulator.faults.clear()
        client.counted.bodies.clear()
    assert simulator.ledger == []


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_n13_a_page_is_no_login(simulator, page):
    client = client_at(simulator.base_url)
    simulator.faults.add(Fault("html", "get", value=page, count=None))
    run = Run([create_of()], client)
    assert isinstance(run.stopped.error, AnswerUnusable)
    assert client.counted.scripts == ["token.php"]


# N14: called something else


TYPES = ["text/html", "text/html; charset=ISO-8859-1", "application/octet-stream", "text/plain"]
TYPES += ["application/xml", "nonsense", "image/png", ""]


@FORMATS
@pytest.mark.parametrize("content_type", TYPES)
def test_n14_an_answer_counts_whatever_it_is_called(simulator, content_type, form):
    """That it is noted in the log once comes with the journal's own notes."""
    client = client_at(simulator.base_url, habits=Habits(format=form))
    name = "wrong-type" if content_type else "no-type"
    simulator.faults.add(Fault(name, count=None, value=content_type or None))
    assert reading(client).count == 30
    assert Run([update_of(simulator), create_of()], client).fates == [Fate.SAVED] * 2
    assert len(simulator.ledger) == 2


# The address of another server (N15)


CODES = [301, 302, 303, 307, 308]


@pytest.mark.parametrize("code", CODES)
def test_n15_a_redirect_to_another_host_is_never_followed_and_named(simulator, code):
    with RawServer(answering(response(SAVED))) as other:
        target = f"{other.base_url}database.php?token={TOKEN}"
        client = logged_in(simulator)
        redirect = partial(Fault, f"redirect-{code}", value=target)
        simulator.faults.add(redirect("update"), redirect("create"))
        run = Run([update_of(simulator), create_of()], client)
        simulator.faults.add(redirect(count=None))
        unseen = Run([update_of(simulator)], client)
        errors = [failure_of(lambda: reading(client)), *(each.error for each in run.finished)]
        run_without_login = Run([create_of()], client_at(simulator.base_url))
    assert other.calls == []
    assert run.fates == [Fate.UNKNOWN] * 2
    assert unseen.fates == [Fate.NOT_SENT]
    errors.append(unseen.only.error)
    for error in [*errors, run_without_login.stopped.error]:
        assert (error.kind, error.status, error.host) == (Flaw.REDIRECT, code, "127.0.0.1")
        notice = notice_for(error)
        assert "127.0.0.1" in notice.title
        assert TOKEN not in f"{error!r} {error} {notice}"
    assert simulator.ledger == []


@pytest.mark.parametrize(
    ("target", "host"),
    [
        ("/login.php", ""),
        ("database.php?again=1", ""),
        (" ", ""),
        ("//portal.invalid/x", "portal.invalid"),
        ("HTTPS://USER:secret@Portal.INVALID:8443/x?y", "portal.invalid"),
        ("http://[::1", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_n15_a_redirect_is_not_followed_wherever_it_leads(simulator, target, host):
    client = logged_in(simulator)
    for number, code in enumerate(CODES, 1):
        simulator.faults.add(Fault(f"redirect-{code}", "read", count=None, value=target))
        error = failure_of(lambda: reading(client))
        assert (error.kind, error.host) == (Flaw.REDIRECT, host)
        assert client.counted.scripts == ["database.php"] * number
        assert len(simulator.faults.struck) == number
        assert "secret" not in f"{error!r} {notice_for(error)}"
        simulator.faults.clear()


@pytest.mark.parametrize("code", CODES)
def test_n15_no_redirect_leads_out_of_the_encryption(simulator, tls, certificate, code):
    with RawServer(answering(response(SAVED))) as plain, Line(simulator, tls=tls) as line:
        client = logged_in(simulator, line.base_url, ca_file=str(certificate))
        target = plain.base_url + "database.php"
        simulator.faults.add(Fault(f"redirect-{code}", "update", value=target))
        run = Run([update_of(simulator)], client)
    assert (plain.calls, run.fates) == ([], [Fate.UNKNOWN])
    assert len(client.counted.bodies) == 1


# Statuses


@BOTH
@pytest.mark.parametrize("code", [401, 403])
def test_n16_a_write_refused_by_status_is_not_confirmed(simulator, code, action):
    client = logged_in(simulator)
    simulator.faults.add(Fault(f"status-{code}", action))
    assert Run([row_of(action, simulator)], client).fates == [Fate.UNKNOWN]
    sent_once(client, 0, simulator)


@pytest.mark.parametrize("code", [401, 403])
def test_n16_a_read_refused_by_status_renews_the_session_once(simulator, code):
    client = client_at(simulator.base_url)
    simulator.faults.add(Fault(f"status-{code}", "read"))
    assert reading(client).count == 30
    assert simulator.token_gets == 2
    simulator.faults.add(Fault(f"status-{code}", "read", count=None))
    with pytest.raises(SessionRefused):
        reading(client)
    assert simulator.token_gets == 3
    assert client.counted.scripts == ["token.php", "database.php"] * 2 + [
        *("database.php", "token.php", "database.php")
    ]


REFUSALS = [400, 404, 405, 408, 409, 413, 414, 415, 422]


@BOTH
def test_n17_a_page_that_refuses_proves_nothing_about_a_write(simulator, action):
    client = logged_in(simulator)
    for number, code in enumerate(REFUSALS, 1):
        simulator.faults.add(Fault(f"status-{code}", action))
        assert Run([row_of(action, simulator)], client).fates == [Fate.UNKNOWN]
        assert len(client.counted.bodies) == number
        simulator.faults.clear()
    assert simulator.ledger == []


def test_n17_a_read_refused_by_status_is_told_and_not_repeated(simulator):
    client = logged_in(simulator)
    for number, code in enumerate(REFUSALS, 1):
        simulator.faults.add(Fault(f"status-{code}", "read", count=None))
        error = failure_of(lambda: reading(client))
        assert (error.kind, error.status) == (Flaw.HTTP_STATUS, code)
        assert str(code) in notice_for(error).title
        assert len(client.counted.scripts) == number
        simulator.faults.clear()


# N18: come again later


def date_in(seconds, form="%a, %d %b %Y %H:%M:%S GMT"):
    """An HTTP date so far from now; in one of its three forms."""
    import time  # noqa: PLC0415  nothing else here looks at a clock

    if form == "rfc":
        return formatdate(time.time() + seconds, usegmt=True)
    return time.strftime(form, time.gmtime(time.time() + seconds))


OURS = None
"""Nothing usable is asked for: the usual pause."""
TOO_LONG = -1.0

RETRY_AFTER = {
    "seconds": ("7", 7.0),
    "nothing": ("0", 0.0),
    "a minute": ("60", 60.0),
    "more than a minute": ("61", TOO_LONG),
    "an hour": ("3600", TOO_LONG),
    "more digits than a clock has": ("9" * 40, TOO_LONG),
    "negative": ("-5", OURS),
    "a word": ("soon", OURS),
    "a fraction": ("1.5", OURS),
    "none": ("", OURS),
    "two": ("3, 4", OURS),
    "spaces": ("   9  ", 9.0),
    "a date": ("rfc 40", 40.0),
    "a date that is over": ("rfc -4000", 0.0),
    "a date far off": ("rfc 4000", TOO_LONG),
    "an asctime date": ("asctime 40", 40.0),
    "a date that is none": ("Mon, 99 Foo 2026 99:99:99 GMT", OURS),
}
BUSY = pytest.mark.parametrize("code", [429, 503])
FORMS = pytest.mark.parametrize(("text", "asked"), RETRY_AFTER.values(), ids=RETRY_AFTER)


def spelled(text):
    kind, _, seconds = text.partition(" ")
    forms = {"rfc": "rfc", "asctime": "%a %b %d %H:%M:%S %Y"}
    return date_in(int(seconds), forms[kind]) if kind in forms else text


def is_pause(pauses, asked):
    """The one pause that was made is the one that was asked for."""
    (pause,) = pauses or [0.0]
    if asked is OURS:
        return 0.25 <= pause <= 0.5
    return asked - MOMENT <= pause <= asked if asked > 30 else pause == asked


@BUSY
@FORMS
def test_n18_a_read_waits_as_long_as_it_is_asked_to(simulator, monkeypatch, code, text, asked):
    monkeypatch.setattr(retry, "SHORTEST", 0.5)
    client, stop = logged_in(simulator), NotingStop()
    simulator.faults.add(Fault(f"status-{code}", "read", value=spelled(text)))
    if asked is TOO_LONG:
        error = failure_of(lambda: reading(client, stop))
        assert (error.status, error.seconds > 60, stop.pauses) == (code, True, [])
        assert "minutes" in notice_for(error).advice
    else:
        assert reading(client, stop).count == 30
        assert is_pause(stop.pauses, asked)


@BOTH
@BUSY
@FORMS
def test_n18_a_run_pauses_as_long_as_it_is_asked_to(
    simulator, monkeypatch, code, text, asked, action
):
    """The row itself is looked for later; the next one goes on."""
    monkeypatch.setattr(retry, "SHORTEST", 0.5)
    client, stop = logged_in(simulator), NotingStop()
    simulator.faults.add(Fault(f"status-{code}", action, value=spelled(text)))
    rows = [row_of(action, simulator), create_of(7, dataset=LIVE)]
    run = Run(rows, client, stop)
    assert run.fates[0] is Fate.UNKNOWN
    if asked is TOO_LONG:
        assert run.counts == {Fate.UNKNOWN: 1, Fate.NOT_SENT: 1}
        assert run.stopped.error.seconds > 60
        assert stop.pauses == []
    else:
        assert run.fates == [Fate.UNKNOWN, Fate.SAVED]
        assert is_pause(stop.pauses, asked)
    assert len(simulator.ledger) == len(client.counted.bodies) - 1


@BOTH
def test_n18_a_server_that_stays_busy_ends_the_run(simulator, action):
    client, stop = logged_in(simulator), NotingStop()
    simulator.faults.add(Fault("status-503", action, count=None, value="2"))
    rows = [update_of(simulator, n) if action == "update" else create_of(n) for n in range(20)]
    run = Run(rows, client, stop)
    assert run.counts == {Fate.UNKNOWN: retry.TRIES, Fate.NOT_SENT: 20 - retry.TRIES}
    assert isinstance(run.stopped.error, ServerBusy)
    assert stop.pauses == [2.0] * (retry.TRIES - 1)
    assert len(client.counted.bodies) == retry.TRIES


def test_n18_cancelling_ends_a_runs_pause(simulator):
    client, stop = logged_in(simulator), Stop()
    simulator.faults.add(Fault("status-429", "create", value="60"))
    work = in_thread(lambda: Run([create_of(1), create_of(2)], client, stop))
    assert eventually(lambda: simulator.faults.struck)
    stop.ask()
    with not_hanging():
        run = work.end()
    assert run.counts == {Fate.UNKNOWN: 1, Fate.NOT_SENT: 1}
    assert run.stopped.error is None


@BUSY
def test_n18_a_read_is_asked_for_four_times_and_no_more(simulator, code):
    client, stop = logged_in(simulator), NotingStop()
    simulator.faults.add(Fault(f"status-{code}", "read", count=None, value="1"))
    assert isinstance(failure_of(lambda: reading(client, stop)), ServerBusy)
    assert stop.pauses == [1.0] * 3
    assert len(client.counted.scripts) == 4


@BUSY
def test_n18_a_busy_login_is_waited_for(simulator, code):
    client, stop = client_at(simulator.base_url), NotingStop()
    simulator.faults.add(Fault(f"status-{code}", "get", count=2, value="3"))
    client.token(stop)
    assert stop.pauses == [3.0, 3.0]


@pytest.mark.parametrize(("action", "fate"), [("update", Fate.SAVED), ("create", Fate.UNKNOWN)])
@pytest.mark.parametrize("code", [500, 502, 504])
@pytest.mark.parametrize("applies", [True, False])
def test_n19_a_server_that_failed_leaves_the_outcome_open(simulator, code, action, fate, applies):
    client = logged_in(simulator)
    simulator.faults.add(Fault(f"status-{code}", action, applies=applies))
    run = Run([row_of(action, simulator)], client)
    assert run.fates == [fate if applies else Fate.UNKNOWN]
    sent_once(client, int(applies), simulator)


@pytest.mark.parametrize("code", [500, 502, 504])
def test_n19_a_read_is_tried_again_after_a_servers_failure(simulator, code):
    client = logged_in(simulator)
    simulator.faults.add(Fault(f"status-{code}", "read", count=3))
    assert reading(client).count == 30
    simulator.faults.add(Fault(f"status-{code}", "read", count=None))
    error = failure_of(lambda: client.record(LIVE, "1", Stop()))
    assert (error.kind, error.status) == (Flaw.HTTP_STATUS, code)
    assert len(client.counted.scripts) == 8


@pytest.mark.parametrize(("action", "fate"), [("update", Fate.SAVED), ("create", Fate.UNKNOWN)])
@pytest.mark.parametrize("applies", [True, False])
def test_n20_an_empty_answer_leaves_the_outcome_open(simulator, action, fate, applies):
    client = logged_in(simulator)
    simulator.faults.add(Fault("empty-body", action, applies=applies))
    run = Run([row_of(action, simulator)], client)
    assert run.fates == [fate if applies else Fate.UNKNOWN]
    sent_once(client, int(applies), simulator)


@FORMATS
def test_n20_an_empty_answer_is_no_empty_table(simulator, form):
    client = logged_in(simulator)
    client._habits = Habits(format=form)
    simulator.faults.add(Fault("empty-body", "read"))
    assert failure_of(lambda: reading(client)).kind is Flaw.EMPTY


# N21: somebody else's answer


def test_n21_no_answer_may_be_kept_on_its_way():
    lingering = Lingering()
    with RawServer(lingering) as server:
        Run(lingering.rows("Ada"), client_at(server.base_url))
    asked = b"".join(call.received for call in server.calls)
    assert asked.count(b" HTTP/1.1\r\n") == asked.count(b"Cache-Control: no-store\r\n") == 4


def test_n21_the_answers_to_two_reads_of_one_record_are_swapped(simulator):
    client = logged_in(simulator)
    first, second = (row["uid"] for row in simulator.rows(LIVE)[:2])
    simulator.faults.add(Fault("previous-answer", "database/read", count=None))
    assert client.record(LIVE, first, Stop())["uid"] == first
    error = failure_of(lambda: client.record(LIVE, second, Stop()))
    assert error.kind is Flaw.OTHER_RECORD


@pytest.mark.parametrize("name", ["truncate-unmarked", "empty-body"])
def test_n21_another_records_answer_does_not_confirm_a_lost_write(simulator, name):
    """The next record holds what was sent, ours does not."""
    client = logged_in(simulator)
    mine, next_one = update_of(simulator, 0), update_of(simulator, 1)
    simulator.change(LIVE, next_one.uid, firstname="Ada")
    simulator.faults.add(Fault(name, "update", applies=False))
    simulator.faults.add(Fault("other-record", "read", nth=2))
    assert Run([mine], client).fates == [Fate.UNKNOWN]


def test_n21_nothing_is_sent_where_another_record_is_shown_beforehand(simulator):
    client = logged_in(simulator)
    simulator.faults.add(Fault("other-record", "read"))
    run = Run([update_of(simulator)], client)
    assert (run.fates, run.only.error.kind) == ([Fate.NOT_SENT], Flaw.OTHER_RECORD)
    assert client.counted.bodies == []


def test_n21_a_saved_row_is_not_shown_as_another_record(simulator):
    client = logged_in(simulator)
    simulator.faults.add(Fault("other-record", "read", nth=2))
    run = Run([update_of(simulator)], client)
    assert (run.fates, run.only.stored) == ([Fate.SAVED], None)
    assert run.only.row.mark.note is Note.NOT_READ_BACK


def test_n21_the_answers_to_two_creates_are_swapped(simulator):
    """The second gets the first one's uid, which can't be its own."""
    client = logged_in(simulator)
    simulator.faults.add(Fault("previous-answer", "create", count=None))
    run = Run([create_of(1, firstname="Ada"), create_of(2, firstname="Bea")], client)
    assert run.fates == [Fate.SAVED, Fate.UNKNOWN]
    assert run.finished[1].row.mark.note is Note.UID_OF_ANOTHER
    assert run.finished[1].stored is None
    assert len(simulator.ledger) == 2


def test_n21_the_answer_to_another_datasets_read_is_no_table(simulator):
    client = logged_in(simulator)
    simulator.faults.add(Fault("previous-answer", "database/read", count=None))
    assert reading(client).count == 30
    error = failure_of(lambda: load(client, Selection(HOLD), Stop()))
    assert error.kind is Flaw.OTHER_RECORD


@pytest.mark.parametrize(("action", "fate"), [("update", Fate.SAVED), ("create", Fate.UNKNOWN)])
def test_n21_another_accounts_answer_confirms_nothing(simulator, action, fate):
    client = logged_in(simulator)
    assert Run([create_of(1)], client).fates == [Fate.SAVED]
    simulator.faults.add(Fault("other-account", action))
    assert Run([row_of(action, simulator)], client).fates == [fate]
    assert len(simulator.ledger) == 2


def test_n21_a_server_that_ignores_urn_still_confirms_the_right_row(simulator):
    client = logged_in(simulator)
    simulator.faults.add(Fault("urn-ignored", "read", count=None))
    run = Run([update_of(simulator, 9)], client)
    assert run.fates == [Fate.SAVED]
    assert run.only.stored["uid"] == run.only.uid


# N22: the network goes in the middle of a run


@pytest.mark.parametrize("loses", ["request", "answer"])
@pytest.mark.parametrize("k", EVERY_K)
def test_n22_the_network_goes_at_the_kth_of_twenty(simulator, k, loses):
    rows = [update_of(simulator, n) if n % 2 else create_of(n) for n in range(20)]
    with Line(simulator, cut_at=k, loses=loses) as line:
        run = Run(rows, logged_in(simulator, line.base_url))
    tried = min(2, 20 - k)
    assert run.fates == [Fate.SAVED] * (k - 1) + [Fate.UNKNOWN] + [Fate.NOT_SENT] * tried
    assert sum(run.counts.values()) == 20
    assert run.counts.get(Fate.NOT_SENT, 0) == 20 - k
    assert (run.stopped is not None) == (tried == 2)
    assert len(simulator.ledger) == k - (loses == "request")
    assert Run(rows[k:], logged_in(simulator)).fates == [Fate.SAVED] * (20 - k)
    written = [entry.fields for entry in simulator.ledger if entry.action == "create"]
    assert len({each["ddi_mobile"] for each in written}) == len(written)


@pytest.mark.parametrize("action", ["update", "create"])
def test_n22_a_single_cut_costs_a_single_row(simulator, action):
    client = logged_in(simulator)
    k = random.Random(action).randrange(1, 21)
    simulator.faults.add(Fault("reset-before-apply", action, nth=k))
    rows = [update_of(simulator, n) if action == "update" else create_of(n) for n in range(20)]
    run = Run(rows, client)
    assert run.fates == [Fate.UNKNOWN if n == k else Fate.SAVED for n in range(1, 21)]
    assert run.stopped is None
    assert len(simulator.ledger) == 19


# N23: slow upload


def slow_reader(call, *, piece=100_000, pause=0.02):
    """Answer when the whole body has come through a narrow door."""
    call.head()
    length = next(
        int(line.split(b":")[1])
        for line in call.received.split(b"\r\n")
        if line.lower().startswith(b"content-length")
    )
    waiting = threading.Event()
    head = call.received.index(b"\r\n\r\n") + 4
    while len(call.received) < head + length:
        call._more(piece)
        waiting.wait(pause)
    call.send(response(SAVED))


LARGE = "x" * 4_000_000


def large_row(simulator):
    return replace(update_of(simulator), uid="1", fields={"call_back_notes": LARGE})


def test_n23_a_large_row_on_a_slow_line_gets_its_time(simulator, monkeypatch):
    """About a second here, where a small row would have had a fraction of that."""
    monkeypatch.setattr(client_module, "WRITE_SECONDS", 0.1)
    monkeypatch.setattr(client_module, "SLOWEST_UPLOAD", len(LARGE) / MOMENT)
    with RawServer(slow_reader) as server:
        row, client = large_row(simulator), logged_in(simulator, server.base_url)
        verdict = client.update(LIVE, row.uid, row.fields, Stop())
    assert verdict.ruling.value == "saved"
    assert server.calls[0].received.count(b"x" * 1000) == len(LARGE) // 1000


def test_n23_a_line_that_stands_still_ends_with_the_deadline_and_is_unknown(simulator, monkeypatch):
    monkeypatch.setattr(client_module, "WRITE_SECONDS", 0.1)
    monkeypatch.setattr(client_module, "SLOWEST_UPLOAD", len(LARGE) / SHORT)

    def stands_still(call):
        call.head()
        assert over.wait(MOMENT)

    over = threading.Event()
    with RawServer(stands_still) as server:
        row, client = large_row(simulator), logged_in(simulator, server.base_url)
        with not_hanging():
            error = failure_of(lambda: client.update(LIVE, row.uid, row.fields, Stop()))
        over.set()
    assert isinstance(error, OutcomeUnknown)
    assert error.kind is Trouble.TOO_SLOW


@BOTH
def test_n23_the_deadline_grows_with_the_size_of_the_row(action):
    """At 5 KB a second a text of 1 MB takes 200 s."""
    fake = FakeTransport(lambda request: LOGIN if request.script == "token.php" else SAVED)
    client = Client(fake, session_at("http://127.0.0.1:9/"))
    client._session._transport = fake
    for size in (0, 1_000_000):
        fields = {"call_back_notes": "x" * size}
        write = client.create if action == "create" else lambda d, f, s: client.update(d, "1", f, s)
        write(LIVE, fields, Stop())
    small, large = (request.deadline for request in fake.requests if request.body)
    assert 60 <= small < 61
    assert large - small == pytest.approx(200)
