from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from ui_fixtures import TRICKY, show_records, some_records

from cn_desktop.records.fields import FieldName, RecordKey
from cn_desktop.ui.table.cell_editor import EDITOR_NAME

Key = Qt.Key


def press(key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, modifier)
    QApplication.sendPostedEvents()


def type_text(text):
    for mark in text:
        QTest.keyClicks(QApplication.focusWidget(), mark)


def go(view, key, field):
    view._workspace.go_to(key, FieldName(field))
    view.setFocus()


def is_editing(view):
    return view.state() == view.State.EditingState


def test_typing_replaces_the_value_and_enter_goes_down(view, workspace, qtbot):
    go(view, "550001", "firstname")
    type_text("Zoe")
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: not is_editing(view))
    assert workspace.sheet.value("550001", "firstname") == "Zoe"
    assert workspace.current == ("550002", "firstname")


def test_what_is_being_typed_stays_when_something_else_of_the_row_changes(view, workspace, qtbot):
    go(view, "550001", "firstname")
    type_text("Zo")
    workspace.rows_changed.emit({"550001", "550002"})
    type_text("e")
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: not is_editing(view))
    assert workspace.sheet.value("550001", "firstname") == "Zoe"


def test_f2_keeps_the_value_to_edit_it(view, workspace, qtbot):
    go(view, "550001", "firstname")
    press(Key.Key_F2)
    press(Key.Key_End)
    type_text("line")
    press(Key.Key_Tab)
    qtbot.waitUntil(lambda: not is_editing(view))
    assert workspace.sheet.value("550001", "firstname") == "Adaline"
    assert workspace.current == ("550001", "lastname")


def test_typing_right_after_enter_goes_into_the_next_cell(view, workspace, qtbot):
    go(view, "550001", "firstname")
    type_text("One")
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: not is_editing(view))
    type_text("Two")
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: not is_editing(view))
    values = [workspace.sheet.value(key, "firstname") for key in ("550001", "550002")]
    assert values == ["One", "Two"]


def test_the_first_escape_leaves_the_editor_the_second_reverts_the_cell(view, workspace, qtbot):
    go(view, "550001", "firstname")
    type_text("Zoe")
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: not is_editing(view))
    go(view, "550001", "firstname")
    type_text("Other")
    press(Key.Key_Escape)
    qtbot.waitUntil(lambda: not is_editing(view))
    assert workspace.sheet.value("550001", "firstname") == "Zoe"
    press(Key.Key_Escape)
    assert workspace.sheet.value("550001", "firstname") == "Ada"
    workspace.undo()
    assert workspace.sheet.value("550001", "firstname") == "Zoe"


def zoe_left_by_esc(view, qtbot):
    """The first cell holds Zoe, and an editor of it was left last."""
    go(view, "550001", "firstname")
    type_text("Zoe")
    press(Key.Key_Return)
    go(view, "550001", "firstname")
    press(Key.Key_F2)
    press(Key.Key_Escape)
    qtbot.waitUntil(lambda: not is_editing(view))


def test_what_escape_reverts_is_said(view, workspace, qtbot):
    zoe_left_by_esc(view, qtbot)
    told = []
    workspace.notice.connect(told.append)
    press(Key.Key_Escape)
    press(Key.Key_Escape)
    assert [(each.title, each.advice) for each in told] == [
        ("Reverted First name of 550001 · Ada Example", "Ctrl+Z brings it back.")
    ]


SINCE = {
    "copied": lambda _view: press(Key.Key_C, Qt.KeyboardModifier.ControlModifier),
    "been elsewhere": lambda _view: (press(Key.Key_Down), press(Key.Key_Up)),
    "clicked": lambda view: QTest.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=view.visualRect(view.currentIndex()).center(),
    ),
    "typed elsewhere": lambda view: (view.clearFocus(), view.setFocus()),
}


@pytest.mark.parametrize("since", SINCE.values(), ids=SINCE.keys())
def test_escape_reverts_nothing_after_something_else(view, workspace, qtbot, since):
    """In a spreadsheet it ends a copy, and is pressed out of habit."""
    zoe_left_by_esc(view, qtbot)
    since(view)
    press(Key.Key_Escape)
    assert workspace.sheet.value("550001", "firstname") == "Zoe"


def test_escape_in_a_cell_that_is_only_looked_at_reverts_nothing(view, workspace, qtbot):
    workspace.type_text("550001", FieldName("firstname"), "Zoe")
    go(view, "550001", "firstname")
    press(Key.Key_Escape)
    assert workspace.sheet.value("550001", "firstname") == "Zoe"


CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def columns_at(view, row):
    """The shown columns that are selected in this row, from left to right."""
    model, chosen = view.model(), view.selectionModel()
    fields = [model.index(row, model.fields.index(each)) for each in view.shown_fields()]
    return [model.fields[index.column()] for index in fields if chosen.isSelected(index)]


def selected_places(view):
    """Selected rows by number, and the fields selected in the first of them."""
    rows = [row for row in range(view.model().rowCount()) if columns_at(view, row)]
    return rows, columns_at(view, rows[0]) if rows else []


EDGES = [
    (Key.Key_Up, "550001", "lastname"),
    (Key.Key_Down, "550006", "lastname"),
    (Key.Key_Left, "550003", "uid"),
    (Key.Key_Right, "550003", "last"),
    (Key.Key_Home, "550001", "uid"),
    (Key.Key_End, "550006", "last"),
]


@pytest.mark.parametrize(("key", "record", "field"), EDGES)
def test_ctrl_and_an_arrow_lead_to_the_edge(view, workspace, key, record, field):
    shown = view.shown_fields()
    go(view, "550003", "lastname")
    press(key, CTRL)
    assert workspace.current == (record, shown[-1] if field == "last" else field)
    assert len(view.selectionModel().selectedIndexes()) == 1


@pytest.mark.parametrize(("key", "record", "field"), EDGES)
def test_with_shift_the_selection_reaches_there(view, workspace, key, record, field):
    shown = view.shown_fields()
    go(view, "550003", "lastname")
    press(key, CTRL | SHIFT)
    field = shown[-1] if field == "last" else field
    assert workspace.current == (record, field)
    places = sorted((2, int(record[-1]) - 1))
    ends = sorted((shown.index("lastname"), shown.index(field)))
    expected = list(range(places[0], places[1] + 1)), shown[ends[0] : ends[1] + 1]
    assert selected_places(view) == expected


def test_a_stretched_selection_is_stretched_on_from_where_it_began(view, workspace):
    go(view, "550003", "lastname")
    press(Key.Key_Down, CTRL | SHIFT)
    press(Key.Key_Up, SHIFT)
    assert selected_places(view) == ([2, 3, 4], ["lastname"])
    press(Key.Key_Up, CTRL | SHIFT)
    assert selected_places(view) == ([0, 1, 2], ["lastname"])


def test_an_edge_is_no_hidden_column(view, workspace):
    go(view, "550003", "lastname")
    view.hideColumn(view.model().fields.index(view.shown_fields()[-1]))
    last = view.shown_fields()[-1]
    press(Key.Key_Right, CTRL)
    assert workspace.current == ("550003", last)


def test_shift_and_space_select_the_rows_and_open_no_editor(view, workspace):
    go(view, "550002", "lastname")
    press(Key.Key_Down, SHIFT)
    press(Key.Key_Space, SHIFT)
    assert not is_editing(view)
    assert selected_places(view) == ([1, 2], view.shown_fields())
    assert not workspace.unsaved()


def test_ctrl_and_space_select_the_columns(view, workspace):
    go(view, "550002", "firstname")
    press(Key.Key_Right, SHIFT)
    press(Key.Key_Space, CTRL)
    assert selected_places(view) == (list(range(6)), ["firstname", "lastname"])
    assert workspace.current[0] == "550002"


def test_whole_rows_stay_whole_as_shift_and_an_arrow_extend_them(view):
    view.hideColumn(view.model().fields.index("callback"))
    go(view, "550003", "lastname")
    press(Key.Key_Space, SHIFT)
    press(Key.Key_Down, SHIFT)
    press(Key.Key_Down, SHIFT)
    assert selected_places(view) == ([2, 3, 4], view.shown_fields())
    press(Key.Key_Up, SHIFT)
    assert selected_places(view) == ([2, 3], view.shown_fields())
    press(Key.Key_Up, CTRL | SHIFT)
    assert selected_places(view) == ([0, 1, 2], view.shown_fields())
    press(Key.Key_Down)
    assert selected_places(view) == ([1], ["lastname"])
    press(Key.Key_Down, SHIFT)
    assert selected_places(view) == ([1, 2], ["lastname"])


def test_whole_columns_stay_whole_as_shift_and_an_arrow_extend_them(view):
    go(view, "550003", "firstname")
    press(Key.Key_Space, CTRL)
    press(Key.Key_Right, SHIFT)
    assert selected_places(view) == (list(range(6)), ["firstname", "lastname"])
    press(Key.Key_Left, SHIFT)
    assert selected_places(view) == (list(range(6)), ["firstname"])


def test_what_is_selected_otherwise_is_no_longer_whole(view):
    go(view, "550003", "lastname")
    press(Key.Key_Space, SHIFT)
    index = view.model().cell_index("550002", "firstname")
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center()
    )
    press(Key.Key_Down, SHIFT)
    assert selected_places(view) == ([1, 2], ["firstname"])


def test_a_locked_cell_opens_no_editor(view, workspace):
    go(view, "550001", "uid")
    type_text("9")
    press(Key.Key_F2)
    assert not is_editing(view)
    assert not workspace.unsaved()


@pytest.mark.parametrize("leave", [Key.Key_Return, Key.Key_Tab, Key.Key_Escape])
@pytest.mark.parametrize("text", TRICKY)
def test_opening_and_leaving_an_editor_makes_no_edit(view, workspace, qtbot, text, leave):
    records = some_records()
    records[0]["firstname"] = text
    show_records(workspace, records)
    go(view, "550001", "firstname")
    press(Key.Key_F2)
    assert is_editing(view)
    press(leave)
    qtbot.waitUntil(lambda: not is_editing(view))
    assert not workspace.unsaved()
    assert workspace.sheet.server_value("550001", "firstname") == text


def test_a_text_of_several_lines_keeps_them_when_edited(view, workspace, qtbot):
    records = some_records()
    records[0]["firstname"] = "two\u00a0words\nlines"
    show_records(workspace, records)
    go(view, "550001", "firstname")
    press(Key.Key_F2)
    editor = view.findChild(object, EDITOR_NAME)
    press(Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    type_text("!")
    assert editor.document().isModified()
    view.editing.finish()
    assert workspace.sheet.value("550001", "firstname") == "two\u00a0words\nlines!"


def test_select_all_is_one_range(view):
    view.selectAll()
    assert len(view.selectionModel().selection()) == 1
    assert [len(rows) for rows in view.selected_rows()] == [6]


def test_a_new_record_comes_into_view_though_the_filter_would_hide_it(view, workspace, qtbot):
    workspace.ask(replace(workspace.query, text="ada"))
    key = workspace.add_record()
    workspace.go_to(key, FieldName("firstname"))
    index = view.currentIndex()
    assert view._model.key_at(index.row()) == key
    assert view.viewport().rect().intersects(view.visualRect(index))


def test_the_current_record_stays_current_through_filter_and_reload(view, workspace):
    go(view, "550004", "lastname")
    show_records(workspace, list(reversed(some_records())))
    assert view._model.key_at(view.currentIndex().row()) == "550004"
    assert view._model.fields[view.currentIndex().column()] == "lastname"


def test_a_phone_column_is_wide_enough_for_its_longest_number(view, workspace):
    records = some_records() * 30
    records = [dict(record, uid=str(number)) for number, record in enumerate(records)]
    records[7]["ddi_mobile"] = "+44 (0) 7700 900123"
    show_records(workspace, records)
    view.arrangement.fit()
    column = view._model.fields.index("ddi_mobile")
    needed = view.fontMetrics().horizontalAdvance("+44 (0) 7700 900123")
    assert view.columnWidth(column) > needed


def test_the_number_of_selected_cells_is_told(view):
    told = []
    view.selection_sized.connect(told.append)
    view.selectAll()
    assert told[-1] == 6 * view._model.columnCount()


def test_going_to_a_cell_selects_it_alone_whatever_key_is_held(view, workspace):
    """Ctrl+N leaves Ctrl held down: Delete would otherwise clear another record's cell too."""
    go(view, "550001", "firstname")
    press(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    go(view, "550002", "firstname")
    QTest.keyPress(view, Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    go(view, "550003", "lastname")
    QTest.keyRelease(view, Key.Key_Control)
    [area] = view.selected_areas()
    assert workspace.sheet.store.keys(area.rows) == ["550003"]
    assert area.fields == ["lastname"]


def test_a_phone_number_in_any_spelling_fits_its_column(view, workspace):
    show_records(workspace, some_records())
    column = view._model.fields.index(FieldName("ddi_mobile"))
    text = view.fontMetrics().horizontalAdvance("+441632960790")
    assert view.columnWidth(column) > text


def test_typing_on_a_locked_record_never_types_into_another(view, workspace):
    """Qt would go to the next row that begins with the letter; the rest would be typed there."""
    workspace.sheet.sending("550005")
    go(view, "550005", "firstname")
    type_text("Adam")
    assert workspace.current == ("550005", "firstname")
    assert workspace.unsaved() == {"100": 1}
    assert not workspace.sheet.changes.edits("550001")


@pytest.mark.parametrize("text", ["one line", "two\nlines"])
def test_what_is_being_typed_outlasts_news_of_its_row(view, workspace, text):
    """Its row may get a sign meanwhile, or lose one."""
    key = RecordKey("550001")
    workspace.type_text(key, FieldName("lastname"), text)
    workspace.go_to(key, FieldName("lastname"))
    view.edit_current()
    editor = view.editing.editor()
    QTest.keyClicks(editor, "Typed")
    workspace.show_unkept({(workspace.sheet.dataset, key)})
    view.editing.finish()
    assert "Typed" in workspace.sheet.value(key, FieldName("lastname"))
