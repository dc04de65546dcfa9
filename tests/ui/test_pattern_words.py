"""Regular expressions in words: the same in a filter and in a replacement."""

import pytest

from cn_desktop.records.patterns import LONGEST, PatternFault
from cn_desktop.records.query import Mode
from cn_desktop.ui.filters.condition_words import read_typed
from cn_desktop.ui.pattern_words import FAULTS, pattern_fault


def test_every_fault_has_its_words():
    assert set(FAULTS) == set(PatternFault)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(a", "The pattern can’t be used: a bracket “(” is never closed (at character 2)."),
        ("[a", "The pattern can’t be used: a bracket “[” is never closed (at character 2)."),
        ("a" * (LONGEST + 1), "The pattern can’t be used: it has more than 500 characters."),
        ("(a)", ""),
    ],
)
def test_a_pattern_that_is_wrong_is_explained_in_words(pattern, words):
    assert pattern_fault(pattern) == read_typed(Mode.MATCHES, pattern).fault == words
