"""What holds a row back."""

import pytest

from cn_desktop.records.fields import ABSENT, PHONES
from cn_desktop.records.validation import Finding, Problem, check_new


@pytest.mark.parametrize("phone", PHONES)
def test_any_one_of_the_three_numbers_is_enough(phone):
    assert check_new({phone: "07700 900123", "firstname": ""}) == []


@pytest.mark.parametrize("nothing", ["", " ", "\t\n", "\N{NO-BREAK SPACE}", None, ABSENT])
def test_a_new_record_without_a_number_is_held_back_at_the_mobile_number(nothing):
    cells = dict.fromkeys(PHONES, nothing) | {"firstname": "Ada"}
    assert check_new(cells) == [Finding(Problem.NO_PHONE, "ddi_mobile")]


def test_a_new_record_without_any_cell_is_held_back():
    assert check_new({}) == [Finding(Problem.NO_PHONE, "ddi_mobile")]
