"""The review's list as Qt sees it, through every way its lines can change."""

import random

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from ui_fixtures import show_records, some_records

from cn_desktop.records.fields import FieldName
from cn_desktop.records.listing import Line
from cn_desktop.records.marks import Mark, State
from cn_desktop.ui.review.review_panel import ReviewPanel

FIELDS = [FieldName(name) for name in ("firstname", "lastname", "ddi_mobile")]


@pytest.fixture
def panel(workspace, theme, icons, qtbot):
    panel = ReviewPanel(workspace, theme, icons, lambda _dataset: "HOLD", None)
    qtbot.addWidget(panel)
    panel.resize(370, 500)
    panel.show()
    return panel


def listed(panel):
    model = panel.list.model()
    return [model.listing.line(row) for row in range(model.rowCount())]


def expected(workspace, keys):
    changes = workspace.sheet.changes
    order = ("firstname", "lastname", "ddi_mobile")
    return [
        Line(key, field)
        for key in keys
        if changes.state(key)
        for field in (None, *(name for name in order if changes.edit(key, FieldName(name))))
    ]


@pytest.mark.parametrize("seed", range(8))
def test_its_lines_are_what_is_changed_after_any_steps(panel, workspace, qtbot, seed):
    model = panel.list.model()
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    tester = QAbstractItemModelTester(model, mode)
    chance = random.Random(seed)
    keys = [workspace.sheet.store.key(row) for row in range(6)]
    for number in range(40):
        key = chance.choice(keys)
        match chance.randrange(6):
            case 0:
                workspace.revert_rows([key])
            case 1:
                workspace.undo()
            case 2:
                workspace.set_columns(
                    {chance.choice(FIELDS): dict.fromkeys(keys, f"07700 90{number:04}")}, "set"
                )
            case 3 if workspace.sheet.changes.state(key):
                workspace.sheet.settle(key, Mark(State.REJECTED, "no"))
                workspace.touched(workspace.sheet, [key])
            case _:
                workspace.type_text(key, chance.choice(FIELDS), f"07700 91{number:04}")
        if number % 8 == 0:
            workspace.rows_changed.emit(None)
    workspace.tell_touched()

    def is_up_to_date():
        return set(listed(panel)) == set(expected(workspace, keys))

    qtbot.waitUntil(is_up_to_date)
    by_record = [line.key for line in listed(panel) if line.field is None]
    assert listed(panel) == expected(workspace, by_record), "fields stand below their record"
    tester.deleteLater()


def test_a_hundred_thousand_lines_come_in_slices_and_keep_the_place(panel, workspace, qtbot):
    records = [{**some_records()[0], "uid": str(number)} for number in range(1, 30_001)]
    show_records(workspace, records)
    everyone = [str(number) for number in range(1, 30_001)]
    workspace.set_columns(
        {name: dict.fromkeys(everyone, "07700 900199") for name in FIELDS}, "set three"
    )
    qtbot.waitUntil(lambda: panel.list.model().rowCount() == 120_000)
    panel.list.go_to(Line("25000", FieldName("lastname")))
    top = panel.list.verticalScrollBar().value()
    workspace.set_columns({FieldName("urn"): dict.fromkeys(everyone[:3], "7")}, "set urn")
    workspace.revert_rows(everyone[:10_000])
    workspace.rows_changed.emit(None)
    qtbot.waitUntil(lambda: panel.list.model().rowCount() == 80_000)
    assert panel.list.current_line() == Line("25000", FieldName("lastname"))
    assert panel.list.verticalScrollBar().value() == top - 40_000


def test_a_word_for_nothing_is_not_marked_as_text_that_was_changed(panel, workspace):
    key = workspace.sheet.store.key(0)
    workspace.type_text(key, FieldName("notes"), "x")  # locked: nothing happens
    workspace.type_text(key, FieldName("urn"), "7")  # locked too
    workspace.type_text(key, FieldName("lastname"), "")
    entry = panel.list.model().entry(1)
    assert [tuple(piece) for piece in entry.old] == [("Example", True)]
    assert [tuple(piece) for piece in entry.new] == [("empty", False)]
    assert len(listed(panel)) == 2


def test_a_new_records_values_have_no_old_ones(panel, workspace, qtbot):
    key = workspace.add_record()
    workspace.type_text(key, FieldName("lastname"), "Born")
    qtbot.waitUntil(lambda: len(listed(panel)) == 2)
    entry = panel.list.model().entry(1)
    assert not entry.old
    assert entry.new_text == "Born"
    assert entry.spoken == "Last name, new: Born"


def test_a_list_that_is_on_hold_is_not_called_live(panel, workspace, qtbot):
    workspace.type_text(workspace.sheet.store.key(0), FieldName("ddi_mobile"), "07700900177")
    qtbot.waitUntil(lambda: "HOLD" in panel.head._warning.text())
    assert "nobody is called" in panel.head._warning.text()


def test_another_dataset_has_ticks_of_its_own_and_the_first_its_place(panel, workspace, qtbot):
    key = workspace.sheet.store.key(0)
    workspace.type_text(key, FieldName("lastname"), "Edited")
    panel.ticks.put([key], is_ticked=False)
    panel.list.go_to(Line(key, FieldName("lastname")))
    first = workspace.sheet
    workspace.show(workspace.sheet_of("101"))
    assert listed(panel) == []
    assert panel.ticks.are_plain
    workspace.show(first)
    assert not panel.ticks.has(key, State.PENDING)
    qtbot.waitUntil(lambda: len(listed(panel)) == 2)
    assert panel.list.current_line() == Line(key, FieldName("lastname"))


def test_another_account_begins_with_every_tick(panel, workspace):
    key = workspace.sheet.store.key(0)
    workspace.type_text(key, FieldName("lastname"), "Edited")
    panel.ticks.put([key], is_ticked=False)
    workspace.forget_sheets()
    assert listed(panel) == []
    show_records(workspace, some_records())
    assert panel.ticks.has(key, State.PENDING)
