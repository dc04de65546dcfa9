"""Nothing that fails shows the token, the key or the user name."""

import logging
import socket
import traceback

import pytest

from cn_desktop.api.client import Client
from cn_desktop.api.reading import Selection
from cn_desktop.api.request import Answer, Request
from cn_desktop.api.token import Credentials, Session, Token
from cn_desktop.api.transport import HttpTransport
from cn_desktop.base.errors import ProgramError
from cn_desktop.base.log import LOUD_LIBRARIES, quiet_libraries
from cn_desktop.base.secret import Secret
from cn_desktop.base.stop import Stop
from cn_desktop.work.load import load

from .raw_server import RawServer, answering, response

TOKEN = "fedcba9876543210fedcba9876543210fedcba98"
KEY = "kq7-secret-key"
USER = "user.example"
HIDDEN = (TOKEN, KEY, USER)

LOGGED_IN = response(b'{"success":true,"token":"%s","expire":1}' % TOKEN.encode())
ECHO = f"no {USER} {KEY} {TOKEN}".encode()
REFUSED = b'{"success":false,"error":"' + ECHO + b'"}'


@pytest.fixture
def loud(caplog):
    """Every log line of every library is caught, as if nobody had quieted any."""
    loggers = [logging.getLogger(name) for name in LOUD_LIBRARIES]
    before = [(each, each.level, each.propagate) for each in loggers]
    for each in loggers:
        each.setLevel(logging.NOTSET)
        each.propagate = True
    with caplog.at_level(logging.DEBUG):
        yield caplog
    for each, level, propagate in before:
        each.setLevel(level)
        each.propagate = propagate


@pytest.fixture
def quiet(loud):
    """The same after the program has quieted them."""
    quiet_libraries()
    return loud


def client_of(base_url):
    transport = HttpTransport(base_url)
    return Client(transport, Session(transport, Credentials(USER, Secret(KEY))))


def fails(act):
    """What an act raises."""
    try:
        act()
    except ProgramError as error:
        return error
    raise AssertionError("it did not fail")


def chain(error):
    """The error and everything that hangs on it."""
    seen = []
    waiting = [error]
    while waiting:
        each = waiting.pop()
        if each is not None and each not in seen:
            seen.append(each)
            waiting += [each.__cause__, each.__context__]
    return seen


def assert_hides(error):
    told = traceback.format_exception(error)
    for each in chain(error):
        told += [str(each), repr(each), repr(each.args), *traceback.format_exception(each)]
    assert [hidden for hidden in HIDDEN if hidden in "".join(told)] == []


def assert_log_hides(log):
    lines = log.text + "".join(f"{record.getMessage()}{record.args}" for record in log.records)
    assert [hidden for hidden in HIDDEN if hidden in lines] == []


def script_of(answer):
    """Log in, then answer like this; an answer may also be a script."""

    def script(call):
        if call.request().startswith(b"POST /token.php"):
            call.send(LOGGED_IN)
        elif callable(answer):
            answer(call)
        else:
            call.send(answer)

    return script


ANSWERS = {
    "closed": lambda _call: None,
    "reset": lambda call: call.reset(),
    "no HTTP": b"220 mail.invalid\r\n",
    "half a head": b"HTTP/1.1 200 OK\r\nContent-Le",
    "a bad header": b"HTTP/1.1 200 OK\r\nbad header " + ECHO + b"\r\n\r\n",
    "cut off": response(b"{}")[:-1],
    "cut off in chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
    "bad packing": response(ECHO, b"Content-Encoding: gzip"),
    "a redirect": response(b"", b"Location: http://x.invalid/?" + ECHO, status=b"307 There"),
    "a page": response(b"<html>" + ECHO),
    "half an answer": response(b'{"success":true,"x":"' + ECHO),
    "bytes": response(b'{"x":"' + ECHO + b"\xff"),
    "half a character": response(b'{"success":true,"x":"\\ud800' + ECHO + b'"}'),
    "refused": response(REFUSED),
    "expired": response(b'{"success":false,"error":"Expired token","token":"' + ECHO + b'"}'),
    "status": response(b'{"success":true,"x":"' + ECHO + b'"}', status=b"500 Oops"),
    "shape": response(b'{"x":"' + ECHO + b'"}'),
}


def read(client):
    load(client, Selection("100"), Stop())


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_no_failed_read_shows_a_secret(answer, quiet):
    with RawServer(script_of(answer)) as server:
        client = client_of(server.base_url)
        for act in (lambda: read(client), lambda: client.record("100", "1", Stop())):
            assert_hides(fails(act))
    assert any(TOKEN.encode() in call.received for call in server.calls)
    assert_log_hides(quiet)


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_no_failed_write_shows_a_secret(answer, quiet):
    with RawServer(script_of(answer)) as server:
        client = client_of(server.base_url)
        try:
            client.create("100", {"firstname": "Ada"}, Stop())
        except ProgramError as error:
            assert_hides(error)
    assert any(TOKEN.encode() in call.received for call in server.calls)
    assert_log_hides(quiet)


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_no_failed_login_shows_a_secret(answer, quiet):
    def script(call):
        call.request()
        answer(call) if callable(answer) else call.send(answer)

    with RawServer(script) as server:
        assert_hides(fails(lambda: client_of(server.base_url).token(Stop())))
    assert KEY.encode() in server.calls[0].received
    assert_log_hides(quiet)


def request_with_secrets(base_url, stop=None, seconds=10.0):
    """What a request that carries all three raises."""
    query, form = {"token": TOKEN}, {"username": USER, "password": KEY}
    request = Request("token.php", query=query, form=form, deadline=seconds)

    def act():
        with HttpTransport(base_url).open(request, stop or Stop()):
            pass

    return fails(act)


@pytest.mark.parametrize(
    "address", ["", "ftp://127.0.0.1/", "ftp://[x/", "http://a..b/", "http://127.0.0.1:99999/"]
)
def test_no_bad_address_shows_a_secret(address, quiet):
    assert_hides(request_with_secrets(address))
    assert_log_hides(quiet)


def test_no_refused_connection_shows_a_secret(quiet):
    with RawServer(answering()) as server:
        pass
    assert_hides(request_with_secrets(server.base_url))
    assert_log_hides(quiet)


def test_no_unknown_name_shows_a_secret(quiet, monkeypatch):
    def getaddrinfo(*_rest):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert_hides(request_with_secrets("http://contactnow.invalid/"))
    assert_log_hides(quiet)


def test_no_refused_certificate_shows_a_secret(quiet, tls):
    with RawServer(answering(), tls) as server:
        assert_hides(request_with_secrets(server.base_url))
    assert_log_hides(quiet)


def test_no_deadline_shows_a_secret(quiet):
    with RawServer(lambda call: call.wait_for_the_end()) as server:
        assert_hides(request_with_secrets(server.base_url, seconds=0.2))
    assert_log_hides(quiet)


def test_no_cancel_shows_a_secret(quiet):
    stop = Stop()

    def script(call):
        call.request()
        stop.ask()
        call.wait_for_the_end()

    with RawServer(script) as server:
        assert_hides(request_with_secrets(server.base_url, stop))
    assert_log_hides(quiet)


def test_the_address_is_in_the_log_of_a_library_that_nobody_quieted(loud):
    """So the tests above look where the token would be."""
    with RawServer(script_of(ANSWERS["half a head"])) as server:
        fails(lambda: client_of(server.base_url).record("100", "1", Stop()))
    assert TOKEN in loud.text


@pytest.mark.parametrize(
    "value",
    [
        Request("token.php", query={"token": TOKEN}, form={"username": USER, "password": KEY}),
        Request("database.php", body=ECHO),
        Answer(200, ECHO),
        Token(Secret(TOKEN), 1),
        Credentials(USER, Secret(KEY)),
        Session(HttpTransport("http://127.0.0.1/"), Credentials(USER, Secret(KEY))),
        Secret(KEY),
        {"key": Secret(KEY)},
    ],
    ids=lambda value: type(value).__name__,
)
def test_no_value_shows_a_secret(value):
    told = f"{value} {value!r} {value!s:>10}"
    assert [hidden for hidden in HIDDEN if hidden in told] == []
