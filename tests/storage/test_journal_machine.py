"""Kills, races, full disks, closed folders: what was acknowledged is there, and all of it."""

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from journal_child import KEYS, numbered
from journals import CHILD, batch, child, crashed, opened, reopened, row

from cn_desktop.base.errors import JournalFailed
from cn_desktop.storage.journal import Journal, Opened

posix = pytest.mark.skipif(os.name == "nt", reason="signals, users and limits of POSIX")
as_root = pytest.mark.skipif(
    os.name == "nt" or os.geteuid() != 0, reason="only root may mount, or become somebody else"
)


def many(few, number):
    return [few, pytest.param(number, marks=pytest.mark.slow)]


def ended(process):
    process.stdin.close()
    rest = process.stdout.read()
    process.stdout.close()
    process.wait(60)
    return rest


def killed_after(folder, first, acknowledged):
    """The numbers that were acknowledged before a kill, about so many."""
    process = child("write", folder, first)
    lines = [process.stdout.readline() for _time in range(acknowledged + 1)]
    assert lines[0] == "open\n"
    process.kill()
    lines += ended(process).splitlines(keepends=True)
    return [int(line) for line in lines[1:] if line.endswith("\n")]


def number_in(outgoing):
    return int(outgoing.fields["firstname"].split()[0])


def expected_after(last):
    """The number each key has once the batches up to this one were kept."""
    numbers = {}
    for number in range(last + 1):
        numbers |= {each.key: number for each in numbered(number).put}
    return numbers


@posix
@pytest.mark.parametrize("kills", many(20, 200))
def test_whatever_was_acknowledged_before_a_kill_is_there(tmp_path, kills):
    dice = random.Random(kills)
    first = 0
    for _kill in range(kills):
        last = max(killed_after(tmp_path, first, dice.randrange(40)), default=first - 1)
        told, there = reopened(tmp_path)
        assert told == Opened()
        numbers = {each.key: number_in(each) for each, _before in there}
        newest = max(numbers.values(), default=-1)
        assert newest >= last
        assert numbers == expected_after(newest)
        first = newest + 1
    assert len(numbers) == KEYS


@pytest.mark.parametrize("racers", many(8, 100))
def test_of_all_that_start_at_once_one_wins(tmp_path, racers):
    processes = [child("race", tmp_path) for _racer in range(racers)]
    for process in processes:
        process.stdin.write("go\n")
    said = sorted(process.stdout.readline() for process in processes)
    for process in processes:
        ended(process)
    assert said == ["JournalInUse None\n"] * (racers - 1) + ["open\n"]
    assert reopened(tmp_path) == (Opened(), [])


@posix
def test_a_lock_dies_with_its_process(tmp_path):
    killed_after(tmp_path, 0, 3)
    with opened(tmp_path) as journal:
        assert journal.rows


@pytest.fixture
def seen_by_all():
    """A folder that everybody may look into, and nobody else may write."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@as_root
@pytest.mark.parametrize("name", ["kept", "not there"])
def test_a_folder_that_may_not_be_written_is_said_at_once(seen_by_all, name):
    with opened(seen_by_all / "kept") as journal:
        journal.write(numbered(0)).result()
    assert ended(child("nobody", seen_by_all / name)) == "JournalFailed 13\n"
    assert len(reopened(seen_by_all / "kept")[1]) == 4


@posix
def test_a_disk_that_is_full_fails_whole_batches_and_goes_on_when_there_is_room(tmp_path):
    process = child("limited", tmp_path, 60_000)
    full, after, rows = ended(process).splitlines()
    kept, *codes = full.split()
    assert int(kept) < 40
    assert set(codes) <= {"28", "5", "27"}
    assert codes
    assert after == "40"
    assert rows == "40"
    assert len(reopened(tmp_path)[1]) == 40


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a disk of its own with 256 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "none", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("nothing can be mounted here")
    yield place
    subprocess.run(["umount", place], check=True)


def long_pair(number):
    return batch(*(row(f"{number}{half}", f"{number} {'x' * 1500}") for half in "ab"))


@as_root
def test_what_a_full_disk_did_not_take_is_not_there_in_part(small_disk):
    with opened(small_disk) as journal:
        errors = [journal.write(long_pair(number)).exception() for number in range(100)]
    failed = [error for error in errors if error is not None]
    assert {type(error) for error in failed} == {JournalFailed}
    assert 28 in {error.code for error in failed}
    told, rows = reopened(crashed(small_disk, small_disk.parent / "where there is room"))
    assert told == Opened()
    kept = [number for number, error in enumerate(errors) if error is None]
    assert [number_in(each) for each, _before in rows[::2]] == kept
    assert [number_in(each) for each, _before in rows[1::2]] == kept


@as_root
def test_a_full_disk_is_said_when_the_journal_is_opened(small_disk):
    (small_disk / "other").write_bytes(bytes(260_000))
    with pytest.raises(JournalFailed) as caught:
        Journal(small_disk).open()
    assert caught.value.code == 28
    (small_disk / "other").unlink()
    assert reopened(small_disk) == (Opened(), [])


ACT = re.compile(r"^\d+ +(\w+)\((\d+)(?:<([^>]*)>)?(.*)$")
CALLS = "trace=openat,write,pwrite64,fdatasync,fsync"
FAULTS = [
    "fdatasync:error=EIO:when=12+9",
    "pwrite64:error=ENOSPC:when=40+17",
    "pwrite64:error=EIO:when=30+23",
]


def traced(file, expression, *arguments):
    """Run the child under strace; what it said. The calls it made are in the file."""
    if shutil.which("strace") is None:
        pytest.skip("there is no strace here")
    command = ["strace", "-f", "-y", "-s", "16", "-e", CALLS, "-e", expression, "-o", file]
    done = subprocess.run(
        [*map(str, (*command, sys.executable, CHILD, *arguments))],
        env={**os.environ, "PYTHONPATH": str(CHILD.parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    if "ptrace" in done.stderr:
        pytest.skip("strace may not trace here")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def calls_in(file):
    """The name, descriptor, file and the rest of each call."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return [found.groups() for line in lines if (found := ACT.match(line))]


def test_nothing_is_acknowledged_before_it_would_outlast_a_power_cut(tmp_path):
    traced(tmp_path / "trace", CALLS, "write", tmp_path / "kept", 0, 200, 1)
    acknowledged, written, is_synced = 0, 0, True
    for name, descriptor, file, rest in calls_in(tmp_path / "trace"):
        if (file or "").endswith("journal.db-wal"):
            is_synced = name != "pwrite64"
            written += not is_synced
        if name == "write" and descriptor == "1" and re.match(r', "\d+\\n"', rest):
            acknowledged += 1
            assert is_synced
            assert written
            written = 0
    assert acknowledged == 200


@pytest.mark.parametrize("fault", FAULTS)
def test_a_disk_that_fails_now_and_then_keeps_what_it_said_it_kept(tmp_path, fault):
    said = traced(tmp_path / "trace", f"inject={fault}", "shaken", tmp_path / "kept")
    outcomes = dict(line.split(" ", 1) for line in said)
    assert len(outcomes) == 60
    kept = {number for number, outcome in outcomes.items() if outcome == "kept"}
    assert 10 < len(kept) < 60
    assert {outcomes[number] for number in outcomes.keys() - kept} <= {"failed 5", "failed 28"}
    assert not writes_through_a_handle_that_failed(tmp_path / "trace")
    told, there = reopened(tmp_path / "kept")
    assert told == Opened()
    assert kept <= {each.key for each, _before in there}


def writes_through_a_handle_that_failed(file):
    """What is written to a log after a failure, before it was opened anew."""
    found, has_failed = [], False
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        if "openat" in line and "journal.db-wal" in line:
            has_failed = False
        elif "pwrite64" in line and "journal.db-wal" in line and has_failed:
            found.append(line)
        has_failed = has_failed or "INJECTED" in line
    return found
