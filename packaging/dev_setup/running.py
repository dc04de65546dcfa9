"""Running other programs: in the foreground, or quietly with their words kept in a log."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

SECONDS_TO_END = 10


@dataclass(frozen=True)
class Finished:
    """A program that has ended: its exit code, and all it said."""

    code: int
    output: str


def run_quietly(
    command: Sequence[str],
    *,
    log: Path,
    folder: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Finished:
    """Run `command`, keeping what it says in `log`; Ctrl+C lets it end before it is raised."""
    with subprocess.Popen(
        list(command),
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        try:
            _append(log, f"$ {' '.join(command)}\n")
            output = "".join(_logged(process.stdout, log))
            return Finished(process.wait(), output)
        except KeyboardInterrupt:
            _let_end(process)
            raise


def _logged(lines: Iterable[str], log: Path) -> Iterator[str]:
    for line in lines:
        _append(log, line)
        yield line


def _append(log: Path, line: str) -> None:
    # A full disk costs the log, not the answer.
    with suppress(OSError), log.open("a", encoding="utf-8") as file:
        file.write(line)


def _let_end(process: subprocess.Popen[str]) -> None:
    """Wait for a program to which the terminal has sent Ctrl+C too: dpkg must not be cut off."""
    try:
        process.wait(timeout=SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.terminate()


def run_in_foreground(
    command: Sequence[str],
    *,
    folder: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> int:
    """Run `command` on this terminal and return its exit code, negative for a signal."""
    process = subprocess.Popen(list(command), cwd=folder, env=environ)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the program got the same Ctrl+C and decides itself how it ends
