"""The storage: a file outlives the process, and belongs to one of them at a time."""

import sqlite3
from contextlib import closing
from datetime import date

import pytest

from cn_desktop.simulator.dataset import Contents, Dataset, Selection, Store
from cn_desktop.simulator.demo import demo_contents
from cn_desktop.simulator.fields import blank_record
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.startup import DatabaseUnusable

TODAY = date(2026, 3, 2)
SPRING = Dataset("100", "210", "LIVE", "50", "", "1", "10278", "Demo", "Spring list", "0")


@pytest.fixture
def store():
    with closing(Store()) as filled:
        filled.fill(demo_contents(Options(records=1200), TODAY))
        yield filled


def dump(path):
    with closing(Store(path)) as store:
        store.fill(demo_contents(Options(records=200, seed=5), TODAY))
    return path.read_bytes()


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    assert dump(tmp_path / "one.db") == dump(tmp_path / "two.db")


def test_a_file_keeps_what_was_written(tmp_path):
    path = tmp_path / "account.db"
    with closing(Store(path)) as store:
        store.fill(demo_contents(Options(records=5), TODAY))
        store.update("100", 550002, {"lastname": "Pugh"})
    with closing(Store(path)) as store:
        assert store.is_new is False
        assert store.record("100", 550002)["lastname"] == "Pugh"


def test_new_uids_go_on_from_the_highest_there_is(store):
    highest = max(
        int(row["uid"])
        for dataset in store.datasets()
        for page in store.find(Selection(dataset.dataset)).pages
        for row in page
    )
    assert store.create(blank_record("103", TODAY)) == highest + 1


def test_a_read_spans_its_pages_without_gap_or_repetition(store):
    found = store.find(Selection("100"))
    pages = list(found.pages)
    assert [len(page) for page in pages] == [500, 500, 200]
    assert [row["uid"] for page in pages for row in page] == [str(550001 + n) for n in range(1200)]


def test_a_record_created_during_a_read_is_not_in_it(store):
    found = store.find(Selection("100"))
    next(found.pages)
    created = store.create(blank_record("100", TODAY))
    uids = {row["uid"] for page in found.pages for row in page}
    assert str(created) not in uids
    assert found.total == 1200


def test_a_change_during_a_read_is_in_the_pages_that_follow(store):
    found = store.find(Selection("100"))
    next(found.pages)
    store.update("100", 551200, {"lastname": "Pugh"})
    assert [*found.pages][-1][-1]["lastname"] == "Pugh"


def test_a_filling_that_fails_leaves_nothing_behind(tmp_path):
    path = tmp_path / "account.db"
    with closing(Store(path)) as store, pytest.raises(ZeroDivisionError):
        store.fill([Contents(SPRING, (), (1 / 0 for _ in range(1)))])
    with closing(Store(path)) as store:
        assert store.is_new is True


def test_text_is_not_a_database(tmp_path):
    path = tmp_path / "account.db"
    path.write_text("firstname,lastname\n" * 100)
    with pytest.raises(DatabaseUnusable):
        Store(path)


def test_a_folder_is_not_a_database(tmp_path):
    with pytest.raises(DatabaseUnusable):
        Store(tmp_path)


def test_the_database_of_another_program_is_left_alone(tmp_path):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE letters (letter)")
    before = path.read_bytes()
    with pytest.raises(DatabaseUnusable):
        Store(path)
    assert path.read_bytes() == before


def test_a_database_in_use_is_refused(tmp_path):
    with closing(Store(tmp_path / "account.db")), pytest.raises(DatabaseUnusable):
        Store(tmp_path / "account.db")


def test_a_full_disk_is_told(tmp_path):
    with closing(Store(tmp_path / "account.db")) as small:
        small._connection.execute("PRAGMA max_page_count = 20")
        with pytest.raises(DatabaseUnusable) as refused:
            small.fill(demo_contents(Options(records=500), TODAY))
    assert "full" in refused.value.reason
