"""Run the simulator: `python -m cn_desktop.simulator`."""

import json
import os
import signal
import sys
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Thread
from typing import NoReturn

from cn_desktop.simulator.faults import Fault, FaultUnknown
from cn_desktop.simulator.faults.catalogue import listing
from cn_desktop.simulator.faults.spelling import fault_spelled
from cn_desktop.simulator.methods import METHOD_NAMES
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import HIGHEST_PORT, Simulator
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
    ListFault.EMPTY: "it is empty",
    ListFault.NO_HEADER: "its first line does not name every column",
    ListFault.NAME_TWICE: "its header names {} twice",
    ListFault.ROW_TOO_LONG: "row {} has more values than the header has names",
    ListFault.BAD_UID: "{!r} is not a uid, which is a whole number above 0",
    ListFault.UID_TWICE: "the uid {} is in it twice",
}
_FOR_PEOPLE = """The simulator answers at {url}
User name: {username}
Key: {key}
Press Ctrl+C to end it.
"""


class _BadArguments(Exception):
    """The command line cannot be read; the text says why."""


class _ListWanted(Exception):
    """Somebody asks which faults there are."""


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _BadArguments(message)


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until told to end.

    Returns 0 after that or after a list of the faults, 2 after one sentence about a bad argument,
    and 130 for a Ctrl+C before there was anything to serve.
    """
    try:
        arguments = vars(_parser().parse_args(argv))
        until_stdin_closes = arguments.pop("until_stdin_closes", False)
        several = {name: tuple(arguments.get(name, ())) for name in ("faults", "refuses")}
        simulator = Simulator(Options(**arguments | several))
    except _ListWanted:
        sys.stdout.write(listing())
        return 0
    except (_BadArguments, StartupError) as error:
        sys.stderr.write(f"{_sentence(error)}\n")
        return BAD_ARGUMENT
    except KeyboardInterrupt:
        return INTERRUPTED
    with simulator:
        _serve(simulator, until_stdin_closes=until_stdin_closes)
    return 0


def _parser() -> ArgumentParser:
    """A parser that leaves out what was not given: the defaults are those of Options."""
    parser = _Parser(
        prog="cn-desktop-simulator",
        description="A ContactNow to try things on.",
        argument_default=SUPPRESS,
    )
    add = parser.add_argument
    add("--port", type=_whole_number(0, HIGHEST_PORT), help="0 is any free port")
    add("--records", type=_whole_number(0, 100_000_000), help="in the main dataset")
    add("--dataset", type=_dataset_id, help="id of the main dataset")
    add("--username", type=_something, help="demo if not given")
    add("--key", type=_something, help="a random one if not given")
    add("--seed", type=int, help="the same seed gives the same records")
    add("--db", type=Path, help="keep everything in this file; filled only if it is new")
    add("--latency-ms", type=_whole_number(0, 600_000), help="delay of every answer")
    add("--csv", type=Path, help="serve this list as the main dataset")
    add("--clock-skew", type=float, help="seconds by which the clock is ahead")
    add("--refuse", type=_method, action="append", dest="refuses", help="a method not allowed")
    add(
        "--fault",
        type=_fault,
        action="append",
        dest="faults",
        metavar="NAME[:WHERE[:N]]",
        help="what goes wrong: at every call, at those WHERE says (create, database/read), or at"
        " the Nth of them alone; --fault list names all faults",
    )
    add("--until-stdin-closes", action="store_true", help="end when standard input ends")
    return parser


def _whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        number = int(text) if text.isascii() and text.lstrip("-").isdecimal() else None
        if number is None or not lowest <= number <= highest:
            raise ArgumentTypeError(f"{text!r} is not a whole number from {lowest} to {highest}")
        return number

    return parse


def _dataset_id(text: str) -> str:
    return str(_whole_number(1, 999_999_999)(text))


def _something(text: str) -> str:
    if not text:
        raise ArgumentTypeError("it may not be empty")
    return text


def _method(text: str) -> str:
    if text not in METHOD_NAMES:
        raise ArgumentTypeError(f"{text!r} is no method; there are {', '.join(METHOD_NAMES)}")
    return text


def _fault(text: str) -> Fault:
    """Raises _ListWanted for the word list."""
    if text == "list":
        raise _ListWanted
    try:
        return fault_spelled(text)
    except FaultUnknown as unknown:
        if unknown.name:
            raise ArgumentTypeError(
                f"there is no fault {unknown.name!r}; --fault list names them all"
            ) from None
        raise ArgumentTypeError(f"{unknown.place!r} is no place for a fault") from None
    except ValueError as error:
        raise ArgumentTypeError(f"{error} is not a whole number from 1") from None


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


def _serve(simulator: Simulator, *, until_stdin_closes: bool) -> None:
    told_to_end = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told_to_end.set())
    if until_stdin_closes:
        Thread(target=_watch_stdin, args=(told_to_end,), daemon=True).start()
    _introduce(simulator)
    while not told_to_end.wait(0.5):  # Windows delivers signals only between waits
        pass


def _introduce(simulator: Simulator) -> None:
    facts = {"url": simulator.base_url, "username": simulator.username, "key": simulator.key}
    is_person = sys.stdout.isatty()
    sys.stdout.write(_FOR_PEOPLE.format(**facts) if is_person else f"{json.dumps(facts)}\n")
    sys.stdout.flush()


def _watch_stdin(ended: Event) -> None:
    """Read past Python's buffer: its lock, held by a thread, stops the interpreter from ending."""
    try:
        while os.read(sys.stdin.fileno(), 1024):
            pass
    finally:
        ended.set()


if __name__ == "__main__":
    sys.exit(main())
