"""The commands of the README, run in a clean copy of the project with a fresh environment."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
INSIDE = "CN_DESKTOP_FIRST_START"

pytestmark = pytest.mark.skipif(
    INSIDE in os.environ, reason="this run is itself part of the test of a first start"
)


class Copy:
    """A clean copy of the project, and its dev.py."""

    def __init__(self, root):
        self.root = root
        self.log = root / ".venv" / "setup.log"

    def run(self, *arguments):
        return subprocess.run(
            [sys.executable, "packaging/dev.py", *arguments],
            cwd=self.root,
            env={**os.environ, INSIDE: "1"},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def first_start(tmp_path_factory):
    """The copy, and what the first demo said; its environment is large and goes at once."""
    root = tmp_path_factory.mktemp("clean") / "project"
    lines = (REPOSITORY / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = [line.strip("/") for line in lines if line and line[0] not in "#!"]
    shutil.copytree(REPOSITORY, root, ignore=shutil.ignore_patterns(".git", *ignored))
    copy = Copy(root)
    yield copy, copy.run("demo", "--offscreen-shot", "first.png")
    shutil.rmtree(root)


def colours_of(picture):
    """Return the picture's size and how many colours a grid of its points shows."""
    from PySide6.QtGui import QImage  # noqa: PLC0415 - Qt's libraries may have come with this run

    image = QImage(str(picture))
    size = image.width(), image.height()
    return size, len({
        image.pixel(x, y) for x in range(0, size[0], 3) for y in range(0, size[1], 3)
    })


def test_the_first_demo_ends_with_a_real_picture(first_start):
    copy, first = first_start
    assert first.returncode == 0, first.stdout + first.stderr
    (width, height), colours = colours_of(copy.root / "first.png")
    assert width >= 640
    assert height >= 400
    assert colours > 8


def test_the_second_demo_installs_nothing(first_start):
    copy, _first = first_start
    log = copy.log.read_bytes()
    second = copy.run("demo", "--offscreen-shot", "second.png")
    assert second.returncode == 0, second.stdout + second.stderr
    assert "Installing" not in second.stdout
    assert copy.log.read_bytes() == log
    assert (copy.root / "second.png").exists()


def test_the_tests_run_after_the_demo(first_start):
    copy, _first = first_start
    ran = copy.run("test", "-q", "tests/base")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert " passed" in ran.stdout
