"""The table of bugs is up to date: each can be planted, and what comes of it is a program."""

import ast
from pathlib import Path

import pytest

from .bugs import BUGS

ROOM = Path(__file__).parents[2] / "cn_desktop"


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.breaks)
def test_a_bug_can_be_planted(bug):
    text = (ROOM / bug.file).read_text("utf-8")
    assert text.count(bug.old) == 1
    assert bug.new != bug.old
    ast.parse(text.replace(bug.old, bug.new))
