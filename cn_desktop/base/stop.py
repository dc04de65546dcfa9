"""How running work is asked to end."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cn_desktop.base.errors import Cancelled


class Stop:
    """A request to stop, seen by a worker at its next step or inside a blocking call.

    A worker calls `check` between steps; around a blocking call it registers
    what ends that call (closing a socket, say) with `interrupts`.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked = threading.Event()
        self._calls: list[Callable[[], None]] = []

    @property
    def is_asked(self) -> bool:
        return self._asked.is_set()

    def ask(self) -> None:
        """Stop as soon as possible; asking twice changes nothing."""
        with self._lock:
            calls = [] if self.is_asked else list(self._calls)
            self._asked.set()
        for call in calls:
            call()

    def check(self) -> None:
        """Raise `Cancelled` once stopping was asked for."""
        if self.is_asked:
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Pause between two tries. Raises `Cancelled` as soon as stopping is asked for."""
        self._asked.wait(seconds)
        self.check()

    @contextmanager
    def interrupts(self, call: Callable[[], None]) -> Iterator[None]:
        """While the block runs, `ask` also makes this call (from its own thread)."""
        with self._lock:
            self._calls.append(call)
            asked = self.is_asked
        try:
            if asked:
                call()
            yield
        finally:
            with self._lock:
                self._calls.remove(call)
