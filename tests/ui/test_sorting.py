"""Sorting by several columns, from their headings (feat-I1, feat-I2, feat-I11)."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from ui_fixtures import show_records, some_records

from cn_desktop.records.fields import UID, FieldName
from cn_desktop.records.query import SortBy
from cn_desktop.ui.table.sort_order import also_sorted_by, sorted_by

FIRSTNAME, LASTNAME = FieldName("firstname"), FieldName("lastname")
UP, DOWN = SortBy(FIRSTNAME), SortBy(FIRSTNAME, is_descending=True)
OTHER = SortBy(LASTNAME)
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((), (UP,)),
        ((UP,), (DOWN,)),
        ((DOWN,), ()),
        ((OTHER,), (UP,)),
        ((OTHER, UP), (UP,)),
    ],
)
def test_a_click_sorts_by_one_column(before, after):
    assert sorted_by(before, FIRSTNAME) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((), (UP,)),
        ((OTHER,), (OTHER, UP)),
        ((UP, OTHER), (DOWN, OTHER)),
        ((DOWN, OTHER), (OTHER,)),
    ],
)
def test_a_click_with_shift_adds_to_the_sort_turns_it_and_takes_it_out(before, after):
    assert also_sorted_by(before, FIRSTNAME) == after


def click(view, field, modifier=PLAIN):
    rect = view.heading.section_rect(view._model.fields.index(field))
    QTest.mouseClick(view.heading.viewport(), Qt.MouseButton.LeftButton, modifier, rect.center())


def keys(view):
    return [view._model.key_at(row) for row in range(view._model.rowCount())]


def shared_names(workspace):
    """Two records of each last name."""
    records = some_records()
    for record, name in zip(records, ["Moon", "Ash", "Moon", "Lee", "Ash", "Lee"], strict=True):
        record["lastname"] = name
    show_records(workspace, records)


def test_records_alike_by_one_column_are_sorted_by_the_next(view, workspace):
    shared_names(workspace)
    click(view, LASTNAME)
    click(view, FIRSTNAME, SHIFT)
    click(view, FIRSTNAME, SHIFT)
    assert keys(view) == ["550005", "550002", "550006", "550004", "550003", "550001"]


def test_a_click_without_shift_sorts_by_that_column_alone(view, workspace):
    click(view, LASTNAME)
    click(view, FIRSTNAME, SHIFT)
    click(view, UID)
    assert workspace.query.sort == (SortBy(UID),)


def test_the_third_click_is_the_servers_order_again(view, workspace):
    for _ in range(2):
        click(view, FIRSTNAME)
    assert keys(view)[0] == "550006"
    click(view, FIRSTNAME)
    assert keys(view)[0] == "550001"
    assert workspace.query.sort == ()


def test_a_click_on_a_heading_selects_nothing(view):
    before = view.selectionModel().selection().count()
    click(view, FIRSTNAME)
    assert view.selectionModel().selection().count() == before


def heading_picture(view, field):
    rect = view.heading.section_rect(view._model.fields.index(field))
    return view.heading.viewport().grab(rect).toImage()


def test_the_heading_shows_an_arrow_and_which_of_several_it_is(view, workspace):
    """feat-I1: the number is there as soon as there are two."""
    plain = [heading_picture(view, field) for field in (FIRSTNAME, LASTNAME)]
    click(view, FIRSTNAME)
    alone = heading_picture(view, FIRSTNAME)
    assert alone != plain[0]
    assert heading_picture(view, LASTNAME) == plain[1]
    click(view, LASTNAME, SHIFT)
    assert heading_picture(view, FIRSTNAME) != alone
    assert heading_picture(view, LASTNAME) != plain[1]
    view.sort_by(())
    assert [heading_picture(view, field) for field in (FIRSTNAME, LASTNAME)] == plain


def spoken_heading(view, field):
    """What a screen reader gets, through Qt's own table: behind its corner come the headings."""
    table = QAccessible.queryAccessibleInterface(view)
    return table.child(1 + view._model.fields.index(field)).text(QAccessible.Text.Name)


def test_a_heading_says_how_it_is_sorted(view, workspace):
    view.sort_by((SortBy(LASTNAME, is_descending=True), UP))
    spoken = [spoken_heading(view, field) for field in (LASTNAME, FIRSTNAME, UID)]
    assert spoken == [
        "lastname, sorted descending, 1 of 2",
        "firstname, sorted ascending, 2 of 2",
        "uid",
    ]


def test_an_edit_in_a_sorted_column_does_not_make_the_row_jump(view, workspace):
    """feat-I11: it goes to its new place when somebody sorts again."""
    view.sort_by((UP,))
    before = keys(view)
    workspace.type_text("550001", FIRSTNAME, "Zoe")
    assert keys(view) == before
    workspace.undo()
    workspace.redo()
    assert keys(view) == before
    view.sort_by(())
    view.sort_by((UP,))
    assert keys(view)[-1] == "550001"


def test_a_filter_keeps_the_sort(view, workspace):
    view.sort_by((DOWN,))
    workspace.ask(replace(workspace.query, text="example"))
    assert keys(view)[0] == "550006"
