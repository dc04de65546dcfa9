from datetime import date, datetime

import pytest

from cn_desktop.records.dates import (
    DATE,
    DAY_FIRST,
    MOMENT,
    date_of,
    form_among,
    is_moment,
    moment_of,
    today_as,
)

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    "text",
    ["", "2026-02-30 10:00:00", "2026-3-29 02:30:00", "2026-03-29T02:30:00", "0000-00-00 00:00:00"],
)
def test_what_is_not_in_the_servers_form_is_no_moment(text):
    assert moment_of(text) is None


def test_a_moment_that_no_clock_of_the_zone_shows_is_one_all_the_same():
    """feat-R34: on 29 March 2026 clocks in Europe jump over it."""
    assert moment_of("2026-03-29 02:30:00") == datetime(2026, 3, 29, 2, 30)  # noqa: DTZ001


def test_a_date_is_read_alone():
    assert date_of("2026-11-26") == TODAY
    assert date_of("2026-11-26 10:00:00") is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2026-01-02 14:30:00", "2026-11-26 14:30:00"),
        ("0000-00-00 00:00:00", "2026-11-26 00:00:00"),
        ("next week", "2026-11-26 00:00:00"),
    ],
)
def test_today_keeps_the_time_that_was_there(before, after):
    assert today_as(MOMENT, TODAY, before) == after


def test_today_has_the_form_of_the_field():
    assert today_as(DATE, TODAY, "") == "2026-11-26"
    assert today_as(DAY_FIRST, TODAY, "") == "26/11/2026"


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        ([], DATE),
        (["", "Mr", "2026-01-02"], DATE),
        (["2026-01-02 10:00:00", "2026-01-02 11:00:00", "2026-01-02"], MOMENT),
        (["25/12/2025", "01/02/2026"], DAY_FIRST),
        (["01/02/2026", "03/04/2026"], DATE),
    ],
)
def test_the_form_is_that_of_most_dates_of_the_field(texts, form):
    assert form_among(texts) == form


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
