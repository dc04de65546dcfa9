"""The simulator as a child process, which ends with the program that started it."""

import json
import subprocess
import sys
from collections.abc import Sequence
from itertools import islice
from threading import Thread
from types import TracebackType
from typing import Self

from cn_desktop.base.errors import SimulatorFailed

AS_CHILD = "--simulator"
"""First word of the program's command line that makes it the simulator: a bundle has no `-m`."""
START_SECONDS = 20.0
STOP_SECONDS = 2.0

_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def simulator_program(*, is_frozen: bool) -> tuple[str, ...]:
    """What to run for a simulator: this Python's, or that of the bundle this program is part of."""
    words = (AS_CHILD,) if is_frozen else ("-m", "cn_desktop.simulator")
    return (sys.executable, *words)


PROGRAM = simulator_program(is_frozen=getattr(sys, "frozen", False))


class SimulatorProcess:
    """A simulator started with these command line arguments, none of which is a secret.

    The child makes its own key and tells it on its standard output. `url`, `username` and `key`
    are there after `start`. `program` is what to run.
    """

    def __init__(
        self,
        arguments: Sequence[str] = (),
        *,
        program: Sequence[str] = PROGRAM,
        time_limit: float = START_SECONDS,
    ) -> None:
        self._command = [*program, *arguments, "--until-stdin-closes"]
        self._time_limit = time_limit
        self._child: subprocess.Popen[bytes] | None = None
        self.url = ""
        self.username = ""
        self.key = ""

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    @property
    def is_running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def start(self) -> None:
        """Start the child and wait until it can be called.

        Raises SimulatorFailed with what it printed if it ends, or says nothing within the limit.
        """
        self.stop()
        self._child = child = _opened(self._command)
        try:
            told = json.loads(_first_line(child, self._time_limit))
            self.url, self.username, self.key = told["url"], told["username"], told["key"]
        except (ValueError, KeyError, TypeError):
            _end(child)
            words = _last_words(child)
            self.stop()
            raise SimulatorFailed(words) from None

    def stop(self) -> None:
        """End exactly this child, by force if it has not gone after two seconds."""
        if self._child is None:
            return
        child, self._child = self._child, None
        _end(child)
        _close(child)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()


def _opened(command: Sequence[str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 - the program is our own, its arguments the caller's
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=_NO_WINDOW,
        )
    except OSError as error:
        raise SimulatorFailed(error.strerror or "") from None


def _first_line(child: subprocess.Popen[bytes], time_limit: float) -> bytes:
    """What the child says first; nothing if it ends, or is silent for the time in seconds."""
    told: list[bytes] = []
    reader = Thread(target=lambda: told.extend(islice(child.stdout or (), 1)), daemon=True)
    reader.start()
    reader.join(time_limit)
    return b"".join(told)


def _last_words(child: subprocess.Popen[bytes]) -> str:
    """The last line a child that has ended wrote to its standard error."""
    try:
        said = child.stderr.read().decode(errors="replace").strip() if child.stderr else ""
    except ValueError:  # `stop` has closed it meanwhile
        return ""
    return said.rpartition("\n")[2].strip()


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _close(child: subprocess.Popen[bytes]) -> None:
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            pipe.close()
