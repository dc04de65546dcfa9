"""What is late gets a call: one thread watches every exchange of a transport."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

LINGER_SECONDS = 0.1
"""So long the thread waits for more to watch: to start one takes longer than most of an
exchange's own work (2 ms, measured)."""
THREAD = "deadlines"


@dataclass(eq=False)
class Watched:
    """A call that is due at `at` (monotonic seconds)."""

    at: float
    call: Callable[[], None]


class Deadlines:
    """Makes each call that was not taken back in time, in a thread that ends when idle."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watched: set[Watched] = set()
        self._is_running = False
        self._wakes_at = 0.0

    @contextmanager
    def watch(self, seconds: float, call: Callable[[], None]) -> Iterator[None]:
        """Make the call, from another thread, if the block takes longer than that."""
        watched = self.expect(seconds, call)
        try:
            yield
        finally:
            self.forget(watched)

    def forget(self, watched: Watched) -> None:
        """It came in time."""
        with self._changed:
            self._watched.discard(watched)

    def expect(self, seconds: float, call: Callable[[], None]) -> Watched:
        """Make the call, from another thread, unless this is forgotten within that time."""
        watched = Watched(time.monotonic() + seconds, call)
        with self._changed:
            self._watched.add(watched)
            if not self._is_running:
                self._is_running = True
                threading.Thread(target=self._run, name=THREAD, daemon=True).start()
            elif watched.at < self._wakes_at:
                self._changed.notify()
        return watched

    def _run(self) -> None:
        while (late := self._late()) is not None:
            for watched in late:
                watched.call()

    def _late(self) -> list[Watched] | None:
        """Those whose time is up, after a wait; None once nothing is watched any more."""
        with self._changed:
            now = time.monotonic()
            soonest = min((each.at for each in self._watched), default=now + LINGER_SECONDS)
            self._wakes_at = min(soonest, now + LINGER_SECONDS)
            self._changed.wait(self._wakes_at - now)
            if not self._watched:
                self._is_running = False
                return None
            now = time.monotonic()
            late = [each for each in self._watched if each.at <= now]
            self._watched.difference_update(late)
            return late
