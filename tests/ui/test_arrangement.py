"""Columns hidden, shown, moved, made wider, and kept so through a reload (feat-J1, feat-J2)."""

import random
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from ui_fixtures import show_records, some_records

from cn_desktop.records.fields import UID, FieldName, RecordKey
from cn_desktop.records.marks import Mark, State
from cn_desktop.records.query import SortBy
from cn_desktop.ui.table.cell_texts import PADDING
from cn_desktop.ui.table.column_layout import ColumnLayout
from cn_desktop.ui.table.columns import STATUS
from cn_desktop.ui.table.grid import grids_of
from cn_desktop.ui.table.text_size import TextSize
from cn_desktop.ui.theme import Choice
from cn_desktop.ui.words import STATES, STORED_DIFFERENTLY

FIRSTNAME, LASTNAME, NOTES, URN, MOBILE = map(
    FieldName, ("firstname", "lastname", "notes", "urn", "ddi_mobile")
)


@pytest.fixture
def columns(view):
    return view.arrangement


def width(view, field):
    return view.columnWidth(view._model.fields.index(field))


def test_a_hidden_column_is_not_shown_and_comes_back(columns):
    columns.hide(LASTNAME)
    assert LASTNAME not in columns.shown()
    columns.show(LASTNAME)
    assert LASTNAME in columns.shown()


def test_the_last_column_can_not_be_hidden(columns):
    assert not columns.hide(*columns.usual())
    assert columns.shown() == columns.everything()


def test_columns_that_no_record_fills_are_hidden_and_shown_again(columns):
    columns.hide_empty(is_wanted=True)
    assert {NOTES, URN}.isdisjoint(columns.shown())
    columns.hide_empty(is_wanted=False)
    assert {NOTES, URN} <= set(columns.shown())


def test_going_to_a_hidden_column_shows_it(columns, view, workspace):
    columns.hide(LASTNAME)
    workspace.go_to("550002", LASTNAME)
    assert LASTNAME in columns.shown()
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))


def test_the_current_cell_leaves_a_column_that_is_hidden(columns, view, workspace):
    """Else what is typed would change a cell that nobody sees."""
    workspace.go_to("550002", NOTES)
    columns.hide_empty(is_wanted=True)
    key, field = workspace.current
    assert key == "550002"
    assert field in columns.shown()
    assert view._model.fields[view.currentIndex().column()] == field
    columns.hide(field)
    assert workspace.current[1] in columns.shown()


def test_what_is_being_typed_in_a_column_that_is_hidden_counts(columns, view, workspace):
    workspace.go_to("550002", LASTNAME)
    view.setFocus()
    QTest.keyClicks(QApplication.focusWidget(), "M")
    columns.hide(LASTNAME)
    assert workspace.sheet.value("550002", LASTNAME) == "M"
    assert view.state() != view.State.EditingState


def test_arrows_and_tab_pass_over_hidden_columns(columns, view, workspace):
    columns.hide(LASTNAME)
    workspace.go_to("550002", FIRSTNAME)
    view.move_current(0, 1)
    assert workspace.current == ("550002", MOBILE)
    view.move_current(0, -1)
    assert workspace.current == ("550002", FIRSTNAME)


def test_what_is_hidden_is_not_selected_by_selecting_all_around_it(columns, view):
    columns.hide(LASTNAME)
    view.selectAll()
    (area,) = view.selected_areas()
    assert LASTNAME not in area.fields
    assert FIRSTNAME in area.fields


def test_hidden_cells_are_not_counted_as_selected(columns, view):
    columns.hide(LASTNAME)
    told = []
    view.selection_sized.connect(told.append)
    view.selectAll()
    assert told[-1] == 6 * len(columns.shown())


def test_a_selection_has_its_columns_in_the_order_they_are_seen(columns, view):
    columns.move(LASTNAME, -1)
    view.selectAll()
    (area,) = view.selected_areas()
    at = area.fields.index(LASTNAME)
    assert area.fields[at : at + 2] == [LASTNAME, FIRSTNAME]


def test_a_column_moves_past_hidden_ones(columns):
    columns.hide(LASTNAME)
    columns.move(MOBILE, -1)
    assert columns.shown()[:4] == [UID, STATUS, MOBILE, FIRSTNAME]


def test_pinning_up_to_a_column_and_letting_all_go(columns, view):
    columns.pin_up_to(FIRSTNAME)
    assert view.heading.pins.count == 3
    columns.unpin()
    assert view.heading.pins.count == 0
    columns.set_pinned(LASTNAME, is_pinned=True)
    assert columns.everything()[0] == LASTNAME


def test_the_mouse_moves_a_column(columns, view):
    heading, viewport = view.heading, view.heading.viewport()
    start, end = (
        heading.section_rect(view._model.fields.index(field)).center()
        for field in (FIRSTNAME, MOBILE)
    )
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for x in range(start.x(), end.x() + 20, 10):
        end.setX(x)
        QTest.mouseMove(viewport, end)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    assert columns.everything()[2:5] == [LASTNAME, MOBILE, FIRSTNAME]
    assert columns.layout.order


def test_a_reload_keeps_order_widths_and_what_is_hidden(columns, view, workspace):
    columns.move(LASTNAME, -1)
    columns.hide(MOBILE)
    view.heading.resizeSection(view._model.fields.index(FIRSTNAME), 222)
    shown = columns.shown()
    show_records(workspace, some_records()[::-1])
    assert columns.shown() == shown
    assert width(view, FIRSTNAME) == 222


def test_fields_that_come_with_a_reload_find_their_places_and_move_no_other(
    columns, view, workspace
):
    columns.move(LASTNAME, -1)
    view.heading.resizeSection(view._model.fields.index(LASTNAME), 222)
    show_records(workspace, [{**record, "title": "Dr"} for record in some_records()])
    seen = columns.everything()
    assert seen.index(LASTNAME) == seen.index(FIRSTNAME) - 1
    assert width(view, LASTNAME) == 222
    assert "title" in seen


def test_a_filter_moves_no_column(columns, view, workspace):
    columns.move(LASTNAME, -1)
    columns.hide(MOBILE)
    shown = columns.shown()
    workspace.ask(replace(workspace.query, text="ada"))
    workspace.ask(replace(workspace.query, text="nobody at all"))
    workspace.ask(replace(workspace.query, text=""))
    assert columns.shown() == shown


def test_reset_is_as_before_anybody_arranged_anything(columns, view):
    usual = columns.shown(), [width(view, field) for field in columns.usual()]
    columns.move(LASTNAME, -1)
    columns.hide(MOBILE)
    columns.pin_up_to(FIRSTNAME)
    view.heading.resizeSection(3, 222)
    columns.hide_empty(is_wanted=True)
    columns.reset()
    assert (columns.shown(), [width(view, field) for field in columns.usual()]) == usual
    assert columns.layout == ColumnLayout()
    assert view.heading.pins.count == 2


def test_the_names_of_all_states_are_read_in_the_status_column(columns, view):
    advance = view.fontMetrics().horizontalAdvance
    room = width(view, STATUS) - 2 * PADDING
    assert all(advance(name) <= room for name in [*STATES.values(), STORED_DIFFERENTLY])


def test_whatever_the_states_are_the_status_column_keeps_its_width(columns, view, workspace):
    before = width(view, STATUS)
    workspace.type_text(RecordKey("550001"), LASTNAME, "New")
    mark = Mark(State.REJECTED, words="A long answer " * 20)
    workspace.sheet.settle(RecordKey("550001"), mark)
    workspace.tell_all()
    columns.fit()
    assert width(view, STATUS) == before


def test_arranging_columns_changes_no_record(columns, view, workspace):
    """feat-R1 for columns: nothing is edited, dropped or sent by looking otherwise."""
    workspace.type_text("550001", LASTNAME, "Changed")
    before = workspace.sheet.changes.edits("550001")
    columns.hide(LASTNAME)
    columns.move(FIRSTNAME, 1)
    columns.reset()
    assert workspace.sheet.changes.edits("550001") == before


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_done_each_column_has_one_place_and_one_is_shown(
    columns, view, workspace, seed
):
    """feat-R1 too: no order of doing it changes an edit, and the layout says what is seen."""
    dice = random.Random(seed)
    workspace.type_text("550001", LASTNAME, "Changed")
    edits = workspace.sheet.changes.edits("550001")
    acts = [
        columns.hide,
        columns.show,
        lambda field: field in columns.shown() and columns.move(field, dice.randint(-3, 3)),
        lambda field: columns.move_in_list(field, dice.choice([-1, 1])),
        columns.pin_up_to,
        lambda field: columns.set_pinned(field, is_pinned=dice.random() < 0.5),
        lambda _field: columns.hide_empty(is_wanted=dice.random() < 0.5),
        lambda field: view.heading.moveSection(0, columns.everything().index(field)),
        lambda field: workspace.go_to("550002", field),
        lambda _field: show_records(workspace, some_records()),
        lambda field: workspace.ask(replace(workspace.query, sort=(SortBy(field),))),
    ]
    for _ in range(60):
        dice.choice(acts)(dice.choice([each for each in columns.usual() if each != STATUS]))
        assert sorted(columns.everything()) == sorted(columns.usual())
        assert columns.layout.arranged(columns.usual()) == columns.everything()
        assert columns.shown()
        pinned = [columns.is_pinned(field) for field in columns.everything()]
        assert pinned == sorted(pinned, reverse=True)
        assert sum(pinned) == view.heading.pins.wanted
        if workspace.current:
            assert not columns.is_hidden(workspace.current[1])
        assert workspace.sheet.changes.edits("550001") == edits


def test_a_table_of_three_hundred_columns_paints_only_those_in_sight(view, workspace):
    """feat-J8: what a painting costs does not grow with the columns out of sight."""
    more = {f"own{number:03}": "x" for number in range(300)}
    show_records(workspace, [{**record, **more} for record in some_records()])
    view.horizontalScrollBar().setValue(5000)
    grids = grids_of(view, view.heading.pins, QRegion(view.viewport().rect()))
    assert view.arrangement.everything().index("own299") > 300
    assert 5 < sum(len(grid.columns) for grid in grids) < 30


# Text size


def test_larger_text_makes_rows_and_columns_larger_and_back(view, columns, theme):
    size = TextSize(view, theme)
    before = width(view, FIRSTNAME), view.rowHeight(0), view.fontMetrics().height()
    size.set(200, is_roomy=False)
    assert view.rowHeight(0) == 48
    assert width(view, FIRSTNAME) > 1.5 * before[0]
    assert view.heading.fontMetrics().height() == view.fontMetrics().height() > before[2]
    size.set(100, is_roomy=False)
    assert (width(view, FIRSTNAME), view.rowHeight(0), view.fontMetrics().height()) == before


def test_other_colours_leave_the_text_as_large(view, theme):
    size = TextSize(view, theme)
    size.set(150, is_roomy=False)
    before = view.fontMetrics().height()
    theme.choose(Choice.DARK)
    assert view.fontMetrics().height() == before


def test_the_headings_text_grows_too(view, theme):
    inked = []
    for percent in (100, 200):
        size = TextSize(view, theme)
        size.set(percent, is_roomy=False)
        QApplication.processEvents()
        rect = view.heading.section_rect(view._model.fields.index(FIRSTNAME))
        image = view.heading.viewport().grab(rect).toImage()
        inked.append(
            sum(
                image.pixelColor(x, y).lightness() < 100
                for x in range(image.width())
                for y in range(image.height())
            )
        )
    assert inked[1] > 2 * inked[0]


def test_a_chosen_width_grows_with_the_text_and_is_kept_as_it_was_chosen(view, columns, theme):
    size = TextSize(view, theme)
    view.heading.resizeSection(view._model.fields.index(FIRSTNAME), 222)
    size.set(150, is_roomy=False)
    assert width(view, FIRSTNAME) == 333
    assert columns.layout.widths == {FIRSTNAME: 222}


def test_rows_are_compact_or_roomy(view, theme):
    size = TextSize(view, theme)
    size.set(100, is_roomy=True)
    assert view.rowHeight(0) == 30
    size.set(100, is_roomy=False)
    assert view.rowHeight(0) == 24


def test_text_grows_and_shrinks_in_steps_and_stops_at_the_last(view, theme):
    size = TextSize(view, theme)
    for _ in range(20):
        size.step(1)
    assert size.percent == 250
    for _ in range(20):
        size.step(-1)
    assert size.percent == 70
