"""Sets CN Desktop up on this machine: python3 packaging/dev.py demo, test, check or bundle."""

from __future__ import annotations

import argparse
import errno
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dev_setup import system
from dev_setup.environment import Environment, base_python, make_ready
from dev_setup.running import run_in_foreground
from dev_setup.words import Stopped, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
FIRST_PYTHON_TOO_NEW = (3, 14)
PICTURES = "demo-pictures"
BUNDLE_PLACE = "build/bundle-venv"
FAILED, USED_WRONGLY, INTERRUPTED = 1, 2, 130

USAGE = """\
Usage: python3 packaging/dev.py COMMAND

  demo [--offscreen-shot FILE.png] [ARGUMENTS]
        open CN Desktop on the simulator; ARGUMENTS go on to it (--csv FILE, --records N).
        With --offscreen-shot, or where there is no display, it takes pictures instead.
  test [PYTEST ARGUMENTS]
        run the tests, without the slow ones unless -m says otherwise
  check
        formatting, lint, types and the direction of imports
  bundle
        build the program with its own Python and libraries, in dist/cn-desktop

Each makes .venv in the project's folder and installs what it needs the first time; bundle makes an
environment of its own, in build.
"""

REFUSALS = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EACCES: "not_writable",
    errno.EPERM: "not_writable",
    errno.EROFS: "not_writable",
}


def main(arguments: Sequence[str], environment: Environment) -> int:
    """Run a command and return the exit code; what stops it ends in one sentence."""
    try:
        check_python(sys.version_info[:2])
        return run(arguments, environment)
    except Stopped as stopped:
        return end(stopped, FAILED)
    except KeyboardInterrupt:
        return end(Stopped("interrupted"), INTERRUPTED)
    except OSError as error:
        why = REFUSALS.get(error.errno or 0, "system_refused")
        return end(Stopped(why, folder=environment.folder, error=error), FAILED)


def end(stopped: Stopped, code: int) -> int:
    """Show why it stopped and return the exit code."""
    print(stopped, file=sys.stderr, flush=True)
    return code


def check_python(version: tuple[int, ...]) -> None:
    """Raise Stopped for a Python (major, minor) that CN Desktop does not run on."""
    if OLDEST_PYTHON <= version < FIRST_PYTHON_TOO_NEW:
        return
    newest = (FIRST_PYTHON_TOO_NEW[0], FIRST_PYTHON_TOO_NEW[1] - 1)
    raise Stopped(
        "python_unfit",
        oldest=".".join(map(str, OLDEST_PYTHON)),
        newest=".".join(map(str, newest)),
        found=".".join(map(str, version)),
    )


def run(arguments: Sequence[str], environment: Environment) -> int:
    """Find the command and run it, or show how this is used."""
    name, rest = (arguments[0], arguments[1:]) if arguments else ("--help", ())
    if name in {"-h", "--help", "help"}:
        say(USAGE)
        return 0 if arguments else USED_WRONGLY
    if name not in COMMANDS:
        say(f"There is no command {name}.\n\n{USAGE}")
        return USED_WRONGLY
    return COMMANDS[name](environment, rest)


def set_up(environment: Environment, extra: str, libraries: Sequence[system.Library] = ()) -> None:
    """Have everything installed; say at once when a library is missing that can't be."""
    system.check_libraries(libraries)
    make_ready(environment, extra)
    system.install_libraries(libraries, environment.log)


def demo(environment: Environment, arguments: Sequence[str]) -> int:
    """Open the program on the simulator, or have it take pictures of itself."""
    options, rest = demo_options().parse_known_args(arguments)
    display = "" if options.offscreen_shot else system.find_display(os.environ)
    set_up(environment, "", system.NEEDED_FOR[display])
    if not options.offscreen_shot and not display:
        say(f"{no_display(os.environ)}, so the demo takes pictures of its window instead.")
    code = run_program(
        [str(environment.python), "-m", "cn_desktop", *demo_arguments(options, rest, display)],
        environ=os.environ if display else offscreen(os.environ),
    )
    if not options.offscreen_shot and not display and code == 0:
        say(f"The pictures are in {Path(options.tour or PICTURES).absolute()}")
    return code


def no_display(environ: Mapping[str, str]) -> str:
    """Return what is wrong: no display is named, or none answers at the one that is."""
    name = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    return f"No display answers at {name}" if name else "There is no display here"


def demo_options() -> argparse.ArgumentParser:
    """Return the parser for what demo must know; the rest goes on to the program."""
    parser = argparse.ArgumentParser(
        usage="python3 packaging/dev.py demo [--offscreen-shot FILE.png] [ARGUMENTS]",
        add_help=False,
        allow_abbrev=False,
    )
    parser.add_argument("--offscreen-shot", type=lambda name: Path(name).absolute())
    parser.add_argument("--tour")
    return parser


def demo_arguments(
    options: argparse.Namespace, rest: Sequence[str], display: str
) -> tuple[str, ...]:
    """Return the program's arguments: for a window, for one picture, or for a tour of them."""
    if options.offscreen_shot:
        return ("--demo", "--offscreen-shot", str(options.offscreen_shot), *rest)
    tour = options.tour or ("" if display else PICTURES)
    return ("--demo", *(("--tour", tour) if tour else ()), *rest)


def test(environment: Environment, arguments: Sequence[str]) -> int:
    """Run the tests on Qt's offscreen platform."""
    set_up(environment, "test", system.DRAWING)
    get_x_server(environment)
    return run_program(
        [str(environment.python), "-m", "pytest", *test_arguments(arguments)],
        folder=environment.root,
        environ=offscreen(os.environ),
    )


def test_arguments(arguments: Sequence[str]) -> tuple[str, ...]:
    """Return pytest's arguments, leaving out the slow tests unless the caller chose."""
    chooses_marks = any(argument.startswith("-m") for argument in arguments)
    return (*(() if chooses_marks else ("-m", "not slow")), *arguments)


def get_x_server(environment: Environment) -> None:
    """Install what tests in a real window take; without it they skip themselves."""
    packages = system.packages_for_x_server()
    if not packages:
        return
    if system.can_install_packages() and not environment.apt_refused.exists():
        if system.apt_install(packages, environment.log):
            return
        environment.apt_refused.touch()
    say(
        "The tests that need a real window will be skipped; to run them too, install what they "
        f"take: {system.install_line(packages)}"
    )


def check(environment: Environment, arguments: Sequence[str]) -> int:
    """Run every check, also after one that failed, and sum them up in a line."""
    if arguments:
        say(f"check takes no arguments.\n\n{USAGE}")
        return USED_WRONGLY
    set_up(environment, "dev")
    failed = [name for name, command in checks(environment) if not passes(command, environment)]
    say(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return FAILED if failed else 0


def checks(environment: Environment) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each check's name and its command."""
    python = str(environment.python)
    return (
        ("formatting (ruff format)", (python, "-m", "ruff", "format", "--check")),
        ("lint (ruff check)", (python, "-m", "ruff", "check")),
        ("types (mypy)", (python, "-m", "mypy")),
        ("imports (lint-imports)", (str(environment.program("lint-imports")), "--no-cache")),
    )


def passes(command: Sequence[str], environment: Environment) -> bool:
    """Run a check in the project's folder."""
    return run_in_foreground(command, folder=environment.root) == 0


def bundle(environment: Environment, arguments: Sequence[str]) -> int:
    """Build it in an environment that holds only what is bundled, and what bundles it."""
    if arguments:
        say(f"bundle takes no arguments.\n\n{USAGE}")
        return USED_WRONGLY
    own = replace(environment, place=BUNDLE_PLACE)
    system.check_libraries(system.EVERY_WINDOW)
    make_ready(own, "bundle")
    system.install_libraries(system.EVERY_WINDOW, own.log)
    get_bundling_tools(own)
    return run_program(
        [str(own.python), str(own.root / "packaging" / "bundle.py")],
        folder=own.root,
        environ=os.environ,
    )


def get_bundling_tools(environment: Environment) -> None:
    """Install what PyInstaller takes; raise Stopped when that is not there and can't be had."""
    packages = system.packages_for_bundling()
    if packages and system.can_install_packages():
        system.apt_install(packages, environment.log)
        packages = system.packages_for_bundling()
    if packages:
        raise Stopped(
            "bundling_tools_missing",
            packages=", ".join(packages),
            line=system.install_line(packages),
        )


def offscreen(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment variables with which Qt needs no display."""
    return {**environ, "QT_QPA_PLATFORM": "offscreen"}


def run_program(
    command: Sequence[str], *, environ: Mapping[str, str], folder: Path | None = None
) -> int:
    """Run it on this terminal and return its exit code; raise Stopped when a signal ended it."""
    code = run_in_foreground(command, folder=folder, environ=environ)
    if code < 0:
        raise Stopped("program_killed", signal=signal.Signals(-code).name)
    return code


COMMANDS = {"demo": demo, "test": test, "check": check, "bundle": bundle}

if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a terminal that can't show a folder's name
    sys.exit(main(sys.argv[1:], Environment(ROOT, base_python())))
