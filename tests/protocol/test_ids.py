"""Every id of the fault model that belongs here has a test that carries it in its name."""

import ast
import re
from pathlib import Path

IDS = {*(f"n{number:02}" for number in range(1, 24)), *(f"t{number:02}" for number in range(1, 11))}


def test_every_id_has_a_test():
    named = {
        found[1] for name in names_of_tests() if (found := re.match(r"test_([nt]\d\d)_", name))
    }
    assert sorted(IDS - named) == []
    assert sorted(named - IDS) == []


def names_of_tests():
    """The names of the tests in this folder."""
    files = sorted(Path(__file__).parent.glob("test_*.py"))
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [node.name for node in functions if node.name.startswith("test_")]
