"""A server that does to each connection exactly what a test says, bytes and all."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable
from contextlib import suppress

PATIENCE = 20.0


class Call:
    """One connection, seen from the server."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.received = b""
        self._read_to = 0
        self.is_over = threading.Event()

    def request(self) -> bytes:
        """Read one whole request."""
        self._read_from(0)
        return self.received

    def next_request(self) -> bytes:
        """Read the request that follows those before it on this connection."""
        start = self._read_to
        self._read_from(start)
        return self.received[start:]

    def _read_from(self, start: int) -> None:
        while b"\r\n\r\n" not in self.received[start:]:
            self._more()
        head, _, body = self.received[start:].partition(b"\r\n\r\n")
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                while len(body) < int(value):
                    body += self._more()
        self._read_to = len(self.received)

    def head(self) -> bytes:
        """Read until the head is there, and as little as possible of the body."""
        while b"\r\n\r\n" not in self.received:
            self._more(1)
        return self.received

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def send_under_the_encryption(self, data: bytes) -> None:
        socket.socket.send(self._connection, data)

    def drip(self, data: bytes = b"x", *, at_most: int = 200) -> None:
        """A little again and again, until the client goes away; not for ever."""
        pause = threading.Event()
        for _ in range(at_most):
            self.send(data)
            pause.wait(0.05)

    def reset(self) -> None:
        linger = struct.pack("ii", 1, 0)
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._connection.close()

    def wait_for_the_end(self) -> None:
        """Read until the client goes away."""
        while self._more():
            pass

    def _more(self, size: int = 65536) -> bytes:
        data = self._connection.recv(size)
        self.received += data
        if not data:
            raise ConnectionError
        return data


Script = Callable[[Call], None]


class RawServer:
    """Listens on 127.0.0.1 while the `with` block runs; each connection gets the script."""

    def __init__(self, script: Script, tls: ssl.SSLContext | None = None) -> None:
        self._script = script
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._port = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._connections: list[socket.socket] = []
        self.calls: list[Call] = []

    @property
    def base_url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._port}/"

    def __enter__(self) -> "RawServer":
        self._threads[0].start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.end()

    def end(self) -> None:
        """Hang up on everybody and wait for the threads; `calls` is final afterwards."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._threads[0].join(PATIENCE)
        for connection in self._connections:
            with suppress(OSError):
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(PATIENCE)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            self._connections.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(PATIENCE)
        call = Call(connection)
        self.calls.append(call)
        with suppress(OSError):
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
                self._connections.append(connection)
                call._connection = connection
            self._script(call)
        with suppress(OSError):
            socket.socket.shutdown(connection, socket.SHUT_RDWR)
        connection.close()
        call.is_over.set()


def answering(*parts: bytes) -> Script:
    """Read the request, then send these bytes and hang up."""

    def script(call: Call) -> None:
        call.request()
        for part in parts:
            call.send(part)

    return script


def response(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    """A whole, correct answer."""
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def chunked(body: bytes, *headers: bytes, size: int = 10) -> bytes:
    """The same in chunks."""
    lines = [b"HTTP/1.1 200 OK", b"Transfer-Encoding: chunked", *headers]
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    return b"\r\n".join(lines) + b"\r\n\r\n" + chunks + b"0\r\n\r\n"
