"""The command line: what is asked for, and a clear word where it can't be had."""

import argparse
import gc
import logging
import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import cn_desktop
from cn_desktop.base.log import start_log
from cn_desktop.base.paths import Folders, user_folders
from cn_desktop.base.secret import Secret
from cn_desktop.simulator.child import AS_CHILD

if TYPE_CHECKING:
    from cn_desktop.ui.app import Script

KEY_VARIABLE = "CN_DESKTOP_API_KEY"
BAD_USE = 2
NOBODY_ELSE = 0o077
"""What this program writes may be read by its own user alone (rel-S2)."""


@dataclass(frozen=True)
class Refusal(Exception):
    """Why the program can't start, in a sentence."""

    sentence: str


def run() -> NoReturn:
    """The program from its start to its end.

    Threads that still wait in the network are left as they are: one that woke up while
    Python takes itself apart would be ended inside C++ code, and that aborts the process.
    Whatever has to be kept is kept before `main` returns.
    """
    code = main()
    if threading.active_count() == 1:
        sys.exit(code)
    logging.shutdown()
    for stream in filter(None, (sys.stdout, sys.stderr)):  # a program without a console has none
        stream.flush()
    os._exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Start the program and return its exit code; 2 for what can't be started."""
    words = sys.argv[1:] if argv is None else argv
    if words and words[0] == AS_CHILD:
        return _be_the_simulator(words[1:])
    arguments = _parser().parse_args(words)
    os.umask(NOBODY_ELSE)
    if arguments.offscreen_shot:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        _check(arguments)
        _check_qt_and_python(_qt_version(), sys.version_info[:2])
        _check_display()
        folders = Folders(arguments.data_dir) if arguments.data_dir else user_folders()
        _start_log(folders)
    except Refusal as refusal:
        print(f"cn-desktop: {refusal.sentence}", file=sys.stderr)  # noqa: T201  the command line's own voice
        return BAD_USE
    gc.disable()  # what is imported stays, and to look through it for garbage took 50 ms
    return _open(arguments, folders)


def _be_the_simulator(words: Sequence[str]) -> int:
    """In a bundle there is no other program that could be it."""
    from cn_desktop.simulator.__main__ import main as serve  # noqa: PLC0415

    return serve(words)


def _open(arguments: argparse.Namespace, folders: Folders) -> int:
    """Qt is imported here and not above: `--help` and refusals need none of it."""
    from cn_desktop.ui.front import run  # noqa: PLC0415
    from cn_desktop.ui.options import Options  # noqa: PLC0415

    options = Options(
        folders,
        simulator=_simulator_arguments(arguments) if arguments.demo else None,
        profile=arguments.profile or "",
        base_url=arguments.base_url or "",
        username=arguments.username or "",
        key=Secret(os.environ.pop(KEY_VARIABLE, "")),
        dataset=arguments.dataset or "",
        uid=arguments.uid or "",
    )
    return run(options, _script(arguments))


def _script(arguments: argparse.Namespace) -> "Script | None":
    """What the program is to do by itself, if that was asked for."""
    if not arguments.tour and not arguments.offscreen_shot:
        return None
    from cn_desktop.ui.tour import shot_script, tour_script  # noqa: PLC0415

    if arguments.tour:
        return tour_script(arguments.tour)
    return shot_script(arguments.offscreen_shot)


class _Version(argparse.Action):
    """Unlike argparse's own it looks for the version only when that is wanted."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str) -> None:  # noqa: A002  argparse's name
        super().__init__(option_strings, dest, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_rest: object) -> None:
        sys.stdout.write(f"CN Desktop {cn_desktop.__version__}\n")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cn-desktop",
        description="A desktop record manager for 8x8 ContactNow.",
        epilog=f"The key for --base-url and --profile comes from {KEY_VARIABLE} or is asked for.",
    )
    add = parser.add_argument
    add("--version", action=_Version, help="show the program's version and end")
    add("--demo", action="store_true", help="use a simulator of ContactNow on this machine")
    add("--records", type=int, metavar="N", help="how many records the demo has")
    add("--csv", type=Path, metavar="FILE", help="practise on this list in the demo")
    add("--profile", metavar="NAME", help="a connection that was used before")
    add("--base-url", metavar="URL", help="address of the API, with its path")
    add("--username", metavar="NAME", help="user name for --base-url")
    add("--dataset", metavar="ID", help="open this dataset")
    add("--uid", metavar="UID", help="look this record up in --dataset")
    add("--data-dir", type=Path, metavar="DIR", help="keep settings and the log here")
    add(AS_CHILD, action="store_true", help="as the first word: be just that simulator")
    add("--tour", type=Path, metavar="DIR", help="with --demo: show itself, pictures into DIR")
    add(
        "--offscreen-shot",
        type=Path,
        metavar="FILE",
        help="with --demo: put a picture of the edited table into FILE",
    )
    return parser


def _check(arguments: argparse.Namespace) -> None:
    """Arguments that need another one."""
    demo_only = ("records", "csv", "tour", "offscreen_shot")
    for name in demo_only:
        if getattr(arguments, name) is not None and not arguments.demo:
            raise Refusal(f"--{name.replace('_', '-')} goes with --demo.")
    if arguments.simulator:
        raise Refusal(f"{AS_CHILD} comes first, and what follows it is the simulator's.")
    if arguments.uid and not arguments.dataset:
        raise Refusal("--uid needs --dataset: a uid is a record's only inside its dataset.")
    if sum(map(bool, (arguments.demo, arguments.profile, arguments.base_url))) > 1:
        raise Refusal("Choose one of --demo, --profile and --base-url.")


def _qt_version() -> str:
    """Nothing of Qt itself is loaded by that."""
    from PySide6 import __version__ as qt  # noqa: PLC0415

    return qt


def _check_qt_and_python(qt: str, python: tuple[int, ...]) -> None:
    """PySide6 6.12 loses a reference to None with every call on Python 3.11 and dies of it."""
    if qt.split(".")[:2] == ["6", "12"] and python < (3, 12):
        raise Refusal(
            f"PySide6 {qt} crashes on Python 3.11. "
            "Install PySide6-Essentials 6.11, or use Python 3.12."
        )


def _check_display() -> None:
    """Without a display Qt ends the process, and Python can't prevent it."""
    is_chosen = bool(os.environ.get("QT_QPA_PLATFORM"))
    has_display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not is_chosen and not has_display:
        raise Refusal(
            "there is no display. Start it in a desktop session, or set "
            "QT_QPA_PLATFORM=offscreen to run it without one."
        )


def _start_log(folders: Folders) -> None:
    try:
        folders.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        start_log(folders.logs)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Refusal(f"{folders.data} can't be written ({reason}); choose --data-dir.") from None


def _simulator_arguments(arguments: argparse.Namespace) -> tuple[str, ...]:
    chosen: list[str] = []
    if arguments.records is not None:
        chosen += ["--records", str(arguments.records)]
    if arguments.csv is not None:
        chosen += ["--csv", str(arguments.csv.absolute())]
    return tuple(chosen)
