"""The virtual environment: made, repaired, filled by pip, and known again by its stamp."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dev_setup.running import run_quietly
from dev_setup.system import apt_install, can_install_packages, install_line
from dev_setup.words import Stopped, say

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1
# Up to dev each holds the ones before it, as pyproject.toml has them; bundle has an environment of
# its own.
EXTRAS = ("", "test", "dev", "bundle")
THIS_PYTHON = ".".join(map(str, sys.version_info[:3]))
OLDEST_PIP = (22, 3)  # the first with `pip --python`

# Run by the environment's Python. Without its pyvenv.cfg the interpreter still starts, but as the
# system's own, into which nothing must be installed.
ASK_VERSION = (
    "import sys; sys.exit(1) if sys.prefix == sys.base_prefix else "
    "print('.'.join(map(str, sys.version_info[:3])))"
)

# What pip says when it fails, most telling first: a line about the network often comes before one
# about a version, and not the other way round.
PIP_FAILURES = tuple(
    (why, re.compile(pattern, re.IGNORECASE))
    for why, pattern in (
        (
            "disk_full",
            r"No space left on device|\[Errno 28\]|\[WinError 112\]|Disk quota exceeded"
            r"|No usable temporary directory",
        ),
        (
            "not_writable",
            r"OSError: \[Errno (?:1|13|30)\]|Error: \[Errno (?:1|13|30)\]|\[WinError 5\]",
        ),
        ("proxy", r"ProxyError|Cannot connect to proxy|Proxy Authentication Required"),
        ("certificate", r"CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError"),
        (
            "index_unreachable",
            r"NewConnectionError|name resolution|getaddrinfo failed|Name or service not known"
            r"|nodename nor servname|Connection (?:refused|reset|aborted)|Network is unreachable"
            r"|No route to host|timed out|SSLError|50[234] (?:Server )?Error",
        ),
        ("index_refused", r"40[137] (?:Client )?Error|User for \S+:"),
        (
            "version_not_found",
            r"No matching distribution found for (?P<package>[\w.-]+)"
            r"|satisfies the requirement (?P<requirement>[\w.-]+)",
        ),
    )
)


@dataclass(frozen=True)
class Environment:
    """The places of one project's virtual environment, and the Python it is made with."""

    root: Path
    base: str
    place: str = ".venv"

    @property
    def folder(self) -> Path:
        return self.root / self.place

    @property
    def python(self) -> Path:
        return self.program("python")

    @property
    def log(self) -> Path:
        return self.folder / "setup.log"

    @property
    def stamp(self) -> Path:
        return self.folder / "setup-stamp.json"

    @property
    def unfinished(self) -> Path:
        """There while a set-up is at work, and after one that was cut off."""
        return self.folder / "setup-unfinished"

    @property
    def apt_refused(self) -> Path:
        """There when apt-get was asked for what the set-up can do without, and failed."""
        return self.folder / "setup-apt-refused"

    def program(self, name: str) -> Path:
        if os.name == "nt":
            return self.folder / "Scripts" / f"{name}.exe"
        return self.folder / "bin" / name


@dataclass(frozen=True)
class Stamp:
    """What a finished set-up installed, and for which project and Python."""

    format: int
    root: str
    python: str
    project: str
    extra: str


@dataclass(frozen=True)
class Found:
    """What stands in the place of the environment; `python` is "" when none runs there."""

    exists: bool
    is_unfinished: bool
    python: str
    stamp: Stamp | None


@dataclass(frozen=True)
class Way:
    """How an environment is made and filled: the arguments of venv, and the pip to use."""

    venv: tuple[str, ...]
    pip: tuple[str, ...]


def make_ready(environment: Environment, extra: str) -> None:
    """Have the project and at least this extra installed, doing only what is not done yet."""
    found = look_at(environment)
    wanted = wanted_stamp(environment.root, larger_extra(extra, found.stamp))
    reason = reason_to_remake(found, wanted)
    if not reason and found.stamp == wanted:
        return
    if reason:
        say(f"Making {environment.folder} anew: {reason}.")
        remove(environment.folder)
    environment.folder.mkdir(parents=True, exist_ok=True)
    environment.unfinished.touch()
    way = find_way(environment)
    make(environment, way)
    fill(environment, way, wanted.extra)
    write_stamp(environment, wanted)
    environment.unfinished.unlink()


def look_at(environment: Environment) -> Found:
    """Return what stands there; starts the Python in it, about 20 ms."""
    return Found(
        exists=os.path.lexists(environment.folder),
        is_unfinished=environment.unfinished.exists(),
        python=running_python(environment.python),
        stamp=read_stamp(environment.stamp),
    )


def reason_to_remake(found: Found, wanted: Stamp) -> str:
    """Return why what stands there can't be built upon, "" when it can or nothing is there."""
    if not found.exists:
        return ""
    if found.is_unfinished:
        return "an earlier set-up did not come to its end"
    if not found.python:
        return "no Python runs in it"
    if found.python != wanted.python:
        return f"it was made by Python {found.python} and this is {wanted.python}"
    if found.stamp and found.stamp.root != wanted.root:
        return f"it was made in {found.stamp.root}"
    return ""


def wanted_stamp(root: Path, extra: str) -> Stamp:
    """Return the stamp of a set-up that this Python would make of the project as it is now."""
    project = hashlib.sha256((root / "pyproject.toml").read_bytes()).hexdigest()
    return Stamp(FORMAT, str(root), THIS_PYTHON, project, extra)


def larger_extra(extra: str, stamp: Stamp | None) -> str:
    """Return the one that holds both, so that nothing installed before goes stale."""
    return max(extra, stamp.extra if stamp else "", key=EXTRAS.index)


def read_stamp(path: Path) -> Stamp | None:
    """Return the stamp, or None where there is none that this version wrote."""
    try:
        stamp = Stamp(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return stamp if stamp.format == FORMAT and stamp.extra in EXTRAS else None


def write_stamp(environment: Environment, stamp: Stamp) -> None:
    """Write it whole or not at all."""
    new = environment.stamp.with_suffix(".new")
    new.write_text(json.dumps(vars(stamp), indent=1), encoding="utf-8")
    new.replace(environment.stamp)


def running_python(python: Path) -> str:
    """Return the version of the environment's Python, "" when it does not run or has no place."""
    try:
        answer = subprocess.run(
            [str(python), "-I", "-c", ASK_VERSION],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


def remove(folder: Path) -> None:
    """Delete the folder, or the link or file that stands in its place."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    else:
        shutil.rmtree(str(folder))


def base_python() -> str:
    """Return the Python behind a virtual environment: its own pip, or none, is no help here."""
    return getattr(sys, "_base_executable", None) or sys.executable


def find_way(environment: Environment) -> Way:
    """Return how to install here, getting pip from Debian if need be; raise Stopped if no way."""
    way = known_way(environment)
    if way is None and can_install_packages() and apt_install(["python3-pip"], environment.log):
        way = known_way(environment)
    if way is None:
        raise Stopped(
            "pip_missing",
            python=environment.base,
            oldest=".".join(map(str, OLDEST_PIP)),
            line=install_line(["python3-pip"]),
        )
    return way


def known_way(environment: Environment) -> Way | None:
    """Return the way from outside with pip, or else with ensurepip, which Debian leaves out."""
    python = str(environment.python)
    if pip_version(environment.base, environment.log) >= OLDEST_PIP:
        return Way(("--without-pip",), (environment.base, "-m", "pip", "--python", python))
    if importlib.util.find_spec("ensurepip"):
        return Way((), (python, "-m", "pip"))
    return None


def pip_version(python: str, log: Path) -> tuple[int, ...]:
    """Return the version of a Python's pip as numbers, () where there is none."""
    output = run_quietly([python, "-m", "pip", "--version"], log=log).output
    said = re.search(r"^pip (\d+)\.(\d+)", output, re.MULTILINE)
    return tuple(map(int, said.groups())) if said else ()


def make(environment: Environment, way: Way) -> None:
    """Make the environment, or give the one there what it lacks for this way."""
    if running_python(environment.python) and (
        way.venv or pip_version(str(environment.python), environment.log)
    ):
        return
    say(f"Making {environment.folder} with Python {THIS_PYTHON}...")
    command = [environment.base, "-m", "venv", *way.venv, str(environment.folder)]
    finished = run_quietly(command, log=environment.log)
    if finished.code or not running_python(environment.python):
        raise explain(finished.output, environment, otherwise="venv_failed")


def fill(environment: Environment, way: Way, extra: str) -> None:
    """Install the project, editable, with this extra; raise Stopped when pip refuses."""
    say("Installing CN Desktop and what it needs (about a minute the first time)...")
    project = f".[{extra}]" if extra else "."
    # --no-user: a person's own `user = true` would make pip refuse a virtual environment.
    options = ("--no-user", "--no-input", "--disable-pip-version-check")
    finished = run_quietly(
        [*way.pip, "install", *options, "--editable", project],
        log=environment.log,
        folder=environment.root,
    )
    if finished.code > 0:
        environment.unfinished.unlink()  # pip ended in good order: what is there can be built upon
    if finished.code:
        raise explain(finished.output, environment, otherwise="pip_failed")


def explain(output: str, environment: Environment, *, otherwise: str) -> Stopped:
    """Return what the output of pip or venv means for the person."""
    for why, pattern in PIP_FAILURES:
        match = pattern.search(output)
        if match:
            package = next(filter(None, match.groups()), "")
            return Stopped(why, folder=environment.folder, log=environment.log, package=package)
    return Stopped(otherwise, folder=environment.folder, log=environment.log)
