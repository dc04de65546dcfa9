"""Every line of the fault model that belongs here has a test of its own, by its id."""

import re
from pathlib import Path

import pytest

WANTED = [
    *(f"n{number:02}" for number in range(1, 24)),
    *(f"t{number:02}" for number in range(1, 11)),
    *(f"r{number:02}" for number in range(1, 21)),
    *(f"s{number:02}" for number in range(1, 7)),
]


def named_ids():
    files = Path(__file__).parent.glob("test_*.py")
    texts = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return set(re.findall(r"^(?:async )?def test_([nrst]\d\d)_", texts, re.MULTILINE))


@pytest.mark.parametrize("wanted", WANTED)
def test_an_id_has_a_test(wanted):
    assert wanted in named_ids()


def test_no_test_has_an_id_that_is_not_there():
    assert named_ids() <= set(WANTED)
