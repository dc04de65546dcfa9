"""feat-A5: a saved row lights up for a moment; its sign stays until the next load."""

from PySide6.QtCore import QTimer
from ui_fixtures import show_records, some_records

from cn_desktop.records.fields import DatasetId, FieldName
from cn_desktop.records.marks import Mark, State
from cn_desktop.records.outgoing import Outgoing

KEY, NAME = "550002", FieldName("firstname")


def save(workspace, key=KEY):
    """The server has it, as a job tells."""
    sheet = workspace.sheet
    sheet.type_text(key, NAME, "Saved")
    sent = Outgoing(key, DatasetId("100"), key, {NAME: "Saved"})
    sheet.saved(sent, key, None, Mark(State.SAVED))
    workspace.touched(sheet, {key})
    workspace.tell_touched()


def colour_of(view, key):
    """A spot of the row that no text reaches."""
    rect = view.visualRect(view._model.cell_index(key, NAME))
    return view.viewport().grab().toImage().pixelColor(rect.right() - 8, rect.top() + 3)


def test_a_saved_row_lights_up_and_the_others_do_not(view, workspace):
    plain = colour_of(view, KEY)
    save(workspace)
    assert colour_of(view, KEY) != plain
    assert colour_of(view, "550003") == plain


def test_the_light_goes_out_by_itself(view, workspace):
    plain = colour_of(view, KEY)
    save(workspace)
    [timer] = view._flash.findChildren(QTimer)
    timer.timeout.emit()
    assert not view._flash.rows
    assert colour_of(view, KEY) == plain


def test_an_edit_lights_up_nothing(view, workspace):
    save(workspace)
    view._flash.rows.clear()
    workspace.type_text("550003", NAME, "Edited")
    assert not view._flash.rows


def test_another_dataset_starts_dark(view, workspace):
    save(workspace)
    show_records(workspace, some_records())
    assert not view._flash.rows
