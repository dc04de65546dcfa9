"""HTTP on a socket of this machine: silent, with the server's own idea of the time."""

from typing import Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from cn_desktop.simulator.conditions import Conditions


class HttpServer(ThreadedWSGIServer):
    """One thread for each request; writes no log, whose lines would hold the token."""

    def __init__(self, conditions: Conditions, *where: Any, **more: Any) -> None:
        self.conditions = conditions
        super().__init__(*where, **more)

    def log(self, *_args: object, **_more: object) -> None:
        return

    def handle_error(self, *_args: object, **_more: object) -> None:
        return


class Handler(WSGIRequestHandler):
    """One connection, which is closed after its answer."""

    protocol_version = "HTTP/1.1"
    server: HttpServer

    def log(self, *_args: object, **_more: object) -> None:
        return

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string(timestamp or self.server.conditions.now())

    def address_string(self) -> str:
        return self.server.conditions.address or super().address_string()
