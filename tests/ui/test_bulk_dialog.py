"""The dialog of many cells (feat-H11 to feat-H14), over a workspace with a few records."""

from functools import cached_property

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from ui_fixtures import TRICKY, show_records, some_records

from cn_desktop.records import plans
from cn_desktop.records.area import Area
from cn_desktop.records.fields import FieldName
from cn_desktop.records.query import Query
from cn_desktop.records.vocabulary import Choice, Vocabulary
from cn_desktop.ui.background import Background
from cn_desktop.ui.bulk import bulk_dialog, planner
from cn_desktop.ui.bulk.bulk_commands import REPLACE, SET, TRANSFORM
from cn_desktop.ui.bulk.bulk_dialog import BulkDialog
from cn_desktop.ui.bulk.bulk_words import spelled

from driving import until  # isort: skip

FIRST, LAST, NOTES = FieldName("firstname"), FieldName("lastname"), FieldName("notes")
SELECTED = [Area(range(3), [FIRST])]


class Desk:
    """Opens a dialog over the workspace, and closes it in the end."""

    def __init__(self, workspace, view):
        self.workspace = workspace
        self.view = view
        self.told = []
        workspace.notice.connect(self.told.append)

    @cached_property
    def background(self):
        """It needs a loop that runs: it is made when the test does."""
        return Background(_raise)

    def open(self, tool, selected=SELECTED):
        dialog = BulkDialog(tool, self.workspace, self.background, selected, self.view)
        dialog.open()
        return dialog


def _raise(error):
    raise error


@pytest.fixture
def desk(workspace, view):
    return Desk(workspace, view)


async def ready(dialog):
    await until(lambda: dialog._planner.is_complete)


async def done(view):
    await until(lambda: not view.findChildren(BulkDialog))


async def test_what_is_changed_behind_the_dialog_counts(desk, workspace, view):
    dialog = desk.open(SET)
    dialog.form.text.setEditText("Zoe")
    await ready(dialog)
    assert dialog.deed.text() == "&Set 3 cells"
    workspace.type_text("550001", FIRST, "Zoe")
    await ready(dialog)
    assert dialog.deed.text() == "&Set 2 cells"
    dialog.reject()


async def test_the_dialog_goes_when_the_records_are_loaded_anew(desk, workspace, view):
    dialog = desk.open(SET)
    dialog.form.text.setEditText("Zoe")
    show_records(workspace, some_records())
    assert not dialog.isVisible()
    assert desk.told[-1].title == "Nothing was changed: other records are shown now"
    assert not workspace.sheet.changes.touched()


async def test_empty_is_asked_for_with_a_tick_and_not_by_typing_nothing(desk, workspace, view):
    dialog = desk.open(SET)
    assert not dialog.deed.isEnabled()
    dialog.form.empties.setChecked(True)
    await ready(dialog)
    assert dialog.summary.text() == "3 cells will change."
    assert dialog.model.index(0, 3).data() == "empty"
    dialog.reject()


async def test_the_account_s_choices_are_offered_for_one_field(desk, workspace, view):
    workspace.sheet.vocabulary = Vocabulary(choices={FIRST: [Choice("A", "first"), Choice("B")]})
    dialog = desk.open(SET)
    text = dialog.form.text
    assert [text.itemText(at) for at in range(text.count())] == ["A · first", "B"]
    text.setCurrentIndex(0)
    text.activated.emit(0)
    await ready(dialog)
    assert dialog.model.index(0, 3).data() == "A"
    dialog.scope.shown.setChecked(True)
    dialog.scope.field.setCurrentIndex(dialog.scope.field.findData(LAST))
    await until(lambda: text.count() == 1)
    assert (text.itemText(0), text.currentText()) == ("Example", "A")
    dialog.reject()


UID, STATUS = FieldName("uid"), FieldName("\0status")


@pytest.mark.parametrize("tool", [SET, TRANSFORM], ids=lambda tool: tool.name)
@pytest.mark.parametrize(
    ("field", "selected"),
    [(UID, [Area(range(3), [UID])]), (STATUS, []), (None, [])],
    ids=["locked", "no field", "no cell"],
)
async def test_a_field_nobody_has_named_is_asked_for(desk, workspace, tool, field, selected):
    workspace.set_current(field and ("550001", field))
    dialog = desk.open(tool, selected)
    if tool is SET:
        dialog.form.text.setEditText("Zoe")
    scope = dialog.scope
    assert scope.selection.text() == "The &selection: no cell that can be changed"
    assert not scope.selection.isEnabled()
    assert (scope.is_shown, scope.field.currentText()) == (True, "(choose a field)")
    assert dialog.summary.text() == "Choose the field."
    assert not dialog.deed.isEnabled()
    dialog.accept()
    assert not workspace.sheet.changes.touched()
    scope.field.setCurrentIndex(scope.field.findData(LAST))
    await ready(dialog)
    assert dialog.deed.isEnabled() is (tool is SET)
    dialog.reject()


async def test_the_current_cell_s_field_is_meant_where_it_can_be_changed(desk, workspace):
    workspace.set_current(("550001", LAST))
    dialog = desk.open(SET, [])
    assert dialog.scope.fields == [LAST]
    assert dialog.scope.field.findText("(choose a field)") == -1
    dialog.reject()


async def test_rows_the_filter_hides_are_not_meant(desk, workspace, view):
    workspace.ask(Query("ada"))
    dialog = desk.open(REPLACE, [])
    dialog.form.sought.setText("Example")
    await ready(dialog)
    assert dialog.scope.shown.text() == "&All 1 row the filter shows, in"
    assert dialog.summary.text() == "1 cell will change."
    dialog.reject()


async def test_matches_beyond_the_list_are_left_unless_they_are_asked_for(
    desk, workspace, view, monkeypatch
):
    """feat-R38: the list has an end, the count does not."""
    monkeypatch.setattr(plans, "LISTED", 4)
    dialog = desk.open(REPLACE, [])
    dialog.form.sought.setText("Example")
    await ready(dialog)
    assert dialog.model.rowCount() == 4
    assert dialog.deed.text() == "&Replace in 4 cells"
    assert "the 2 cells that are not listed" in dialog.unlisted.text()
    dialog.model.tick([0], is_ticked=False)
    assert dialog.deed.text() == "&Replace in 3 cells"
    assert dialog.summary.text().startswith("Of 6 cells found 3 will change.")
    dialog.unlisted.setChecked(True)
    assert dialog.deed.text() == "&Replace in 5 cells"
    dialog.accept()
    await done(view)
    sheet = workspace.sheet
    assert sheet.value("550001", LAST) == "Example"
    assert sheet.changes.count_unsaved() == 5
    assert [step.name for step in sheet.history.done] == ["replacement of 5 cells"]


async def test_only_what_is_listed_and_ticked_is_replaced(desk, workspace, view, monkeypatch):
    monkeypatch.setattr(plans, "LISTED", 4)
    dialog = desk.open(REPLACE, [])
    dialog.form.sought.setText("Example")
    dialog.form.replacement.setText("Other")
    await ready(dialog)
    dialog.model.tick([1], is_ticked=False)
    dialog.accept()
    await done(view)
    changed = {key: workspace.sheet.value(key, LAST) for key in workspace.sheet.changes.touched()}
    assert changed == dict.fromkeys(["550001", "550003", "550004"], "Other")


async def test_a_tick_box_follows_space_and_the_buttons(desk, workspace, qtbot):
    dialog = desk.open(REPLACE, [])
    dialog.form.sought.setText("Example")
    await ready(dialog)
    ticks = lambda: [dialog.model.is_ticked(row) for row in range(6)]  # noqa: E731
    dialog.list.selectRow(0)
    QTest.keyClick(dialog.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    assert ticks() == [False, False, True, True, True, True]
    dialog.model.tick_all(is_ticked=False)
    assert not any(ticks())
    assert not dialog.deed.isEnabled()
    dialog.model.tick_all(is_ticked=True)
    assert all(ticks())
    spoken = dialog.model.index(0, 3).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Then, empty"
    dialog.reject()


async def test_a_sample_of_a_transform_can_be_left_out_and_spaces_are_seen(desk, workspace, view):
    workspace.set_cells({("550001", FIRST): "  Ada", ("550002", FIRST): "Bob  B "}, "start")
    dialog = desk.open(TRANSFORM)
    await ready(dialog)
    shown = [[dialog.model.index(row, at).data() for at in (2, 3)] for row in range(2)]
    assert shown == [["␣␣Ada", "Ada"], ["Bob␣␣B␣", "Bob␣␣B"]]
    dialog.model.tick([1], is_ticked=False)
    dialog.accept()
    await done(view)
    assert workspace.sheet.value("550001", FIRST) == "Ada"
    assert workspace.sheet.value("550002", FIRST) == "Bob  B "
    assert workspace.sheet.history.next_undo.name == "trim of 1 cell"


async def test_too_many_cells_are_refused_before_they_fill_the_memory(
    desk, workspace, view, monkeypatch
):
    monkeypatch.setattr(planner, "MOST_SET", 2)
    dialog = desk.open(SET)
    dialog.form.text.setEditText("Zoe")
    await until(lambda: dialog._planner.is_too_much)
    assert "too much at once" in dialog.summary.text()
    assert not dialog.deed.isEnabled()
    dialog.reject()


async def test_locked_fields_count_as_locked_and_stay(desk, workspace, view):
    dialog = desk.open(SET, [Area(range(2), [FIRST, NOTES])])
    dialog.form.text.setEditText("x")
    await ready(dialog)
    assert dialog.summary.text() == (
        "2 cells will change. 2 cells are locked and stay as they are: "
        "The server keeps this by itself."
    )
    dialog.accept()
    await done(view)
    assert workspace.sheet.value("550001", NOTES) == ""


async def test_record_text_is_never_html(desk, workspace, view):
    workspace.set_cells({("550001", FIRST): "<b>x</b>"}, "start")
    dialog = desk.open(SET)
    dialog.form.text.setEditText("<i>y</i>")
    await ready(dialog)
    assert dialog.model.index(0, 2).data() == "<b>x</b>"
    assert "&lt;b>" in dialog.model.index(0, 2).data(Qt.ItemDataRole.ToolTipRole)
    dialog.reject()


async def test_rows_that_are_sent_meanwhile_do_not_keep_a_large_plan_from_its_end(
    desk, workspace, monkeypatch
):
    monkeypatch.setattr(bulk_dialog, "LOOKED_AT_AGAIN", 0)
    dialog = desk.open(SET)
    dialog.form.text.setEditText("Zoe")
    await ready(dialog)
    workspace.rows_changed.emit({"550001"})
    assert dialog.deed.text() == "&Set 3 cells"
    assert dialog.deed.isEnabled()
    dialog.reject()


@given(st.text(max_size=30) | st.sampled_from(TRICKY))
def test_a_spelled_value_is_one_line_without_spaces_at_its_ends(text):
    shown = spelled(text)
    assert shown.strip() == shown
    assert "\n" not in shown
    assert "  " not in shown


async def test_tab_goes_from_top_to_bottom(desk, workspace):
    dialog = desk.open(REPLACE)
    dialog.form.sought.setText("o")
    await ready(dialog)
    dialog.activateWindow()
    await until(dialog.isActiveWindow)
    way = [dialog.focusWidget().objectName()]
    while len(way) < 12:
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        way.append(dialog.focusWidget().objectName())
    assert way == [
        *("bulkFind", "bulkReplacement", "bulkCase", "bulkWhole", "bulkPattern"),
        *("scopeSelection", "changeList", "tickAll", "tickNone"),
        *("bulkDeed", "", "bulkFind"),
    ]
    dialog.reject()


async def test_where_nothing_is_listed_there_is_nothing_to_tick(desk, view):
    dialog = desk.open(TRANSFORM)
    await ready(dialog)
    assert [button.isEnabled() for button in dialog.ticks] == [False, False]
    dialog.form.list.setCurrentRow(2)  # UPPER CASE
    await ready(dialog)
    assert [button.isEnabled() for button in dialog.ticks] == [True, True]
    dialog.reject()
