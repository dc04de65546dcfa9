"""The arguments of the command line, as the settings they stand for."""

from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from cn_desktop.simulator.faults import Fault, FaultUnknown
from cn_desktop.simulator.faults.spelling import fault_spelled
from cn_desktop.simulator.methods import METHOD_NAMES
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.startup import HIGHEST_PORT


class BadArguments(Exception):
    """The command line cannot be read; the text says why."""


class ListWanted(Exception):
    """Somebody asks which faults there are."""


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadArguments(message)


def parsed(argv: Sequence[str] | None) -> tuple[Options, bool]:
    """The settings, and whether to end when standard input does.

    Raises BadArguments, and ListWanted for `--fault list`.
    """
    arguments = vars(_parser().parse_args(argv))
    until_stdin_closes = bool(arguments.pop("until_stdin_closes", False))
    several = {name: tuple(arguments.get(name, ())) for name in ("faults", "refuses")}
    return Options(**arguments | several), until_stdin_closes


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
    """Raises ListWanted for the word list."""
    if text == "list":
        raise ListWanted
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
