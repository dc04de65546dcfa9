"""Connections that know whether they sent anything, and that another thread can end."""

import socket
import ssl
import threading
from typing import Any

import truststore
from requests.adapters import HTTPAdapter
from urllib3 import PoolManager, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Wire:
    """What one exchange did on its socket.

    `has_sent` is set before the first byte of the request is handed to the system: as
    long as it is not, the server can't have seen anything.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        self.is_over = False
        self.has_sent = False
        self.is_late = False

    def connected(self, opened: socket.socket) -> None:
        """A connection stands; encryption may still have to be agreed on.

        Kept is a second handle: the handshake takes the first one apart.
        """
        with self._lock:
            self._connection = socket.fromfd(opened.fileno(), opened.family, opened.type)
            if self.is_over:
                _shut(self._connection)

    @property
    def is_connected(self) -> bool:
        return self._connection is not None

    def sending(self) -> None:
        """The request goes out now. Raises OSError when the exchange is over already."""
        with self._lock:
            if self.is_over:
                raise ConnectionAbortedError
            self.has_sent = True

    def time_is_up(self) -> None:
        """The deadline has passed."""
        self.is_late = True
        self.abandon()

    def abandon(self) -> None:
        """Wake whoever waits on the connection; closing it would not (measured)."""
        with self._lock:
            self.is_over = True
            if self._connection is not None:
                _shut(self._connection)

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is closed already


def trust_of(ca_file: str = "") -> ssl.SSLContext:
    """The operating system's certificates and those of `ca_file`; TLS 1.2 or newer.

    Raises OSError when the file is missing or holds no certificate (`ssl.SSLError` is one).
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        context.load_verify_locations(cafile=ca_file)
    return context


class Line:
    """What a connection reports to: the wire of the exchange that it carries just now."""

    def __init__(self) -> None:
        self.wire = Wire()
        self.connection: HTTPConnection | None = None

    @property
    def is_open(self) -> bool:
        """The connection stands, and its last answer has come to its end."""
        return self.connection is not None and self.connection.sock is not None


class WireAdapter(HTTPAdapter):
    """Makes every connection of a `requests` session report to one `Line`; never retries."""

    def __init__(self, trust: ssl.SSLContext | None) -> None:
        self.line = Line()
        self._trust = trust
        super().__init__(max_retries=0)

    # requests calls these; the names are its own.

    def init_poolmanager(self, *_args: Any, **_kwargs: Any) -> None:
        self.poolmanager = _Manager(self.line, ssl_context=self._trust)

    def proxy_manager_for(self, proxy: str, **_kwargs: Any) -> PoolManager:
        return _ProxyManager(
            self.line, proxy, proxy_headers=self.proxy_headers(proxy), ssl_context=self._trust
        )

    def cert_verify(self, *_args: Any, **_kwargs: Any) -> None:
        """The context decides alone; requests would trust its own list of certificates too."""


class _Reporting(HTTPConnection):
    """Tells its line's wire when it stands and when the request goes out.

    What is said to a proxy to get through it is no part of the request.
    """

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._line = line
        self._line.connection = self
        self._is_asking_proxy = False

    # urllib3's and http.client's own names.

    def _new_conn(self) -> socket.socket:
        opened = super()._new_conn()
        self._line.wire.connected(opened)
        return opened

    def _tunnel(self) -> None:
        self._is_asking_proxy = True
        try:
            super()._tunnel()
        finally:
            self._is_asking_proxy = False

    def send(self, data: Any) -> None:
        wire = self._line.wire
        if self.sock is None:
            self.connect()
        elif not wire.is_connected:
            wire.connected(self.sock)
        if not self._is_asking_proxy:
            wire.sending()
        super().send(data)


class _Encrypted(_Reporting, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Reporting


class _EncryptedPool(HTTPSConnectionPool):
    ConnectionCls = _Encrypted


class _Manager(PoolManager):
    def __init__(self, line: Line, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._line = line
        self.pool_classes_by_scheme = {"http": _PlainPool, "https": _EncryptedPool}

    def _new_pool(self, *args: Any, **kwargs: Any) -> HTTPConnectionPool:
        pool = super()._new_pool(*args, **kwargs)
        pool.conn_kw["line"] = self._line
        return pool


class _ProxyManager(_Manager, ProxyManager):
    pass
