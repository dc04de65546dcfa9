"""The simulator as a server in a thread of this process."""

import secrets
import socket
from datetime import date
from threading import Thread
from types import TracebackType
from typing import Self

from cn_desktop.simulator.account import Account
from cn_desktop.simulator.app import create_app
from cn_desktop.simulator.conditions import Conditions
from cn_desktop.simulator.dataset import Selection, Store
from cn_desktop.simulator.demo import demo_contents
from cn_desktop.simulator.faults import Faults
from cn_desktop.simulator.fields import Row
from cn_desktop.simulator.http_server import Handler, HttpServer
from cn_desktop.simulator.ledger import Entry
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.startup import HIGHEST_PORT, PortUnavailable
from cn_desktop.simulator.tokens import Tokens
from cn_desktop.simulator.writes import Applied

HOST = "127.0.0.1"

_POLL_SECONDS = 0.05


class Simulator:
    """ContactNow on a port of 127.0.0.1, silent, with its records open to inspection.

    Making one takes its port and fills its database; it answers between `start` and `stop`.
    `conditions` and `faults` may be changed meanwhile.
    Raises PortUnavailable, DatabaseUnusable or ListUnusable.
    """

    def __init__(self, options: Options | None = None) -> None:
        options = options or Options()
        self.username = options.username
        self.key = options.key or secrets.token_urlsafe(12)
        self.conditions = _conditions(options)
        self.faults = Faults(options.faults)
        self._tokens = Tokens(
            (self.username, self.key),
            lifetime=options.token_lifetime,
            now=self.conditions.now,
        )
        with _bound(options.port) as listener:
            self._store = _filled_store(options, self.conditions.today())
            self._account = Account(self._tokens, self._store, self.conditions)
            app = create_app(self._account, delay=options.latency_ms / 1000, gzip=options.gzip)
            self._server = HttpServer(
                self._account, self.faults, HOST, 0, app, Handler, fd=listener.fileno()
            )
        self._thread = Thread(target=self._server.serve_forever, args=(_POLL_SECONDS,), daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://{HOST}:{self._server.port}/"

    @property
    def applied(self) -> list[Applied]:
        """Every write that was done, oldest first; a copy."""
        return [Applied(entry.action, entry.uid, entry.fields) for entry in self.ledger]

    @property
    def ledger(self) -> list[Entry]:
        """Every write that was done with its circumstances, oldest first; a copy."""
        return list(self._account.ledger)

    @property
    def token_gets(self) -> int:
        """How often `token.php` was asked for a token, refused or not."""
        return self._tokens.gets

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and let go of the port and the database; calls under way are cut off."""
        self._server.cut_off()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
        self._store.close()

    def rows(self, dataset: str) -> list[Row]:
        """What is stored in a dataset, by uid; nothing if there is no such dataset."""
        return [row for page in self._store.find(Selection(dataset)).pages for row in page]

    def row(self, dataset: str, uid: str) -> Row:
        """One stored record; KeyError if there is none."""
        record = self._store.record(dataset, int(uid))
        if record is None:
            raise KeyError(dataset, uid)
        return record

    def change(self, dataset: str, uid: str, **fields: str | None) -> None:
        """Change a record as an agent or the dialler does; not a write of the ledger.

        KeyError if there is none.
        """
        if not self._store.update(dataset, int(uid), fields):
            raise KeyError(dataset, uid)

    def remove(self, dataset: str, uid: str) -> None:
        """Take a record out, as an administrator does."""
        self._store.remove(dataset, int(uid))

    def set_status(self, dataset: str, d_status: str) -> None:
        """Make a dataset LIVE, HOLD or EXPIRED, as an administrator does."""
        self._store.set_status(dataset, d_status)

    def expire_tokens(self) -> None:
        """End every token, as the platform does after twelve hours."""
        self._tokens.expire_all()

    def forget_tokens(self) -> None:
        """Know no token any more: each that is out becomes an unknown one."""
        self._tokens.forget_all()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()


def _conditions(options: Options) -> Conditions:
    return Conditions(
        clock_skew=options.clock_skew,
        expire_as_text=options.expire_as_text,
        refuses=frozenset(options.refuses),
    )


def _filled_store(options: Options, today: date) -> Store:
    store = Store(options.db)
    try:
        if store.is_new:
            store.fill(demo_contents(options, today))
    except BaseException:
        store.close()
        raise
    return store


def _bound(port: int) -> socket.socket:
    """A socket of our own to serve on: where Werkzeug binds, a taken port ends the process."""
    if not 0 <= port <= HIGHEST_PORT:
        raise PortUnavailable(port, "there is no such port")
    try:
        return socket.create_server((HOST, port), backlog=128)
    except OSError as error:
        raise PortUnavailable(port, error.strerror or "") from None
