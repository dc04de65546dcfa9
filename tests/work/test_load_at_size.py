"""Many records over real HTTP: each comes, once and as the server has it, in little memory.

The server and whoever reads are processes of their own, so that their peaks are their own.
"""

import json
import os
import random
import re
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest
from simulator.calling import Caller

import cn_desktop
from cn_desktop.simulator.child import SimulatorProcess
from cn_desktop.simulator.dataset import FIRST_UID

CHILD = Path(__file__).with_name("loading_child.py")
FILLING_SECONDS = 600.0
HANGS = 600.0
MOST_TIMES_THE_BODY = 2
"""Packed rows take 0.9 times, columns of Python's values 2.6, a kept body and its dicts 6."""
MOST_OF_THE_SERVER = 100 * 2**20
"""Bytes; a read that is built in memory takes more at any size here."""
SAMPLE = 40
MANY, VERY_MANY = 100_000, 1_000_000
READS = [
    (MANY, "load", "json"),
    (MANY, "window", "json"),
    pytest.param(MANY, "load", "xml", marks=pytest.mark.slow),
    pytest.param(VERY_MANY, "load", "json", marks=pytest.mark.slow),
    pytest.param(VERY_MANY, "window", "json", marks=pytest.mark.slow),
]

needs_proc = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="another process's memory is not to be had here"
)


@dataclass
class Account:
    """A simulator with so many records in a file, and who asks it for single ones."""

    simulator: SimulatorProcess
    records: int

    def __post_init__(self):
        known = self.simulator
        self._caller = Caller(
            SimpleNamespace(base_url=known.url, username=known.username, key=known.key)
        )

    def record(self, uid):
        (record,) = self._caller.read(urn=str(uid))["list"]
        return record

    @property
    def peak(self):
        status = Path(f"/proc/{self.simulator.pid}/status").read_text("utf-8")
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024

    def read(self, way, form, folder, rows):
        """What a process of its own says of the dataset it has read; see loading_child."""
        paths = Path(cn_desktop.__file__).parents[1], CHILD.parents[1]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, paths)),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "CN_DESKTOP_API_KEY": self.simulator.key,
        }
        known = self.simulator
        command = [sys.executable, CHILD, way, form, known.url, known.username, folder]
        done = subprocess.run(
            [*command, ",".join(map(str, rows))],
            stdout=subprocess.PIPE,
            env=environment,
            timeout=HANGS,
            check=True,
        )
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def account_with(tmp_path_factory):
    """An account with so many records; each is filled once."""
    with ExitStack() as started:

        @cache
        def account_with(records):
            folder = started.enter_context(TemporaryDirectory(dir=tmp_path_factory.mktemp("big")))
            arguments = ["--records", str(records), "--db", f"{folder}/account.db"]
            simulator = SimulatorProcess(arguments, time_limit=FILLING_SECONDS)
            return Account(started.enter_context(simulator), records)

        yield account_with


def sampled(records):
    """The first row, the last, and some between."""
    return [0, records - 1, *random.Random(records).sample(range(records), SAMPLE)]


def as_it_comes(record, form):
    """XML has no null."""
    return record if form == "json" else {name: value or "" for name, value in record.items()}


def report(figures, records, capsys):
    """Memory a record, and a byte of the body where that was counted."""
    grown = figures["peak"] - figures["before"]
    ratio = {"times_the_body": round(grown / figures["body"], 2)} if "body" in figures else {}
    shown = {name: figures[name] for name in ("seconds", "cpu", "peak", "kept", "server_peak")}
    with capsys.disabled():
        line = {**shown, "records": records, "bytes_a_record": round(grown / records), **ratio}
        print(f"\n{json.dumps(line)}")  # noqa: T201  the figures are what the run is for
    return ratio.get("times_the_body", 0)


@needs_proc
@pytest.mark.parametrize(("records", "way", "form"), READS)
def test_every_record_arrives_as_the_server_has_it(
    account_with, records, way, form, tmp_path, capsys
):
    account = account_with(records)
    rows = sampled(account.records)
    told = account.read(way, form, tmp_path, rows)
    assert (told["count"], told["is_complete"]) == (account.records, True)
    assert (told["first"], told["is_without_gap"]) == (FIRST_UID, True)
    assert told.get("shown", account.records) == account.records
    for row, record in zip(rows, told["records"], strict=True):
        assert record == as_it_comes(account.record(FIRST_UID + row), form)
    told["server_peak"] = account.peak
    assert report(told, account.records, capsys) < MOST_TIMES_THE_BODY
    assert account.peak < MOST_OF_THE_SERVER
