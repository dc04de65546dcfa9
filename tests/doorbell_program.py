"""A program for the tests of the doorbell: it listens if it gets the lock, else it rings.

Its argument is the data folder. It prints `ready`, waits for a line, and prints `listens`,
`deaf`, `raised` or `silent`; who listens goes on until its standard input closes.
"""

import asyncio
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

os.environ["QT_API"] = "pyside6"

import qasync
from PySide6.QtCore import QCoreApplication

from cn_desktop.ui.doorbell import Doorbell, ring


def tell(word: str) -> None:
    print(word, flush=True)  # noqa: T201  the test reads it


def is_first(lock: sqlite3.Connection) -> bool:
    """A lock of the system's that dies with the process, as the journal's does."""
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        return False
    return True


async def live(folder: Path, lock: sqlite3.Connection) -> None:
    if not is_first(lock):
        tell("raised" if await ring(folder) else "silent")
        return
    doorbell = Doorbell(folder)
    tell("listens" if doorbell.listen() else "deaf")
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    doorbell.close()


def main() -> None:
    folder = Path(sys.argv[1])
    loop = qasync.QEventLoop(QCoreApplication(sys.argv[:1]))
    lock = sqlite3.connect(folder / "lock", timeout=0, isolation_level=None)
    with loop, closing(lock):
        tell("ready")
        sys.stdin.readline()
        loop.run_until_complete(live(folder, lock))


if __name__ == "__main__":
    main()
