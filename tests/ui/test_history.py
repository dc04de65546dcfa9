"""The history (feat-C4 to feat-C7): what its lines say, and that it follows what is done."""

import pytest

from cn_desktop.records.fields import FieldName
from cn_desktop.records.query import Query
from cn_desktop.records.undo import Step
from cn_desktop.records.vocabulary import SAYS_NOTHING
from cn_desktop.ui.background import Background
from cn_desktop.ui.bulk.history_commands import HistoryCommands
from cn_desktop.ui.bulk.history_window import HistoryWindow
from cn_desktop.ui.bulk.step_words import step_place, step_title

from driving import until  # isort: skip

FIRST, LAST = FieldName("firstname"), FieldName("lastname")
ADA, BOB = "550001", "550002"


def step(name, *cells, **more):
    after = {}
    for key, field in cells:
        after.setdefault(field, {})[key] = "x"
    return Step(name, after=after, **more)


@pytest.mark.parametrize(
    ("done", "title"),
    [
        (step("edit", (ADA, FIRST)), "edit of First name"),
        (step("clear", (ADA, FIRST), (BOB, FIRST)), "clear of 2 cells"),
        (step("revert", (ADA, FIRST), (ADA, LAST)), "revert of 2 cells"),
        (step("revert all", (ADA, FIRST), (ADA, LAST)), "revert all: 2 cells"),
        (step("set of 37 cells", (ADA, FIRST)), "set of 37 cells"),
        (step("new record", born=("+1",)), "new record"),
    ],
)
def test_a_step_says_what_it_was_and_of_how_much(done, title):
    assert step_title(done, SAYS_NOTHING) == title


def test_a_step_of_one_record_says_whose(workspace):
    sheet = workspace.sheet
    assert step_place(step("edit", (ADA, FIRST)), sheet) == "550001 · Ada Example · First name"
    assert step_place(step("set", (ADA, FIRST), (BOB, FIRST)), sheet) == "First name"
    five = [(ADA, FieldName(name)) for name in "abcde"]
    assert step_place(step("paste", *five), sheet).endswith("A, B, C, 2 more")


@pytest.fixture
def window(workspace, theme, view):
    window = HistoryWindow(workspace, theme, view)
    window.show()
    return window


def lines(window):
    model = window.model
    return [
        (model.index(row, 0).data(), model.index(row, 2).data()) for row in range(model.rowCount())
    ]


def test_the_list_follows_what_is_done_undone_and_done_instead(workspace, window):
    assert lines(window) == [("As it was loaded", "now")]
    workspace.type_text(ADA, FIRST, "Eve")
    workspace.type_text(BOB, LAST, "Other")
    workspace.undo()
    assert lines(window) == [
        ("As it was loaded", ""),
        ("Edit of First name", "now"),
        ("Edit of Last name", "undone"),
    ]
    assert window.list.currentIndex().row() == 1
    workspace.add_record()
    assert lines(window)[-1] == ("New record", "now")
    assert len(lines(window)) == 3


def test_a_click_asks_for_its_moment_and_one_on_the_present_for_nothing(workspace, window):
    workspace.type_text(ADA, FIRST, "Eve")
    asked = []
    window.moment_asked.connect(asked.append)
    for row in (1, 0):
        window.list.clicked.emit(window.model.index(row, 0))
    assert asked == [0]


async def test_a_moment_is_reached_by_records_whatever_is_filtered_and_sorted(
    workspace, theme, view
):
    """feat-C6, feat-R17."""
    commands = HistoryCommands(workspace, Background(_raise), theme, view)
    names = ["Eve", "Zoe", "Flo"]
    for name in names:
        workspace.type_text(BOB, FIRST, name)
    workspace.ask(Query("Cleo"))
    commands.go_to(1)
    await until(lambda: len(workspace.sheet.history.done) == 1)
    assert workspace.sheet.value(BOB, FIRST) == "Eve"
    assert not workspace.sheet.changes.edits("550003")
    commands.go_to(3)
    await until(lambda: not workspace.sheet.history.undone)
    assert workspace.sheet.value(BOB, FIRST) == "Flo"


async def test_a_moment_that_is_no_more_is_not_waited_for(workspace, theme, view):
    background = Background(_raise)
    commands = HistoryCommands(workspace, background, theme, view)
    workspace.type_text(BOB, FIRST, "Eve")
    commands.go_to(7)
    await until(lambda: not background._tasks)
    assert len(workspace.sheet.history.done) == 1


def _raise(error):
    raise error
