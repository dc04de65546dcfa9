"""The order of system calls, and a kill at each of them: by strace."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time

import pytest

from .bench import CHILD, Crash, Violations, judge

strace_needed = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not installed: apt-get install strace"
)
pytestmark = strace_needed

JOURNAL_CALLS = "write,pwrite64,writev,fsync,fdatasync,ftruncate"
NAME_CALLS = "rename,renameat,renameat2,unlink,unlinkat"
WIRE_CALLS = "connect,sendto,sendmsg"
FURTHEST = 400


def traced(crash, *options, seconds=None):
    crash._prefix = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "signal=none", *options]
    return crash.outcome(seconds)


def kill_at(calls, number):
    return ["-e", f"trace={calls}", "-e", f"inject={calls}:signal=KILL:when={number}"]


def sweep(calls, most, step=1):
    """Kill the child as a thread of it enters its n-th call, for every n until none is reached."""
    violations, killed = Violations(), 0
    for number in range(1, most + 1, step):
        with Crash(rows=3, marker="test_field" if number % 2 else "") as crash:
            outcome = traced(crash, *kill_at(calls, number))
            judge(outcome, violations, f"{calls} {number}")
            killed += outcome.was_killed
            if not outcome.was_killed:
                return violations, killed, number
    return violations, killed, most


def test_a_kill_at_some_calls_loses_nothing():
    for calls, numbers in ((JOURNAL_CALLS, (3, 11)), (WIRE_CALLS, (4,)), (NAME_CALLS, (1,))):
        violations = Violations()
        for number in numbers:
            with Crash(rows=3) as crash:
                judge(traced(crash, *kill_at(calls, number)), violations, f"{calls} {number}")
        assert violations.count() == 0, violations


@pytest.mark.slow
def test_a_kill_at_every_call_of_one_create_and_two_updates():
    """Counted for each thread by itself: the journal's, the rows' and the main one."""
    began, figures, total = time.monotonic(), {}, Violations()
    for name, calls in (("disk", JOURNAL_CALLS), ("names", NAME_CALLS), ("wire", WIRE_CALLS)):
        violations, killed, reached = sweep(calls, FURTHEST)
        figures[name] = {"killed": killed, "until": reached}
        for kind, found in vars(violations).items():
            getattr(total, kind).extend(found)
    figures |= {"violations": total.count(), "seconds": round(time.monotonic() - began)}
    print(json.dumps(figures))  # noqa: T201  the run speaks to whoever started it
    assert total.count() == 0, total
    assert figures["disk"]["killed"] > 20


POST = re.compile(r'sendto\(\d+<[^>]*>, "POST [^"]*action=(create|update)')
SYNC = re.compile(
    r"(?:fdatasync|fsync)\(\d+<[^>]*-wal>\)\s+= 0|<\.\.\. (?:fdatasync|fsync) resumed>.*= 0"
)
WRITE = re.compile(r"pwrite64\(\d+<[^>]*-wal>")


def order_of(lines):
    """For each write to the server: whether the journal was synced, and not written since."""
    is_synced, found = False, []
    for line in lines:
        if WRITE.search(line):
            is_synced = False
        elif SYNC.search(line):
            is_synced = True
        elif POST.search(line):
            found.append(is_synced)
            is_synced = False
    return found


def submits(rows):
    """The system calls of a child that submits so many rows, one after the other."""
    with (
        Crash(rows=rows, records=600) as crash,
        tempfile.NamedTemporaryFile("r", suffix=".strace") as log,
    ):
        calls = "trace=sendto,pwrite64,fdatasync,fsync"
        command = ["strace", "-f", "-y", "-s", "160", "-e", calls, "-e", "signal=none"]
        environment = {**os.environ, "PYTHONPATH": str(CHILD.parents[2]), "AT_ONCE": "1"}
        subprocess.run(
            [*command, "-o", log.name, *crash.command("work")],
            check=True,
            capture_output=True,
            env=environment,
            timeout=600,
        )
        return order_of(log.read().splitlines())


def test_the_journal_is_synced_before_a_write_leaves():
    found = submits(10)
    assert found == [True] * 10


@pytest.mark.slow
def test_the_journal_is_synced_before_each_of_two_hundred_writes_leaves():
    found = submits(200)
    print(json.dumps({"writes": len(found), "synced_before": sum(found)}))  # noqa: T201  the run speaks to whoever started it
    assert found == [True] * 200
