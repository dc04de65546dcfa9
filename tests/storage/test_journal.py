"""Pending changes are kept in order, all of a batch or nothing, for one window at a time."""

import os
import pathlib
import stat
import threading
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journals import (
    ACCOUNT,
    DATASET,
    OTHER,
    ROWS,
    batch,
    content,
    event,
    exact,
    opened,
    reopened,
    row,
    rows_in,
)

from cn_desktop.base.errors import JournalFailed, JournalInUse
from cn_desktop.records.marks import State
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.storage import journal_book
from cn_desktop.storage.journal import Batch, Journal, Opened


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "new folder" / "kept"


@pytest.fixture
def journal(folder):
    with opened(folder) as journal:
        yield journal


@pytest.fixture(scope="module")
def one_journal(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("journal")) as journal:
        yield journal


def test_a_journal_that_is_not_there_yet_is_opened_empty(folder):
    assert Journal(folder).close()
    assert reopened(folder) == (Opened(), [])


@given(rows=st.lists(ROWS, max_size=3, unique_by=lambda row: (row.dataset, row.key)))
def test_whatever_a_row_can_hold_comes_back_as_it_was(one_journal, rows):
    one_journal.forget(ACCOUNT).result()
    one_journal.write(Batch(ACCOUNT, put=tuple(rows))).result()
    assert rows_in(one_journal) == [exact(each) for each in rows]


@given(names=st.tuples(st.text(), st.text()), uid=st.text())
def test_any_account_and_uid_is_told_from_every_other(one_journal, names, uid):
    before = one_journal.others(names)
    one_journal.write(batch(row(1), account=names, events=[event(1, "created", uid)])).result()
    assert len(one_journal.rows(names)) == 1
    assert one_journal.created(names, DATASET) == {uid}
    assert one_journal.others(names) == before
    one_journal.forget(names).result()
    assert one_journal.rows(names) == []
    assert one_journal.created(names, DATASET) == set()


def test_rows_outlast_the_window_in_the_order_they_were_first_kept(folder):
    with opened(folder) as journal:
        journal.write(batch(row("c"), row("a"), row("b")))
        journal.write(batch(row("c", "changed"), drop="a"))
        journal.write(batch(row("a")))
    assert reopened(folder) == (Opened(), [*map(exact, (row("c", "changed"), row("b"), row("a")))])


def test_a_row_left_sending_comes_back_sending(folder):
    sending = row(1).marked(State.SENDING, attempts=2, sent_at=1.5, seen={"firstname": None})
    with opened(folder) as journal:
        journal.write(batch(sending)).result()
    assert reopened(folder) == (Opened(), [exact(sending)])


def test_a_new_record_that_was_saved_goes_on_under_its_uid(journal):
    new = Outgoing("+" + "0" * 32, DATASET, None, {"firstname": "Ada"})
    journal.write(batch(new)).result()
    saved = replace(new, key="550423", uid="550423")
    journal.write(batch(saved, drop=[new.key], events=[event(new.key, "created", "550423")]))
    assert rows_in(journal) == [exact(saved)]
    assert journal.created(ACCOUNT, DATASET) == {"550423"}
    assert journal.created(ACCOUNT, "200") == journal.created(OTHER, DATASET) == set()


def test_a_row_that_is_dropped_and_put_in_one_batch_is_there(journal):
    journal.write(batch(row(1))).result()
    journal.write(batch(row(1, "again"), drop=[1])).result()
    assert rows_in(journal) == [exact(row(1, "again"))]


def test_rows_of_another_account_are_counted_and_not_given(journal):
    journal.write(batch(row(1), row(2), account=OTHER)).result()
    journal.write(batch(row(1, "mine"))).result()
    assert rows_in(journal) == [exact(row(1, "mine"))]
    assert journal.others(ACCOUNT) == {OTHER: 2}
    journal.forget(OTHER).result()
    assert journal.others(ACCOUNT) == {}


def test_what_is_written_at_once_is_done_in_order(journal):
    done = []
    futures = [journal.write(batch(row(1, str(number)))) for number in range(300)]
    for number, future in enumerate(futures):
        future.add_done_callback(lambda _future, number=number: done.append(number))
    futures[-1].result()
    assert rows_in(journal) == [exact(row(1, "299"))]
    assert all(future.done() for future in futures)


def test_what_waits_together_is_one_transaction(journal, folder):
    go_on = threading.Event()
    journal.write(batch()).add_done_callback(lambda _future: go_on.wait(10))
    futures = [journal.write(batch(row(number))) for number in range(500)]
    journal_size = pathlib.Path(folder / "journal.db-wal").stat().st_size
    go_on.set()
    futures[-1].result()
    assert len(rows_in(journal)) == 500
    assert pathlib.Path(folder / "journal.db-wal").stat().st_size - journal_size < 500 * 4096


def test_many_threads_may_write(journal):
    def write_some(name):
        for number in range(50):
            journal.write(batch(row(f"{name}{number}"))).result()

    threads = [threading.Thread(target=write_some, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rows_in(journal)) == 200


def test_what_can_not_be_put_into_columns_fails_alone(journal):
    unfit = row(2, object())
    futures = [journal.write(batch(each)) for each in (row(1), unfit, row(3))]
    assert isinstance(futures[1].exception(), TypeError)
    assert futures[0].exception() is futures[2].exception() is None
    assert rows_in(journal) == [exact(row(1)), exact(row(3))]


def test_what_was_asked_for_can_not_be_called_back(journal):
    future = journal.write(batch(row(1)))
    assert not future.cancel()
    future.result()
    assert len(rows_in(journal)) == 1


def test_opening_again_changes_nothing(journal):
    journal.write(batch(row(1))).result()
    assert journal.open() == Opened()
    assert len(rows_in(journal)) == 1


def test_closing_finishes_what_was_asked_for(folder):
    with opened(folder) as journal:
        futures = [journal.write(batch(row(number))) for number in range(200)]
        assert journal.close(60)
        assert all(future.done() for future in futures)
    assert len(reopened(folder)[1]) == 200
    assert "journal.db-wal" not in content(folder)


def test_a_closed_journal_keeps_nothing_and_says_so(folder):
    with opened(folder) as journal:
        journal.close()
        assert isinstance(journal.write(batch(row(1))).exception(), JournalFailed)
        with pytest.raises(JournalFailed):
            journal.rows(ACCOUNT)
        assert journal.close()
        assert journal.open() == Opened()
        assert rows_in(journal) == []


def test_a_second_window_is_told_and_the_first_one_unharmed(journal, folder):
    journal.write(batch(row(1))).result()
    for _time in range(2):
        with pytest.raises(JournalInUse) as caught:
            Journal(folder).open()
        assert caught.value.folder == str(folder)
    journal.write(batch(row(2))).result()
    assert len(rows_in(journal)) == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_nobody_else_may_read_any_of_its_files(folder):
    before = os.umask(0)
    try:
        with opened(folder) as journal:
            journal.write(batch(row(1))).result()
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    finally:
        os.umask(before)
    assert {"journal.db", "journal.db-wal", "journal.lock", "journal.receipt"} == set(modes)
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_an_erased_journal_is_empty_and_goes_on(journal, folder):
    value = "a value that must go"
    rows = (row(number, value * (1 + number % 300)) for number in range(400))
    journal.write(batch(*rows, account=OTHER)).result()
    (folder / "journal.corrupt-20260101T000000Z.db").write_text(value)
    (folder / "journal.before-1.db").write_text(value)
    (folder / "journal.mended.abc.new").write_text(value)
    journal.erase().result()
    assert not [name for name, held in content(folder).items() if value.encode() in held]
    assert journal.others(ACCOUNT) == {}
    journal.write(batch(row(1))).result()
    assert len(rows_in(journal)) == 1


def test_a_journal_that_was_not_opened_can_be_erased(folder):
    with opened(folder) as journal:
        journal.write(batch(row(1)))
    again = Journal(folder)
    again.erase().result()
    assert rows_in(again) == []
    again.close()


@given(
    sizes=st.lists(st.integers(0, 9000), min_size=1, max_size=60),
    order=st.randoms(use_true_random=False),
)
def test_values_of_dropped_and_changed_rows_are_gone_from_the_disk(tmp_path_factory, sizes, order):
    folder = tmp_path_factory.mktemp("journal")
    with opened(folder) as journal:
        for number, size in enumerate(sizes):
            journal.write(batch(row(number, f"canary {'x' * size} canary")))
        keys = list(range(len(sizes)))
        order.shuffle(keys)
        half = len(keys) // 2
        journal.write(batch(*(row(key, "changed") for key in keys[:half]))).result()
        journal.write(batch(drop=keys[half:])).result()
        journal.tidy().result()
        assert not [name for name, held in content(folder).items() if b"canary" in held]
        assert len(rows_in(journal)) == half


def test_the_log_does_not_grow_for_ever(journal, folder, monkeypatch):
    monkeypatch.setattr(journal_book, "LONGEST_LOG", 20_000)
    for number in range(50):
        journal.write(batch(row(1, str(number)))).result()
    journal.rows(ACCOUNT)
    assert (folder / "journal.db-wal").stat().st_size < 60_000


def test_old_events_are_forgotten_when_it_is_opened(folder, monkeypatch):
    monkeypatch.setattr(journal_book, "MOST_EVENTS", 3)
    events = [event(number, "created", str(number)) for number in range(8)]
    with opened(folder) as journal:
        journal.write(batch(row(1), events=events)).result()
    with opened(folder) as journal:
        assert journal.created(ACCOUNT, DATASET) == {"5", "6", "7"}
    assert reopened(folder) == (Opened(), [exact(row(1))])
