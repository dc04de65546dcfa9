"""How a second program on the same folder asks the first one to show its window."""

import asyncio
import ctypes
import getpass
import hashlib
import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

RING = b"come forward\n"
RAISED = b"raised\n"
ANSWER_SECONDS = 2.0
"""How long a ring waits for its answer, the time until the first program listens included."""
AGAIN_SECONDS = 0.05
PATIENCE_MS = 2_000
"""How long a caller may take to say what it wants."""
MOST_CALLERS = 16
ANY_PROCESS = -1


class Doorbell(QObject):
    """`rung`: another program of this user, on this folder, asks for the window.

    Only whoever holds the journal's lock listens, and stops before it lets go of the lock:
    whatever else has that name then belongs to a program that is dead, and is replaced.
    """

    rung = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name_for(folder)
        self._callers: list[QLocalSocket] = []
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._take_callers)

    def listen(self) -> bool:
        """Answer from now on; False where the system allows no such socket."""
        if self._server.isListening():
            return True
        QLocalServer.removeServer(self._name)
        return self._server.listen(self._name)

    def close(self) -> None:
        """Answer no more."""
        self._server.close()
        for caller in tuple(self._callers):
            self._drop(caller)

    def _take_callers(self) -> None:
        while caller := self._server.nextPendingConnection():
            self._take(caller)

    def _take(self, caller: QLocalSocket) -> None:
        self._callers.append(caller)
        caller.setReadBufferSize(len(RING))
        caller.disconnected.connect(lambda: self._drop(caller))
        caller.readyRead.connect(lambda: self._hear(caller))
        deadline = QTimer(caller, singleShot=True, interval=PATIENCE_MS)
        deadline.timeout.connect(lambda: self._drop(caller))
        deadline.start()
        if len(self._callers) > MOST_CALLERS:
            self._drop(self._callers[0])
        self._hear(caller)

    def _hear(self, caller: QLocalSocket) -> None:
        """The first few bytes decide; what follows them is never read.

        The caller hangs up: on Windows an answer is lost if this end closes before it is read.
        """
        if caller.bytesAvailable() < len(RING):
            return
        if caller.read(len(RING)).data() != RING:
            self._drop(caller)
            return
        caller.readyRead.disconnect()
        self.rung.emit()
        caller.write(RAISED)

    def _drop(self, caller: QLocalSocket) -> None:
        if caller in self._callers:
            self._callers.remove(caller)
            caller.abort()
            caller.deleteLater()


async def ring(folder: Path) -> bool:
    """Whether the window that holds this folder's changes came forward, within two seconds."""
    _let_others_come_forward()
    try:
        await asyncio.wait_for(_ring_until_answered(name_for(folder)), ANSWER_SECONDS)
    except TimeoutError:
        return False
    return True


def name_for(folder: Path) -> str:
    """The socket's name: one for each user and folder, and neither can be read from it.

    31 characters: macOS allows 103 for the whole path, and its temporary folder takes 49.
    """
    place = os.path.normcase(folder.resolve())
    told = hashlib.sha256(f"{_user()}\0{place}".encode("utf-8", "surrogateescape"))
    return f"cn-desktop-{told.hexdigest()[:20]}"


async def _ring_until_answered(name: str) -> None:
    """The first program may hold the journal already and not listen yet."""
    while True:
        if await _ring_once(name):
            return
        await asyncio.sleep(AGAIN_SECONDS)


async def _ring_once(name: str) -> bool:
    answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
    socket = QLocalSocket()

    def settle(*, is_raised: bool) -> None:
        if not answered.done():
            answered.set_result(is_raised)

    def hear() -> None:
        if socket.bytesAvailable() >= len(RAISED):
            settle(is_raised=socket.read(len(RAISED)).data() == RAISED)

    def give_up() -> None:
        settle(is_raised=False)

    socket.connected.connect(lambda: socket.write(RING))
    socket.readyRead.connect(hear)
    socket.disconnected.connect(give_up)
    socket.errorOccurred.connect(give_up)
    socket.connectToServer(name)
    try:
        return await answered
    finally:
        socket.abort()
        socket.deleteLater()


def _user() -> str:
    return getpass.getuser() if sys.platform == "win32" else str(os.getuid())


def _let_others_come_forward() -> None:
    """Windows lets a window come to the front only if the program in front agrees."""
    if sys.platform == "win32":
        ctypes.windll.user32.AllowSetForegroundWindow(ANY_PROCESS)
