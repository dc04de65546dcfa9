"""Field names, their labels, and which may be written."""

import pytest

from cn_desktop.records.fields import (
    ABSENT,
    LABELS,
    LOCKED_FIELDS,
    PHONES,
    STANDARD,
    ZERO_DATE,
    Lock,
    label_of,
    text_of,
)

WRITABLE = {
    *("ddi_home", "ddi_mobile", "ddi_work", "title", "firstname", "lastname", "postcode"),
    *(f"address{line}" for line in range(1, 7)),
}


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("ddi_mobile", "Mobile phone"),
        ("uid", "Record id"),
        ("company_name", "Company name"),
        ("test__field_", "Test  field"),
        ("URL", "Url"),
        ("straße", "Straße"),
        ("___", "___"),
        (" ", " "),
    ],
)
def test_a_field_has_a_label_for_people(field, label):
    assert label_of(field) == label


def test_every_documented_field_has_a_label_of_its_own():
    assert set(LABELS) == set(STANDARD)
    assert len(set(LABELS.values())) == len(STANDARD)


def test_the_documented_fields_stand_in_the_order_of_the_documented_read():
    assert " ".join(STANDARD) == (
        "uid dataset agentid ddi_home ddi_mobile ddi_work callback urn vendor_urn title firstname"
        " lastname address1 address2 address3 address4 address5 address6 postcode sourcefile"
        " loaddate outcomecode notes processdate call_back_notes"
    )


def test_exactly_the_fields_the_server_lets_one_write_are_open():
    assert set(STANDARD) - set(LOCKED_FIELDS) == WRITABLE


@pytest.mark.parametrize(
    ("lock", "fields"),
    [
        (Lock.IDENTITY, {"uid", "dataset"}),
        (Lock.SERVER_KEEPS, {"sourcefile", "loaddate", "processdate", "notes"}),
        (
            Lock.DIALLING,
            {"callback", "outcomecode", "agentid", "urn", "vendor_urn", "call_back_notes"},
        ),
    ],
)
def test_each_locked_field_says_why(lock, fields):
    assert {field for field, why in LOCKED_FIELDS.items() if why is lock} == fields


def test_there_are_three_phones():
    assert PHONES == ("ddi_home", "ddi_mobile", "ddi_work")


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (ABSENT, ""), ("", ""), ("a", "a"), (ZERO_DATE, "0000-00-00 00:00:00")],
)
def test_null_and_absent_are_edited_as_empty_text(value, text):
    assert text_of(value) == text
