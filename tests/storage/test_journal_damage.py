"""A damaged journal is kept aside, what can be read of it is there, and the person is told.

Never a wrong value, never silence: either all is as it was, or opening says that it is not.
"""

import random
import shutil
import sqlite3
from contextlib import closing

import pytest
from journals import (
    ACCOUNT,
    DATASET,
    batch,
    content,
    crashed,
    event,
    exact,
    opened,
    reopened,
    row,
    rows_in,
)

from cn_desktop.base.errors import JournalFailed
from cn_desktop.storage import journal_opening
from cn_desktop.storage.journal import Journal, Opened

FLIPS = [60, pytest.param(200, marks=pytest.mark.slow)]
STEP = 512
FILES = ("journal.db", "journal.db-wal")
OLDER, NEWER = 15, 5
FRAME = 24 + 4096


def some_rows(first, count):
    return [
        row(number, f"{number} " + "é" * (number * 37 % 900))
        for number in range(first, first + count)
    ]


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """A folder with a closed journal, and what is in it."""
    folder = tmp_path_factory.mktemp("closed")
    rows = [*some_rows(0, 30), row("long", "y" * 9_000)]
    with opened(folder) as journal:
        journal.write(batch(*rows, events=[event(1, "created", "7")])).result()
    return folder, [*map(exact, rows)]


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """A folder as a kill left it: rows in the database, and changes in its log."""
    folder = tmp_path_factory.mktemp("killed")
    older, newer = some_rows(0, OLDER), some_rows(OLDER, NEWER)
    with opened(folder) as journal:
        journal.write(batch(*older)).result()
        journal.tidy().result()
        for each in newer:
            journal.write(batch(each)).result()
        journal.write(batch(drop=[0, 1])).result()
        copy = crashed(folder, folder.parent / "copy of killed")
    return copy, [*map(exact, [*older[2:], *newer])]


def copied(folder, tmp_path):
    target = tmp_path / "copy"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(folder, target)
    return target


def agree(folder, rows):
    """Open it: nothing may be wrong, and nothing missing without a word. Returns what was said."""
    before = content(folder)
    damaged = {name: before[name] for name in FILES if before.get(name)}
    told, there = reopened(folder)
    by_key = {each[0].key: each for each in rows}
    assert all(by_key.get(each[0].key) == each for each in there)
    missing = len(rows) - len(there)
    if told == Opened():
        assert there == rows
        assert not list(folder.glob("*corrupt*"))
    else:
        assert told.salvaged == len(there)
        assert told.lost >= missing
        aside = told.aside
        kept = {"journal.db": aside.read_bytes()}
        if (log := aside.with_name(aside.name + "-wal")).exists():
            kept["journal.db-wal"] = log.read_bytes()
        assert {name: held for name, held in kept.items() if held} == damaged
        assert reopened(folder) == (Opened(), there)
    return told


def flip(file, at, bit):
    raw = bytearray(file.read_bytes())
    raw[at] ^= 1 << bit
    file.write_bytes(raw)


def flips(file, count):
    dice = random.Random(count)
    return [(dice.randrange(file.stat().st_size), dice.randrange(8)) for _time in range(count)]


@pytest.mark.parametrize("count", FLIPS)
def test_any_flipped_bit_of_a_closed_journal_is_harmless_or_told(closed, tmp_path, count):
    folder, rows = closed
    lost = 0
    for at, bit in flips(folder / "journal.db", count):
        copy = copied(folder, tmp_path)
        flip(copy / "journal.db", at, bit)
        lost += agree(copy, rows).lost
    assert 0 < lost < count * 3


@pytest.mark.parametrize("count", FLIPS)
@pytest.mark.parametrize("name", FILES)
def test_any_flipped_bit_of_a_killed_journal_is_harmless_or_told(killed, tmp_path, name, count):
    folder, rows = killed
    for at, bit in flips(folder / name, count):
        copy = copied(folder, tmp_path)
        flip(copy / name, at, bit)
        agree(copy, rows)


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.slow)])
def test_any_flipped_bit_of_the_header_loses_nothing(closed, tmp_path, step):
    folder, rows = closed
    for at in range(0, 100, step):
        copy = copied(folder, tmp_path)
        flip(copy / "journal.db", at, at % 8)
        assert agree(copy, rows).lost == 0


def test_a_flipped_bit_of_the_receipt_is_harmless(killed, tmp_path):
    folder, rows = killed
    for at in range((folder / "journal.receipt").stat().st_size):
        copy = copied(folder, tmp_path)
        flip(copy / "journal.receipt", at, at % 8)
        assert agree(copy, rows) == Opened()


def test_a_journal_cut_off_anywhere_is_told(closed, tmp_path):
    folder, rows = closed
    whole = (folder / "journal.db").read_bytes()
    for end in range(0, len(whole), STEP):
        copy = copied(folder, tmp_path)
        (copy / "journal.db").write_bytes(whole[:end])
        assert agree(copy, rows).aside is not None


def test_a_log_cut_off_anywhere_is_told(killed, tmp_path):
    folder, rows = killed
    whole = (folder / "journal.db-wal").read_bytes()
    older = [*map(exact, some_rows(0, 2)), *rows]
    for end in range(0, len(whole), STEP):
        copy = copied(folder, tmp_path)
        (copy / "journal.db-wal").write_bytes(whole[:end])
        told, there = reopened(copy)
        assert told.is_behind
        assert told.lost >= 1
        assert told.salvaged == len(there)
        assert there == older[: len(there)]


OTHER_CONTENT = {
    "empty": b"",
    "short": b"SQLite",
    "text": b"[{}]" * 4000,
    "zeros": bytes(40_000),
    "another database": None,
}


def another_database(file):
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE op (id, host)")
        connection.execute("CREATE TRIGGER t AFTER INSERT ON op BEGIN DELETE FROM op; END")
        connection.commit()


@pytest.mark.parametrize("raw", OTHER_CONTENT.values(), ids=OTHER_CONTENT.keys())
@pytest.mark.parametrize("has_receipt", [True, False])
def test_what_is_no_journal_is_kept_aside_and_all_of_it_called_lost(
    closed, tmp_path, raw, has_receipt
):
    folder, rows = closed
    copy = copied(folder, tmp_path)
    file = copy / "journal.db"
    another_database(file) if raw is None else file.write_bytes(raw)
    if not has_receipt:
        (copy / "journal.receipt").unlink()
    before = file.read_bytes()
    told, there = reopened(copy)
    assert there == []
    assert told.aside.read_bytes() == before
    assert told.lost == (len(rows) if has_receipt else 1)


def test_a_journal_that_is_gone_is_missed(closed, tmp_path):
    folder, rows = closed
    copy = copied(folder, tmp_path)
    (copy / "journal.db").unlink()
    assert reopened(copy) == (Opened(None, 0, len(rows)), [])
    assert reopened(copy) == (Opened(), [])


def test_a_log_that_is_gone_is_missed(killed, tmp_path):
    folder, _rows = killed
    copy = copied(folder, tmp_path)
    (copy / "journal.db-wal").unlink()
    told, there = reopened(copy)
    assert told.is_behind
    assert told.lost == NEWER - 2
    assert there == [*map(exact, some_rows(0, OLDER))]


def test_a_log_without_its_database_gives_up_what_it_has(killed, tmp_path):
    folder, rows = killed
    copy = copied(folder, tmp_path)
    (copy / "journal.db").unlink()
    assert agree(copy, rows).aside is not None


@pytest.mark.parametrize("is_empty", [True, False])
def test_a_log_that_has_every_page_gives_up_all_of_it_without_its_database(tmp_path, is_empty):
    rows = some_rows(0, 30)
    with opened(tmp_path / "whole") as journal:
        journal.write(batch(*rows, events=[event(1, "created", "7")])).result()
        copy = crashed(tmp_path / "whole", tmp_path / "copy")
    (copy / "journal.db").unlink()
    if is_empty:
        (copy / "journal.db").touch()
    told = agree(copy, [*map(exact, rows)])
    assert (told.salvaged, told.lost) == (len(rows), 0)


def torn_logs(whole, ends):
    """The log with its last transaction torn in every way a power cut may do that."""
    start = ends[-2]
    for end in range(start, len(whole), STEP):
        yield whole[:end]
        yield whole[:end] + bytes(len(whole) - end)
        yield whole[:start] + bytes(end - start) + whole[end:]


def test_a_last_transaction_that_nobody_was_told_of_goes_silently(killed, tmp_path):
    folder, _rows = killed
    whole = (folder / "journal.db-wal").read_bytes()
    ends = [
        at + FRAME
        for at in range(32, len(whole), FRAME)
        if int.from_bytes(whole[at + 4 : at + 8], "big")
    ]
    before = [*map(exact, some_rows(0, OLDER + NEWER))]
    for torn in torn_logs(whole, ends):
        copy = copied(folder, tmp_path)
        (copy / "journal.db-wal").write_bytes(torn)
        (copy / "journal.receipt").unlink()
        if torn != whole:
            assert reopened(copy) == (Opened(), before)


def test_a_log_that_a_kill_left_is_in_the_database_before_more_is_added(killed, tmp_path):
    folder, rows = killed
    copy = copied(folder, tmp_path)
    with opened(copy) as journal:
        assert (copy / "journal.db-wal").stat().st_size == 0
        assert rows_in(journal) == rows


def test_a_damaged_name_that_sqlite_can_not_even_quote_loses_nothing(closed, tmp_path):
    folder, rows = closed
    copy = copied(folder, tmp_path)
    file = copy / "journal.db"
    file.write_bytes(file.read_bytes().replace(b"dataset BLOB", b"datas\xac\xff BLOB"))
    assert agree(copy, rows).lost == 0


def test_damage_in_the_middle_of_a_log_is_told_without_a_receipt(killed, tmp_path):
    folder, rows = killed
    copy = copied(folder, tmp_path)
    (copy / "journal.receipt").unlink()
    flip(copy / "journal.db-wal", 32 + FRAME + 2000, 3)
    assert agree(copy, rows).aside is not None


def test_a_wrong_value_in_a_sound_database_is_found(closed, tmp_path):
    folder, rows = closed
    copy = copied(folder, tmp_path)
    with closing(sqlite3.connect(copy / "journal.db", isolation_level=None)) as connection:
        connection.execute("UPDATE op SET uid = x'31' WHERE id = 5")
        connection.execute("DELETE FROM op WHERE id = 7")
    told, there = reopened(copy)
    assert there == [each for at, each in enumerate(rows, 1) if at not in {5, 7}]
    assert told.lost == 2


def test_damage_that_comes_while_it_is_open_is_no_wrong_value(tmp_path):
    with opened(tmp_path) as journal:
        journal.write(batch(row("first"), row("second", "y" * 5_000_000))).result()
        journal.tidy().result()
        file = tmp_path / "journal.db"
        raw = file.read_bytes()
        file.write_bytes(raw.replace(b"yyyyyyyy", b"yyyyzyyy"))
        with pytest.raises(JournalFailed):
            journal.rows(ACCOUNT)
        assert isinstance(journal.write(batch(row("third"))).exception(), JournalFailed)
        told = journal.open()
        assert (told.salvaged, told.lost) == (1, 1)
        assert [kept.row for kept in journal.rows(ACCOUNT)] == [row("first")]


def test_created_uids_outlast_the_loss_of_rows(closed, tmp_path):
    folder, rows = closed
    copy = copied(folder, tmp_path)
    with closing(sqlite3.connect(copy / "journal.db", isolation_level=None)) as connection:
        connection.execute("DELETE FROM op")
    journal = Journal(copy)
    assert journal.open().lost == len(rows)
    assert journal.created(ACCOUNT, DATASET) == {"7"}
    journal.close()


STEPS = ["kept_aside", "rebuilt", "write_private_bytes", "sync_folder"]


@pytest.mark.parametrize("step", STEPS)
def test_mending_that_fails_half_way_is_done_the_next_time(closed, tmp_path, monkeypatch, step):
    folder, rows = closed
    copy = copied(folder, tmp_path)
    flip(copy / "journal.db", 0, 0)

    def full(*_arguments):
        raise OSError(28, "full")

    with monkeypatch.context() as patched:
        patched.setattr(journal_opening, step, full)
        with pytest.raises(JournalFailed) as caught:
            Journal(copy).open()
    assert caught.value.code == 28
    told, there = reopened(copy)
    assert there == rows
    assert told.aside.exists()
