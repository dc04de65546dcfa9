"""One HTTP exchange, with an overall deadline, and what is known when it fails."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

import requests
from requests import exceptions as requests_errors
from urllib3 import exceptions as urllib3_errors

from cn_desktop.api.wire import Wire, WireAdapter, system_trust
from cn_desktop.base.errors import (
    AnswerUnusable,
    Flaw,
    NotSent,
    OutcomeUnknown,
    TransportError,
    Trouble,
)
from cn_desktop.base.stop import Stop

T = TypeVar("T")

CONNECT_SECONDS = 10.0
CHUNK = 256 * 1024
WHOLE_ANSWER_CAP = 64 * 1024 * 1024


@dataclass(frozen=True, repr=False)
class Request:
    """What is to be sent to a script below the base address.

    `query` goes into the address, `form` into a POST form body, `body` is sent as it
    is. Not shown by `repr`: query and form carry the token or the key.
    """

    script: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    body: bytes | None = None
    deadline: float = 60.0

    @property
    def method(self) -> str:
        return "GET" if self.form is None and self.body is None else "POST"


@dataclass(frozen=True, repr=False)
class Answer:
    """A whole answer: HTTP status and decoded body."""

    status: int
    body: bytes


class Incoming(Protocol):
    """An answer whose body is still arriving."""

    status: int

    def chunks(self) -> Iterator[bytes]:
        """The decoded body, piece by piece. Raises `OutcomeUnknown` when it breaks off."""


class Transport(Protocol):
    """Sends one request. The client needs no more of the network than this."""

    def open(self, request: Request, stop: Stop) -> AbstractContextManager[Incoming]:
        """Send, and give the answer once its head has arrived.

        Raises `NotSent`, `OutcomeUnknown`, `AnswerUnusable` (a redirect) and `Cancelled`.
        """


def whole(incoming: Incoming, cap: int = WHOLE_ANSWER_CAP) -> Answer:
    """Read the body to its end; more than `cap` bytes is `OutcomeUnknown` (too large)."""
    body = bytearray()
    for chunk in incoming.chunks():
        body += chunk
        if len(body) > cap:
            raise OutcomeUnknown(Trouble.TOO_LARGE)
    return Answer(incoming.status, bytes(body))


class HttpTransport:
    """Real HTTP with `requests`.

    Every request has its own connection, so a dead kept-alive one can't make it unclear
    whether a write arrived (reliability rel-N8). No redirect is followed, no proxy, netrc
    or certificate file of the environment is used, no cookie is kept.
    """

    def __init__(self, base_url: str, *, proxy: str = "", ca_file: str = "") -> None:
        self._base_url = base_url.rstrip("/") + "/"
        self._proxy = proxy
        self._ca_file = ca_file

    @contextmanager
    def open(self, request: Request, stop: Stop) -> Iterator[Incoming]:
        stop.check()
        wire = Wire()
        deadline = threading.Timer(request.deadline, wire.time_is_up)
        deadline.daemon = True
        deadline.start()
        try:
            adapter = WireAdapter(wire, system_trust())
            with stop.interrupts(wire.abandon), _new_session(adapter) as session:
                exchange = _Exchange(wire, stop)
                exchange.begin(session, self._prepared(request), request.deadline)
                try:
                    yield exchange
                finally:
                    exchange.end()
        finally:
            deadline.cancel()
            wire.close()

    def _prepared(self, request: Request) -> requests.PreparedRequest:
        address = self._base_url + request.script
        if request.query:
            address += "?" + urlencode(request.query, safe=",")
        headers = {"Cache-Control": "no-store", "Connection": "close"}
        if request.body is not None:
            headers |= {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        prepared = requests.PreparedRequest()
        failure: NotSent | None = None
        try:
            prepared.prepare(
                method=request.method,
                url=address,
                headers=headers,
                data=request.body if request.body is not None else request.form,
            )
        except (requests_errors.RequestException, ValueError):
            failure = NotSent(Trouble.BAD_ADDRESS)
        if failure:
            raise failure
        return prepared


class _Exchange:
    """One request and its answer. Foreign errors end here: their text holds the address."""

    def __init__(self, wire: Wire, stop: Stop) -> None:
        self._wire = wire
        self._stop = stop
        self._response: requests.Response | None = None
        self.status = 0

    def begin(
        self, session: requests.Session, request: requests.PreparedRequest, seconds: float
    ) -> None:
        response = self._guarded(
            lambda: session.send(
                request,
                stream=True,
                timeout=(min(CONNECT_SECONDS, seconds), seconds),
                allow_redirects=False,
            )
        )
        self._response = response
        self.status = response.status_code
        if 300 <= self.status < 400:
            self.end()
            raise AnswerUnusable(Flaw.REDIRECT, status=self.status)

    def chunks(self) -> Iterator[bytes]:
        response = self._response
        if response is None:
            return
        while chunk := self._guarded(lambda: response.raw.read1(CHUNK, decode_content=True)):
            yield chunk
        self._check_ended_by_us()

    def end(self) -> None:
        if self._response is not None:
            self._guarded(self._response.close)

    def _guarded(self, call: Callable[[], T]) -> T:
        """The call's value, or our error, raised outside the handler.

        A foreign exception kept as context would carry the address, and with it the token.
        """
        try:
            return call()
        except (requests_errors.RequestException, urllib3_errors.HTTPError, OSError) as error:
            kind = _kind_of(error)
        self._check_ended_by_us()
        raise self._failure(kind)

    def _check_ended_by_us(self) -> None:
        """After we closed the socket ourselves the reader sees an end or any error at all."""
        self._stop.check()
        if self._wire.is_late:
            raise self._failure(Trouble.TOO_SLOW)

    def _failure(self, kind: Trouble) -> TransportError:
        return OutcomeUnknown(kind) if self._wire.has_sent else NotSent(kind)


def _new_session(adapter: WireAdapter) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


# Most particular first. The words only: the wire's own counter says whether anything left.
KINDS: tuple[tuple[type[Exception], Trouble], ...] = (
    (requests_errors.InvalidURL, Trouble.BAD_ADDRESS),
    (requests_errors.MissingSchema, Trouble.BAD_ADDRESS),
    (requests_errors.InvalidSchema, Trouble.BAD_ADDRESS),
    (urllib3_errors.LocationParseError, Trouble.BAD_ADDRESS),
    (urllib3_errors.NameResolutionError, Trouble.NAME_NOT_FOUND),
    (urllib3_errors.NewConnectionError, Trouble.REFUSED),
    (urllib3_errors.ConnectTimeoutError, Trouble.NO_CONNECTION),
    (urllib3_errors.ProxyError, Trouble.PROXY),
    (urllib3_errors.SSLError, Trouble.CERTIFICATE),
    (requests_errors.SSLError, Trouble.CERTIFICATE),
    (requests_errors.Timeout, Trouble.TOO_SLOW),
    (urllib3_errors.TimeoutError, Trouble.TOO_SLOW),
)


def _kind_of(error: Exception) -> Trouble:
    causes = (_reason_of(error), error)
    for foreign, kind in KINDS:
        if any(isinstance(cause, foreign) for cause in causes):
            return kind
    return Trouble.CUT_OFF


def _reason_of(error: Exception) -> Any:
    """What urllib3 gives as the reason inside the exception that requests made of it."""
    inner = error.args[0] if error.args else None
    return getattr(inner, "reason", None) or inner
