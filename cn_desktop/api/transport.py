"""One HTTP exchange, with an overall deadline, and what is known when it fails."""

import logging
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

import requests
from requests import exceptions as requests_errors

from cn_desktop.api.deadlines import Deadlines
from cn_desktop.api.exchange import Exchange
from cn_desktop.api.kept_lines import KeptLines
from cn_desktop.api.request import Incoming, Request
from cn_desktop.api.wire import Wire, WireAdapter, trust_of
from cn_desktop.base.errors import (
    NotSent,
    TransportError,
    Trouble,
)
from cn_desktop.base.stop import Stop

LOG = logging.getLogger(__name__)
DATA_TYPES = {"application/json", "text/json", "application/xml", "text/xml"}


class HttpTransport:
    """Real HTTP, with the adapters of `requests`.

    Every write has its own connection, so a dead kept-alive one can't make it unclear
    whether it arrived (reliability rel-N8); only what `is_repeatable` shares some. No redirect
    is followed, no proxy, netrc or certificate file of the environment is used, no cookie is
    kept. Without encryption nothing is sent, except to this machine itself; a proxy is not
    asked for that.
    """

    def __init__(self, base_url: str, *, proxy: str = "", ca_file: str = "") -> None:
        self._base_url = base_url.rstrip("/") + "/"
        self._proxy = proxy
        self._ca_file = ca_file
        self._is_type_noted = False
        self._deadlines = Deadlines()
        self._kept = KeptLines(self._deadlines)

    @contextmanager
    def open(self, request: Request, stop: Stop) -> Iterator[Incoming]:
        stop.check()
        prepared = self._prepared(request)
        with ExitStack() as stack:
            exchange = self._begun_over_kept(stack, request, prepared, stop)
            if exchange is None:
                fresh = WireAdapter(self._trust(prepared))
                begun = self._exchange(fresh, request, prepared, stop)
                exchange = stack.enter_context(begun)
            self._note_type(exchange.headers.get("Content-Type", ""))
            yield exchange

    def _begun_over_kept(
        self,
        stack: ExitStack,
        request: Request,
        prepared: requests.PreparedRequest,
        stop: Stop,
    ) -> Exchange | None:
        """A read over a connection that was used before; None: there is none, or it had died."""
        adapter = self._kept.take() if request.is_repeatable else None
        if adapter is None:
            return None
        try:
            return stack.enter_context(self._exchange(adapter, request, prepared, stop))
        except TransportError as error:
            if error.kind is not Trouble.CUT_OFF:
                raise
        return None

    @contextmanager
    def _exchange(
        self,
        adapter: WireAdapter,
        request: Request,
        prepared: requests.PreparedRequest,
        stop: Stop,
    ) -> Iterator[Exchange]:
        """Send, and give the answer; afterwards the connection is kept for a read, or closed."""
        wire = adapter.line.wire = Wire()
        may_keep = False
        try:
            with (
                closing(wire),
                self._deadlines.watch(request.deadline, wire.time_is_up),
                stop.interrupts(wire.abandon),
            ):
                exchange = Exchange(wire, stop, request.cap)
                exchange.begin(adapter, prepared, request.deadline, self._proxies(prepared))
                try:
                    yield exchange
                finally:
                    exchange.end()
            may_keep = request.is_repeatable and adapter.line.is_open and not wire.is_over
        finally:
            if may_keep:
                self._kept.put(adapter)
            else:
                adapter.close()

    def _note_type(self, content_type: str) -> None:
        """PHP calls its answers pages: that is accepted, and written down once (rel-N14)."""
        if content_type.partition(";")[0].strip().lower() not in DATA_TYPES:
            if not self._is_type_noted:
                LOG.info("answers do not call themselves JSON or XML")
            self._is_type_noted = True

    def _trust(self, request: requests.PreparedRequest) -> ssl.SSLContext | None:
        """Whom an encrypted connection trusts; one that is not encrypted has nobody to trust."""
        if _is_plain(request):
            return None
        try:
            return trust_of(self._ca_file)
        except (OSError, ValueError):
            failure = NotSent(Trouble.CA_FILE)
        raise failure

    def _proxies(self, request: requests.PreparedRequest) -> dict[str, str]:
        return {"https": self._proxy} if self._proxy and not _is_plain(request) else {}

    def _prepared(self, request: Request) -> requests.PreparedRequest:
        kept = "keep-alive" if request.is_repeatable else "close"
        headers = {"Cache-Control": "no-store", "Connection": kept}
        if request.body is not None:
            headers |= {"Content-Type": request.content_type, "Accept-Encoding": "identity"}
        else:
            headers["Accept-Encoding"] = "gzip, deflate"
        prepared = requests.PreparedRequest()
        failure: NotSent | None = None
        try:
            query = "?" + urlencode(request.query, safe=",") if request.query else ""
            prepared.prepare(
                method=request.method,
                url=self._base_url + request.script + query,
                headers=headers,
                data=request.body if request.body is not None else request.form,
            )
        except (requests_errors.RequestException, ValueError):
            failure = NotSent(Trouble.BAD_ADDRESS)
        if failure:
            raise failure
        if urlsplit(str(prepared.url)).scheme not in {"http", "https"}:
            raise NotSent(Trouble.BAD_ADDRESS)
        if _is_plain(prepared) and not _is_this_machine(urlsplit(str(prepared.url)).hostname or ""):
            raise NotSent(Trouble.NOT_ENCRYPTED)
        return prepared


def _is_plain(request: requests.PreparedRequest) -> bool:
    return urlsplit(str(request.url)).scheme == "http"


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
