"""Regular expressions (feat-H14): bad ones are explained, and none takes for ever."""

import pytest

from cn_desktop.records.fields import FieldName
from cn_desktop.records.replacing import Replacing, Sought, Template
from cn_desktop.ui.bulk.patterns import MOST_MATCHES, pattern_of

FIRST = FieldName("firstname")


def replaced(pattern, template, text, **more):
    found = pattern_of(Sought(pattern, is_pattern=True, **more))
    assert not found.fault
    return Replacing(found.search, Template(template))(FIRST, text)


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
        ("x", "y", "none", None),
    ],
)
def test_a_pattern_is_replaced_wherever_it_stands(pattern, template, text, wanted):
    assert replaced(pattern, template, text) == wanted


def test_case_counts_where_that_is_asked_for():
    assert replaced("a", "x", "Aa", is_case_kept=True) == "Ax"


def test_a_whole_cell_is_a_whole_cell():
    assert replaced("a|ab", "x", "ab", is_whole=True) == "x"
    assert replaced("a|ab", "x", "abc", is_whole=True) is None


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(a", "a bracket “(” is never closed (at character 2)"),
        ("a)", "a bracket “)” was never opened"),
        ("[a", "a bracket “[” is never closed"),
        ("*a", "nothing before it to repeat"),
        ("[z-a]", "a range goes backwards"),
        ("a{2,1}", "the second number is smaller"),
        ("\\", "it ends with a single “\\”"),
        ("(?1)", "a group that is not there"),
        ("(?P<n", "something in it is not understood"),
    ],
)
def test_a_pattern_that_is_wrong_is_explained_in_words(pattern, words):
    assert words in pattern_of(Sought(pattern, is_pattern=True)).fault


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", r"^(\w+\s?)*$", "x|(a+)+$"])
def test_a_pattern_that_would_take_for_ever_gives_up(pattern):
    found = pattern_of(Sought(pattern, is_pattern=True))
    assert found.search("x" + "a" * 60 + "!") is None or pattern.startswith("^")
    assert found.search("word " * 2_000 + "a" * 60 + "!") is None


def test_a_pattern_cannot_give_itself_more_time():
    """PCRE2 takes the last limit at a pattern's beginning: 35 ms a cell instead of one."""
    found = pattern_of(Sought("(*LIMIT_MATCH=999999999)(a+)+$", is_pattern=True))
    assert found.fault


def test_a_cell_with_more_matches_than_any_ordinary_one_is_given_up():
    found = pattern_of(Sought("a", is_pattern=True))
    assert len(found.search("a" * MOST_MATCHES)) == MOST_MATCHES
    assert found.search("a" * (MOST_MATCHES + 1)) is None


def test_half_a_character_stops_nothing():
    assert pattern_of(Sought("a", is_pattern=True)).search("\ud800a") is None
