"""What is seen of a record, looked for in the picture itself."""

import pytest
from PySide6.QtCore import QItemSelectionModel, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QRegion
from PySide6.QtWidgets import QApplication
from ui_fixtures import TRICKY, show_records, some_records

from cn_desktop.records.fields import UID, ZERO_DATE, FieldName, Lock
from cn_desktop.records.marks import Mark, State
from cn_desktop.records.permits import Permits
from cn_desktop.ui.editors.retyping import HALF
from cn_desktop.ui.table.cell_texts import FLAGS, PADDING
from cn_desktop.ui.table.columns import STATUS
from cn_desktop.ui.table.record_model import RecordModel
from cn_desktop.ui.table.record_view import RecordView
from cn_desktop.ui.theme import Choice
from cn_desktop.ui.words import shown_text

FIRST, THIRD = "550001", "550003"
Flag = QItemSelectionModel.SelectionFlag
Fate = State.SENDING, State.SAVED, State.REJECTED, State.UNKNOWN, State.ASK


class Counting(RecordModel):
    """Counts what a painting asks."""

    def __init__(self, workspace):
        super().__init__(workspace)
        self.asked, self.lines = [], []

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        self.asked.append((index.row(), index.column()))
        return super().data(index, role)

    def line(self, place):
        self.lines.append(place)
        return super().line(place)


@pytest.fixture
def counting(workspace, theme, icons, qtbot):
    """A table that counts, with more records than fit."""
    show_records(workspace, [{**some_records()[0], "uid": str(at)} for at in range(1, 501)])
    model = Counting(workspace)
    view = RecordView(model, workspace, theme, icons, None)
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.show()
    settle()
    yield model, view
    view.close()


def settle():
    for _ in range(3):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def cell(view, key, field):
    """The pixels of a cell."""
    index = view._model.cell_index(key, FieldName(field))
    view.scrollTo(index)
    return view.viewport().grab(view.visualRect(index)).toImage()


def colours_of(image):
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def change(workspace, key, field="lastname", mark=None):
    workspace.type_text(key, FieldName(field), "Changed")
    if mark:
        workspace.sheet.settle(key, mark)
        workspace.rows_changed.emit({key})


def as_qt_draws(view, text, width, height, *, is_italic=False, colour=None):
    """A cell that holds only this text."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(view._painter._theme.colours.base))
    painter = QPainter(image)
    painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    font = QFont(view.font())
    font.setItalic(is_italic)
    painter.setFont(font)
    painter.setPen(QColor(colour or view._painter._theme.colours.text))
    room = QRect(PADDING, 0, width - 2 * PADDING, height)
    text = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, FLAGS, text)
    painter.end()
    return image


def same(left, right):
    kind = QImage.Format.Format_RGB32
    return left.convertToFormat(kind) == right.convertToFormat(kind)


# What it costs


def test_painting_asks_for_no_single_cell(counting):
    model, view = counting
    model.asked.clear()
    view.viewport().repaint()
    assert not model.asked


def test_painting_reads_each_row_in_sight_once(counting):
    model, view = counting
    model.lines.clear()
    view.viewport().repaint()
    assert model.lines == list(range(view.rowAt(view.viewport().height() - 1) + 1))


def test_a_scroll_paints_only_the_rows_that_come_into_sight(counting):
    model, view = counting
    model.lines.clear()
    view.verticalScrollBar().setValue(3)
    settle()
    bottom = view.rowAt(view.viewport().height() - 1)
    assert model.lines
    assert set(model.lines) <= set(range(bottom - 4, bottom + 1))


def test_a_changed_row_alone_is_painted_again(counting, workspace):
    model, view = counting
    model.lines.clear()
    view.viewport().repaint(QRect(0, view.rowViewportPosition(4), 900, 2))
    assert model.lines == [4]


def test_rows_that_come_out_of_sight_paint_nothing(counting, workspace):
    model, _view = counting
    model.lines.clear()
    workspace.sheet.store.extend([{**some_records()[0], "uid": "9000"}])
    workspace.ask(workspace.query)
    settle()
    assert model.rowCount() == 501
    assert not model.lines


def test_rows_that_come_into_sight_are_painted(counting, workspace):
    model, view = counting
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    view.resize(900, 800)
    show_records(workspace, some_records())
    settle()
    model.lines.clear()
    workspace.add_record()
    settle()
    assert 6 in model.lines


def test_another_order_is_painted_though_rows_came_out_of_sight_too(counting, workspace):
    model, _view = counting
    workspace.sheet.store.extend([{**some_records()[0], "uid": "9000"}])
    workspace.ask(workspace.query)
    model.lines.clear()
    model.sort(model.fields.index(UID), Qt.SortOrder.DescendingOrder)
    settle()
    assert 0 in model.lines


# Texts


@pytest.mark.parametrize("text", [text for text in TRICKY if text != ZERO_DATE])
def test_a_text_looks_as_qt_draws_it(view, workspace, text):
    show_records(workspace, [{**some_records()[0], "firstname": text}])
    workspace.set_current(None)
    view.selectionModel().clear()
    image = cell(view, FIRST, "firstname")
    assert same(image, as_qt_draws(view, shown_text(text), image.width(), image.height()))


@pytest.mark.parametrize("text", ["\ud800", "a\ud83d\ude00b"])
def test_half_a_character_is_drawn_as_a_sign_for_it(view, workspace, text):
    """Qt leaves it out: the cell would look empty."""
    show_records(workspace, [{**some_records()[0], "firstname": text}])
    workspace.set_current(None)
    view.selectionModel().clear()
    image = cell(view, FIRST, "firstname")
    drawn = HALF.sub("\ufffd", text)
    assert same(image, as_qt_draws(view, drawn, image.width(), image.height()))
    assert workspace.sheet.server_value(FIRST, FieldName("firstname")) == text


@pytest.mark.parametrize("size", [7, 14, 30])
def test_a_text_in_another_font_looks_as_qt_draws_it(view, size):
    font = QFont(view.font())
    font.setPointSize(size)
    view.setFont(font)
    image = cell(view, FIRST, "firstname")
    assert same(image, as_qt_draws(view, "Ada", image.width(), image.height()))


def test_a_text_taller_than_its_row_does_not_reach_into_the_next(view, workspace, theme):
    records = some_records()
    records[1]["firstname"] = ""
    show_records(workspace, records)
    font = QFont(view.font())
    font.setPointSize(40)
    view.setFont(font)
    below = view.visualRect(view._model.cell_index("550002", FieldName("firstname")))
    whole = view.viewport().grab().toImage()  # the row above is painted too
    assert colours_of(whole.copy(below)) == {theme.colours.base}


@pytest.mark.parametrize("shown", ["null", "–", ZERO_DATE])
def test_what_is_no_value_is_faint_and_slanted(view, workspace, shown):
    kinds = {"null": {"lastname": None}, "–": {}, ZERO_DATE: {"lastname": ZERO_DATE}}
    other = {**some_records()[1], "lastname": "Example"}
    show_records(workspace, [{"uid": FIRST, **kinds[shown]}, other])
    view.setColumnWidth(view._model.fields.index(FieldName("lastname")), 200)
    image = cell(view, FIRST, "lastname")
    dim = view._painter._theme.colours.dim
    drawn = as_qt_draws(view, shown, image.width(), image.height(), is_italic=True, colour=dim)
    assert same(image, drawn)


def test_a_new_record_shows_nothing_in_its_empty_cells(view, workspace, theme):
    key = workspace.add_record()
    assert colours_of(cell(view, key, "lastname")) == {theme.colours.base}


def test_a_long_uid_is_cut_in_its_middle(view, workspace):
    show_records(workspace, [{**some_records()[0], "uid": "1" * 30 + "2"}])
    column = view._model.fields.index(UID)
    view.setColumnWidth(column, 60)
    view.viewport().repaint()
    cut = [ink.text for ink in view._painter._upright._young.values() if "…" in ink.text]
    assert any(text.endswith("2") for text in cut)


@pytest.mark.parametrize("field", ["dataset", "notes"])
def test_what_nobody_can_edit_is_dim(view, workspace, theme, field):
    show_records(workspace, [{**some_records()[0], field: "100"}])
    image = cell(view, FIRST, field)
    drawn = as_qt_draws(view, "100", image.width(), image.height(), colour=theme.colours.dim)
    assert same(image, drawn)


def test_all_but_the_uid_is_dim_while_nothing_may_be_changed(view, workspace, theme):
    workspace.permit(Permits(Lock.READ_ONLY))
    image = cell(view, THIRD, "firstname")
    drawn = as_qt_draws(view, "Cleo", image.width(), image.height(), colour=theme.colours.dim)
    assert same(image, drawn)
    image = cell(view, THIRD, UID)
    assert same(image, as_qt_draws(view, THIRD, image.width(), image.height()))


def test_the_status_is_written_in_its_states_colour(view, workspace, theme):
    change(workspace, THIRD)
    image = cell(view, THIRD, STATUS)
    colour = theme.colours.pending
    drawn = as_qt_draws(view, "pending", image.width(), image.height(), colour=colour)
    assert same(image, drawn)


# Marks


def test_a_pending_cell_has_its_ground_its_frame_and_a_bar(view, workspace, theme):
    change(workspace, THIRD)
    image = cell(view, THIRD, "lastname")
    assert image.pixelColor(3, 12) == QColor(theme.colours.pending)
    assert image.pixelColor(50, 0) == QColor(theme.colours.pending)
    assert image.pixelColor(50, 2) == QColor(theme.colours.pending_fill)
    assert theme.colours.pending not in colours_of(cell(view, THIRD, "firstname"))


@pytest.mark.parametrize("state", Fate)
def test_a_changed_cells_frame_has_its_states_colour(view, workspace, theme, state):
    change(workspace, THIRD, mark=Mark(state))
    frame = QColor(theme.state_colour(state))
    assert cell(view, THIRD, "lastname").pixelColor(3, 12) == frame


def test_a_rejected_cell_has_another_ground(view, workspace, theme):
    change(workspace, THIRD, mark=Mark(State.REJECTED))
    image = cell(view, THIRD, "lastname")
    assert image.pixelColor(50, 2) == QColor(theme.colours.rejected_fill)


def test_a_contested_cell_has_two_frames_and_a_sign(view, workspace, theme):
    change(workspace, THIRD)
    change(workspace, THIRD, "firstname")
    workspace.sheet.changes.move(THIRD, FieldName("lastname"), "Theirs")
    view.viewport().update()
    conflict = QColor(theme.colours.conflict)
    image = cell(view, THIRD, "lastname")
    assert [image.pixelColor(0, 12), image.pixelColor(2, 12)] == [conflict] * 2
    assert image.pixelColor(4, 12) != conflict
    sign = image.copy(image.width() - 17, 4, 12, 14)
    assert len(colours_of(sign)) > 2
    assert cell(view, THIRD, "firstname").pixelColor(0, 12) == QColor(theme.colours.pending)


def test_the_cell_with_a_problem_is_red_in_a_row_that_nobody_touched_too(view, workspace, theme):
    records = some_records()
    records[1]["uid"] = FIRST
    show_records(workspace, records)
    assert cell(view, FIRST, UID).pixelColor(3, 12) == QColor(theme.colours.rejected)


def test_what_is_wrong_and_what_is_doubtful_are_told_by_a_wave_as_well_as_by_colour(
    view, workspace, theme
):
    """feat-L4."""
    field = FieldName("ddi_mobile")
    for key, text, colour in (
        (FIRST, "nobody", theme.colours.rejected),
        (THIRD, "7700900123", theme.colours.pending),
    ):
        workspace.set_cells({(key, field): text}, "paste")
        image = cell(view, key, field)
        wave = {
            y: [image.pixelColor(x, y).name() for x in range(80, image.width() - 8)].count(colour)
            for y in range(image.height() - 8, image.height() - 3)
        }
        assert sum(1 for count in wave.values() if count) >= 2
        assert image.pixelColor(1, 12) == QColor(colour)


def test_a_cell_that_would_not_outlast_a_crash_has_a_corner(view, workspace, theme):
    change(workspace, THIRD)
    workspace.show_unkept({(workspace.sheet.dataset, THIRD)})
    for field, is_marked in (("lastname", True), (STATUS, True), ("firstname", False)):
        image = cell(view, THIRD, field)
        corner = image.pixelColor(image.width() - 2, 1)
        assert (corner == QColor(theme.colours.rejected)) == is_marked


def test_a_problem_is_told_before_a_contest(view, workspace, theme):
    field = FieldName("callback")
    workspace.permit(Permits(unlocked=frozenset({field})))
    change(workspace, THIRD, field)
    workspace.sheet.changes.move(THIRD, field, "Theirs")
    workspace.permit(Permits())
    frame = [cell(view, THIRD, field).pixelColor(x, 12).name() for x in (0, 2)]
    assert frame == [theme.colours.rejected] * 2


def test_an_edited_field_that_the_server_dropped_is_dim(view, workspace, theme):
    change(workspace, THIRD)
    record = {name: value for name, value in some_records()[2].items() if name != "lastname"}
    workspace.sheet.store.replace(THIRD, record)
    seen = colours_of(cell(view, THIRD, "lastname"))
    assert theme.colours.dim in seen
    assert theme.colours.text not in seen


# Selection, focus and place


def test_what_is_selected_has_the_selections_ground_and_keeps_its_frame(view, workspace, theme):
    change(workspace, THIRD)
    index = view._model.cell_index(THIRD, FieldName("lastname"))
    view.selectionModel().select(index, Flag.ClearAndSelect)
    image = cell(view, THIRD, "lastname")
    assert image.pixelColor(50, 2) == QColor(theme.colours.selection)
    assert image.pixelColor(50, 0) == QColor(theme.colours.pending)
    assert theme.colours.selection not in colours_of(cell(view, THIRD, "firstname"))


def test_a_range_is_selected_in_every_row_and_column_of_it(view, theme):
    view.selectAll()
    for key in (THIRD, "550006"):
        for field in (UID, STATUS, "urn"):
            corner = cell(view, key, field).pixelColor(4, 21)
            assert corner == QColor(theme.colours.selection)


def test_a_moved_column_takes_its_selection_along(view, theme):
    index = view._model.cell_index(THIRD, FieldName("firstname"))
    view.selectionModel().select(index, Flag.ClearAndSelect)
    header = view.horizontalHeader()
    header.moveSection(header.visualIndex(index.column()), 0)
    assert view.visualRect(index).left() == 0
    assert cell(view, THIRD, "firstname").pixelColor(4, 21) == QColor(theme.colours.selection)
    assert cell(view, THIRD, UID).pixelColor(4, 21) == QColor(theme.colours.base)


def test_the_current_cell_is_framed_while_the_table_has_the_keyboard(view, workspace, theme):
    workspace.go_to(THIRD, FieldName("firstname"))
    assert cell(view, THIRD, "firstname").pixelColor(0, 12) == QColor(theme.colours.accent)
    view.clearFocus()
    assert theme.colours.accent not in colours_of(cell(view, THIRD, "firstname"))


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_each_cell_ends_in_a_line_whichever_way_the_table_runs(view, theme, direction):
    view.setLayoutDirection(direction)
    settle()
    index = view._model.cell_index(THIRD, FieldName("firstname"))
    place = view.visualRect(index)
    picture = view.viewport().grab().toImage()
    beside = place.left() if direction is Qt.LayoutDirection.RightToLeft else place.right() + 1
    line = QColor(theme.colours.line)
    assert picture.pixelColor(beside, place.center().y()) == line
    assert picture.pixelColor(place.center().x(), place.bottom() + 1) == line
    assert picture.pixelColor(place.left() + 3, place.top() + 3) == QColor(theme.colours.base)


def test_below_the_last_row_there_is_nothing(view, theme):
    below = view.viewport().grab(QRect(0, view.rowViewportPosition(5) + 24, 300, 100)).toImage()
    assert colours_of(below) == {theme.colours.base}


def test_other_colours_are_taken_at_once(view, workspace, theme):
    change(workspace, THIRD)
    theme.choose(Choice.DARK)
    image = cell(view, THIRD, "lastname")
    assert image.pixelColor(3, 12) == QColor(theme.colours.pending)
    assert image.pixelColor(50, 2) == QColor(theme.colours.pending_fill)
    assert cell(view, FIRST, "lastname").pixelColor(4, 21) == QColor(theme.colours.base)


def test_a_picture_of_parts_is_the_picture_of_the_whole(view, workspace):
    change(workspace, THIRD)
    whole = view.viewport().grab().toImage()
    parts = view.viewport().grab().toImage()
    for place in (QRect(0, 5, 400, 40), QRect(130, 60, 33, 70)):
        painter = QPainter(parts)
        painter.setClipRect(place)
        view._painter.paint(painter, QRegion(place))
        painter.end()
    assert same(whole, parts)


# The gutter


def sign(view, place):
    gutter = view.verticalHeader()
    top = gutter.sectionViewportPosition(place)
    return gutter.viewport().grab(QRect(0, top, 27, 23)).toImage()


def test_the_gutter_shows_a_sign_for_a_row_with_a_state(view, workspace, theme):
    change(workspace, THIRD)
    assert theme.colours.pending in colours_of(sign(view, 2))
    assert colours_of(sign(view, 1)) == {theme.colours.window}


def test_a_new_records_sign_is_a_plus(view, workspace, theme, icons):
    workspace.add_record()
    drawn = QImage(27, 23, QImage.Format.Format_RGB32)
    drawn.fill(QColor(theme.colours.window))
    painter = QPainter(drawn)
    painter.drawPixmap(6, 4, icons.pixmap("plus", theme.colours.pending, 14, 1.0))
    painter.end()
    assert same(sign(view, 6), drawn)
