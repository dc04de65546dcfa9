"""Dates are the server's text: looked at, never converted (feat-R34)."""

import pytest

from cn_desktop.records.dates import is_moment


@pytest.mark.parametrize(
    "text",
    [
        "2027-03-28",
        "2027-03-28 02:30:00",  # the hour that a clock going forward leaves out
        "2027-10-31 01:30",
        "2028-02-29 00:00:00",
        "0000-00-00 00:00:00",
        "0000-00-00",
    ],
)
def test_what_the_server_writes_is_a_date(text):
    assert is_moment(text)


@pytest.mark.parametrize(
    "text",
    [
        "2027-02-29",
        "2027-13-01 10:00:00",
        "2027-03-28 24:00:00",
        "2027-03-28 10:61",
        "28/03/2027",
        "28.03.2027 14:00",
        "46474.5",
        "tomorrow",
        "2027-3-8",
        "2027-03-28T14:30:00",
        "\N{FULLWIDTH DIGIT TWO}027-03-28",
        " 2027-03-28",
        "2027-03-28\n",
    ],
)
def test_anything_else_is_none(text):
    assert not is_moment(text)
