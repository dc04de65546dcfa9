"""Whether a record on the server may be the one that was sent."""

import pytest

from cn_desktop.records.fields import ABSENT, DatasetId, FieldName, RecordKey
from cn_desktop.records.likeness import digits_of, is_among, is_like
from cn_desktop.records.outgoing import Outgoing


def create(**fields):
    return Outgoing(RecordKey("+a"), DatasetId("100"), None, {"dataset": "100", **fields})


ADA = {"firstname": "Ada", "lastname": "O'Neill", "ddi_mobile": "07700 900123"}
NO_PHONE = {"firstname": "Ada", "lastname": "O'Neill"}

LIKE = {
    "itself": (ADA, ADA),
    "the number alone": (ADA, {"ddi_mobile": "07700900123"}),
    "the number with its country": (ADA, {"ddi_mobile": "+44 7700 900123"}),
    "the number in another field": (ADA, {"ddi_home": "07700900123"}),
    "the number of somebody of another name": (ADA, {**ADA, "firstname": "Bob"}),
    "one of two numbers": (
        {"ddi_home": "01632 960001", "ddi_work": "01632 960002"},
        {"ddi_home": "01632960002", "ddi_work": "01632960003"},
    ),
    "another number, all else": ({**NO_PHONE, "ddi_mobile": ""}, {**NO_PHONE, "ddi_mobile": None}),
    "the text in another spelling": (NO_PHONE, {"firstname": "ADA ", "lastname": "o neill"}),
    "empty for what is not there": ({**NO_PHONE, "title": ""}, NO_PHONE),
    "more than was sent": (NO_PHONE, {**NO_PHONE, "title": "Dr", "uid": "7"}),
}
UNLIKE = {
    "another number": (ADA, {**ADA, "ddi_mobile": "07700900124"}),
    "another name": (NO_PHONE, {**NO_PHONE, "lastname": "Byron"}),
    "half of it": (NO_PHONE, {"firstname": "Ada"}),
    "nothing": (NO_PHONE, {}),
    "no number is like no number": (
        {**NO_PHONE, "ddi_mobile": ""},
        {"firstname": "Bob", "ddi_mobile": ""},
    ),
}


@pytest.mark.parametrize(("sent", "shown"), LIKE.values(), ids=LIKE)
def test_these_may_be_the_same(sent, shown):
    assert is_like(shown, create(**sent))


@pytest.mark.parametrize(("sent", "shown"), UNLIKE.values(), ids=UNLIKE)
def test_these_are_not(sent, shown):
    assert not is_like(shown, create(**sent))


def test_the_dataset_alone_makes_none_alike():
    assert not is_like({"dataset": "100", "firstname": "Bob"}, create(firstname="Ada"))
    assert is_like({"dataset": "101", "firstname": "Ada"}, create(firstname="Ada"))


def test_one_of_many_is_enough():
    assert is_among(create(**ADA), [{"firstname": "Bob"}, ADA])
    assert not is_among(create(**ADA), [{"firstname": "Bob"}])
    assert not is_among(create(**ADA), [])


@pytest.mark.parametrize(
    ("value", "digits"),
    [
        ("07700 900123", "700900123"),
        ("+44 (0)7700 900123", "700900123"),
        ("0044-7700-900123", "700900123"),
        ("01632 960001", "632960001"),
        ("999", "999"),
        ("no number", ""),
        ("", ""),
        (None, ""),
        (ABSENT, ""),
    ],
)
def test_a_number_is_known_by_its_last_nine_digits(value, digits):
    assert digits_of(value) == digits


def test_a_record_that_lost_the_mark_is_like_the_row_all_the_same():
    fields = {"dataset": "100", "lastname": "Example", "client_ref": "cnd-abcdefghij"}
    row = Outgoing(RecordKey("+a"), DatasetId("100"), None, fields)
    marked = row.marked(row.state, marker_field=FieldName("client_ref"))
    assert is_like({"uid": "9", "lastname": "Example", "client_ref": ""}, marked)
