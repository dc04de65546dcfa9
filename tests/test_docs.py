"""The lists in docs/ name tests that exist, and leave nothing out."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CHECKLIST, JOBS = ROOT / "docs" / "features.md", ROOT / "docs" / "jobs.md"
README = ROOT / "README.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\((?!https?:)([^)]+)\)")
WALKS = sorted((ROOT / "tests" / "journeys").glob("test_jobs*.py"))
OFFERED = {
    "hand": {"press", "type", "command", "column", "before", "sees", "asked", "text", "texts",
             "state", "copies_elsewhere", "pastes_elsewhere"},
    "job": {"day", "file", "read"},
    "simulator": {"row", "rows", "change"},
}  # fmt: skip
"""What a walk may call of each thing it is given."""
OF_VALUES = {"startswith", "lower", "index", "reverse", "items", "values"}
PLAIN = {"len", "range", "set", "sum", "zip"}
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


@pytest.mark.parametrize("document", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_or_a_heading_leads_there(document):
    for target in LINK.findall(document.read_text("utf-8")):
        file, _, heading = target.partition("#")
        page = (document.parent / file).resolve() if file else document
        assert page.exists(), target
        assert not heading or heading in anchors(page), target


def anchors(page):
    """What GitHub makes of a page's headings, to link to."""
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def numbered(document):
    """The lines of its tables that tell of a job: number, what, keys, and maybe more."""
    return [line for line in rows(document) if line[0].isdigit()]


def test_there_are_twenty_jobs_and_each_is_walked_through_by_one_test():
    """The other way round, too: `tests/hand.py` compares the keys of every walk with its line."""
    told = [NAMED.findall(line[-1]) for line in numbered(JOBS)]
    walks = {file.relative_to(ROOT).as_posix(): names_in(file) for file in WALKS}
    assert len(told) >= 20
    assert [names for names in told if len(names) != 1] == []
    assert sorted(name for (name,) in told) == sorted(
        (file, name) for file, names in walks.items() for name in names if name.startswith("test_")
    )


def test_the_readme_shows_the_same_jobs_with_the_same_keys():
    assert numbered(README) == [line[:3] for line in numbered(JOBS)]


@pytest.mark.parametrize("file", WALKS, ids=lambda file: file.stem)
def test_a_walk_has_hands_and_eyes_and_no_way_into_the_program(file):
    """It gets a hand and the simulator, imports nothing, and calls what is listed here."""
    tree = ast.parse(file.read_text("utf-8"))
    nodes = list(ast.walk(tree))
    calls = [node.func for node in nodes if isinstance(node, ast.Call)]
    own = {node.name for node in nodes if isinstance(node, ast.AsyncFunctionDef)}
    given = {arg.arg for node in nodes if isinstance(node, ast.arguments) for arg in node.args}
    names = {call.id for call in calls if isinstance(call, ast.Name)}
    attributes = [(ast.unparse(call.value), call.attr) for call in calls if not hasattr(call, "id")]
    assert [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)] == []
    assert given <= {"job", "simulator", "hand"}
    assert names <= own | PLAIN
    assert [call for call in attributes if call[1] not in OFFERED.get(call[0], OF_VALUES)] == []
    parts = [node for node in nodes if isinstance(node, ast.Attribute)]
    assert [part.attr for part in parts if part.attr[0] == "_"] == []
    assert [part.attr for part in parts if isinstance(part.ctx, ast.Store)] == []
