"""HTTP on a socket of this machine: silent, with faults, and with its own idea of the time."""

import socket
from contextlib import suppress
from itertools import count
from typing import Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from cn_desktop.simulator.account import Account
from cn_desktop.simulator.faults import Faults
from cn_desktop.simulator.faults.exchange import Exchange
from cn_desktop.simulator.faults.wire import Wire
from cn_desktop.simulator.meddling import KEY, Meddling


class HttpServer(ThreadedWSGIServer):
    """One thread for each request; writes no log, whose lines would hold the token."""

    def __init__(self, account: Account, faults: Faults, *where: Any, **more: Any) -> None:
        self.account = account
        self.faults = faults
        self.numbers = count(1)
        self._connections: set[socket.socket] = set()
        super().__init__(*where, **more)

    def cut_off(self) -> None:
        """End the calls under way."""
        self.faults.waiting.end()
        for connection in self._connections.copy():
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        self._connections.add(request)
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._connections.discard(request)

    def log(self, *_args: object, **_more: object) -> None:
        return

    def handle_error(self, *_args: object, **_more: object) -> None:
        return


class Handler(WSGIRequestHandler):
    """One connection, which is closed after its answer."""

    protocol_version = "HTTP/1.1"
    server: HttpServer
    _prepared: dict[str, Any] | None = None

    def run_wsgi(self) -> None:
        """Answer, unless a fault sees to that; without any, answers are sent as they are made."""
        self.close_connection = True
        if self.server.faults.is_empty or not self._is_befallen():
            super().run_wsgi()

    def make_environ(self) -> dict[str, Any]:
        if self._prepared is None:
            self._prepared = super().make_environ()
            self._prepared[KEY] = Meddling(next(self.server.numbers))
        return self._prepared

    def log(self, *_args: object, **_more: object) -> None:
        return

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string(timestamp or self.server.account.conditions.now())

    def address_string(self) -> str:
        return self.server.account.conditions.address or super().address_string()

    def _is_befallen(self) -> bool:
        exchange = Exchange(
            self.make_environ(), self._wire(), self.server.app, self.date_time_string()
        )
        try:
            return exchange.befall(self.server.faults)
        except OSError:  # the client has left
            return True

    def _wire(self) -> Wire:
        length = self.headers.get("Content-Length", "")
        return Wire(
            self.connection,
            self.server.faults.waiting,
            read=self.rfile.read,
            body_length=int(length) if length.isdecimal() else 0,
            expire_tokens=self.server.account.tokens.expire_all,
        )
