from cn_desktop.records.area import Area
from cn_desktop.records.fields import ABSENT, DatasetId, FieldName, Lock
from cn_desktop.records.filling import (
    all_set,
    all_typed,
    filled_down,
    filled_right,
    first_lock,
    size_of,
)
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.store import Store

FIRST, LAST = map(FieldName, ("firstname", "lastname"))


def sheet_of(*rows):
    store = Store()
    store.extend({"uid": str(number), **row} for number, row in enumerate(rows, 1))
    return Sheet(DatasetId("100"), store)


def test_only_cells_that_hold_something_else_are_filled():
    sheet = sheet_of({FIRST: "A"}, {FIRST: "A"}, {FIRST: "B"}, {FIRST: None})
    found = filled_down(sheet, [Area(range(4), [FIRST])])
    assert found == {FIRST: {"3": "A", "4": "A"}}
    assert size_of(found) == 2


def test_null_is_filled_as_null_and_an_absent_cell_fills_nothing():
    sheet = sheet_of({FIRST: None}, {FIRST: "B", LAST: "C"})
    assert filled_down(sheet, [Area(range(2), [FIRST, LAST])]) == {FIRST: {"2": None}}


def test_filling_down_goes_on_through_several_areas():
    sheet = sheet_of({FIRST: "A"}, {FIRST: "B"}, {FIRST: "C"})
    found = filled_down(sheet, [Area([0], [FIRST]), Area([2], [FIRST])])
    assert found == {FIRST: {"3": "A"}}


def test_each_row_is_filled_to_the_right_from_its_own_first_cell():
    sheet = sheet_of({FIRST: "A", LAST: "x"}, {LAST: "y"}, {FIRST: "C", LAST: "C"})
    assert filled_right(sheet, [Area(range(3), [FIRST, LAST])]) == {LAST: {"1": "A"}}


def test_what_is_pending_is_filled_as_it_is_shown():
    sheet = sheet_of({FIRST: "A"}, {FIRST: "B"})
    sheet.type_text("1", FIRST, "New")
    assert filled_down(sheet, [Area(range(2), [FIRST])]) == {FIRST: {"2": "New"}}


def test_typing_nothing_empties_texts_and_leaves_null_and_absent_as_they_are():
    sheet = sheet_of({FIRST: "A", LAST: None}, {FIRST: ""}, {FIRST: None, LAST: "C"})
    sheet.set_columns({FIRST: {"3": "B"}}, "edit")
    found = all_typed(sheet, [Area(range(3), [FIRST, LAST])], "")
    assert found == {FIRST: {"1": "", "3": None}, LAST: {"3": ""}}
    new = sheet.add_record()
    assert sheet.value(new, LAST) is ABSENT
    assert all_typed(sheet, [Area([3], [LAST])], "") == {}


def test_setting_tells_null_from_empty():
    """feat-L8, feat-R25"""
    sheet = sheet_of({FIRST: None}, {FIRST: ""}, {FIRST: "A"})
    assert all_set(sheet, [Area(range(3), [FIRST])], "") == {FIRST: {"1": "", "3": ""}}
    assert all_set(sheet, [Area(range(3), [FIRST])], None) == {FIRST: {"2": None, "3": None}}


def test_the_reason_why_a_cell_is_left_alone_is_found():
    sheet = sheet_of({FIRST: "A", LAST: "x"}, {FIRST: "B"})
    assert first_lock(sheet, {FIRST: {"1": "B", "2": "B"}}) is None
    assert first_lock(sheet, {LAST: {"1": "y", "2": "y"}}) is Lock.NOT_IN_ANSWER
    assert first_lock(sheet, {FieldName("uid"): {"1": "9"}}) is Lock.IDENTITY
