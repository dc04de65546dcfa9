from cn_desktop.records.area import Area
from cn_desktop.records.fields import ABSENT, DatasetId, FieldName, Lock
from cn_desktop.records.filling import CELLS_AT_ONCE, down, exactly, filled, right, typed
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.steps import finished
from cn_desktop.records.store import Store

UID, FIRST, LAST = map(FieldName, ("uid", "firstname", "lastname"))


def sheet_of(*rows):
    store = Store()
    store.extend({"uid": str(number), **row} for number, row in enumerate(rows, 1))
    return Sheet(DatasetId("100"), store)


def found(sheet, areas, rule):
    return finished(filled(sheet, areas, rule))


def test_only_cells_that_hold_something_else_are_filled():
    sheet = sheet_of({FIRST: "A"}, {FIRST: "A"}, {FIRST: "B"}, {FIRST: None})
    filling = found(sheet, [Area(range(4), [FIRST])], down())
    assert filling.columns == {FIRST: {"3": "A", "4": "A"}}
    assert filling.count == 2


def test_null_is_filled_as_null_and_an_absent_cell_fills_nothing():
    sheet = sheet_of({FIRST: None}, {FIRST: "B", LAST: "C"})
    filling = found(sheet, [Area(range(2), [FIRST, LAST])], down())
    assert filling.columns == {FIRST: {"2": None}}


def test_filling_down_goes_on_through_areas_and_pieces():
    count = 2 * CELLS_AT_ONCE
    sheet = sheet_of({FIRST: "A"}, *({FIRST: "B"} for _ in range(count)))
    areas = [Area([0], [FIRST]), Area(range(2, count + 1), [FIRST])]
    filling = found(sheet, areas, down())
    assert filling.columns == {FIRST: {str(number): "A" for number in range(3, count + 2)}}


def test_each_row_is_filled_to_the_right_from_its_own_first_cell():
    sheet = sheet_of({FIRST: "A", LAST: "x"}, {LAST: "y"}, {FIRST: "C", LAST: "C"})
    assert found(sheet, [Area(range(3), [FIRST, LAST])], right).columns == {LAST: {"1": "A"}}


def test_what_is_pending_is_filled_as_it_is_shown():
    sheet = sheet_of({FIRST: "A"}, {FIRST: "B"})
    sheet.type_text("1", FIRST, "New")
    assert found(sheet, [Area(range(2), [FIRST])], down()).columns == {FIRST: {"2": "New"}}


def test_typing_nothing_empties_texts_and_leaves_null_and_absent_as_they_are():
    sheet = sheet_of({FIRST: "A", LAST: None}, {FIRST: ""}, {FIRST: None, LAST: "C"})
    sheet.set_columns({FIRST: {"3": "B"}}, "edit")
    filling = found(sheet, [Area(range(3), [FIRST, LAST])], typed(""))
    assert filling.columns == {FIRST: {"1": "", "3": None}, LAST: {"3": ""}}
    new = sheet.add_record()
    assert sheet.value(new, LAST) is ABSENT
    assert found(sheet, [Area([3], [LAST])], typed("")).columns == {}


def test_setting_tells_null_from_empty():
    """feat-L8, feat-R25"""
    sheet = sheet_of({FIRST: None}, {FIRST: ""}, {FIRST: "A"})
    area = Area(range(3), [FIRST])
    assert found(sheet, [area], exactly("")).columns == {FIRST: {"1": "", "3": ""}}
    assert found(sheet, [area], exactly(None)).columns == {FIRST: {"2": None, "3": None}}


def test_what_is_locked_is_counted_with_the_first_reason_and_left_out():
    sheet = sheet_of({FIRST: "A", LAST: "x"}, {FIRST: "B"})
    filling = found(sheet, [Area(range(2), [FIRST, LAST, UID])], down())
    assert filling.columns == {FIRST: {"2": "A"}}
    assert (filling.count, filling.locked, filling.lock) == (1, 2, Lock.NOT_IN_ANSWER)


def test_the_rows_are_those_of_the_beginning_though_records_are_loaded_anew():
    sheet = sheet_of({FIRST: "A"}, {FIRST: "B"}, {FIRST: "C"})
    filling = filled(sheet, [Area(range(2), [FIRST])], exactly("Z"))
    fresh = Store()
    fresh.extend([{"uid": "2", FIRST: "B"}, {"uid": "3", FIRST: "C"}])
    sheet.rebase(fresh)
    assert finished(filling).columns == {FIRST: {"2": "Z"}}
