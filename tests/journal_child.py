"""One act with a journal, in a process that can be killed: python journal_child.py ACT FOLDER …"""

import os
import resource
import signal
import sys
from collections import deque
from pathlib import Path

from journals import batch, event, row

from cn_desktop.base.errors import JournalFailed
from cn_desktop.storage.journal import Journal

KEYS = 40


def say(*words):
    """Whole lines, at once: what was said outlives a kill."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def numbered(number):
    """A batch whose rows all hold its number: two rows, and every third time four."""
    keys = range(4 if number % 3 == 0 else 2)
    rows = (row(f"{(number + 7 * at) % KEYS}", f"{number} {'é' * (number % 700)}") for at in keys)
    return batch(*rows, events=[event(number, "created", uid=str(number))])


def write(folder, first="0", most="1000000", together="4"):
    """Keep one batch after another, so many waiting together, and say each that was kept."""
    journal = Journal(folder)
    journal.open()
    say("open")
    waiting = deque()
    for number in range(int(first), int(first) + int(most)):
        waiting.append((number, journal.write(numbered(number))))
        if len(waiting) == int(together):
            acknowledge(waiting)
    while waiting:
        acknowledge(waiting)
    journal.close()


def acknowledge(waiting):
    number, future = waiting.popleft()
    future.result()
    say(number)


def race(folder):
    """Open it on the signal of a line, and hold it until there are no more."""
    sys.stdin.readline()
    say(tried(Journal(folder)))
    sys.stdin.read()


def tried(journal):
    try:
        journal.open()
    except JournalFailed as error:
        return f"{type(error).__name__} {error.code}"
    return "open"


def nobody(folder):
    """Open it as somebody who may not write there."""
    os.setgid(65534)
    os.setuid(65534)
    say(tried(Journal(folder)))


def limited(folder, size):
    """Write on where no file may grow beyond this many bytes, then without that limit."""
    journal = Journal(folder)
    journal.open()
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), resource.RLIM_INFINITY))
    say(*kept_and_failed(journal))
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    say(*kept_and_failed(journal))
    say(len(journal.rows(batch().account)))
    journal.close()


def shaken(folder):
    """Write on while the disk fails now and then; say what became of each batch."""
    journal = Journal(folder)
    journal.open()
    for number in range(60):
        error = journal.write(batch(row(number))).exception()
        say(number, "kept" if error is None else f"failed {error.code}")
    journal.close()


def kept_and_failed(journal):
    """How many of some batches were kept, and with which code others failed."""
    futures = [journal.write(batch(row(number, "x" * 3000))) for number in range(40)]
    errors = [future.exception() for future in futures]
    codes = {str(error.code) for error in errors if error is not None}
    return errors.count(None), *sorted(codes)


if __name__ == "__main__":
    act, folder, *rest = sys.argv[1:]
    sys.exit(globals()[act](Path(folder), *rest))
