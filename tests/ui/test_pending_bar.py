"""The pending bar: what is pending in words, and three buttons that stay where they are."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget
from ui_fixtures import show_records, some_records

from cn_desktop.records.fields import FieldName
from cn_desktop.records.marks import Mark, State
from cn_desktop.ui.pending_bar import PendingBar

COMMANDS = (
    "actionSubmit",
    "actionElsewhere",
    "actionDecide",
    "actionRetryRejected",
    "actionReview",
    "actionRevertCell",
    "actionRevertRow",
    "actionRevertAll",
)


@pytest.fixture
def bar(workspace, qtbot):
    owner = QWidget()
    actions = {name: QAction(name, owner) for name in COMMANDS}
    actions["actionSubmit"].setShortcut("Ctrl+S")
    bar = PendingBar(workspace, actions, owner)
    qtbot.addWidget(owner)
    owner.resize(1366, 60)
    bar.resize(1366, 60)
    owner.show()
    yield bar
    owner.hide()


def text(bar):
    return bar.findChild(QWidget, "pendingText").text()


def button(bar, name):
    return bar.findChild(QPushButton, name)


def places(bar):
    bar.layout().activate()
    names = ("reviewButton", "revertButton", "submitButton")
    return [button(bar, name).geometry() for name in names]


def edit(workspace, place, field, value):
    key = workspace.sheet.store.key(place)
    workspace.type_text(key, FieldName(field), value)
    return key


def test_a8_it_is_there_only_while_something_is_pending_and_counts_it_in_words(bar, workspace):
    assert not bar.isVisible()
    edit(workspace, 0, "lastname", "Edited")
    edit(workspace, 1, "ddi_mobile", "07700900155")
    workspace.add_record()
    assert bar.isVisible()
    assert text(bar) == (
        "3 pending: 2 changed records, 1 new record · 1 record changes who is called"
        " · 1 held back: a new record needs a phone number"
    )
    assert button(bar, "submitButton").text().startswith("Submit 2 ")
    workspace.revert_all()
    assert not bar.isVisible()


def test_nothing_jumps_when_counts_and_states_change(bar, workspace, qtbot):
    first = edit(workspace, 0, "lastname", "Edited")
    qtbot.waitExposed(bar)
    before = places(bar)
    edit(workspace, 1, "ddi_mobile", "07700900155")
    workspace.add_record()
    assert places(bar) == before
    workspace.sheet.settle(first, Mark(State.REJECTED, "no"))
    workspace.pending_changed.emit()
    assert button(bar, "retryButton").text() == "Send 1 rejected again"
    assert places(bar) == before


def test_submit_stays_and_can_not_be_pressed_where_nothing_can_be_sent(bar, workspace):
    workspace.add_record()
    submit = button(bar, "submitButton")
    assert submit.isVisible()
    assert not submit.isEnabled()
    edit(workspace, 0, "lastname", "Edited")
    assert submit.isEnabled()


def test_c2_c3_revert_offers_the_selection_before_everything(bar):
    menu = button(bar, "revertButton").menu()
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert texts == ["actionRevertCell", "actionRevertRow", "actionRevertAll"]


def test_c3_revert_all_is_undone_in_one_step(workspace):
    edit(workspace, 0, "lastname", "Edited")
    edit(workspace, 1, "lastname", "Edited")
    workspace.add_record()
    workspace.revert_all()
    assert not workspace.unsaved()
    assert workspace.undo()
    assert len(workspace.sheet.changes) == 3


def test_many_risky_edits_are_counted_in_slices_and_the_number_comes(bar, workspace, qtbot):
    records = [{**some_records()[0], "uid": str(number)} for number in range(1, 20_001)]
    show_records(workspace, records)
    wanted = dict.fromkeys((str(number) for number in range(1, 20_001)), "07700900199")
    workspace.set_columns({FieldName("ddi_mobile"): wanted}, "set ddi_mobile")
    qtbot.waitUntil(lambda: "20,000 records change who is called" in text(bar))
    assert button(bar, "submitButton").text().startswith("Submit 20,000 ")


def test_of_several_reasons_that_hold_rows_back_each_has_its_number(bar, workspace):
    edit(workspace, 0, "ddi_mobile", "nobody")
    edit(workspace, 1, "ddi_mobile", "ask his wife")
    workspace.add_record()
    assert text(bar).endswith(
        " · 3 held back: a new record needs a phone number (1), a phone number can’t be one (2)"
    )
