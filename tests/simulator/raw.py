"""A client that sees the bytes, and how the connection ended."""

import socket
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from .calling import Caller

PLENTY = 3_000_000


@dataclass(frozen=True)
class Heard:
    """What came, and the end: "fin", "reset", or "silence" when the time or patience was over."""

    received: bytes
    end: str

    @property
    def head(self) -> bytes:
        return self.received.partition(b"\r\n\r\n")[0]

    @property
    def body(self) -> bytes:
        return self.received.partition(b"\r\n\r\n")[2]


def hear(
    caller: Caller, action: str, body: bytes = b"", *, patience: float = 20, **more: str
) -> Heard:
    """Send one ecnow_data request and listen for so many seconds at a time."""
    parts = urlsplit(caller.simulator.base_url)
    target = f"/database.php?{urlencode(caller.arguments(action, raw='1', **more))}"
    head = f"POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection((parts.hostname, parts.port), patience) as connection:
        connection.settimeout(patience)
        return _all_of(connection, head.encode() + body)


def _all_of(connection: socket.socket, request: bytes) -> Heard:
    received = bytearray()
    try:
        connection.sendall(request)
        while len(received) < PLENTY:
            part = connection.recv(65536)
            if not part:
                return Heard(bytes(received), "fin")
            received += part
    except ConnectionError:
        return Heard(bytes(received), "reset")
    except TimeoutError:
        pass
    return Heard(bytes(received), "silence")
