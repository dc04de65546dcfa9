"""One HTTP exchange, with an overall deadline, and what is known when it fails."""

import logging
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

import requests
from requests import exceptions as requests_errors

from cn_desktop.api.exchange import Exchange
from cn_desktop.api.request import Incoming, Request
from cn_desktop.api.wire import Wire, WireAdapter, trust_of
from cn_desktop.base.errors import (
    NotSent,
    Trouble,
)
from cn_desktop.base.stop import Stop

LOG = logging.getLogger(__name__)
DATA_TYPES = {"application/json", "text/json", "application/xml", "text/xml"}


class HttpTransport:
    """Real HTTP, with the adapters of `requests`.

    Every request has its own connection, so a dead kept-alive one can't make it unclear
    whether a write arrived (reliability rel-N8). No redirect is followed, no proxy, netrc
    or certificate file of the environment is used, no cookie is kept. Without encryption
    nothing is sent, except to this machine itself; a proxy is not asked for that.
    """

    def __init__(self, base_url: str, *, proxy: str = "", ca_file: str = "") -> None:
        self._base_url = base_url.rstrip("/") + "/"
        self._proxy = proxy
        self._ca_file = ca_file
        self._is_type_noted = False

    @contextmanager
    def open(self, request: Request, stop: Stop) -> Iterator[Incoming]:
        stop.check()
        wire = Wire()
        deadline = threading.Timer(request.deadline, wire.time_is_up)
        deadline.daemon = True
        deadline.start()
        try:
            adapter = WireAdapter(wire, self._trust())
            with stop.interrupts(wire.abandon), closing(adapter):
                exchange = Exchange(wire, stop, request.cap)
                prepared = self._prepared(request)
                exchange.begin(adapter, prepared, request.deadline, self._proxies(prepared))
                self._note_type(exchange.headers.get("Content-Type", ""))
                try:
                    yield exchange
                finally:
                    exchange.end()
        finally:
            deadline.cancel()
            wire.close()

    def _note_type(self, content_type: str) -> None:
        """PHP calls its answers pages: that is accepted, and written down once (rel-N14)."""
        if content_type.partition(";")[0].strip().lower() not in DATA_TYPES:
            if not self._is_type_noted:
                LOG.info("answers do not call themselves JSON or XML")
            self._is_type_noted = True

    def _trust(self) -> ssl.SSLContext:
        try:
            return trust_of(self._ca_file)
        except (OSError, ValueError):
            failure = NotSent(Trouble.CA_FILE)
        raise failure

    def _proxies(self, request: requests.PreparedRequest) -> dict[str, str]:
        return {"https": self._proxy} if self._proxy and not _is_plain(request) else {}

    def _prepared(self, request: Request) -> requests.PreparedRequest:
        headers = {"Cache-Control": "no-store", "Connection": "close"}
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
