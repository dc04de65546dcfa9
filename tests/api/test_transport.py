"""One exchange over real sockets, and what is known when it fails."""

import gzip
import json
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest
from requests import adapters

from cn_desktop.api import exchange as exchange_room
from cn_desktop.api import kept_lines
from cn_desktop.api.deadlines import THREAD
from cn_desktop.api.json_stream import JsonReader
from cn_desktop.api.request import Request, whole
from cn_desktop.api.transport import HttpTransport
from cn_desktop.api.wire import Wire
from cn_desktop.base.errors import (
    AnswerUnusable,
    Cancelled,
    Flaw,
    NotSent,
    OutcomeUnknown,
    Trouble,
)
from cn_desktop.base.stop import Stop

from .raw_server import RawServer, answering, chunked, response

BODY = b'{"success":true,"total":1,"bad":0,"key":5}'
WRITE = Request("database.php", query={"action": "create"}, body=b'[{"firstname":"Ada"}]')
READ = Request("database.php", query={"action": "read"})
BOTH = pytest.mark.parametrize("request_", [READ, WRITE], ids=["read", "write"])

LONG = 60.0
SHORT = 0.3
MOMENT = 20.0
"""Far above what a wake-up takes, far below LONG."""


def lasting(request, seconds):
    """The same request with another deadline."""
    return replace(request, deadline=seconds)


def exchange(base_url, request=WRITE, stop=None):
    with HttpTransport(base_url).open(request, stop or Stop()) as incoming:
        return whole(incoming)


def failure(base_url, request=WRITE, stop=None):
    """What an exchange raises."""
    with pytest.raises((NotSent, OutcomeUnknown, AnswerUnusable, Cancelled)) as caught:
        exchange(base_url, request, stop)
    return caught.value


def assert_not_sent(error, kind):
    assert isinstance(error, NotSent)
    assert error.kind is kind


def assert_unknown(error, kind):
    assert isinstance(error, OutcomeUnknown)
    assert error.kind is kind


@contextmanager
def not_long():
    """The block ends long before a LONG deadline would end it."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < MOMENT


@contextmanager
def asking_when(event, stop):
    """Ask to stop, from another thread, once the event has happened."""

    def ask():
        event.wait(LONG)
        stop.ask()

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    yield
    event.set()
    thread.join()


# What is sent


def sent(request, *, base_path=""):
    """The head's lines and the body of a request as the server gets it."""
    with RawServer(answering(response(BODY))) as server:
        exchange(server.base_url + base_path, request)
    (call,) = server.calls
    head, _, body = call.received.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    return first, dict(line.split(": ", 1) for line in lines), body


def test_a_write_is_a_post_of_the_body_as_it_is():
    first, headers, body = sent(WRITE)
    assert first == "POST /database.php?action=create HTTP/1.1"
    assert body == WRITE.body
    assert headers["Content-Type"] == "application/json"
    assert headers["Accept-Encoding"] == "identity"
    assert headers["Connection"] == "close"
    assert headers["Cache-Control"] == "no-store"


def test_a_read_is_a_get():
    first, _headers, body = sent(READ)
    assert (first, body) == ("GET /database.php?action=read HTTP/1.1", b"")


def test_a_form_is_a_post_form():
    first, headers, body = sent(Request("token.php", form={"username": "a b", "password": "c&d"}))
    assert first == "POST /token.php HTTP/1.1"
    assert body == b"username=a+b&password=c%26d"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_the_base_address_may_have_a_path():
    assert sent(READ, base_path="api/")[0].startswith("GET /api/database.php?")
    assert sent(READ, base_path="api")[0].startswith("GET /api/database.php?")


def test_each_write_has_its_own_connection():
    with RawServer(
        lambda call: [call.send(response(BODY)) for _ in iter(call.request, b"")]
    ) as server:
        http = HttpTransport(server.base_url)
        for _ in range(3):
            with http.open(WRITE, Stop()) as incoming:
                assert whole(incoming).body == BODY
    assert [call.received.count(b"POST") for call in server.calls] == [1, 1, 1]


def test_nothing_of_the_environment_is_used(monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password something\n")
    netrc.chmod(0o600)
    answer = response(BODY, b"Set-Cookie: kept=1; Path=/")
    with RawServer(answering(answer)) as server, RawServer(answering(answer)) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, proxy.base_url)
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("NETRC", str(netrc))
        http = HttpTransport(server.base_url)
        for _ in range(2):
            with http.open(READ, Stop()) as incoming:
                whole(incoming)
    assert proxy.calls == []
    assert len(server.calls) == 2
    for call in server.calls:
        assert b"authorization" not in call.received.lower()
        assert b"cookie" not in call.received.lower()


# What comes back


@BOTH
@pytest.mark.parametrize(
    "answer",
    {
        "with a length": response(BODY),
        "in chunks": chunked(BODY),
        "to the end": b"HTTP/1.0 200 OK\r\n\r\n" + BODY,
        "after an interim answer": b"HTTP/1.1 100 Continue\r\n\r\n" + response(BODY),
        "as a page": response(BODY, b"Content-Type: text/html"),
    }.items(),
    ids=lambda item: item[0],
)
def test_an_answer_comes_whole(answer, request_):
    with RawServer(answering(answer[1])) as server:
        answered = exchange(server.base_url, request_)
    assert (answered.status, answered.body) == (200, BODY)


@pytest.mark.parametrize("frame", [response, chunked])
def test_a_packed_answer_is_unpacked(frame):
    text = b'{"success":true,"list":[' + b'{"uid":"1"},' * 5000 + b'{"uid":"2"}]}'
    packed = frame(gzip.compress(text), b"Content-Encoding: gzip")
    with RawServer(answering(packed)) as server:
        assert exchange(server.base_url, READ).body == text


@pytest.mark.parametrize("status", [b"404 Not Found", b"500 Oops", b"204 No Content"])
def test_any_other_status_is_an_answer_too(status):
    with RawServer(answering(response(b"", status=status))) as server:
        answered = exchange(server.base_url)
    assert (answered.status, answered.body) == (int(status[:3]), b"")


@BOTH
@pytest.mark.parametrize("code", [300, 301, 302, 303, 304, 307, 308])
def test_no_redirect_is_followed(code, request_):
    with RawServer(answering(response(BODY))) as other:
        location = b"Location: " + other.base_url.encode() + b"database.php"
        answer = response(b"", location, status=b"%d Elsewhere" % code)
        with RawServer(answering(answer)) as server:
            error = failure(server.base_url, request_)
    assert isinstance(error, AnswerUnusable)
    assert (error.kind, error.status) == (Flaw.REDIRECT, code)
    assert (len(server.calls), other.calls) == (1, [])


@pytest.mark.parametrize("cut", [0, 1, 10, len(BODY) - 1])
def test_an_answer_cut_off_is_noticed(cut):
    framed = {response: response(BODY), chunked: chunked(BODY)}
    for whole_answer in framed.values():
        head, _, rest = whole_answer.partition(b"\r\n\r\n")
        with RawServer(answering(head + b"\r\n\r\n" + rest[:cut])) as server:
            assert_unknown(failure(server.base_url), Trouble.CUT_OFF)


def test_chunks_without_their_end_are_cut_off():
    with RawServer(answering(chunked(BODY).removesuffix(b"0\r\n\r\n"))) as server:
        assert_unknown(failure(server.base_url), Trouble.CUT_OFF)


@pytest.mark.parametrize("cut", range(0, len(BODY), 6))
def test_an_answer_without_a_length_cut_off_is_noticed_when_it_is_parsed(cut):
    with RawServer(answering(b"HTTP/1.1 200 OK\r\n\r\n" + BODY[:cut])) as server:
        answered = exchange(server.base_url)
    parser = JsonReader()
    with pytest.raises(AnswerUnusable):
        list(parser.feed(answered.body)), parser.finish()


GARBAGE = {
    "no HTTP": b"220 mail.invalid ESMTP\r\n",
    "binary": bytes(range(256)),
    "a bare body": BODY,
    "a bad status": b"HTTP/1.1 abc OK\r\n\r\n",
    "a flood of headers": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",
    "a long header": b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
    "a bad chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n" + BODY,
    "a negative chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n" + BODY,
    "packing that is none": response(BODY, b"Content-Encoding: gzip"),
    "packed ten times": response(BODY, b"Content-Encoding: " + b", ".join([b"gzip"] * 10)),
}


@BOTH
@pytest.mark.parametrize("answer", GARBAGE.values(), ids=GARBAGE)
def test_garbage_leaves_the_outcome_unknown(answer, request_):
    with RawServer(answering(answer)) as server:
        assert_unknown(failure(server.base_url, request_), Trouble.CUT_OFF)


def test_half_a_head_is_an_answer_without_a_body():
    with RawServer(answering(b"HTTP/1.1 200 OK\r\nContent-Le")) as server:
        assert exchange(server.base_url).body == b""


# Whether it was sent


def test_a_refused_port_was_sent_nothing():
    with RawServer(answering()) as server:
        pass
    assert_not_sent(failure(server.base_url), Trouble.REFUSED)


def test_an_unknown_name_was_sent_nothing(monkeypatch):
    asked = []

    def getaddrinfo(host, *_rest):
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert_not_sent(failure("https://contactnow.invalid/"), Trouble.NAME_NOT_FOUND)
    assert asked == ["contactnow.invalid"]


def test_a_host_that_does_not_answer_was_sent_nothing(monkeypatch):
    def getaddrinfo(*_rest):
        raise TimeoutError

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert_not_sent(failure("https://contactnow.invalid/"), Trouble.NO_CONNECTION)


@pytest.mark.parametrize(
    "address",
    [
        *("", "contactnow", "http://", "http:///x", "ftp://127.0.0.1/", "ftp://[x/", "x://["),
        *("mailto:[", "http://[::1/", "https://a..b/", "http://127.0.0.1:99999/", "http://a b/"),
        *(
            "https://127.0.0.1:abc/",
            "http://*.x/",
            "http://\ud800/",
            f"https://{'a' * 70}.invalid/",
        ),
    ],
)
def test_a_bad_address_was_sent_nothing(address):
    assert_not_sent(failure(address), Trouble.BAD_ADDRESS)


def test_closed_without_a_word_is_unknown():
    with RawServer(lambda call: call.request()) as server:
        assert_unknown(failure(server.base_url), Trouble.CUT_OFF)
    assert server.calls[0].received.endswith(WRITE.body)


def test_closed_at_once_is_unknown():
    with RawServer(lambda _call: None) as server:
        assert_unknown(failure(server.base_url), Trouble.CUT_OFF)


def test_a_reset_after_the_request_is_unknown():
    with RawServer(lambda call: (call.request(), call.reset())) as server:
        assert_unknown(failure(server.base_url), Trouble.CUT_OFF)


def test_a_request_that_was_sent_in_part_is_unknown():
    large = Request("database.php", body=b"x" * 2**24)
    with RawServer(lambda call: (call.head(), call.reset())) as server:
        assert_unknown(failure(server.base_url, large), Trouble.CUT_OFF)
    assert 0 < len(server.calls[0].received) < len(large.body)


def test_an_answer_before_the_request_was_all_sent_counts():
    """A server may refuse a body it has not read to its end."""
    with RawServer(lambda call: (call.head(), call.send(response(BODY)), call.request())) as server:
        assert exchange(server.base_url, Request("database.php", body=b"x" * 2**22)).body == BODY


# How long it takes


def watching():
    """The threads that watch over deadlines."""
    return [each for each in threading.enumerate() if each.name == THREAD]


def test_a_server_that_never_answers_is_too_slow():
    with RawServer(lambda call: call.wait_for_the_end()) as server:
        error = failure(server.base_url, lasting(WRITE, SHORT))
        assert_unknown(error, Trouble.TOO_SLOW)


DRIPS = {
    "the first line": (b"", b"H"),
    "a header": (b"HTTP/1.1 200 OK\r\nX: ", b"y"),
    "interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "the body": (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"),
    "chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "a body without a length": (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
    "chunk sizes": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
}


@pytest.mark.parametrize(("start", "drop"), DRIPS.values(), ids=DRIPS)
def test_a_dripping_server_is_too_slow(start, drop):
    """Every drop starts the socket's own time-out anew."""
    with RawServer(lambda call: (call.request(), call.send(start), call.drip(drop))) as server:
        error = failure(server.base_url, lasting(WRITE, SHORT))
    assert_unknown(error, Trouble.TOO_SLOW)


def test_asked_to_stop_before_nothing_is_done():
    stop = Stop()
    stop.ask()
    with RawServer(answering(response(BODY))) as server:
        assert isinstance(failure(server.base_url, WRITE, stop), Cancelled)
    assert server.calls == []


@pytest.mark.parametrize(
    "start",
    [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\nx", response(BODY)[:-1]],
    ids=["before the head", "in the head", "in the body", "before the last byte"],
)
def test_asking_to_stop_ends_the_wait(start):
    stop, arrived = Stop(), threading.Event()

    def script(call):
        call.request()
        call.send(start)
        arrived.set()
        call.wait_for_the_end()

    with RawServer(script) as server, asking_when(arrived, stop), not_long():
        assert isinstance(failure(server.base_url, lasting(READ, LONG), stop), Cancelled)


def test_asking_to_stop_while_the_name_is_looked_up_sends_nothing(monkeypatch):
    stop = Stop()
    real = socket.getaddrinfo

    def getaddrinfo(*rest, **more):
        stop.ask()
        return real(*rest, **more)

    with RawServer(answering(response(BODY))) as server:
        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        assert isinstance(failure(server.base_url, WRITE, stop), Cancelled)
    assert b"".join(call.received for call in server.calls) == b""


def test_time_up_while_the_name_is_looked_up_is_known_as_not_sent(monkeypatch):
    real = socket.getaddrinfo

    def getaddrinfo(*rest, **more):
        for thread in watching():
            thread.join()
        return real(*rest, **more)

    with RawServer(answering(response(BODY))) as server:
        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        assert_not_sent(failure(server.base_url, lasting(WRITE, SHORT)), Trouble.TOO_SLOW)
    assert b"".join(call.received for call in server.calls) == b""


def test_a_wire_that_is_over_sends_nothing():
    wire = Wire()
    wire.abandon()
    with pytest.raises(OSError, match=r"^$"):
        wire.sending()
    assert not wire.has_sent


def test_nothing_watches_on_when_an_exchange_is_over():
    with RawServer(answering(response(BODY))) as server:
        exchange(server.base_url, lasting(WRITE, LONG))
    for thread in watching():
        thread.join(MOMENT)
        assert not thread.is_alive()


def test_one_thread_watches_many_exchanges_and_each_has_its_own_deadline():
    def script(call):
        call.request()
        if b"long" in call.received:
            call.send(response(BODY))
        else:
            call.wait_for_the_end()

    with RawServer(script) as server:
        http = HttpTransport(server.base_url)
        with http.open(lasting(Request("long"), LONG), Stop()) as incoming:
            with pytest.raises(OutcomeUnknown), http.open(lasting(WRITE, SHORT), Stop()):
                pass
            assert len(watching()) == 1
            assert whole(incoming).body == BODY


# Ending early


def test_an_error_of_the_reader_ends_the_exchange():
    def script(call):
        call.request()
        call.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx")
        call.wait_for_the_end()

    def fail_after_a_piece(server):
        with HttpTransport(server.base_url).open(lasting(READ, LONG), Stop()) as incoming:
            next(incoming.chunks())
            raise ZeroDivisionError

    with RawServer(script) as server, not_long():
        with pytest.raises(ZeroDivisionError):
            fail_after_a_piece(server)
        assert server.calls[0].is_over.wait(MOMENT)


def test_a_body_nobody_reads_is_left_alone():
    def script(call):
        call.request()
        call.send(b"HTTP/1.1 200 OK\r\n\r\n")
        call.wait_for_the_end()

    with RawServer(script) as server, not_long():
        with HttpTransport(server.base_url).open(lasting(READ, LONG), Stop()) as incoming:
            assert incoming.status == 200
        assert server.calls[0].is_over.wait(MOMENT)


def test_a_late_deadline_does_not_reach_the_next_exchange():
    with RawServer(answering(response(BODY))) as server:
        http = HttpTransport(server.base_url)
        for _ in range(5):
            with http.open(lasting(READ, LONG), Stop()) as incoming:
                assert whole(incoming).body == BODY


# Connections that are used again


LOOK = replace(READ, is_repeatable=True)


def served_again(call):
    """Answer one request after the other."""
    while True:
        call.next_request()
        call.send(response(BODY))


def asked(http, request=LOOK, stop=None):
    with http.open(request, stop or Stop()) as incoming:
        return whole(incoming).body


def requests_on(server):
    """How many requests came over each connection."""
    return [call.received.count(b" HTTP/1.1\r\n") for call in server.calls]


@pytest.mark.parametrize("is_encrypted", [False, True], ids=["plain", "encrypted"])
def test_reads_of_a_record_share_a_connection(is_encrypted, tls, certificate, monkeypatch):
    trusting(monkeypatch, certificate)
    with RawServer(served_again, tls if is_encrypted else None) as server:
        http = HttpTransport(server.base_url)
        assert [asked(http) for _ in range(3)] == [BODY] * 3
    assert requests_on(server) == [3]
    assert b"Connection: keep-alive\r\n" in server.calls[0].received


@pytest.mark.parametrize("request_", [WRITE, READ], ids=["write", "whole read"])
def test_nothing_else_goes_over_a_connection_that_was_used(request_):
    with RawServer(served_again) as server:
        http = HttpTransport(server.base_url)
        for request in (LOOK, request_, LOOK, request_):
            assert asked(http, request) == BODY
    assert requests_on(server) == [2, 1, 1]


def test_two_reads_at_a_time_have_two_connections():
    with RawServer(served_again) as server:
        http = HttpTransport(server.base_url)
        with http.open(LOOK, Stop()) as first:
            assert asked(http) == BODY
            assert whole(first).body == BODY
        assert asked(http) == BODY
    assert sorted(requests_on(server)) == [1, 2]


@pytest.mark.parametrize("way", ["hangs up", "resets"])
def test_a_used_connection_that_has_died_is_made_up_for_at_once(way):
    def script(call):
        call.next_request()
        call.send(response(BODY))
        if call is server.calls[0]:
            call.next_request()
            if way == "resets":
                call.reset()
            return
        call.wait_for_the_end()

    with RawServer(script) as server:
        http = HttpTransport(server.base_url)
        assert [asked(http) for _ in range(2)] == [BODY] * 2
    assert requests_on(server) == [2, 1]


def test_a_read_that_fails_over_a_new_connection_too_is_not_made_up_for_again():
    with RawServer(lambda call: call.request()) as server:
        assert_unknown(failure(server.base_url, LOOK), Trouble.CUT_OFF)
    assert len(server.calls) == 1


def test_an_answer_to_nobody_is_not_the_next_ones():
    other = b'{"success":true,"total":1,"bad":0,"key":6}'
    more = threading.Event()

    def script(call):
        call.next_request()
        call.send(response(BODY))
        call.send(response(other))
        more.set()
        served_again(call)

    with RawServer(script) as server:
        http = HttpTransport(server.base_url)
        assert asked(http) == BODY
        assert more.wait(MOMENT)
        assert asked(http) == BODY


def test_a_connection_that_the_server_ends_is_not_used_again():
    ending = response(BODY, b"Connection: close")
    with RawServer(
        lambda call: (call.request(), call.send(ending), call.wait_for_the_end())
    ) as server:
        http = HttpTransport(server.base_url)
        assert [asked(http) for _ in range(2)] == [BODY] * 2
    assert requests_on(server) == [1, 1]


def test_a_connection_whose_answer_was_not_read_to_its_end_is_not_used_again():
    with RawServer(served_again) as server:
        http = HttpTransport(server.base_url)
        with http.open(LOOK, Stop()) as incoming:
            assert incoming.status == 200
        assert asked(http) == BODY
    assert requests_on(server) == [1, 1]


def test_a_connection_that_nobody_uses_is_closed(monkeypatch):
    monkeypatch.setattr(kept_lines, "KEPT_SECONDS", SHORT)
    with RawServer(served_again) as server:
        assert asked(HttpTransport(server.base_url)) == BODY
        assert server.calls[0].is_over.wait(MOMENT)


def answering_once(call):
    call.next_request()
    call.send(response(BODY))
    call.wait_for_the_end()


def test_a_used_connection_that_is_silent_is_too_slow():
    with RawServer(answering_once) as server:
        http = HttpTransport(server.base_url)
        assert asked(http) == BODY
        with pytest.raises(OutcomeUnknown) as caught:
            asked(http, lasting(LOOK, SHORT))
    assert caught.value.kind is Trouble.TOO_SLOW
    assert requests_on(server) == [2]


@pytest.mark.parametrize("is_encrypted", [False, True], ids=["plain", "encrypted"])
def test_asking_to_stop_ends_the_wait_on_a_used_connection(
    is_encrypted, tls, certificate, monkeypatch
):
    trusting(monkeypatch, certificate)
    stop, arrived = Stop(), threading.Event()

    def script(call):
        call.next_request()
        call.send(response(BODY))
        call.next_request()
        arrived.set()
        call.wait_for_the_end()

    with RawServer(script, tls if is_encrypted else None) as server, not_long():
        http = HttpTransport(server.base_url)
        assert asked(http) == BODY
        with asking_when(arrived, stop), pytest.raises(Cancelled):
            asked(http, LOOK, stop)


# How much


def capped(request, cap):
    return replace(request, cap=cap)


@pytest.mark.parametrize("answer", [response(b"x" * 1001), chunked(b"x" * 1001, size=100)])
def test_no_more_than_the_cap_is_read(answer):
    with RawServer(answering(answer)) as server:
        error = failure(server.base_url, capped(READ, 1000))
    assert_unknown(error, Trouble.TOO_LARGE)


def test_exactly_the_cap_is_fine():
    with RawServer(answering(response(b"x" * 1000))) as server:
        assert exchange(server.base_url, capped(READ, 1000)).body == b"x" * 1000


def test_a_packed_flood_comes_in_small_pieces_and_is_known_for_a_bomb():
    bomb = response(gzip.compress(b" " * 2**26), b"Content-Encoding: gzip")
    sizes = []
    with (
        RawServer(answering(bomb)) as server,
        HttpTransport(server.base_url).open(capped(READ, 2**30), Stop()) as body,
        pytest.raises(OutcomeUnknown) as caught,
    ):
        sizes.extend(len(piece) for piece in body.chunks())
    assert max(sizes) <= exchange_room.CHUNK
    assert sum(sizes) < 2**24
    assert caught.value.kind is Trouble.TOO_LARGE


def test_an_ordinary_packed_answer_is_no_bomb():
    rows = json.dumps([{"uid": str(n), "firstname": "", "lastname": ""} for n in range(60_000)])
    packed = response(gzip.compress(rows.encode()), b"Content-Encoding: gzip")
    with RawServer(answering(packed)) as server:
        assert exchange(server.base_url, capped(READ, 2**30)).body == rows.encode()


# Encryption


def trusting(monkeypatch, certificate):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def test_an_encrypted_exchange_works(tls, certificate, monkeypatch):
    trusting(monkeypatch, certificate)
    with RawServer(answering(response(BODY)), tls) as server:
        assert exchange(server.base_url).body == BODY
    assert server.calls[0].received.endswith(WRITE.body)


def test_a_certificate_nobody_vouches_for_was_sent_nothing(tls):
    with RawServer(answering(response(BODY)), tls) as server:
        assert_not_sent(failure(server.base_url), Trouble.CERTIFICATE)
    assert [call.received for call in server.calls] == [b""]


def test_a_certificate_for_another_name_was_sent_nothing(tls, certificate, monkeypatch):
    trusting(monkeypatch, certificate)
    with RawServer(answering(response(BODY)), tls) as server:
        address = server.base_url.replace("127.0.0.1", "localhost")
        assert_not_sent(failure(address), Trouble.CERTIFICATE)
    assert [call.received for call in server.calls] == [b""]


def test_only_the_system_says_whom_to_trust(tls, certificate, monkeypatch):
    """`requests` brings a list of its own, and the environment may name another."""
    monkeypatch.setattr(adapters, "DEFAULT_CA_BUNDLE_PATH", str(certificate))
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(certificate))
    with RawServer(answering(response(BODY)), tls) as server:
        assert_not_sent(failure(server.base_url), Trouble.CERTIFICATE)


def test_a_server_without_encryption_was_sent_nothing():
    with RawServer(lambda call: call.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as server:
        error = failure(server.base_url.replace("http:", "https:"))
    assert isinstance(error, NotSent)


def test_a_handshake_that_is_cut_off_was_sent_nothing():
    with RawServer(lambda _call: None) as server:
        error = failure(server.base_url.replace("http:", "https:"))
    assert isinstance(error, NotSent)


def test_a_damaged_record_after_the_request_is_unknown(tls, certificate, monkeypatch):
    trusting(monkeypatch, certificate)
    damaged = b"\x17\x03\x03\x00\x20" + b"?" * 32
    with RawServer(
        lambda call: (call.request(), call.send_under_the_encryption(damaged)), tls
    ) as server:
        assert isinstance(failure(server.base_url), OutcomeUnknown)
    assert server.calls[0].received.endswith(WRITE.body)


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\n\r\nx"], ids=["head", "body"])
def test_asking_to_stop_ends_the_wait_under_encryption(start, tls, certificate, monkeypatch):
    trusting(monkeypatch, certificate)
    stop, arrived = Stop(), threading.Event()

    def script(call):
        call.request()
        call.send(start)
        arrived.set()
        call.wait_for_the_end()

    with RawServer(script, tls) as server, asking_when(arrived, stop), not_long():
        assert isinstance(failure(server.base_url, lasting(READ, LONG), stop), Cancelled)


def test_a_dripping_body_under_encryption_is_too_slow(tls, certificate, monkeypatch):
    trusting(monkeypatch, certificate)
    start = b"HTTP/1.1 200 OK\r\n\r\n"
    with RawServer(lambda call: (call.request(), call.send(start), call.drip()), tls) as server:
        assert_unknown(failure(server.base_url, lasting(WRITE, 1.0)), Trouble.TOO_SLOW)


HELLO_TO_COME = b"\x16\x03\x03\x40\x00"


def test_a_dripping_handshake_is_too_slow_and_was_sent_nothing():
    with RawServer(lambda call: (call.send(HELLO_TO_COME), call.drip(b"\0"))) as server:
        address = server.base_url.replace("http:", "https:")
        assert_not_sent(failure(address, lasting(WRITE, SHORT)), Trouble.TOO_SLOW)


def test_asking_to_stop_ends_a_handshake(monkeypatch):
    monkeypatch.setattr(exchange_room, "CONNECT_SECONDS", LONG)
    stop, arrived = Stop(), threading.Event()

    def script(call):
        arrived.set()
        call.wait_for_the_end()

    with RawServer(script) as server, asking_when(arrived, stop), not_long():
        address = server.base_url.replace("http:", "https:")
        assert isinstance(failure(address, lasting(WRITE, LONG), stop), Cancelled)


def test_a_handshake_that_comes_after_the_stop_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(exchange_room, "CONNECT_SECONDS", LONG)
    stop, real = Stop(), socket.getaddrinfo

    def getaddrinfo(*rest, **more):
        stop.ask()
        return real(*rest, **more)

    with RawServer(lambda call: call.wait_for_the_end()) as server, not_long():
        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        address = server.base_url.replace("http:", "https:")
        assert isinstance(failure(address, lasting(WRITE, LONG), stop), Cancelled)


def test_one_silent_handshake_does_not_hold_up_another(tls, certificate, monkeypatch):
    monkeypatch.setattr(exchange_room, "CONNECT_SECONDS", LONG)
    trusting(monkeypatch, certificate)
    stop, arrived, errors = Stop(), threading.Event(), []

    def script(call):
        arrived.set()
        call.wait_for_the_end()

    with RawServer(script) as silent, RawServer(answering(response(BODY)), tls) as server:
        http = HttpTransport(silent.base_url.replace("http:", "https:"))

        def hang():
            try:
                with http.open(lasting(READ, LONG), stop):
                    pass
            except Cancelled as error:
                errors.append(error)

        thread = threading.Thread(target=hang, daemon=True)
        thread.start()
        assert arrived.wait(MOMENT)
        http._base_url = server.base_url
        with not_long(), http.open(lasting(READ, LONG), Stop()) as incoming:
            assert json.loads(whole(incoming).body)["key"] == 5
        stop.ask()
        thread.join(MOMENT)
    assert len(errors) == 1


def test_an_answer_that_calls_itself_a_page_is_noted_once(caplog):
    page = response(BODY, b"Content-Type: text/html; charset=UTF-8")
    with RawServer(answering(page)) as server, caplog.at_level("INFO", "cn_desktop.api"):
        http = HttpTransport(server.base_url)
        for _ in range(3):
            with http.open(READ, Stop()) as incoming:
                assert whole(incoming).body == BODY
    assert len(caplog.records) == 1
    assert server.base_url not in caplog.text
