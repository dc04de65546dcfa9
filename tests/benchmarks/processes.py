"""Work in a process of its own: fresh memory, fresh imports, and an end in any case."""

import importlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
PATIENCE = 1800.0
"""Seconds; what takes longer is given up."""


class Failed(Exception):
    """A process ended badly; its last words."""


def environment():
    """With this tree's code, and without a display."""
    return os.environ | {
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(TESTS)]),
        "QT_QPA_PLATFORM": "offscreen",
        "QT_API": "pyside6",
    }


def apart(work, **arguments):
    """What a function of a module gives, called in a fresh process; both sides as JSON.

    Raises `Failed`.
    """
    with tempfile.TemporaryDirectory(prefix="cn-desktop-bench-") as folder:
        answer = Path(folder) / "answer.json"
        name = f"{work.__module__}:{work.__qualname__}"
        command = [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "benchmarks.processes",
            name,
            json.dumps(arguments),
            answer,
        ]
        try:
            ended = subprocess.run(
                command,
                cwd=ROOT,
                env=environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Failed("it took too long") from None
        if ended.returncode or not answer.exists():
            words = ended.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            raise Failed(words or f"it ended with {ended.returncode}")
        return json.loads(answer.read_text("utf-8"))


@dataclass(frozen=True)
class Served:
    """Where the server is; `base_url`, `username` and `key` as a connection wants them."""

    base_url: str
    username: str = "demo"
    key: str = "a key"

    def seen(self):
        """What the server saw since this was asked last."""
        with urllib.request.urlopen(f"{self.base_url}seen") as answer:
            return json.load(answer)


@contextmanager
def served(datasets, latency=0.0, *, has_records=False):
    """A server of its own for files of bodies by dataset; it ends with the block, or with us."""
    options = {
        "datasets": {name: str(path) for name, path in datasets.items()},
        "latency": latency,
        "has_records": has_records,
    }
    command = [sys.executable, str(Path(__file__).with_name("serving.py")), json.dumps(options)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        try:
            yield Served(f"http://127.0.0.1:{int(server.stdout.readline())}/")
        finally:
            server.stdin.close()
            server.wait(20)


def main():
    module, _, name = sys.argv[1].partition(":")
    answer = getattr(importlib.import_module(module), name)(**json.loads(sys.argv[2]))
    Path(sys.argv[3]).write_text(json.dumps(answer), "utf-8")


if __name__ == "__main__":
    main()
