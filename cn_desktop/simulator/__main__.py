"""Run the simulator: `python -m cn_desktop.simulator`."""

import json
import os
import signal
import sys
from _thread import interrupt_main
from collections.abc import Sequence
from threading import Event, Thread

from cn_desktop.simulator.arguments import BadArguments, ListWanted, parsed
from cn_desktop.simulator.faults.catalogue import listing
from cn_desktop.simulator.server import Simulator
from cn_desktop.simulator.startup import (
    DatabaseUnusable,
    ListFault,
    ListUnusable,
    PortUnavailable,
    StartupError,
)

BAD_ARGUMENT = 2
INTERRUPTED = 130

_LIST_FAULTS = {
    ListFault.UNREADABLE: "it cannot be read ({})",
    ListFault.NOT_TEXT: "it is neither UTF-8 nor Windows-1252 text",
    ListFault.WORKBOOK: "it is a workbook; save it as CSV first",
    ListFault.EMPTY: "it is empty",
    ListFault.NO_HEADER: "its first line does not name every column",
    ListFault.NAME_TWICE: "its header names {} twice",
    ListFault.ROW_TOO_LONG: "row {}, the header being row 1, has more values than there are names",
    ListFault.BAD_UID: "{!r} is not a uid, which is a whole number above 0",
    ListFault.UID_TWICE: "the uid {} is in it twice",
}
_FOR_PEOPLE = """The simulator answers at {url}
User name: {username}
Key: {key}
Press Ctrl+C to end it.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until told to end.

    Returns 0 after that or after a list of the faults, 2 after one sentence about a bad argument,
    and 130 for a Ctrl+C before there was anything to serve.
    """
    told_to_end = Event()
    try:
        options, until_stdin_closes = parsed(argv)
        if until_stdin_closes:
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            Thread(target=_watch_stdin, args=(told_to_end,), daemon=True).start()
        simulator = Simulator(options)
    except ListWanted:
        sys.stdout.write(listing())
        return 0
    except (BadArguments, StartupError) as error:
        sys.stderr.write(f"{_sentence(error)}\n")
        return BAD_ARGUMENT
    except KeyboardInterrupt:
        return INTERRUPTED
    with simulator:
        _serve(simulator, told_to_end)
    return 0


def _sentence(error: Exception) -> str:
    match error:
        case PortUnavailable():
            return f"Port {error.port} of this machine cannot be used: {error.reason}."
        case DatabaseUnusable():
            return f"The database {error.path} cannot be used: {error.reason}."
        case ListUnusable():
            fault = _LIST_FAULTS[error.fault].format(error.detail)
            return f"The list {error.path} cannot be served: {fault}."
        case _:
            return f"The arguments are not right: {error}."


def _serve(simulator: Simulator, told_to_end: Event) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told_to_end.set())
    _introduce(simulator)
    while not told_to_end.wait(0.5):  # Windows delivers signals only between waits
        pass


def _introduce(simulator: Simulator) -> None:
    facts = {"url": simulator.base_url, "username": simulator.username, "key": simulator.key}
    is_person = sys.stdout.isatty()
    sys.stdout.write(_FOR_PEOPLE.format(**facts) if is_person else f"{json.dumps(facts)}\n")
    sys.stdout.flush()


def _watch_stdin(ended: Event) -> None:
    """Whoever started it is gone: end, be the database still being filled.

    It reads past Python's buffer: its lock, held by a thread, stops the interpreter from ending.
    """
    try:
        while os.read(sys.stdin.fileno(), 1024):
            pass
    finally:
        ended.set()
        interrupt_main(signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
