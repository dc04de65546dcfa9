"""Work of a panel that may take long: done in slices between which the window lives."""

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer

SLICE_SECONDS = 0.004


class Slices(QObject):
    """One thing at a time: what is started ends what was going on before.

    The first slice is taken at once, so that what is small is done when `start` returns.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: Iterator[object] = iter(())
        self._then: Callable[[], None] = _nothing
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._go_on)

    @property
    def is_running(self) -> bool:
        return self._turn.isActive()

    def start(self, steps: Iterator[object], then: Callable[[], None]) -> None:
        """Take these steps; `then` is called when they are through."""
        self._steps, self._then = steps, then
        self._go_on()

    def stop(self) -> None:
        self._turn.stop()
        self._steps = iter(())

    def _go_on(self) -> None:
        ends = time.perf_counter() + SLICE_SECONDS
        for _ in self._steps:
            if time.perf_counter() >= ends:
                self._turn.start()
                return
        self._turn.stop()
        self._then()


def _nothing() -> None:
    return None
