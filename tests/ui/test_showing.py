"""A search that takes longer than a moment: what is on screen before its end, and after."""

from contextlib import asynccontextmanager

import pytest
from driving import until
from mirror import ModelMirror

from cn_desktop.records.fields import DatasetId
from cn_desktop.records.query import Query, SortBy
from cn_desktop.records.search import Search
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.store import Store
from cn_desktop.ui import showing
from cn_desktop.ui.background import Background
from cn_desktop.ui.table.record_model import RecordModel
from cn_desktop.ui.workspace import Workspace

MANY = 30_000
NAMES = ["Ada", "Bob", "Cleo", "Dai", "Eve"]


def records():
    for number in range(MANY):
        yield {
            "uid": str(number + 1),
            "dataset": "100",
            "firstname": NAMES[number % len(NAMES)],
            "postcode": f"ZZ{number % 97} {number}",
        }


@pytest.fixture(scope="module")
def store():
    store, everything = Store(), list(records())
    for start in range(0, MANY, 4096):
        store.extend(everything[start : start + 4096])
    return store


@pytest.fixture(autouse=True)
def no_moment(monkeypatch, qapp):
    """Nothing is looked at before the window has its turn."""
    monkeypatch.setattr(showing, "AT_ONCE_SECONDS", 0.0)


@asynccontextmanager
async def watched(store):
    errors = []
    background = Background(errors.append)
    workspace = Workspace()
    workspace.use_background(background)
    workspace.show(Sheet(DatasetId("100"), store))
    await until(lambda: not workspace.is_counting)
    yield workspace
    await background.close()
    workspace.deleteLater()
    assert not errors


async def answered(workspace):
    await until(lambda: not workspace.is_counting)
    return list(workspace.rows)


@pytest.mark.parametrize(
    "query",
    [
        Query(text="ada"),
        Query(text="zz9 "),
        Query(text="nobody has this"),
        Query(sort=(SortBy("postcode", is_descending=True),)),
        Query(text="b", sort=(SortBy("firstname"), SortBy("postcode"))),
    ],
)
async def test_what_is_found_behind_the_window_is_what_a_search_at_once_finds(store, query):
    async with watched(store) as workspace:
        expected = list(Search(workspace.sheet).rows(query))
        workspace.ask(query)
        assert workspace.is_counting
        assert await answered(workspace) == expected


async def test_a_search_that_is_asked_for_meanwhile_is_the_one_that_counts(store):
    async with watched(store) as workspace:
        workspace.ask(Query(text="ada"))
        workspace.ask(Query(text="bob"))
        found = await answered(workspace)
        assert {workspace.sheet.store.value(row, "firstname") for row in found} == {"Bob"}


async def test_a_record_made_while_it_is_looking_stays_in_sight(store):
    async with watched(store) as workspace:
        workspace.ask(Query(text="ada"))
        key = workspace.add_record()
        found = await answered(workspace)
        assert workspace.sheet.store.key(found[-1]) == key
        workspace.revert_all()
        assert workspace.sheet.store.row_of(key) is None
        assert len(workspace.rows) == len(found) - 1


async def test_a_record_that_is_edited_stays_until_the_filter_is_applied_again(store):
    async with watched(store) as workspace:
        workspace.ask(Query(text="ada"))
        found = await answered(workspace)
        key = workspace.sheet.store.key(found[0])
        workspace.type_text(key, "firstname", "Zoe")
        assert list(workspace.rows) == found
        workspace.ask(Query(text="ada"))
        assert await answered(workspace) == found[1:]
        workspace.undo()


async def test_the_table_follows_a_search_from_its_signals_alone(store):
    async with watched(store) as workspace:
        model = RecordModel(workspace)
        mirror = ModelMirror(model)
        for text in ("ada", "zz1", "zz", ""):
            workspace.ask(Query(text=text))
            await answered(workspace)
            assert model.rowCount() == len(workspace.rows)
        mirror.check()
        model.deleteLater()
