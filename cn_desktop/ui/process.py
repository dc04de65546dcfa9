"""What belongs to the process and not to the window: Qt's application, signals, last resorts."""

import asyncio
import gc
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import (
    QEvent,
    QMessageLogContext,
    QObject,
    QSocketNotifier,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

LOG = logging.getLogger(__name__)
INTERRUPTED = 130
SWITCH_SECONDS = 0.0005
"""How long the window waits for the interpreter while another thread computes a little.

Python's own 5 ms would be waited for again at each call into Qt.
"""
PAINT_SECONDS = 0.3
"""A window that nobody can see is not painted: the program goes on all the same."""
QT_LEVELS = {
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def make_application() -> QApplication:
    """Qt's application object, named and styled; made once a process."""
    sys.setswitchinterval(SWITCH_SECONDS)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise TypeError
    application.setApplicationName("cn-desktop")
    application.setApplicationDisplayName("CN Desktop")
    application.setDesktopFileName("cn-desktop")
    application.setQuitOnLastWindowClosed(False)
    if QGuiApplication.platformName() in {"offscreen", "xcb"}:
        application.setStyle("Fusion")
    if QGuiApplication.platformName() == "offscreen":
        # The same picture on every machine (measured): this font, without hinting.
        font = QFont("DejaVu Sans", 10)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        application.setFont(font)
    return application


async def first_paint(window: QWidget) -> None:
    """Wait until a window that was shown has been painted once."""
    watch = _PaintWatch(window)
    window.installEventFilter(watch)
    await asyncio.wait([watch.painted], timeout=PAINT_SECONDS)
    window.removeEventFilter(watch)
    watch.deleteLater()


class _PaintWatch(QObject):
    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.painted: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    # Qt calls this; the name is Qt's.

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and not self.painted.done():
            self.painted.set_result(None)
        return False


def catch_the_rest(report: Callable[[Exception], None], end: Callable[[int], None]) -> None:
    """Errors from slots, threads and forgotten tasks reach the person and end nothing."""

    def from_slot(
        _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            end(INTERRUPTED)
        elif isinstance(error, Exception):
            report(error)

    def from_loop(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            report(error)

    def from_qt(kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
        """Qt's texts start with the place they come from; what follows may hold record text."""
        LOG.log(QT_LEVELS.get(kind, logging.DEBUG), "Qt: %s", text.partition("(")[0][:60])

    def from_thread(arguments: threading.ExceptHookArgs) -> None:
        if isinstance(arguments.exc_value, Exception) and loop.is_running():
            loop.call_soon_threadsafe(report, arguments.exc_value)

    loop = asyncio.get_running_loop()
    threading.excepthook = from_thread
    sys.excepthook = from_slot
    qInstallMessageHandler(from_qt)
    loop.set_exception_handler(from_loop)


class Collector:
    """Python's cyclic garbage, collected on the window's thread only while the block runs.

    A worker thread that happens to collect would take apart Qt objects of this one. To look
    through everything takes 80 ms after 5,000 rows were sent (measured): that waits until
    nothing `is_busy`. What was there before the block lasts as long as the program, and is
    not looked through at all.
    """

    EVERY_MS = 1000

    def __init__(self, is_busy: Callable[[], bool]) -> None:
        self._is_busy = is_busy

    def __enter__(self) -> None:
        gc.disable()
        gc.freeze()
        self._timer = QTimer(interval=self.EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def __exit__(self, *_error: object) -> None:
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def collect(self) -> None:
        """What Python would have done by its own limits."""
        for generation in (1, 0) if self._is_busy() else (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return


class Signals:
    """Ctrl+C and a request to end close the window at once; Qt's loop must be woken for it."""

    def __init__(self, end: Callable[[int], None]) -> None:
        self._end = end
        self._ours, self._theirs = socket.socketpair()
        self._theirs.setblocking(False)
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(lambda: self._ours.recv(64))

    def __enter__(self) -> None:
        signal.set_wakeup_fd(self._theirs.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda received, _frame: self._end(128 + received))

    def __exit__(self, *_error: object) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        self._notifier.setEnabled(False)
        self._ours.close()
        self._theirs.close()
