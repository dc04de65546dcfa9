"""Cloning records (feat-A15): what a clone begins with, and what it never takes along."""

from cn_desktop.records.cloning import clones
from cn_desktop.records.fields import LOCKED_FIELDS, FieldName
from cn_desktop.records.permits import Permits

from .sheets import ada, bob, record, sheet_of, shown

FIRST = FieldName("firstname")


def test_a_clone_has_what_the_record_shows_and_neither_uid_nor_locked_fields():
    sheet = sheet_of(ada(outcomecode="100", callback="2026-05-01 10:00:00", postcode="", urn=None))
    sheet.set_cells({("1", FIRST): "Eve"}, "edit")
    assert list(clones(sheet, [0]).values()) == [{"firstname": "Eve", "ddi_mobile": "07700 900001"}]


def test_a_clone_takes_no_dialling_field_along_even_where_it_is_unlocked():
    sheet = sheet_of(ada(outcomecode="98"))
    sheet.permits = Permits(unlocked=frozenset(LOCKED_FIELDS))
    assert not LOCKED_FIELDS.keys() & next(iter(clones(sheet, [0]).values())).keys()


def test_clones_are_new_records_in_the_order_of_their_rows_and_one_step():
    sheet = sheet_of(ada(), bob())
    before = shown(sheet)
    born = clones(sheet, [1, 0])
    sheet.set_and_add({}, born, lambda _cells: "clone of 2 records")
    assert [sheet.value(key, FIRST) for key in sheet.changes.new_records()] == ["Bob", "Ada"]
    assert sheet.value("1", FIRST) == "Ada"
    sheet.undo()
    assert shown(sheet) == before


def test_a_clone_can_be_sent_as_a_create():
    sheet = sheet_of(ada())
    born = clones(sheet, [0])
    sheet.set_and_add({}, born, lambda _cells: "clone")
    row = sheet.outgoing(born)[0]
    assert row.is_create
    assert row.fields == {"dataset": "100", "firstname": "Ada", "ddi_mobile": "07700 900001"}


def test_a_new_record_can_be_cloned_too():
    sheet = sheet_of(ada())
    key = sheet.add_record()
    sheet.set_cells({(key, FIRST): "Flo"}, "edit")
    assert list(clones(sheet, [1]).values()) == [{"firstname": "Flo"}]


def test_records_that_share_a_uid_have_no_clone():
    sheet = sheet_of(ada(), record("1", firstname="Other"), bob())
    assert [cells["firstname"] for cells in clones(sheet, [0, 1, 2]).values()] == ["Bob"]
