"""What the tests of the network share: rows to send, a run of them, lines that fail."""

import socket
import threading
import time
from contextlib import contextmanager, suppress

import pytest
from api.raw_server import RawServer
from desks import submit

from cn_desktop.api.client import Client, Habits
from cn_desktop.api.token import Credentials, Session
from cn_desktop.api.transport import HttpTransport
from cn_desktop.base.secret import Secret
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import DatasetId, RecordKey
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.work.run import Stopped
from cn_desktop.work.steps import Finished
from cn_desktop.work.tally import Tally

LIVE, HOLD = DatasetId("100"), DatasetId("101")
MOMENT = 30.0
"""A wait that takes longer than this hangs; nothing here comes near it."""


def seldom(value):
    """A parameter that the ordinary run leaves out."""
    return pytest.param(value, marks=pytest.mark.slow)


EVERY_K = [k if k in {1, 2, 11, 20} else seldom(k) for k in range(1, 21)]
"""The k-th of twenty rows; the ordinary run tries four of them."""

TOKEN = "0123456789abcdef0123456789abcdef01234567"
KEY = "a key"


class Counted:
    """A transport that remembers which scripts were asked, and what was written, how often."""

    def __init__(self, transport):
        self._transport = transport
        self.scripts = []
        self.bodies = []

    def open(self, request, stop):
        self.scripts.append(request.script)
        if request.body is not None:
            self.bodies.append(request.body)
        return self._transport.open(request, stop)


def session_at(base_url, key=KEY, **more):
    transport = HttpTransport(base_url)
    return Session(transport, Credentials("demo", Secret(key)), **more)


def client_at(base_url, *, session=None, habits=None, **line):
    """A client of the account; `counted` of it tells what it asked."""
    transport = Counted(HttpTransport(base_url, **line))
    session = session or Session(transport, Credentials("demo", Secret(KEY)))
    client = Client(transport, session, habits or Habits())
    client.counted = transport
    return client


def logged_in(simulator, base_url="", **line):
    """A client that has its token from the simulator, whatever the way to `base_url` is like."""
    session = session_at(simulator.base_url)
    session.token(Stop())
    return client_at(base_url or simulator.base_url, session=session, **line)


def update_of(simulator, number=0, text="Ada", dataset=LIVE):
    """A change to the first name of one of the simulator's records."""
    row = simulator.rows(dataset)[number]
    before = {"firstname": row["firstname"]}
    return Outgoing(RecordKey(row["uid"]), dataset, row["uid"], {"firstname": text}, before)


def create_of(number=0, dataset=LIVE, **more):
    fields = {"firstname": "Ada", "ddi_mobile": f"07700900{number:03}", **more}
    key = RecordKey(f"+{number:08x}{'0' * 24}")
    return Outgoing(key, dataset, None, {"dataset": dataset, **fields})


def row_of(action, simulator):
    return update_of(simulator) if action == "update" else create_of()


class Run:
    """A whole submit: what became of each row, and why it ended early, if it did.

    `more` is what the desk is told, such as the `store` of what was there before.
    """

    def __init__(self, rows, client, stop=None, *, meanwhile=None, **more):
        self.tally = Tally(rows)
        self.finished = []
        self.stopped = None
        for step in submit(rows, client, stop or Stop(), **more):
            if isinstance(step, Finished):
                self.tally.add(step)
                self.finished.append(step)
            elif isinstance(step, Stopped):
                self.stopped = step
            elif meanwhile:
                meanwhile(step.row)

    @property
    def fates(self):
        return [finished.fate for finished in self.finished]

    @property
    def counts(self):
        return dict(self.tally.counts())

    @property
    def only(self):
        (finished,) = self.finished
        return finished


def sent_once(client, ledger_size, simulator):
    """One request went out, and the server did it so many times."""
    assert len(client.counted.bodies) == 1
    assert len(simulator.ledger) == ledger_size


class NotingStop(Stop):
    """Notes the pauses instead of making them."""

    def __init__(self):
        super().__init__()
        self.pauses = []

    def wait(self, seconds):
        if seconds:
            self.pauses.append(seconds)
        self.check()


def eventually(holds):
    """Whether it comes to hold while there is patience."""
    ends = time.monotonic() + MOMENT
    pause = threading.Event()
    while not holds():
        if time.monotonic() > ends:
            return False
        pause.wait(0.002)
    return True


@contextmanager
def not_hanging():
    began = time.monotonic()
    yield
    assert time.monotonic() - began < MOMENT


def in_thread(call):
    """Start the call; `end()` of what is returned waits for it and gives its value or error."""
    return _Running(call)


class _Running:
    def __init__(self, call):
        self._call = call
        self._result = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        try:
            self._result = self._call()
        except Exception as error:  # noqa: BLE001  the test judges it
            self._result = error

    def end(self):
        self._thread.join(MOMENT)
        assert not self._thread.is_alive(), "it hangs"
        return self._result


def exchanged(port, request):
    """What a server on this machine answers to the bytes of a request."""
    with socket.create_connection(("127.0.0.1", port), MOMENT) as upstream:
        upstream.sendall(request)
        parts = []
        with suppress(ConnectionError):
            while part := upstream.recv(65536):
                parts.append(part)
        return b"".join(parts)


def port_of(server):
    return int(server.base_url.rsplit(":", 1)[1].rstrip("/"))


class Line(RawServer):
    """The way to a simulator; on request it is encrypted, or breaks at the n-th write.

    `loses` says what is lost then: the "request" on its way there, or the "answer" on its
    way back. From then on the port is closed.
    """

    def __init__(self, simulator, *, cut_at=0, loses="request", tls=None):
        super().__init__(self._relay, tls)
        self._simulator = simulator
        self._cut_at = cut_at
        self._loses = loses
        self.writes = 0

    def _relay(self, call):
        request = call.request()
        is_write = b"action=update" in request or b"action=create" in request
        self.writes += is_write
        is_cut = is_write and self.writes == self._cut_at
        if is_cut:
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
        if is_cut and self._loses == "request":
            return
        answer = exchanged(port_of(self._simulator), request)
        if not is_cut:
            call.send(answer)


def proxy(*, answer=b"HTTP/1.1 200 Connection established\r\n\r\n", to=None):
    """A proxy that gives this answer to CONNECT, then passes everything on to a server's port.

    What it saw, CONNECT and all, is in `received` of its calls.
    """

    def script(call):
        call.request()
        call.send(answer)
        if to is not None:
            with socket.create_connection(("127.0.0.1", to), MOMENT) as upstream:
                _pass_on(call, upstream)

    return RawServer(script)


def _pass_on(call, upstream):
    def back():
        with suppress(OSError):
            while part := upstream.recv(65536):
                call.send(part)
            call._connection.shutdown(socket.SHUT_WR)

    returning = threading.Thread(target=back, daemon=True)
    returning.start()
    with suppress(OSError):
        while True:
            upstream.sendall(call._more())
    with suppress(OSError):
        upstream.shutdown(socket.SHUT_WR)
    returning.join(MOMENT)


@contextmanager
def full_backlog():
    """A port that answers nobody: its listener takes no connection and has no place left."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = []
        try:
            while len(waiting) < 64:
                waiting.append(socket.socket())
                waiting[-1].settimeout(0.2)
                waiting[-1].connect(listener.getsockname())
        except TimeoutError:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        else:
            yield ""
        finally:
            for each in waiting:
                each.close()
