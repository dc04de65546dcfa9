"""One request on one connection: what comes back, and what is known when it fails."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from requests import exceptions as requests_errors
from urllib3 import exceptions as urllib3_errors

from cn_desktop.api.headers import Headers
from cn_desktop.api.wire import Wire, WireAdapter
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
RATIO = 200
"""An answer that unpacks to more than this times what was received is a bomb (rel-N11)."""
RATIO_COUNTS_FROM = 1024 * 1024


class Exchange:
    """One request and its answer. Foreign errors end here: their text holds the address."""

    def __init__(self, wire: Wire, stop: Stop, cap: int) -> None:
        self._wire = wire
        self._stop = stop
        self._cap = cap
        self._response: requests.Response | None = None
        self.status = 0
        self.headers: Headers = {}

    def begin(
        self,
        adapter: WireAdapter,
        request: requests.PreparedRequest,
        seconds: float,
        proxies: dict[str, str],
    ) -> None:
        """Send, past the session of `requests`: that one reads a redirect's body to its end.

        It would also take proxies, names and passwords from the environment, and cookies.
        """
        timeout = min(CONNECT_SECONDS, seconds), seconds
        response = self._guarded(
            lambda: adapter.send(request, stream=True, timeout=timeout, proxies=proxies)
        )
        self._response = response
        self.status = response.status_code
        self.headers = response.headers
        if 300 <= self.status < 400:
            self.end()
            host = _host_of(response.headers.get("Location", ""))
            raise AnswerUnusable(Flaw.REDIRECT, status=self.status, host=host)

    def chunks(self) -> Iterator[bytes]:
        response = self._response
        if response is None:
            return
        size = 0
        while chunk := self._guarded(lambda: response.raw.read1(CHUNK, decode_content=True)):
            size += len(chunk)
            self._check_size(size, response.raw.tell())
            yield chunk
        self._check_ended_by_us()

    def _check_size(self, unpacked: int, received: int) -> None:
        is_bomb = unpacked > RATIO_COUNTS_FROM and unpacked > RATIO * received
        if is_bomb or unpacked > self._cap:
            raise self._failure(Trouble.TOO_LARGE)

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


def _host_of(location: str) -> str:
    """The host a redirect leads to; nothing else of an address is ever shown."""
    try:
        host = urlsplit(location).hostname or ""
    except ValueError:
        host = ""
    return host if host.isprintable() else ""


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
