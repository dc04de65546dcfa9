"""Plant one bug after the other in a copy of the tree: do the ordinary tests notice it?

    python tests/mutation/plant.py [WORD …]

plants those bugs in whose description one of the words stands, or all of them. The last line
is one line of JSON: how many were planted, how many caught, and which survived.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bugs import BUGS, Bug

ROOT = Path(__file__).parents[2]
ORDINARY = (
    "tests/work",
    "tests/records",
    "tests/api/test_reply.py",
    "tests/api/test_client.py",
    "tests/model",
    "tests/machine",
    "tests/storage",
)
PATIENCE = 1200
"""Seconds; tests that hang have noticed something too."""
NO_COPY = shutil.ignore_patterns(".git", ".venv", ".hypothesis", "__pycache__", ".*_cache")


class NotPlantable(Exception):
    """The old text is not there exactly once, so the table is out of date."""


def plant(tree: Path, bug: Bug) -> None:
    file = tree / "cn_desktop" / bug.file
    file.write_text(planted(file.read_text("utf-8"), bug), "utf-8")


def planted(text: str, bug: Bug) -> str:
    """The file's text with the bug. Raises `NotPlantable`."""
    if text.count(bug.old) != 1:
        raise NotPlantable(f"{bug.file}: {bug.old!r} is there {text.count(bug.old)} times")
    return text.replace(bug.old, bug.new)


def tests_for(tree: Path, file: str) -> list[str]:
    """The tests that are there, those of the file's own room first."""
    there = [name for name in ORDINARY if (tree / name).exists()]
    return sorted(
        there, key=lambda name: not name.startswith(f"tests/{file.split('/', maxsplit=1)[0]}")
    )


def is_noticed(bug: Bug | None) -> bool:
    """Whether a test fails, or hangs, in a fresh copy with this bug; None: without any."""
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=NO_COPY)
        if bug:
            plant(tree, bug)
        tests = tests_for(tree, bug.file if bug else "")
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-m", "not slow", *tests]
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "QT_QPA_PLATFORM": "offscreen"}
        try:
            done = subprocess.run(
                command,
                cwd=tree,
                env=environment,
                capture_output=True,
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return True
    if done.returncode not in {0, 1, 2}:
        raise RuntimeError(done.stdout.decode()[-2000:] + done.stderr.decode()[-2000:])
    return done.returncode != 0


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  a command line script


def main(words: list[str]) -> int:
    chosen = [bug for bug in BUGS if not words or any(word in bug.breaks for word in words)]
    for bug in chosen:
        planted((ROOT / "cn_desktop" / bug.file).read_text("utf-8"), bug)
    if is_noticed(None):
        say("the tests fail without any bug")
        return 2
    survivors = []
    for number, bug in enumerate(chosen, 1):
        is_caught = is_noticed(bug)
        survivors += [] if is_caught else [f"{bug.file}: {bug.breaks}"]
        word = "caught  " if is_caught else "SURVIVED"
        say(f"{number:3} {word} {bug.file}: {bug.breaks}")
    caught = len(chosen) - len(survivors)
    say(json.dumps({"planted": len(chosen), "caught": caught, "survivors": survivors}))
    return 0 if len(survivors) <= 1 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
