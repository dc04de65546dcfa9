"""What a chip says, and what becomes of what is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records.fields import ABSENT, ZERO_DATE
from cn_desktop.records.query import Condition, Mode
from cn_desktop.records.vocabulary import SAYS_NOTHING
from cn_desktop.ui.filters.condition_words import (
    MODES,
    describe_condition,
    explain_condition,
    read_typed,
    typed_text,
)

SAID = [
    (Condition("outcomecode", Mode.IS, ("100", "109")), "outcomecode is 100, 109"),
    (Condition("town", Mode.IS_NOT, (None, ABSENT, "", ZERO_DATE)), "town is not (null), (not "),
    (Condition("town", Mode.CONTAINS, ("lon",)), "town contains lon"),
    (Condition("town", Mode.MATCHES, ("^a",)), "town matches /^a/"),
    (Condition("town", Mode.EMPTY), "town is empty"),
    (Condition("town", Mode.FILLED), "town is not empty"),
    (Condition("ddi_home", Mode.REPEATED), "ddi_home is not unique"),
    (Condition("town", Mode.IS, tuple("abcdef")), "town is a, b, c and 3 more"),
]


@pytest.mark.parametrize(("condition", "words"), SAID)
def test_a_condition_reads_as_a_sentence(condition, words):
    assert describe_condition(condition).startswith(words)


def test_every_mode_has_words():
    assert set(MODES) == set(Mode)


@given(st.sampled_from(Mode), st.lists(st.text(max_size=60), max_size=5).map(tuple))
def test_a_chip_is_one_short_line_whatever_the_values(mode, values):
    text = describe_condition(Condition("own", mode, values))
    assert "\n" not in text
    assert len(text) < 250
    explained = explain_condition(Condition("own", mode, values), SAYS_NOTHING, is_unusable=False)
    assert explained.startswith("Own ")


@given(st.lists(st.text("ab,\"' é", min_size=1, max_size=6).map(str.strip).filter(bool)))
def test_values_come_back_from_their_text(values):
    values = tuple(dict.fromkeys(values))
    typed = read_typed(Mode.IS, typed_text(Condition("own", Mode.IS, values)))
    assert typed.values == values


@given(st.text())
def test_any_text_is_a_value_or_a_fault_and_never_an_error(text):
    for mode in Mode:
        typed = read_typed(mode, text)
        assert bool(typed.values) is not bool(typed.fault) or not mode.takes_values


def test_commas_part_the_values_of_is_and_belong_to_the_text_of_contains():
    assert read_typed(Mode.IS, ' 100,109 ,, "a, b"').values == ("100", "109", "a, b")
    assert read_typed(Mode.CONTAINS, "a, b").values == ("a, b",)


def test_a_condition_that_cannot_be_judged_says_why():
    bad, slow = (Condition("own", Mode.MATCHES, (text,)) for text in ("(a", "(a+)+$"))
    assert "a bracket “(” is never closed" in explain_condition(bad, SAYS_NOTHING, is_unusable=True)
    assert "takes too long" in explain_condition(slow, SAYS_NOTHING, is_unusable=True)
