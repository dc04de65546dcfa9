"""A power cut at any call to the disk: what was kept is there, and nothing is there in part.

No process is killed here: the system calls of one run are taken in by a model of a disk
(`disk`, which says what it assumes), and what that disk may show is opened for real.
"""

import copy
import json
import os
import random
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from journals import batch, crashed, exact, opened, reopened, row

from cn_desktop.base.errors import JournalFailed
from cn_desktop.storage.journal import Journal, Opened
from cn_desktop.storage.journal_files import content_of, log_beside

from .disk import NAMING, SYNCS, Disk, put_back, traced
from .keeper import PATIENCE, contents, histories

pytestmark = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not installed: apt-get install strace"
)

KEEPER = Path(__file__).with_name("keeper.py")
MEMORY = Path("/dev/shm")  # noqa: S108  Linux has it, as strace needs Linux
PLACE = "pending"
SEED = 20261125
ROUNDS = 8
LATER = row("later", "Written after the cut")


@dataclass
class Findings:
    """What came of opening the journal after each cut."""

    cuts: int = 0
    variants: int = 0
    lost: list = field(default_factory=list)
    wrong: list = field(default_factory=list)
    told_damage: list = field(default_factory=list)

    def figures(self):
        found = vars(self).items()
        return {name: value if isinstance(value, int) else len(value) for name, value in found}

    @property
    def faults(self):
        return self.lost + self.wrong


@dataclass(frozen=True)
class Seen:
    """The journal after a cut: what opening it told and what it held; what else is `amiss`."""

    opened: Opened = field(default_factory=Opened)
    contents: tuple = ()
    amiss: str = ""


@pytest.fixture
def folder():
    """In memory where that can be: thousands of journals are opened."""
    where = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="power-", dir=where) as name:
        yield Path(name).resolve()


def run(folder, what, *words):
    """A disk as it was before the program ran, and what the program then called."""
    root = folder / "disk"
    root.mkdir(exist_ok=True)
    disk = Disk(root)
    paths = (str(KEEPER.parents[2]), str(KEEPER.parents[1]))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    command = [sys.executable, str(KEEPER), what, str(root / PLACE), *map(str, words)]
    return disk, traced(command, folder / "calls", env=environment)


def cut_everywhere(folder, disk, calls, judge, *, most=None, more=1):
    """Cut before each call to the disk and at the end.

    With `most`, only before so many of them, and before those that concern names.
    """
    dice, findings = random.Random(SEED), Findings()
    places = places_of(copy.deepcopy(disk), calls)
    if most is not None:
        names = {number for number in places if calls[number].name in NAMING}
        places = names | set(dice.sample(sorted(places - names), most))
    for number, call in enumerate(calls):
        if number in places:
            cut(folder, disk.pictures(dice, more), disk.said, judge, findings)
        disk.take(call)
    cut(folder, disk.pictures(dice, more), disk.said, judge, findings)
    return findings


def places_of(disk, calls):
    found = set()
    for number, call in enumerate(calls):
        if disk.concerns(call):
            found.add(number)
        disk.take(call)
    return found


def cut(folder, pictures, said, judge, findings):
    """Open what there may be after a cut here, and judge it."""
    findings.cuts += 1
    for picture in pictures:
        findings.variants += 1
        put_back(picture, folder / "after")
        judge(folder / "after" / PLACE, said, findings)


def see(place):
    """Open it, read it, and go on with it: it must last as any other does."""
    journal = Journal(place)
    try:
        opened = journal.open()
        rows, created = contents(journal)
        journal.write(batch(LATER)).result(PATIENCE)
    except JournalFailed as error:
        return Seen(amiss=type(error).__name__)
    finally:
        journal.close(PATIENCE)
    return Seen(opened, (rows, created), untrue(opened, place, rows) or unlike(place, rows))


def untrue(opened, place, rows):
    """Whatever is told is so."""
    if opened == Opened():
        return ""
    if opened.aside is not None and not opened.aside.is_file():
        return "nothing is kept aside"
    return "" if opened.salvaged == len(rows) else f"{opened.salvaged} rows are none"


def unlike(place, rows):
    journal = Journal(place)
    try:
        opened = journal.open()
        found, _ = contents(journal)
    finally:
        journal.close(PATIENCE)
    return "" if (opened, found) == (Opened(), [*rows, exact(LATER)]) else "it does not last"


class Kept:
    """Whether what was kept by the cut is there, and of what was under way all or nothing."""

    def __init__(self, rounds):
        self._histories = histories(rounds)

    def __call__(self, place, said, findings):
        seen = see(place)
        kept, asked = last("kept", said), last("asked", said)
        where = f"cut {findings.cuts}, {kept} kept, {asked} asked: {seen.opened}"
        if seen.amiss:
            findings.wrong.append(f"{where}: {seen.amiss}")
        elif seen.contents not in self._histories[kept : asked + 1]:
            is_older = seen.contents in self._histories[:kept]
            (findings.lost if is_older else findings.wrong).append(where)
        elif seen.opened != Opened():
            findings.told_damage.append(where)
            if seen.opened.lost or seen.opened.is_behind:
                findings.wrong.append(f"{where}, and nothing is")


class Mended:
    """Whether all that could be read of a damaged journal is there, and all of that journal."""

    def __init__(self, rows, damaged):
        self._rows = rows
        self._damaged = damaged

    def __call__(self, place, said, findings):
        seen = see(place)
        where = f"cut {findings.cuts}, {said}: {seen.opened}"
        if seen.amiss or seen.contents[0] != self._rows:
            findings.lost.append(f"{where}: {seen.amiss}")
        if self._damaged not in map(beside, place.glob("journal.corrupt-*.db")):
            findings.lost.append(f"{where}: no copy of what was damaged")
        if seen.opened != Opened():
            findings.told_damage.append(where)
        elif "opened" not in said:
            findings.wrong.append(f"{where}: nobody was told")


def beside(database):
    """The bytes of a database and of its log."""
    return content_of(database), content_of(log_beside(database))


def damaged_journal(folder, what):
    """Rows in the database and in the log, and one of both damaged; what mending makes of it."""
    place = folder / "disk" / PLACE
    with opened(folder / "whole") as journal:
        journal.write(batch(*(row(at, "old " * 200) for at in range(20)))).result()
        journal.tidy().result()
        for at in range(20, 24):
            journal.write(batch(row(at, "old " * 200))).result()
        crashed(folder / "whole", place)
    damaged = place / what
    raw = bytearray(damaged.read_bytes())
    raw[raw.index(b"old old")] ^= 1
    damaged.write_bytes(raw)
    files = beside(place / "journal.db")
    _, rows = reopened(crashed(place, folder / "mended"))
    assert rows
    return Mended(rows, files)


def last(word, said):
    """The highest number under this word."""
    return max((int(line.split()[1]) for line in said if line.startswith(word)), default=0)


def without_syncs(calls):
    return [call for call in calls if call.name not in SYNCS]


def test_a_power_cut_loses_nothing_that_was_kept(folder):
    disk, calls = run(folder, "keep", 3)
    findings = cut_everywhere(folder, disk, calls, Kept(3), most=30)
    assert not findings.faults
    assert findings.variants > findings.cuts > 30


def test_a_disk_that_syncs_nothing_loses_rows(folder):
    disk, calls = run(folder, "keep", 2)
    findings = cut_everywhere(folder, disk, without_syncs(calls), Kept(2), most=10)
    assert findings.lost


@pytest.mark.parametrize("what", ["journal.db", "journal.db-wal"])
def test_a_power_cut_while_mending_loses_nothing_more(folder, what):
    judge = damaged_journal(folder, what)
    findings = cut_everywhere(folder, *run(folder, "open"), judge, more=0)
    assert not findings.faults
    assert findings.told_damage


@pytest.mark.slow
def test_a_power_cut_at_every_call(folder):
    began = time.monotonic()
    disk, calls = run(folder, "keep", ROUNDS)
    findings = cut_everywhere(folder, disk, calls, Kept(ROUNDS), more=3)
    figures = findings.figures() | {"seconds": round(time.monotonic() - began)}
    print(json.dumps(figures))  # noqa: T201  the run speaks to whoever started it
    assert not findings.faults
    assert findings.cuts > 500
