"""One token for many threads, asked for as rarely as can be."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from fakes import FakeIncoming, FakeTransport

from cn_desktop.api.token import Credentials, Session
from cn_desktop.base.errors import (
    AnswerUnusable,
    Flaw,
    LoginRefused,
    NotSent,
    OutcomeUnknown,
    Trouble,
)
from cn_desktop.base.secret import Secret
from cn_desktop.base.stop import Stop

THREADS = 8
RENDEZVOUS = 0.2
TOKEN = "0123456789abcdef0123456789abcdef01234567"


def session_of(answer):
    """A session, and the transport that shows what it asked."""
    transport = FakeTransport(answer if callable(answer) else lambda _request: answer)
    return Session(transport, Credentials("a user", Secret("a key"))), transport


def logged_in(token=TOKEN, expire=b',"expire":1307975676'):
    return b'{"success":true,"token":"%s"%s}' % (token.encode(), expire)


def numbered():
    """Another token each time; each login waits a little for a second one beside it."""
    numbers = iter(range(1000))
    beside = threading.Barrier(2)

    def answer(_request):
        with suppress(threading.BrokenBarrierError):
            beside.wait(RENDEZVOUS)
        return logged_in(f"{next(numbers):040x}")

    return session_of(answer)


def at_once(act):
    """What the act gives in each of many threads that start together."""
    barrier = threading.Barrier(THREADS)

    def start(_number):
        barrier.wait()
        return act()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(start, range(THREADS)))


def test_the_first_need_asks_for_a_token_and_the_second_does_not():
    session, transport = session_of(logged_in())
    assert session.expires is None
    first = session.token(Stop())
    assert session.token(Stop()) is first
    assert first.text.reveal() == TOKEN
    assert len(transport.requests) == 1


def test_user_name_and_key_go_in_a_form():
    session, transport = session_of(logged_in())
    session.token(Stop())
    (request,) = transport.requests
    assert (request.script, request.method) == ("token.php", "POST")
    assert request.form == {"username": "a user", "password": "a key"}
    assert request.query == {"action": "get", "format": "json"}


def test_threads_that_need_a_token_at_once_share_one_login():
    session, transport = numbered()
    tokens = at_once(lambda: session.token(Stop()))
    assert len(set(tokens)) == len(transport.requests) == 1


def test_threads_that_find_it_refused_at_once_share_one_login():
    session, transport = numbered()
    refused = session.token(Stop())
    tokens = at_once(lambda: session.renew(refused, Stop()))
    assert len(transport.requests) == 2
    assert len(set(tokens)) == 1
    assert tokens[0] != refused


def test_a_token_that_was_renewed_meanwhile_is_not_renewed_again():
    session, transport = numbered()
    refused = session.token(Stop())
    fresh = session.renew(refused, Stop())
    assert session.renew(refused, Stop()) is fresh
    assert len(transport.requests) == 2


def test_a_refused_token_is_forgotten_even_if_no_other_is_to_be_had():
    answers = iter([logged_in(), NotSent(Trouble.REFUSED), logged_in("f" * 40)])
    session, _transport = session_of(lambda _request: next(answers))
    refused = session.token(Stop())
    with pytest.raises(NotSent):
        session.renew(refused, Stop())
    assert session.expires is None
    assert session.token(Stop()).text.reveal() == "f" * 40


@pytest.mark.parametrize(
    ("said", "expires"),
    {
        b',"expire":1307975676': 1307975676,
        b',"expire":"1307975676"': 1307975676,
        b"": 0,
        b',"expire":null': 0,
        b',"expire":-1': 0,
        b',"expire":"soon"': 0,
        b',"expire":1.5': 0,
        b',"expire":true': 0,
        b',"expire":""': 0,
        b',"expire":[]': 0,
        b',"expire":' + b"9" * 5000: 0,
        b',"expire":"' + b"9" * 5000 + b'"': 0,
        ',"expire":"١٢"'.encode(): 0,
    }.items(),
)
def test_the_end_of_a_token_is_what_the_server_says(said, expires):
    session, _transport = session_of(logged_in(expire=said))
    assert session.token(Stop()).expires == expires
    assert session.expires == expires


@pytest.mark.parametrize("success", [b"false", b"0", b'"0"', b"null", b"true"])
def test_a_refused_login_keeps_the_words_out_of_its_text(success):
    answer = b'{"success":%s,"error":"Authentication failure"}' % success
    session, _transport = session_of(answer)
    with pytest.raises(LoginRefused) as caught:
        session.token(Stop())
    assert caught.value.words == "Authentication failure"
    assert "Authentication" not in f"{caught.value} {caught.value!r}"


@pytest.mark.parametrize(
    ("answer", "flaw"),
    [
        (b"<html><body>Log in to the network</body></html>", Flaw.WEB_PAGE),
        (b"", Flaw.EMPTY),
        (b'{"success":true}', Flaw.WRONG_SHAPE),
        (b'{"success":true,"token":""}', Flaw.WRONG_SHAPE),
        (b'{"success":true,"token":null}', Flaw.WRONG_SHAPE),
        (b'{"success":true,"token":["x"]}', Flaw.WRONG_SHAPE),
        (b'{"success":true,"token":"\\ud800"}', Flaw.NOT_TEXT),
        (b'{"success":false}', Flaw.WRONG_SHAPE),
        (b'{"success":"yes","token":"%s"}' % TOKEN.encode(), Flaw.WRONG_SHAPE),
        (b'{"success":false,"token":"%s"}' % TOKEN.encode(), Flaw.WRONG_SHAPE),
        (b'{"token":"%s"}' % TOKEN.encode(), Flaw.WRONG_SHAPE),
        (logged_in()[:-1], Flaw.NOT_JSON),
    ],
)
def test_an_answer_without_a_token_is_unusable(answer, flaw):
    session, transport = session_of(answer)
    with pytest.raises(AnswerUnusable) as caught:
        session.token(Stop())
    assert caught.value.kind is flaw
    with pytest.raises(AnswerUnusable):
        session.token(Stop())
    assert len(transport.requests) == 2


def test_an_endless_answer_to_a_login_is_given_up():
    session, _transport = session_of(lambda _request: FakeIncoming([b" " * 2**19] * 40))
    with pytest.raises(OutcomeUnknown) as caught:
        session.token(Stop())
    assert caught.value.kind is Trouble.TOO_LARGE
