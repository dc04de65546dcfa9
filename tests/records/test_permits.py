"""What a connection allows is kept to, cell by cell."""

import pytest

from cn_desktop.base.profile import UNLOCKABLE
from cn_desktop.records.fields import LOCKED_FIELDS, Lock
from cn_desktop.records.permits import Permits
from cn_desktop.records.validation import Problem

from .sheets import ada, sheet_of

OTHERS = sorted(set(LOCKED_FIELDS) - set(UNLOCKABLE))


def test_the_fields_that_can_be_unlocked_are_those_that_change_who_is_called():
    dialling = {field for field, lock in LOCKED_FIELDS.items() if lock is Lock.DIALLING}
    assert set(UNLOCKABLE) == dialling


@pytest.mark.parametrize("field", UNLOCKABLE)
def test_an_unlocked_field_can_be_changed_and_is_sent(field):
    sheet = sheet_of(ada(**{field: "before"}))
    assert sheet.type_text("1", field, "after") == set()
    sheet.permits = Permits(unlocked=frozenset({field}))
    sheet.type_text("1", field, "2027-01-02")
    assert sheet.outgoing(["1"])[0].fields == {field: "2027-01-02"}


@pytest.mark.parametrize("field", OTHERS)
def test_no_other_locked_field_can_be_unlocked(field):
    sheet = sheet_of(ada())
    sheet.permits = Permits(unlocked=frozenset(LOCKED_FIELDS))
    assert sheet.locks.of("1", field) is LOCKED_FIELDS[field]


def test_nothing_can_be_changed_over_a_read_only_connection_and_pending_edits_stay():
    sheet = sheet_of(ada())
    sheet.type_text("1", "firstname", "Eve")
    sheet.permits = Permits(Lock.READ_ONLY)
    assert sheet.type_text("1", "firstname", "Ida") == set()
    assert sheet.locks.of("1", "firstname") is Lock.READ_ONLY
    assert sheet.value("1", "firstname") == "Eve"
    assert sheet.revert_rows(["1"]) == {"1"}


def test_a_field_that_is_locked_again_is_neither_sent_nor_edited_by_redo():
    sheet = sheet_of(ada(outcomecode="100"))
    sheet.permits = Permits(unlocked=frozenset({"outcomecode"}))
    sheet.type_text("1", "outcomecode", "98")
    sheet.permits = Permits()
    assert sheet.outgoing(["1"]) == []
    assert [each.problem for each in sheet.holding.blocking("1")] == [Problem.LOCKED_AGAIN]
    assert sheet.undo() == {"1"}
    assert sheet.redo() == set()
    assert sheet.value("1", "outcomecode") == "100"


def test_undo_over_a_read_only_connection_takes_back_and_adds_nothing():
    sheet = sheet_of(ada())
    sheet.type_text("1", "firstname", "Eve")
    sheet.undo()
    sheet.permits = Permits(Lock.READ_ONLY)
    assert sheet.redo() == set()
    assert sheet.changes.touched() == []


NOTHING_TAKEN = [Lock.READ_ONLY, Lock.OTHER_WINDOW, Lock.NOT_KEPT]


@pytest.mark.parametrize("reason", NOTHING_TAKEN)
def test_where_nothing_may_be_changed_each_cell_says_why(reason):
    sheet = sheet_of(ada())
    sheet.permits = Permits(reason)
    assert {sheet.locks.of("1", field) for field in sheet.fields} == {reason}
    assert sheet.set_cells({("1", "firstname"): "Eve"}, "paste") == set()
    assert sheet.permits.is_read_only


@pytest.mark.parametrize("reason", NOTHING_TAKEN)
def test_what_may_not_be_changed_is_not_changed_by_undo_or_redo_either(reason):
    sheet = sheet_of(ada())
    sheet.type_text("1", "firstname", "Eve")
    sheet.type_text("1", "firstname", "Ida")
    sheet.permits = Permits(reason)
    assert sheet.undo() == set()
    sheet.permits = Permits()
    sheet.undo()
    sheet.permits = Permits(reason)
    assert sheet.redo() == set()
    assert sheet.value("1", "firstname") == "Eve"


@pytest.mark.parametrize("reason", NOTHING_TAKEN)
def test_an_unlocked_field_is_locked_too_where_nothing_may_be_changed(reason):
    sheet = sheet_of(ada(outcomecode="100"))
    sheet.permits = Permits(reason, frozenset({"outcomecode"}))
    assert sheet.locks.of("1", "outcomecode") is reason


def test_what_forbids_nothing_is_not_read_only():
    assert not Permits().is_read_only
    assert sheet_of(ada()).locks.of("1", "firstname") is None
