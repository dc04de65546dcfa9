"""What a connection allows is kept to, cell by cell."""

import pytest

from cn_desktop.base.profile import UNLOCKABLE
from cn_desktop.records.fields import LOCKED_FIELDS, Lock
from cn_desktop.records.sheet import Permits

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
    sheet.type_text("1", field, "after")
    assert sheet.outgoing(["1"])[0].fields == {field: "after"}


@pytest.mark.parametrize("field", OTHERS)
def test_no_other_locked_field_can_be_unlocked(field):
    sheet = sheet_of(ada())
    sheet.permits = Permits(unlocked=frozenset(LOCKED_FIELDS))
    assert sheet.lock("1", field) is LOCKED_FIELDS[field]


def test_nothing_can_be_changed_over_a_read_only_connection_and_pending_edits_stay():
    sheet = sheet_of(ada())
    sheet.type_text("1", "firstname", "Eve")
    sheet.permits = Permits(is_read_only=True)
    assert sheet.type_text("1", "firstname", "Ida") == set()
    assert sheet.lock("1", "firstname") is Lock.READ_ONLY
    assert sheet.value("1", "firstname") == "Eve"
    assert sheet.revert_rows(["1"]) == {"1"}
