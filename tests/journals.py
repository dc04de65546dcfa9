"""Rows for the journal of pending changes, and journals as a crash leaves them."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from hypothesis import strategies as st

from cn_desktop.records.fields import ABSENT, DatasetId, FieldName, RecordKey
from cn_desktop.records.marks import Mark, Note, State, Trail
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.storage.journal import Batch, Event, Journal

ACCOUNT = ("https://api.example.test/api/", "zoë")
OTHER = ("https://api.example.test/api/", "zoe")
DATASET = DatasetId("100")
NAME = FieldName("firstname")
CHILD = Path(__file__).with_name("journal_child.py")


def row(key, value="Ada", **others):
    key = RecordKey(str(key))
    known = {"uid": key, "fields": {NAME: value}, "before": {NAME: ABSENT}}
    return Outgoing(key=key, dataset=DATASET, **{**known, **others})


def batch(*rows, account=ACCOUNT, drop=(), events=()):
    keys = tuple((DATASET, RecordKey(str(key))) for key in drop)
    return Batch(account, put=rows, drop=keys, events=tuple(events))


def event(key, what, uid=""):
    return Event(DATASET, RecordKey(str(key)), what, uid=uid)


def exact(outgoing):
    """Everything of a row that must come back: `before` is no part of its equality."""
    return outgoing, dict(outgoing.before)


def rows_in(journal, account=ACCOUNT):
    return [exact(kept.row) for kept in journal.rows(account)]


@contextmanager
def opened(folder):
    """An open journal that was sound."""
    journal = Journal(folder)
    found = journal.open()
    assert found.aside is None
    try:
        yield journal
    finally:
        journal.close(60)


def kept(program, folder):
    """A program's pending fields by their record, as the disk has them."""
    journal = Journal(folder / "pending")
    journal.open()
    try:
        return {each.row.key: each.row.fields for each in journal.rows(program.sending.account)}
    finally:
        journal.close()


def reopened(folder):
    """What opening found, and the rows that were there then."""
    journal = Journal(folder)
    found = journal.open()
    try:
        return found, rows_in(journal)
    finally:
        journal.close(60)


def crashed(folder, copy):
    """The files as they would be if the process that has them open were killed now."""
    shutil.copytree(folder, copy)
    return copy


def content(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def child(*arguments, **more):
    """A process that does one thing of `journal_child` and says what came of it."""
    return subprocess.Popen(
        [sys.executable, CHILD, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
        env={**os.environ, "PYTHONPATH": str(CHILD.parents[1])},
        **more,
    )


TEXTS = st.text(st.characters(exclude_categories=()), max_size=20) | st.sampled_from([
    "",
    "\0",
    "a\0b",
    "\ud800",
    "\ud83d\ude00",
    "\U0001f600",
    "\ufeff",
    "'; DROP TABLE op",
    "x" * 300_000,
])
WANTED = st.none() | TEXTS
VALUES = WANTED | st.just(ABSENT)
TIMES = st.floats(min_value=0, max_value=1e12)
TRAILS = st.builds(
    Trail,
    attempts=st.integers(0, 99),
    sent_at=TIMES,
    closed_at=TIMES,
    seen=st.dictionaries(TEXTS, VALUES, max_size=3),
    highest=st.none() | st.integers(0, 10**30),
    marker_field=TEXTS,
    looked_at=TIMES,
    looked=TEXTS,
    candidates=st.lists(TEXTS, max_size=3).map(tuple),
)
MARKS = st.builds(
    Mark,
    st.sampled_from(State),
    words=TEXTS,
    note=st.sampled_from(Note),
    sent=st.dictionaries(TEXTS, WANTED, max_size=3),
    trail=TRAILS,
)
ROWS = st.builds(
    Outgoing,
    key=TEXTS,
    dataset=TEXTS,
    uid=WANTED,
    fields=st.dictionaries(TEXTS, WANTED, max_size=4),
    before=st.dictionaries(TEXTS, VALUES, max_size=4),
    mark=MARKS,
)
