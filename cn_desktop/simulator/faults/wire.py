"""One connection, for those who mistreat it, and the waiting they do meanwhile."""

import socket
import struct
import sys
import time
from collections.abc import Callable, Iterable
from threading import Condition

_RESET = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Waiting:
    """Waits that a test can cut short; all of them end when the simulator stops."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._released = 0
        self._is_over = False
        self.count = 0

    @property
    def is_over(self) -> bool:
        return self._is_over

    def wait(self, seconds: float) -> bool:
        """Wait for the time or a release; False when the simulator stops."""
        with self._changed:
            before = self._released
            self.count += 1
            self._changed.wait_for(lambda: self._is_over or self._released > before, seconds)
            self.count -= 1
            return not self._is_over

    def release(self) -> None:
        """End the waits under way, as if their time were over."""
        with self._changed:
            self._released += 1
            self._changed.notify_all()

    def end(self) -> None:
        with self._changed:
            self._is_over = True
            self._changed.notify_all()


class Wire:
    """The connection of one request: cut it, keep it waiting, or send bytes of any kind.

    `read` takes so many bytes of what the client sends, `body_length` is what it announced.
    """

    def __init__(
        self,
        connection: socket.socket,
        waiting: Waiting,
        *,
        read: Callable[[int], bytes],
        body_length: int,
        expire_tokens: Callable[[], None],
    ) -> None:
        self._connection = connection
        self._waiting = waiting
        self.read = read
        self.body_length = body_length
        self.expire_tokens = expire_tokens
        self.is_cut = False
        self.is_over = False

    def reset(self) -> None:
        """Send RST: the client loses also what it has not read yet."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        socket.close(self._connection.detach())
        self.is_cut = True

    def finish(self) -> None:
        """Send FIN: nothing more comes from here."""
        self._connection.shutdown(socket.SHUT_WR)
        self.is_cut = True

    def wait(self, seconds: float) -> None:
        """Say nothing for so long; over when the simulator stops."""
        if not self._waiting.wait(seconds):
            self.is_over = True

    def send(self, chunks: Iterable[bytes]) -> None:
        """Send everything unless the simulator stops. Raises OSError if the client leaves."""
        for chunk in chunks:
            if self._waiting.is_over:
                return
            self._connection.sendall(chunk)

    def drip(self, body: bytes, rate: float) -> None:
        """Send so many bytes in a second."""
        started = time.monotonic()
        for place in range(len(body)):
            self._connection.sendall(body[place : place + 1])
            self.wait(max(0.0, started + (place + 1) / rate - time.monotonic()))
            if self.is_over:
                return
