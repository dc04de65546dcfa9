"""Which texts are phone numbers, and how they would rather be spelled (feat-L3, feat-R31)."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records.phones import (
    DRAMA,
    HOPELESS,
    Verdict,
    is_hopeless,
    is_region,
    looks_like_a_number,
    may_be_a_uid,
    number_in,
    proposed,
    verdict_on,
)

MOBILE = "07700 900123"


@pytest.mark.parametrize("prefix", DRAMA)
def test_the_numbers_of_plays_and_films_are_accepted(prefix):
    for last in ("000", "123", "999"):
        assert verdict_on(f"0{prefix}{last}", "GB") is Verdict.FINE


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("", Verdict.FINE),
        ("  ", Verdict.FINE),
        ("020 7946 0000", Verdict.FINE),
        ("+44 7700 900123", Verdict.FINE),
        ("0044 7700 900123", Verdict.FINE),
        ("+44 (0)7700 900123", Verdict.FINE),
        ("+1 202 555 0101", Verdict.FINE),
        ("7700900123", Verdict.LOST_START),
        ("1632960001", Verdict.LOST_START),
        ("447700900123", Verdict.LOST_START),
        ("4.47E+11", Verdict.ROUNDED),
        ("4.47712E+11", Verdict.ROUNDED),
        ("4,47e11", Verdict.ROUNDED),
        ("0770090012", Verdict.NOT_VALID),
        ("1234", Verdict.NOT_VALID),
        ("077009001234", Verdict.IMPOSSIBLE),
        ("12", Verdict.IMPOSSIBLE),
        ("none", Verdict.IMPOSSIBLE),
        ("07700 900123 ext 4", Verdict.IMPOSSIBLE),
        ("07700 900123 / 07700 900456", Verdict.IMPOSSIBLE),
        ("tel: 07700 900123", Verdict.IMPOSSIBLE),
        ("+999 1", Verdict.IMPOSSIBLE),
    ],
)
def test_every_text_gets_its_verdict(text, verdict):
    assert verdict_on(text, "GB") is verdict
    assert is_hopeless(text, "GB") == (verdict in HOPELESS)


def test_a_number_is_one_of_the_connections_country():
    assert verdict_on("(202) 555-0101", "US") is Verdict.FINE
    assert verdict_on("(202) 555-0101", "GB") is not Verdict.FINE
    assert is_region("IE")
    assert not is_region("XX")


def test_in_a_country_that_is_not_known_a_number_is_not_judged():
    assert verdict_on("0123", "XX") is Verdict.FINE
    assert verdict_on("nobody", "XX") is Verdict.IMPOSSIBLE
    assert proposed("7700900123", "XX") == ""


@given(st.text(st.sampled_from("0123456789 +-()."), max_size=16))
def test_the_short_way_to_say_that_a_number_will_do_agrees_with_the_long_one(text):
    assert is_hopeless(text, "GB") == (verdict_on(text, "GB") in HOPELESS)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("+44 7700 900123", "07700900123"),
        ("0044 7700 900123", "07700900123"),
        (MOBILE, "07700900123"),
        ("7700900123", "07700900123"),
        ("447700900123", "07700900123"),
        ("tel: 07700 900123", "07700900123"),
        ("+1 (202) 555-0101", "+12025550101"),
        ("07700900123", ""),
        ("4.47E+11", ""),
        ("07700 900123 ext 4", ""),
        ("1234", ""),
        ("", ""),
    ],
)
def test_a_clean_form_is_proposed_where_it_is_sure(text, clean):
    assert proposed(text, "GB") == clean


@given(st.text(st.sampled_from("0123456789 +-()."), max_size=16))
def test_what_is_proposed_is_fine_and_the_same_number(text):
    clean = proposed(text, "GB")
    if clean:
        assert verdict_on(clean, "GB") in {Verdict.FINE, Verdict.NOT_VALID}
        assert proposed(clean, "GB") == ""
        assert number_in(clean) == number_in(text) or "+" in clean


@pytest.mark.parametrize(
    "text", [MOBILE, "07700900123", "+447700900123", "0044-7700-900123", "(0)7700.900123"]
)
def test_one_number_is_known_in_any_spelling(text):
    assert number_in(text) == number_in(MOBILE)


@pytest.mark.parametrize("text", ["", "0", "12345", "none", "00000000000"])
def test_what_is_too_short_is_nobodys_number(text):
    assert number_in(text) == 0


@pytest.mark.parametrize(
    ("text", "is_number", "is_uid"),
    [
        ("550423", False, True),
        ("550 423", True, False),
        ("07700900123", True, False),
        ("7700 900123", True, False),
        ("+447700900123", True, False),
        ("7700900123", True, True),
        ("12", False, True),
        ("AB-550423", False, True),
    ],
)
def test_uids_and_numbers_are_told_apart_by_their_spelling(text, is_number, is_uid):
    assert looks_like_a_number(text) == is_number
    assert may_be_a_uid(text) == is_uid


def test_a_window_without_a_number_starts_without_the_library():
    code = "import sys, cn_desktop.records.sheet; sys.exit('phonenumbers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
