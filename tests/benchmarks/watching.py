"""Watching the window: gaps in its loop, and what was painted when."""

import asyncio
import time

from benchmarks import clock
from benchmarks.figures import percentile
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

PAINTED = QEvent.Type(QEvent.registerEventType())
PATIENCE = 120.0
PAUSE = 0.001
FRAME = 0.016
"""Seconds; a gap that is longer can be seen."""


class Gaps:
    """How long the loop did not come round, while the block runs.

    `view` is painted anew `every` so many seconds, since what the window's thread waits for
    shows only then; with 0 in each round.
    """

    def __init__(self, view, every=FRAME):
        self.seconds = []
        self._view = view
        self._every = every
        self._painted = 0.0
        self._timer = QTimer(interval=0)
        self._timer.timeout.connect(self._tick)
        self._last = 0.0

    def __enter__(self):
        self._last = clock.now()
        self._timer.start()
        return self

    def __exit__(self, *_error):
        self._timer.stop()
        self._tick()

    def _tick(self):
        now = clock.now()
        self.seconds.append(now - self._last)
        self._last = now
        if now - self._painted >= self._every:
            self._painted = now
            self._view.viewport().update()

    def summary(self):
        """Seconds, and how many gaps could be seen."""
        return {
            "p50": percentile(self.seconds, 0.5),
            "p99": percentile(self.seconds, 0.99),
            "p99.9": percentile(self.seconds, 0.999),
            "max": max(self.seconds),
            "seen": sum(gap > FRAME for gap in self.seconds),
            "rounds": len(self.seconds),
        }


class Paints(QObject):
    """Calls `note` with the moment at which a widget had been painted."""

    def __init__(self, widget, note):
        super().__init__(widget)
        self._note = note
        widget.installEventFilter(self)

    def eventFilter(self, _watched, event):  # noqa: N802  Qt's
        if event.type() == QEvent.Type.Paint:
            QCoreApplication.postEvent(self, QEvent(PAINTED))
        return False

    def customEvent(self, _event):  # noqa: N802  Qt's
        self._note(clock.now())


def paint_now():
    """Paint everything that has to be."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest)


def paint(view):
    """Paint all of the table from scratch."""
    for part in view.findChildren(QWidget):
        if part.isVisible():
            part.update()
    paint_now()


async def until(holds):
    """Let the window work until it shows it; asked too often it would wait for the question."""
    ends = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > ends:
            raise TimeoutError
        await asyncio.sleep(PAUSE)


async def until_shown(view, holds):
    """The same, and that it has been painted since."""
    await until(holds)
    view.viewport().update()
    paint_now()
