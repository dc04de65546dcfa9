"""One token for many threads, asked for as rarely as can be."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from fakes import FakeIncoming, FakeTransport

from cn_desktop.api import retry
from cn_desktop.api.token import Clock, Credentials, Session
from cn_desktop.api.transport import HttpTransport
from cn_desktop.base.errors import (
    AnswerUnusable,
    Flaw,
    LoginRefused,
    NotSent,
    OutcomeUnknown,
    Trouble,
)
from cn_desktop.base.profile import Format
from cn_desktop.base.secret import Secret
from cn_desktop.base.stop import Stop

from .raw_server import RawServer, answering, response

THREADS = 8
RENDEZVOUS = 0.2
TOKEN = "0123456789abcdef0123456789abcdef01234567"


def session_of(answer, clock=None):
    """A session, and the transport that shows what it asked."""
    transport = FakeTransport(answer if callable(answer) else lambda _request: answer)
    return Session(transport, Credentials("a user", Secret("a key")), clock=clock), transport


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
    assert session.seconds_left is None
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
    gone = [NotSent(Trouble.REFUSED)] * retry.TRIES
    answers = iter([logged_in(), *gone, logged_in("f" * 40)])
    session, _transport = session_of(lambda _request: next(answers))
    refused = session.token(Stop())
    with pytest.raises(NotSent):
        session.renew(refused, Stop())
    assert not session.has_token
    assert session.token(Stop()).text.reveal() == "f" * 40


NOW = 1_307_900_000.0
DATE = "Sun, 12 Jun 2011 17:33:20 GMT"


class Hands:
    """Two clocks a test sets: one only goes forward, the other is somebody's."""

    def __init__(self, wall=NOW):
        self.steady, self.wall = 1000.0, wall

    @property
    def clock(self):
        return Clock(lambda: self.steady, lambda: self.wall)


def clocked(answer, hands, date=DATE):
    headers = {"Date": date} if date else {}
    return session_of(lambda _request: FakeIncoming([answer], headers=headers), hands.clock)


@pytest.mark.parametrize(
    ("said", "left"),
    {
        b',"expire":1307975676': 75_676,
        b',"expire":"1307975676"': 75_676,
        b"": None,
        b',"expire":null': None,
        b',"expire":"soon"': None,
        b',"expire":1.5': None,
        b',"expire":true': None,
        b',"expire":""': None,
        b',"expire":[]': None,
        b',"expire":"' + b"9" * 5000 + b'"': None,
        ',"expire":"١٢"'.encode(): None,
    }.items(),
)
def test_the_end_of_a_token_is_what_the_server_says(said, left):
    session, _transport = clocked(logged_in(expire=said), Hands())
    session.token(Stop())
    assert session.seconds_left == left


@pytest.mark.parametrize("skew", [-86_400, 86_400, -10 * 365 * 86_400])
def test_a_wrong_clock_here_changes_nothing_about_a_tokens_life(skew):
    """rel-T6: the life is by the server's own clock."""
    hands = Hands(NOW + skew)
    session, _transport = clocked(logged_in(), hands)
    session.token(Stop())
    assert session.seconds_left == 75_676


def test_clocks_that_are_set_or_stand_still_never_lengthen_a_life():
    """rel-T6, rel-T7: asleep one clock may stand still; set back the other says too much."""
    hands = Hands()
    session, _transport = clocked(logged_in(), hands)
    session.token(Stop())
    hands.steady += 100
    hands.wall -= 3600
    assert session.seconds_left == 75_576
    hands.wall += 3600 + 80_000
    assert session.seconds_left < 0


@pytest.mark.parametrize(("skew", "left"), [(0, 75_676), (86_400, None), (-30 * 86_400, None)])
def test_without_the_servers_time_only_a_sensible_life_is_believed(skew, left):
    session, _transport = clocked(logged_in(), Hands(NOW + skew), date="")
    session.token(Stop())
    assert session.seconds_left == left


def test_before_long_work_a_token_near_its_end_is_asked_for_again_once():
    hands = Hands()
    session, transport = clocked(logged_in(), hands)
    session.token(Stop())
    session.ensure(900, Stop())
    assert len(transport.requests) == 1
    hands.steady += 75_000
    session.ensure(900, Stop())
    assert len(transport.requests) == 2


@pytest.mark.parametrize(
    ("answer", "logins"),
    [(b'{"success":true,"expire":1}', 1), (b'{"success":false,"error":"Expired token"}', 2)],
)
def test_a_token_of_unknown_life_is_shown_to_the_server_before_long_work(answer, logins):
    asked = []

    def answered(request):
        asked.append(request.query["action"])
        return answer if asked[-1] == "validate" else logged_in(expire=b"")

    session, transport = session_of(answered)
    session.token(Stop())
    session.ensure(900, Stop())
    assert asked.count("validate") == 1
    assert asked.count("get") == logins
    assert "token" not in transport.requests[1].query


def test_a_token_that_is_over_is_no_login():
    session, _transport = session_of(logged_in(expire=b',"expire":-1'))
    with pytest.raises(LoginRefused):
        session.token(Stop())


@pytest.mark.parametrize("words", ["Authentication failure", "Account locked", ""])
def test_a_refused_login_is_not_tried_again_by_itself(words):
    """rel-T4, rel-T5: a server may lock the account."""
    refusal = b'{"success":false,"error":"%s"}' % words.encode()
    answers = iter([refusal, logged_in()])
    session, transport = session_of(lambda _request: next(answers))
    for _ in range(5):
        with pytest.raises(LoginRefused) as caught:
            session.token(Stop())
        assert caught.value.words == words
    assert len(transport.requests) == 1
    session.log_in_again(Stop())
    assert session.token(Stop()).text.reveal() == TOKEN


def test_user_name_and_key_go_into_the_address_only_where_a_form_is_refused():
    transport = FakeTransport(lambda _request: logged_in())
    session = Session(transport, Credentials("a user", Secret("a key")), by_form=False)
    session.token(Stop())
    (request,) = transport.requests
    assert (request.method, request.form) == ("GET", None)
    assert request.query["password"] == "a key"


def test_a_login_speaks_the_connections_format():
    answer = b"<result><success>1</success><token>%s</token></result>" % TOKEN.encode()
    transport = FakeTransport(lambda _request: answer)
    session = Session(transport, Credentials("a user", Secret("a key")), form=Format.XML)
    assert session.token(Stop()).text.reveal() == TOKEN
    assert transport.requests[0].query["format"] == "xml"


def test_a_warning_of_php_does_not_hide_a_token():
    session, _transport = session_of(b"<br />\n<b>Notice</b>: Undefined index\n" + logged_in())
    assert session.token(Stop()).text.reveal() == TOKEN


def test_a_server_that_is_busy_is_asked_again():
    busy = FakeIncoming([b""], status=503, headers={"Retry-After": "0"})
    answers = iter([busy, busy, logged_in()])
    session, transport = session_of(lambda _request: next(answers))
    assert session.token(Stop()).text.reveal() == TOKEN
    assert len(transport.requests) == 3


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
        (b'{"success":"yes","token":"%s"}' % TOKEN.encode(), Flaw.WRONG_SHAPE),
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
    with RawServer(answering(response(b" " * 2**21))) as server:
        session = Session(HttpTransport(server.base_url), Credentials("a user", Secret("a key")))
        with pytest.raises(OutcomeUnknown) as caught:
            session.token(Stop())
    assert caught.value.kind is Trouble.TOO_LARGE


@pytest.mark.parametrize("expire", [b"1000000000000000", b"9999999999999999999", b"1"])
def test_a_life_beyond_belief_is_not_known(expire):
    session, _transport = clocked(logged_in(expire=b',"expire":' + expire), Hands())
    session.token(Stop())
    assert session.seconds_left is None
