"""A field is called the same wherever it is named: by its prompt and by its own name together."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cn_desktop.base.paths import PACKAGE
from cn_desktop.records.fields import FieldName
from cn_desktop.records.vocabulary import SAYS_NOTHING, Definition, Vocabulary
from cn_desktop.ui.field_choice import FieldChoice
from cn_desktop.ui.field_names import (
    begins_with,
    full_name,
    full_names,
    is_called,
    name_beside,
    prompt,
    short_name,
)
from cn_desktop.ui.table.columns import STATUS

MOBILE, FIRST, NOTES, UID, OWN = map(
    FieldName, ("ddi_mobile", "firstname", "notes", "uid", "own_field")
)
SAYS = Vocabulary({
    MOBILE: Definition("Mobile phone"),
    FIRST: Definition("First Name"),
    NOTES: Definition("History"),
    UID: Definition("Record id"),
    OWN: Definition("Line\none"),
})


@pytest.mark.parametrize(
    ("field", "name", "beside"),
    [
        (MOBILE, "Mobile phone (ddi_mobile)", "ddi_mobile"),
        (FIRST, "First Name", ""),
        (NOTES, "History (notes)", "notes"),
        (UID, "uid", ""),
        (STATUS, "status", ""),
        (OWN, "Line↵one (own_field)", "own_field"),
        (FieldName("company_name"), "Company name", ""),
        (FieldName("a\nb"), "A↵b", ""),
    ],
)
def test_a_name_has_both_words_unless_they_say_the_same(field, name, beside):
    assert full_name(field, SAYS) == name
    assert name_beside(field, SAYS) == beside


def test_an_account_that_says_nothing_gets_the_programs_own_words():
    assert full_names([MOBILE, FIRST], SAYS_NOTHING) == "Mobile phone (ddi_mobile), First name"


def test_a_prompt_without_end_is_cut():
    endless = Vocabulary({MOBILE: Definition("x" * 5000)})
    assert len(prompt(MOBILE, endless)) == 60
    assert full_name(MOBILE, endless).endswith("… (ddi_mobile)")


@pytest.mark.parametrize(
    "typed", ["ddi", "DDI_MO", "ddimobile", "mobile p", "MOBILEPHONE", "phone (ddi", "", "  "]
)
def test_a_field_is_found_by_either_name(typed):
    assert is_called(MOBILE, SAYS, typed)


@pytest.mark.parametrize("typed", ["home", "ddi_home", "mobile fax"])
def test_a_field_is_not_found_by_anothers(typed):
    assert not is_called(MOBILE, SAYS, typed)


def test_what_begins_either_name_begins_the_field():
    assert begins_with(MOBILE, SAYS, "ddi")
    assert begins_with(MOBILE, SAYS, "mob")
    assert not begins_with(MOBILE, SAYS, "phone")


@pytest.mark.parametrize(
    ("typed", "chosen"), [("ddi", MOBILE), ("mob", MOBILE), ("his", NOTES), ("phone", MOBILE)]
)
def test_typing_in_a_list_of_fields_chooses_by_either_name(qtbot, typed, chosen):
    choice = FieldChoice("fields", None)
    qtbot.addWidget(choice)
    for field in (FIRST, NOTES, MOBILE):
        choice.offer(field, SAYS)
    choice.show()
    QTest.keyClicks(choice, typed)
    assert choice.field == chosen
    assert choice.currentText() == full_name(chosen, SAYS)


def test_typing_what_no_field_is_called_leaves_the_choice(qtbot):
    choice = FieldChoice("fields", None)
    qtbot.addWidget(choice)
    choice.addItem("every field", "")
    choice.offer(MOBILE, SAYS)
    choice.choose(MOBILE)
    QTest.keyClicks(choice, "zz")
    assert choice.field == MOBILE
    QTest.keyClick(choice, Qt.Key.Key_Up)
    assert choice.field == ""


def test_only_one_room_knows_what_a_field_is_called():
    spelled = re.compile(r"vocabulary\.label\(|\blabel_of\(")
    found = {
        file.name
        for file in (PACKAGE / "ui").rglob("*.py")
        if spelled.search(file.read_text(encoding="utf-8"))
    }
    assert found == {"field_names.py"}


def test_the_short_name_is_the_fields_own():
    assert [short_name(field) for field in (MOBILE, UID, STATUS)] == ["ddi_mobile", "uid", "status"]
