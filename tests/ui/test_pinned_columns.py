"""Pinned columns stay while the others scroll past (feat-J3), looked for in the picture itself."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QPainter, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from ui_fixtures import show_records, some_records

from cn_desktop.records.fields import UID, FieldName
from cn_desktop.ui.table.columns import STATUS
from cn_desktop.ui.table.record_model import RecordModel
from cn_desktop.ui.table.record_view import RecordView

FIRST, THIRD = "550001", "550003"
FIRSTNAME, LASTNAME, NOTES = map(FieldName, ("firstname", "lastname", "notes"))
Left = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier
DIRECTIONS = [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]


class Counting(RecordModel):
    """Counts the rows that are read."""

    def __init__(self, workspace):
        super().__init__(workspace)
        self.lines = []

    def line(self, place):
        self.lines.append(place)
        return super().line(place)


def wide_records():
    """Forty columns more than fit."""
    more = {f"own{number:02}": f"value {number}" for number in range(40)}
    return [{**record, **more} for record in some_records()]


@pytest.fixture
def scrolled(workspace, theme, icons, qtbot, request):
    """A table as wide as a window, scrolled by 333 pixels; `request.param`: its direction."""
    show_records(workspace, wide_records())
    view = RecordView(Counting(workspace), workspace, theme, icons, None)
    qtbot.addWidget(view)
    view.setLayoutDirection(getattr(request, "param", DIRECTIONS[0]))
    view.resize(900, 300)
    view.show()
    view.setFocus()
    settle()
    view.horizontalScrollBar().setValue(333)
    settle()
    return view


def settle():
    for _ in range(3):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def index_of(view, key, field):
    return view._model.cell_index(key, FieldName(field))


def rect_of(view, key, field):
    return view.visualRect(index_of(view, key, field))


def picture(view, rect):
    return view.viewport().grab(rect).toImage()


def colours_of(image):
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def click(view, rect, modifier=PLAIN):
    QTest.mouseClick(view.viewport(), Left, modifier, rect.center())


# Where things are


@pytest.mark.parametrize("scrolled", DIRECTIONS, indirect=True)
def test_the_uid_and_the_status_stay_at_their_side_while_the_others_scroll(scrolled):
    rect, state = (rect_of(scrolled, FIRST, field) for field in (UID, STATUS))
    is_mirrored = scrolled.isRightToLeft()
    assert rect.right() >= 890 - 30 if is_mirrored else rect.left() == 0
    assert state.right() == rect.left() - 2 if is_mirrored else state.left() == rect.right() + 2
    assert state.width() == scrolled.columnWidth(1) - 1
    covered = rect_of(scrolled, FIRST, "firstname")
    assert not scrolled.viewport().rect().intersects(covered)


@pytest.mark.parametrize("scrolled", DIRECTIONS, indirect=True)
def test_a_point_is_the_cell_that_is_seen_there(scrolled):
    for section in range(scrolled._model.columnCount()):
        index = scrolled._model.index(2, section)
        rect = scrolled.visualRect(index)
        if scrolled.viewport().rect().contains(rect.center()):
            assert scrolled.indexAt(rect.center()) == index
            assert scrolled.heading.section_at(rect.center().x()) == section


def test_no_two_cells_in_sight_overlap(scrolled):
    seen = QRegion()
    for section in range(scrolled._model.columnCount()):
        rect = scrolled.visualRect(scrolled._model.index(0, section))
        if rect.intersects(scrolled.viewport().rect()):
            assert not seen.intersects(rect)
            seen += rect


def test_a_table_too_narrow_for_its_pinned_columns_scrolls_them(scrolled):
    scrolled.arrangement.pin_up_to(scrolled.arrangement.everything()[20])
    settle()
    room = scrolled.viewport().width() - scrolled.heading.pins.width
    assert room >= 150
    assert scrolled.heading.pins.count < 21


# What is painted


@pytest.mark.parametrize("scrolled", DIRECTIONS, indirect=True)
def test_a_pinned_cell_looks_as_it_does_when_nothing_is_scrolled(scrolled):
    slid = picture(scrolled, rect_of(scrolled, THIRD, UID))
    scrolled.horizontalScrollBar().setValue(0)
    settle()
    assert picture(scrolled, rect_of(scrolled, THIRD, UID)) == slid


@pytest.mark.parametrize("scrolled", DIRECTIONS, indirect=True)
def test_scrolling_leaves_the_picture_that_painting_all_anew_makes(scrolled, qtbot):
    for value in (340, 20, 700, 699, 0, 55):
        scrolled.horizontalScrollBar().setValue(value)
        scrolled.verticalScrollBar().setValue(value % 3)
    settle()
    heading = scrolled.heading.viewport()
    shown = [each.grab().toImage() for each in (scrolled, heading)]
    for each in (scrolled.viewport(), heading):
        each.update()
    settle()
    assert [each.grab().toImage() for each in (scrolled, heading)] == shown


def test_what_slides_beneath_is_not_seen(scrolled, theme, workspace):
    workspace.type_text(FIRST, FieldName("own00"), "Changed")
    scrolled.heading.resizeSection(scrolled._model.fields.index("own00"), 600)
    left = scrolled.heading.sectionPosition(scrolled._model.fields.index("own00"))
    scrolled.horizontalScrollBar().setValue(left + 30)
    settle()
    pinned = [rect_of(scrolled, FIRST, field) for field in (UID, STATUS)]
    for rect in pinned:
        assert theme.colours.pending_fill not in colours_of(picture(scrolled, rect))
    beside = rect_of(scrolled, FIRST, "own00")
    assert beside.left() == pinned[-1].right() + 2
    assert theme.colours.pending_fill in colours_of(picture(scrolled, beside))


def test_each_row_is_read_once_for_both_parts(scrolled):
    model = scrolled._model
    model.lines.clear()
    scrolled.viewport().repaint()
    assert model.lines == list(range(model.rowCount()))


def test_a_part_that_is_painted_anew_is_the_picture_of_the_whole(scrolled):
    whole = scrolled.viewport().grab().toImage()
    parts = scrolled.viewport().grab().toImage()
    for place in (QRect(0, 5, 200, 40), QRect(30, 60, 33, 70), QRect(400, 20, 30, 30)):
        painter = QPainter(parts)
        painter.setClipRect(place)
        scrolled._painter.paint(painter, QRegion(place))
        painter.end()
    assert parts == whole


def test_the_pinned_columns_end_in_a_line_of_their_own(scrolled, theme):
    image = scrolled.viewport().grab().toImage()
    edge = scrolled.heading.pins.width - 1
    assert image.pixelColor(edge, 10) == QColor(theme.colours.dim)
    heading = scrolled.heading.viewport().grab().toImage()
    assert heading.pixelColor(edge, 10) == QColor(theme.colours.dim)


def test_a_selected_and_a_current_pinned_cell_are_seen_to_be(scrolled, theme):
    click(scrolled, rect_of(scrolled, THIRD, UID))
    image = picture(scrolled, rect_of(scrolled, THIRD, UID))
    assert image.pixelColor(0, 12) == QColor(theme.colours.accent)
    assert image.pixelColor(20, 4) == QColor(theme.colours.selection)


@pytest.mark.parametrize("scrolled", DIRECTIONS, indirect=True)
def test_a_screen_reader_finds_a_cell_where_it_is_seen(scrolled):
    """feat-Q5: and knows of one beneath the pinned ones that it is not in sight."""
    table, fields = QAccessible.queryAccessibleInterface(scrolled), scrolled._model.fields
    across = 1 + len(fields)  # with the gutter; above the rows there is the heading
    pinned, beneath = (
        table.child(3 * across + 1 + fields.index(field)) for field in (UID, FIRSTNAME)
    )
    assert pinned.text(QAccessible.Text.Name) == f"uid, {THIRD}"
    corner = scrolled.viewport().mapToGlobal(rect_of(scrolled, THIRD, UID).topLeft())
    assert pinned.rect().topLeft() == corner
    assert not pinned.state().invisible
    assert beneath.state().invisible


# Selecting, going, editing


def test_a_click_on_a_pinned_cell_selects_it_and_scrolls_nothing(scrolled, workspace):
    click(scrolled, rect_of(scrolled, THIRD, UID))
    settle()
    assert workspace.current == (THIRD, UID)
    assert scrolled.horizontalScrollBar().value() == 333


def test_a_click_that_extends_from_a_pinned_cell_selects_what_is_between(scrolled):
    click(scrolled, rect_of(scrolled, FIRST, UID))
    click(scrolled, rect_of(scrolled, THIRD, "own04"), Qt.KeyboardModifier.ShiftModifier)
    (area,) = scrolled.selected_areas()
    everything = scrolled.arrangement.everything()
    wanted = [each for each in everything[: everything.index("own04") + 1] if each[0] != "\0"]
    assert list(area.fields) == wanted
    assert len(area.rows) == 3


def test_a_drag_from_a_pinned_cell_goes_on_though_the_table_scrolls_meanwhile(scrolled):
    start, end = (rect_of(scrolled, *cell).center() for cell in ((FIRST, UID), (THIRD, "own04")))
    QTest.mousePress(scrolled.viewport(), Left, PLAIN, start)
    QTest.mouseMove(scrolled.viewport(), end)
    scrolled.horizontalScrollBar().setValue(500)
    end = rect_of(scrolled, THIRD, "own06").center()
    QTest.mouseMove(scrolled.viewport(), end)
    QTest.mouseRelease(scrolled.viewport(), Left, PLAIN, end)
    fields = [field for area in scrolled.selected_areas() for field in area.fields]
    assert (fields[0], fields[-1]) == (UID, "own06")


def test_shift_and_an_arrow_extend_from_a_cell_that_slid_beneath(scrolled, workspace):
    workspace.go_to(FIRST, FIRSTNAME)
    scrolled.setFocus()
    for _ in range(12):
        QTest.keyClick(scrolled, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    everything = scrolled.arrangement.everything()
    at = everything.index(FIRSTNAME)
    fields = [field for area in scrolled.selected_areas() for field in area.fields]
    assert fields == everything[at : at + 13]
    assert scrolled.horizontalScrollBar().value() > 0


@pytest.mark.parametrize("scrolled", DIRECTIONS, indirect=True)
def test_a_cell_one_goes_to_comes_out_from_under_the_pinned_ones(scrolled, workspace):
    fields = scrolled.arrangement.everything()
    for field in (fields[-1], *fields[:8], fields[20], fields[9]):
        workspace.go_to(THIRD, field)
        index = index_of(scrolled, THIRD, field)
        rect = scrolled.visualRect(index)
        assert scrolled.viewport().rect().contains(rect)
        assert rect.width() == scrolled.columnWidth(index.column()) - 1, field


def test_going_down_in_a_pinned_column_does_not_scroll_sideways(scrolled, workspace):
    workspace.go_to(FIRST, UID)
    scrolled.horizontalScrollBar().setValue(333)
    for _ in range(5):
        scrolled.move_current(1, 0)
    assert workspace.current == ("550006", UID)
    assert scrolled.horizontalScrollBar().value() == 333


def test_an_editor_of_a_pinned_cell_stays_with_it(scrolled, workspace):
    scrolled.arrangement.pin_up_to(FIRSTNAME)
    workspace.go_to(THIRD, FIRSTNAME)
    scrolled.edit_current()
    editor = QApplication.focusWidget()
    scrolled.horizontalScrollBar().setValue(500)
    settle()
    assert editor.geometry() == rect_of(scrolled, THIRD, FIRSTNAME)


def test_an_editor_that_slides_beneath_does_not_cover_the_pinned_ones(scrolled, workspace):
    workspace.go_to(THIRD, FIRSTNAME)
    scrolled.edit_current()
    editor = QApplication.focusWidget()
    scrolled.horizontalScrollBar().setValue(800)
    settle()
    assert not scrolled.viewport().rect().intersects(editor.geometry())
    scrolled.horizontalScrollBar().setValue(0)
    settle()
    assert editor.geometry() == rect_of(scrolled, THIRD, FIRSTNAME)


# The heading


def heading_click(view, section, modifier=PLAIN):
    QTest.mouseClick(
        view.heading.viewport(), Left, modifier, view.heading.section_rect(section).center()
    )


def test_a_click_on_a_pinned_heading_sorts_by_it(scrolled, workspace):
    heading_click(scrolled, 0)
    assert [by.field for by in workspace.query.sort] == [UID]


def test_a_pinned_column_is_made_wider_by_its_edge_while_others_are_beneath(scrolled):
    width = scrolled.columnWidth(0)
    viewport, edge = scrolled.heading.viewport(), QPoint(width - 2, 8)
    QTest.mousePress(viewport, Left, PLAIN, edge)
    QTest.mouseMove(viewport, edge + QPoint(25, 0))
    QTest.mouseMove(viewport, edge + QPoint(40, 0))
    QTest.mouseRelease(viewport, Left, PLAIN, edge + QPoint(40, 0))
    assert scrolled.columnWidth(0) == width + 40


def test_a_column_dropped_among_the_pinned_ones_is_pinned_and_dropped_behind_is_not(view):
    heading = view.heading
    heading.moveSection(heading.visualIndex(view._model.fields.index(LASTNAME)), 0)
    assert view.arrangement.everything()[:3] == [LASTNAME, UID, STATUS]
    assert heading.pins.count == 3
    heading.moveSection(0, 4)
    assert heading.pins.count == 2
    assert view.arrangement.everything()[:2] == [UID, STATUS]
