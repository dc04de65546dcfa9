"""Regular expressions (feat-I5, feat-H14): what they find, and that none takes for ever."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records import patterns
from cn_desktop.records.fields import FieldName
from cn_desktop.records.patterns import (
    LONGEST,
    BadPattern,
    Match,
    PatternFault,
    SlowPattern,
    pattern_of,
)
from cn_desktop.records.replacing import Replacing, Template

FIRST = FieldName("firstname")


def replaced(pattern, template, text, *, is_cased=False, is_whole=False):
    found = pattern_of(pattern, is_cased=is_cased, is_whole=is_whole)
    return Replacing(found.matches, Template(template))(FIRST, text)


@pytest.mark.parametrize(
    ("pattern", "template", "text", "wanted"),
    [
        (r"(\w+), (\w+)", "$2 $1", "Blogs, Joe", "Joe Blogs"),
        (r"^0", "+44", "07700900123", "+447700900123"),
        (r"\s+$", "", "Ada  ", "Ada"),
        (r"x*", "-", "axb", "-a--b-"),
        ("a", "b", "😀a😀A", "😀b😀b"),
        (r"(\p{Lu})\.", "$1", "J. R. Hartley", "J R Hartley"),
        (r"élodie", "E", "ÉLODIE", "E"),
        (r"(a)|(b)", "[$1$2]", "ab", "[a][b]"),
        (r"(a)(b)?", r"\1-\2", "a", "a-"),
        ("x", "y", "none", None),
    ],
)
def test_a_pattern_is_replaced_wherever_it_stands(pattern, template, text, wanted):
    assert replaced(pattern, template, text) == wanted


def test_case_counts_where_that_is_asked_for():
    assert replaced("a", "x", "Aa", is_cased=True) == "Ax"


def test_a_whole_cell_is_a_whole_cell():
    assert replaced("a|ab", "x", "ab", is_whole=True) == "x"
    assert replaced("a|ab", "x", "abc", is_whole=True) is None


PATTERNS = [
    "a",
    "^a",
    "[0-9]+$",
    "é|ß",
    "^$",
    ".",
    "a.*a",
    r"\d\.\d",
    "x*",
    r"(\w)(\W)?",
    "(a)|(b)",
]
texts = st.text("aAbxé ß1.\n😀", max_size=12)


@given(texts, st.sampled_from(PATTERNS), st.booleans())
def test_what_is_found_is_what_python_finds(text, pattern, is_cased):
    found = pattern_of(pattern, is_cased=is_cased)
    expected = re.finditer(pattern, text, re.NOFLAG if is_cased else re.IGNORECASE)
    assert found.matches(text) == [Match(*each.span(), each.groups("")) for each in expected]


@given(texts, st.sampled_from(PATTERNS), st.booleans(), st.booleans())
def test_a_filter_shows_the_cells_in_which_a_replacement_finds_something(
    text, pattern, is_cased, is_whole
):
    found = pattern_of(pattern, is_cased=is_cased, is_whole=is_whole)
    assert found.fits(text) is bool(found.matches(text))


@pytest.mark.parametrize(
    ("pattern", "fault", "place"),
    [
        ("(a", PatternFault.NEVER_CLOSED, 2),
        ("a)", PatternFault.NEVER_OPENED, 1),
        ("[a", PatternFault.SET_NEVER_CLOSED, 2),
        ("*a", PatternFault.NOTHING_TO_REPEAT, 0),
        ("a**", PatternFault.REPEATED_TWICE, 2),
        ("[z-a]", PatternFault.BACKWARDS, 4),
        ("a{2,1}", PatternFault.LEAST_ABOVE_MOST, 2),
        ("\\", PatternFault.ENDS_IN_BACKSLASH, 1),
        (r"\q", PatternFault.UNKNOWN_ESCAPE, 2),
        (r"\x1", PatternFault.UNKNOWN_ESCAPE, 2),
        ("(?1)", PatternFault.NO_SUCH_GROUP, 2),
        (r"\1", PatternFault.NO_SUCH_GROUP, 2),
        (r"\p{Foo}", PatternFault.NO_SUCH_KIND, 7),
        ("(?P<n", PatternFault.OTHER, 5),
        ("(*LIMIT_MATCH=9)a", PatternFault.OTHER, 2),
        ("a" * (LONGEST + 1), PatternFault.TOO_LONG, None),
    ],
)
def test_what_is_no_pattern_says_why_and_where(pattern, fault, place):
    with pytest.raises(BadPattern) as bad:
        pattern_of(pattern, is_cased=False)
    assert (bad.value.fault, bad.value.place) == (fault, place)


@given(st.text("(a)[b]{1,2}\\|*+?^$.:<>=!-#x ", max_size=12))
def test_any_text_is_a_pattern_or_a_bad_one(text):
    with suppress(BadPattern):
        assert pattern_of(text, is_cased=False).fits("ab") in {True, False}


SLOW = ["(a|aa)+$", "(a|aa)+[bc]", "(a|aa|aaa)*$", "x|(a|aa)+$"]
CHUNKS = ("a" * 24 + " ") * 1_300
"""A cell of 32,000 characters whose every word is short: it is their number that takes long."""


@pytest.mark.parametrize("pattern", SLOW)
@pytest.mark.parametrize("text", ["a" * 60 + "!", "word " * 2_000 + "a" * 60 + "!", CHUNKS])
def test_a_pattern_that_would_take_for_ever_gives_up(pattern, text):
    found = pattern_of(pattern, is_cased=False)
    for look in (found.fits, found.matches):
        with pytest.raises(SlowPattern):
            look(text)


def test_many_matches_are_all_of_them_or_given_up(monkeypatch):
    found = pattern_of("a", is_cased=False)
    assert len(found.matches("a" * 2_000)) == 2_000
    monkeypatch.setattr(patterns, "PATIENCE_SECONDS", 1e-6)
    with pytest.raises(SlowPattern):
        found.matches("a" * 1_500_000)


def test_half_a_character_stops_nothing():
    assert pattern_of("a", is_cased=False).matches("\ud800a") == [Match(1, 2)]
