"""An older journal is brought up to date, a newer one is left alone."""

import sqlite3
from contextlib import closing

import pytest
from journals import ACCOUNT, DATASET, batch, content, crashed, event, exact, opened, reopened, row

from cn_desktop.base.errors import JournalFailed, JournalTooNew
from cn_desktop.storage import journal_schema
from cn_desktop.storage.journal import Journal, Opened

ROWS = [row(1), row(2, "\ud800"), row(3, "y" * 9000)]
MORE = "CREATE TABLE more (id INTEGER PRIMARY KEY)"
BROKEN = "INSERT INTO nowhere VALUES (1)"


def next_version(monkeypatch, *steps):
    monkeypatch.setattr(journal_schema, "MIGRATIONS", (*journal_schema.MIGRATIONS, steps))


@pytest.fixture
def folder(tmp_path):
    """A journal of the first version."""
    folder = tmp_path / "kept"
    with opened(folder) as journal:
        journal.write(batch(*ROWS, events=[event(1, "created", "7")])).result()
    return folder


def version_in(folder):
    with closing(sqlite3.connect(folder / "journal.db")) as connection:
        return connection.execute("PRAGMA user_version").fetchone()[0]


def test_an_older_journal_comes_up_to_date_with_all_that_is_in_it(folder, monkeypatch):
    older = content(folder)["journal.db"]
    next_version(monkeypatch, MORE)
    with opened(folder) as journal:
        assert [exact(kept.row) for kept in journal.rows(ACCOUNT)] == [*map(exact, ROWS)]
        assert journal.created(ACCOUNT, DATASET) == {"7"}
        journal.write(batch(row(4))).result()
    assert version_in(folder) == 2
    assert content(folder)["journal.before-1.db"] == older
    assert reopened(folder) == (Opened(), [*map(exact, [*ROWS, row(4)])])


def test_a_journal_that_was_killed_comes_up_to_date_too(tmp_path, monkeypatch):
    with opened(tmp_path / "kept") as journal:
        journal.write(batch(*ROWS)).result()
        folder = crashed(tmp_path / "kept", tmp_path / "copy")
    next_version(monkeypatch, MORE)
    assert reopened(folder) == (Opened(), [*map(exact, ROWS)])


def test_the_copy_of_the_older_journal_goes_with_the_first_saved_row(folder, monkeypatch):
    next_version(monkeypatch, MORE)
    copy = folder / "journal.before-1.db"
    with opened(folder) as journal:
        journal.write(batch(drop=[1], events=[event(1, "discarded")])).result()
        assert copy.exists()
        journal.write(batch(drop=[2], events=[event(2, "saved")])).result()
        assert not copy.exists()


def test_a_step_that_fails_leaves_the_older_journal_as_it_was(folder, monkeypatch):
    with monkeypatch.context() as patched:
        next_version(patched, MORE, BROKEN)
        with pytest.raises(JournalFailed):
            Journal(folder).open()
    assert version_in(folder) == 1
    assert reopened(folder) == (Opened(), [*map(exact, ROWS)])


def test_a_damaged_older_journal_is_mended_and_comes_up_to_date(folder, monkeypatch):
    with closing(sqlite3.connect(folder / "journal.db", isolation_level=None)) as connection:
        connection.execute("DELETE FROM op WHERE id = 2")
    next_version(monkeypatch, MORE)
    told, there = reopened(folder)
    assert (told.salvaged, told.lost) == (2, 1)
    assert there == [exact(ROWS[0]), exact(ROWS[2])]
    assert version_in(folder) == 2


@pytest.mark.parametrize("is_killed", [False, True])
def test_a_newer_journal_is_not_touched(tmp_path, monkeypatch, is_killed):
    folder = tmp_path / "kept"
    with monkeypatch.context() as patched:
        next_version(patched, MORE)
        with opened(folder) as journal:
            journal.write(batch(*ROWS)).result()
            copy = crashed(folder, tmp_path / "copy")
    folder = copy if is_killed else folder
    before = content(folder)
    for _time in range(2):
        with pytest.raises(JournalTooNew):
            Journal(folder).open()
    assert content(folder) == before
    next_version(monkeypatch, MORE)
    assert reopened(folder) == (Opened(), [*map(exact, ROWS)])


def test_a_much_newer_journal_without_a_tally_is_not_touched(folder):
    with closing(sqlite3.connect(folder / "journal.db", isolation_level=None)) as connection:
        connection.execute("DROP TABLE tally")
        connection.execute("PRAGMA user_version=900")
    before = content(folder)
    with pytest.raises(JournalTooNew):
        Journal(folder).open()
    assert content(folder) == before


def test_a_version_number_that_is_damaged_is_no_newer_journal(folder):
    with closing(sqlite3.connect(folder / "journal.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA user_version=257")
    told, there = reopened(folder)
    assert (told.salvaged, told.lost) == (3, 0)
    assert there == [*map(exact, ROWS)]
