"""The lists in docs/ name tests that exist, and leave nothing out."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CHECKLIST, JOBS = ROOT / "docs" / "features.md", ROOT / "docs" / "jobs.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
SECTIONS = {
    "A": 15, "B": 9, "C": 8, "E": 8, "H": 16, "I": 12, "J": 8, "K": 7, "L": 10, "P": 10, "Q": 7,
}  # fmt: skip
"""How many entries each section of the survey has that belongs to editing and review."""
REQUIREMENTS = [*range(1, 26), *range(29, 32), *range(34, 40)]


@cache
def names_in(file):
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def rows(document):
    """The cells of the tables' lines, without their headings."""
    lines = document.read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "|" in line]
    return [line for line in cells if not set(line[0]) <= {"-", " "}]


@pytest.mark.parametrize("document", [CHECKLIST, JOBS], ids=["features", "jobs"])
def test_every_named_test_exists(document):
    named = NAMED.findall(document.read_text("utf-8"))
    assert named
    assert [f"{file}::{name}" for file, name in named if name not in names_in(file)] == []


def test_every_feature_of_the_survey_has_its_line():
    wanted = [
        f"{letter}{number}" for letter, last in SECTIONS.items() for number in range(1, last + 1)
    ]
    wanted += [f"R{number}" for number in REQUIREMENTS]
    listed = [line[0] for line in rows(CHECKLIST)]
    assert [name for name in wanted if name not in listed] == []


def test_a_feature_that_is_done_names_a_test_and_another_says_why_not():
    for name, _what, state, proof in (line for line in rows(CHECKLIST) if line[0] != "Id"):
        assert state in {"done", "in part", "not done"}, name
        assert NAMED.search(proof) if state == "done" else len(proof) > 10, name


def test_there_are_twenty_jobs_and_each_names_its_test():
    jobs = [line for line in rows(JOBS) if line[0].isdigit()]
    assert len(jobs) >= 20
    assert [line[0] for line in jobs if not NAMED.search(line[-1])] == []
