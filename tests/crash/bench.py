"""Kill the child at a moment, let another one find out what became of its rows, and judge."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator

CHILD = Path(__file__).with_name("child.py")
HANGS = 120.0
SETTLED = {"pending", "rejected", "ask", "conflict"}
"""What a row may be once it was looked for: a person knows what it is, and nothing hides."""
DENIED = {"pending", "rejected"}
"""What a new record is called that is not on the server."""


@dataclass
class Violations:
    """What must never happen, and how often it did."""

    lost: list = field(default_factory=list)
    doubled: list = field(default_factory=list)
    undecided: list = field(default_factory=list)
    untrue: list = field(default_factory=list)
    broken: list = field(default_factory=list)

    def count(self) -> int:
        return sum(map(len, vars(self).values()))


@dataclass
class Outcome:
    """One run: what the child had said before it ended, and what was there afterwards."""

    kept: set
    told: dict
    rows: dict
    applied: dict
    was_killed: bool


class Crash:
    """One simulator and one folder: a child that works, a kill, and the children after it."""

    def __init__(self, *, rows=20, marker="", prefix=(), faults=(), records=60):
        self._rows = rows
        self._marker = marker
        self._prefix = list(prefix)
        self.simulator = Simulator(Options(records=records, latency_ms=2, faults=tuple(faults)))
        self._folder = tempfile.TemporaryDirectory(prefix="crash-")
        self.folder = Path(self._folder.name)

    def __enter__(self):
        self.simulator.__enter__()
        return self

    def __exit__(self, *error):
        self.simulator.__exit__(*error)
        self._folder.cleanup()

    def command(self, what):
        server = self.simulator
        where = [server.base_url, server.username, server.key, str(self.folder / "pending")]
        return [sys.executable, str(CHILD), what, *where, str(self._rows), self._marker]

    def work(self, seconds=None):
        """Run the child, killed so many seconds after it is ready; what it said by then."""
        environment = {**os.environ, "PYTHONPATH": str(CHILD.parents[2])}
        child = subprocess.Popen(
            [*self._prefix, *self.command("work")],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
            start_new_session=True,
        )
        killer = threading.Timer(HANGS, child.kill)
        killer.start()
        said = []
        for line in child.stdout:
            said.append(line.split())
            if line == "ready\n" and seconds is not None:
                killer.cancel()
                killer = threading.Timer(seconds, _kill, [child])
                killer.start()
        child.wait()
        killer.cancel()
        child.stdout.close()
        return said, child.returncode != 0

    def ask(self, what):
        """Run a child to its end; the rows that the journal has then."""
        environment = {**os.environ, "PYTHONPATH": str(CHILD.parents[2])}
        done = subprocess.run(
            self.command(what),
            capture_output=True,
            text=True,
            timeout=HANGS,
            env=environment,
            check=False,
        )
        if done.returncode:
            return None
        return dict(json.loads(done.stdout.splitlines()[-1]))

    def outcome(self, seconds=None):
        """A whole run with everything that is there to be judged; None rows: it broke."""
        said, was_killed = self.work(seconds)
        rows = self.ask("recover")
        kept = {words[1] for words in said if len(words) == 2 and words[0] == "kept"}
        told = {
            words[1]: words[2] for words in said if words and words[0] == "done" and len(words) == 3
        }
        return Outcome(kept, told, rows, self.applied(), was_killed)

    def applied(self):
        """How often each row was done, by its key."""
        counts = {}
        for entry in self.simulator.ledger:
            text = entry.fields.get("lastname") or ""
            is_new = entry.action == "create"
            key = f"+{int(text.split()[1]):08x}{0:024x}" if is_new else entry.uid
            counts[key] = counts.get(key, 0) + 1
        return counts


def _kill(child):
    """The whole group: under strace the child is strace's."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def judge(outcome, violations, name):
    """Hold one run against what must hold (inv-I1, I2, I4, I5)."""
    if outcome.rows is None:
        violations.broken.append(name)
        return
    rows, applied = outcome.rows, outcome.applied
    new = {key: times for key, times in applied.items() if key.startswith("+")}
    lost = [key for key in outcome.kept if key not in rows and not applied.get(key)]
    doubled = [key for key, times in new.items() if times > 1]
    undecided = [(key, state) for key, state in rows.items() if state not in SETTLED]
    denied = [key for key, state in rows.items() if state in DENIED and new.get(key)]
    claimed = [
        key for key, state in outcome.told.items() if state == "saved" and key not in applied
    ]
    violations.lost += [(name, key) for key in lost]
    violations.doubled += [(name, key) for key in doubled]
    violations.undecided += [(name, key) for key in undecided]
    violations.untrue += [(name, key) for key in denied + claimed]
