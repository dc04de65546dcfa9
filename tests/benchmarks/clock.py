"""A clock that stands still while this thread could run and the machine ran something else.

Other programs would else show as gaps of the window. What the thread waits for by itself, such
as a lock, the disk or the network, counts. Only Linux tells the difference (`schedstat`);
elsewhere it is an ordinary clock.
"""

import os
import threading
import time
from contextlib import suppress

SCHEDULED = "/proc/thread-self/schedstat"

_own = threading.local()


def now():
    """Seconds."""
    return time.monotonic() - waited()


def waited():
    """Seconds for which this thread has waited for a processor since it began."""
    if not hasattr(_own, "file"):
        _own.file = None
        with suppress(OSError):
            _own.file = os.open(SCHEDULED, os.O_RDONLY)
    if _own.file is None:
        return 0.0
    return int(os.pread(_own.file, 100, 0).split()[1]) / 1e9
