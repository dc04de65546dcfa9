"""Invented people: the same for the same seed, plausible, and with numbers nobody has."""

import re
from datetime import date
from itertools import islice
from unicodedata import normalize

import pytest

from cn_desktop.simulator.codes import AGENT_IDS, DESCRIPTIONS
from cn_desktop.simulator.fields import DEMO_CUSTOM, PHONES, STANDARD, UNSET_TIME
from cn_desktop.simulator.people import Load, people

LOAD = Load("100", date(2026, 3, 2), "spring_list.csv")

DRAMA = re.compile(
    r"07700900\d{3}|02079460\d{3}|011[3-8]4960\d{3}|01[2-6]14960\d{3}|01914980\d{3}"
    r"|01632960\d{3}|03069990\d{3}|08081570\d{3}"
)
POSTCODE = re.compile(r"[A-Z]{1,2}[1-9]\d? [1-9][ABD-HJLNP-UW-Z]{2}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


@pytest.fixture(scope="module")
def crowd():
    return list(islice(people("7", LOAD), 6000))


def share(crowd, is_so):
    return sum(map(is_so, crowd)) / len(crowd)


def compact(number):
    return number.replace(" ", "").replace("+44", "0")


def test_every_number_is_in_a_range_kept_for_drama(crowd):
    numbers = [row[phone] for row in crowd for phone in PHONES if row[phone]]
    assert len(numbers) > 6000
    assert [number for number in numbers if not DRAMA.fullmatch(compact(number))] == []


def test_mobile_numbers_stand_under_mobile_only(crowd):
    assert all(compact(row["ddi_mobile"])[:2] in {"", "07"} for row in crowd)
    assert not any(compact(row[phone])[:2] == "07" for row in crowd for phone in PHONES[::2])


def test_everybody_has_a_number_and_most_have_one_or_two(crowd):
    counts = [sum(bool(row[phone]) for phone in PHONES) for row in crowd]
    assert min(counts) == 1
    assert 0 < counts.count(3) < len(counts) / 10


def test_numbers_are_mostly_written_without_spaces(crowd):
    numbers = [row["ddi_mobile"] for row in crowd if row["ddi_mobile"]]
    assert 0.8 < share(numbers, str.isdecimal) < 0.95
    assert any(" " in number for number in numbers)
    assert any(number.startswith("+44") for number in numbers)


def test_the_same_seed_gives_the_same_people(crowd):
    assert list(islice(people("7", LOAD), 6000)) == crowd


def test_another_seed_gives_other_people(crowd):
    assert list(islice(people("8", LOAD), 6000)) != crowd


def test_the_first_people_do_not_depend_on_how_many_follow(crowd):
    assert list(islice(people("7", LOAD), 10)) == crowd[:10]


def test_every_record_has_every_field(crowd):
    assert all(set(row) == {*STANDARD, *DEMO_CUSTOM} for row in crowd)


def test_postcodes_have_the_usual_shape(crowd):
    assert [row["postcode"] for row in crowd if not POSTCODE.fullmatch(row["postcode"])] == []


def test_a_town_has_one_county_and_its_own_postcode_areas(crowd):
    counties = {}
    for row in crowd:
        counties.setdefault(row["address3"], set()).add(row["address4"])
    assert all(len(found) == 1 for found in counties.values())
    assert all(row["postcode"].startswith("LS") for row in crowd if row["address3"] == "Leeds")


def test_fresh_is_the_most_common_outcome_and_every_code_occurs(crowd):
    found = [row["outcomecode"] for row in crowd]
    assert max(set(found), key=found.count) == "100"
    assert set(found) == set(DESCRIPTIONS)


def test_a_call_back_has_a_date_and_nothing_else_has_one(crowd):
    with_date = {row["outcomecode"] for row in crowd if row["callback"] != UNSET_TIME}
    assert with_date == {"109"}
    dates = [row["callback"] for row in crowd if row["outcomecode"] == "109"]
    assert all(MOMENT.fullmatch(moment) and moment != UNSET_TIME for moment in dates)


def test_a_fresh_record_was_never_worked_on(crowd):
    fresh = [row for row in crowd if row["outcomecode"] == "100"]
    assert {(row["agentid"], row["processdate"]) for row in fresh} == {("0", UNSET_TIME)}


def test_a_worked_record_tells_its_history_in_order(crowd):
    worked = [row for row in crowd if row["outcomecode"] != "100"]
    assert all(row["agentid"] in AGENT_IDS - {"0"} for row in worked)
    for row in worked:
        lines = row["notes"].split("\n")
        moments = [line[:19] for line in lines]
        assert moments == sorted(moments)
        assert lines[-1].startswith(f"{row['processdate']} {row['outcomecode']} ")


@pytest.mark.parametrize("field", ["urn", "vendor_urn"])
def test_references_are_null_mostly_and_sometimes_empty_or_there(crowd, field):
    assert share(crowd, lambda row: row[field] is None) > 0.6
    assert any(not row[field] and row[field] is not None for row in crowd)
    assert any(row[field] for row in crowd)


def test_account_numbers_keep_their_leading_zeros(crowd):
    numbers = [row["account_number"] for row in crowd]
    assert all(len(number) == 8 and number.isdecimal() for number in numbers)
    assert any(number.startswith("0") for number in numbers)


def test_names_are_of_many_kinds(crowd):
    surnames = {row["lastname"] for row in crowd}
    assert len(surnames) > 250
    for mark in ("'", "-", " "):
        assert any(mark in name for name in surnames)
    assert any(not name.isascii() for name in surnames)
    assert max(map(len, surnames)) > 30


def test_text_is_composed_and_without_stray_spaces(crowd):
    values = {value for row in crowd for value in row.values() if value}
    assert all(value == value.strip() for value in values)
    assert [value for value in values if normalize("NFC", value) != value] == []
