"""Rewriting texts (feat-H14): what a person expects, and nothing that they do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records.fields import FieldName
from cn_desktop.records.transforms import (
    Transform,
    collapsed,
    digits,
    plain_phone,
    postcode,
    title,
    transformed,
    trimmed,
)

NAME = FieldName("lastname")
CODE = FieldName("postcode")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("  Ada ", "Ada"),
        ("\u00a0Ada\u2003", "Ada"),
        ("\ufeffAda\u200b", "Ada"),
        ("Ada\r\n", "Ada"),
        ("two  inside", "two  inside"),
        ("   ", ""),
    ],
)
def test_trimming_takes_what_nobody_sees_around_a_text(text, wanted):
    assert trimmed(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (" 1  High \t Street ", "1 High Street"),
        ("a\u00a0\u00a0b", "a b"),
        ("line one \n  line  two", "line one\nline two"),
        ("as it is", "as it is"),
    ],
)
def test_collapsing_leaves_one_space_between_words_and_keeps_line_breaks(text, wanted):
    assert collapsed(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("MCDONALD", "McDonald"),
        ("mcdonald", "McDonald"),
        ("mc", "Mc"),
        ("o'neill", "O'Neill"),
        ("O’NEILL", "O’Neill"),
        ("O'neill", "O'Neill"),
        ("smith-jones", "Smith-Jones"),
        ("ST JOHN'S ROAD", "St John's Road"),
        ("STOKE-ON-TRENT", "Stoke-on-Trent"),
        ("stoke on trent", "Stoke on Trent"),
        ("isle of wight", "Isle of Wight"),
        ("on", "On"),
        ("chester-le-street", "Chester-le-Street"),
        ("jon le roy", "Jon Le Roy"),
        ("MacDonald", "MacDonald"),
        ("DeVito", "DeVito"),
        ("joseph", "Joseph"),
        ("ÉLODIE", "Élodie"),
        ("flat 12A, high street", "Flat 12A, High Street"),
        ("henry iii", "Henry III"),
        ("two\nlines", "Two\nLines"),
        ("j. r. hartley", "J. R. Hartley"),
        ("李", "李"),
        ("", ""),
    ],
)
def test_a_title_is_how_names_and_addresses_are_written(text, wanted):
    assert title(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("sw1a1aa", "SW1A 1AA"),
        (" sw1a  1aa ", "SW1A 1AA"),
        ("m1 1ae", "M1 1AE"),
        ("75008", "75008"),
        ("k1a 0b1", "K1A 0B1"),
        ("not known", "NOT KNOWN"),
    ],
)
def test_a_postcode_is_in_capitals_and_a_british_one_has_its_space(text, wanted):
    assert postcode(text) == wanted


def test_title_case_makes_capitals_of_the_postcode_field():
    assert transformed("sw1a 1aa", Transform.TITLE, CODE) == "SW1A 1AA"
    assert transformed("ada example", Transform.TITLE, NAME) == "Ada Example"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("07700 900-123 (home)", "07700900123"),
        ("+44 7700", "447700"),
        ("x", ""),
        ("\u0660\u0667", "07"),
    ],
)
def test_only_digits_are_left(text, wanted):
    assert digits(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("07700 900 123", "07700900123"),
        ("(01632) 960-001", "01632960001"),
        ("+44 7700 900123", "+447700900123"),
        (" 07700\u00a0900123\n", "07700900123"),
        ("07700–900123", "07700900123"),
    ],
)
def test_a_phone_number_loses_spaces_dashes_and_brackets_only(text, wanted):
    assert plain_phone(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "+44 (0)7700 900123",
        "+44 ( 0 ) 7700 900123",
        "07700 900123 ext 4",
        "07700 900123 / 07700 900124",
        "07700.900123",
        "4.47E+11",
        "see notes",
        "- -",
        "00+44",
        "",
    ],
)
def test_what_is_more_than_a_phone_number_is_left_to_a_person(text):
    assert plain_phone(text) == text


@given(st.text(st.characters(max_codepoint=126), max_size=40), st.sampled_from(Transform))
def test_doing_it_twice_is_doing_it_once(text, transform):
    once = transformed(text, transform, NAME)
    assert transformed(once, transform, NAME) == once


@given(st.text(max_size=40), st.sampled_from([Transform.TRIM, Transform.COLLAPSE, Transform.PHONE]))
def test_no_letter_is_lost_by_tidying(text, transform):
    def letters(of):
        return [mark for mark in of if mark.isalnum()]

    assert letters(transformed(text, transform, NAME)) == letters(text)
