"""What each command of dev.py runs, and how it ends."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import dev
import pytest
from dev_setup import system
from dev_setup.words import Stopped

REPOSITORY = Path(dev.__file__).resolve().parents[1]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_demo_without_a_display_takes_a_tour_of_pictures_and_says_where_they_are(
    run_ready, ready_environment
):
    ran = run_ready("demo", "--csv", "records.csv")
    assert "RAN cn_desktop --demo --tour demo-pictures --csv records.csv on offscreen" in ran.stdout
    assert "There is no display here" in ran.stdout
    assert f"The pictures are in {ready_environment.root / 'demo-pictures'}" in ran.stdout
    assert ran.returncode == 0


def test_demo_names_a_display_that_does_not_answer(run_ready):
    ran = run_ready("demo", DISPLAY=":59999")
    assert "No display answers at :59999" in ran.stdout


def test_a_picture_lands_where_the_caller_stands(run_ready, tmp_path):
    ran = run_ready("demo", "--offscreen-shot", "shot.png", folder=tmp_path)
    expected = f"RAN cn_desktop --demo --offscreen-shot {tmp_path / 'shot.png'} on offscreen"
    assert expected in ran.stdout


def test_demo_ends_with_the_exit_code_of_the_program(run_ready):
    ran = run_ready("demo", FAIL_cn_desktop="7")
    assert ran.returncode == 7
    assert "The pictures are in" not in ran.stdout


@pytest.mark.parametrize(
    ("arguments", "display", "expected"),
    [
        ([], "x11", "--demo"),
        (["--records", "9"], "wayland", "--demo --records 9"),
        (["--tour", "t"], "x11", "--demo --tour t"),
        (["--tour", "t"], "", "--demo --tour t"),
        ([], "", "--demo --tour demo-pictures"),
        (
            ["--offscreen-shot", "/s.png", "--csv", "a"],
            "",
            "--demo --offscreen-shot /s.png --csv a",
        ),
    ],
)
def test_the_program_is_given_what_the_display_allows(arguments, display, expected):
    options, rest = dev.demo_options().parse_known_args(arguments)
    assert " ".join(dev.demo_arguments(options, rest, display)) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], ["-m", "not slow"]),
        (["tests/base", "--maxfail=1"], ["-m", "not slow", "tests/base", "--maxfail=1"]),
        (["-m", "slow"], ["-m", "slow"]),
        (["-mslow"], ["-mslow"]),
    ],
)
def test_slow_tests_are_left_out_unless_the_caller_chooses(given, expected):
    assert list(dev.test_arguments(given)) == expected


def test_test_runs_pytest_offscreen_and_ends_with_its_exit_code(run_ready):
    ran = run_ready("test", "tests/base", FAIL_pytest="5")
    assert "RAN pytest -m not slow tests/base on offscreen" in ran.stdout
    assert ran.returncode == 5


def test_check_runs_every_tool_even_when_the_first_fails(run_ready):
    ran = run_ready("check", FAIL_ruff="1", FAIL_mypy="1")
    tools = re.findall(r"RAN (.*) on", ran.stdout)
    assert tools == ["ruff format --check", "ruff check", "mypy", "lint_imports --no-cache"]
    last = ran.stdout.splitlines()[-1]
    assert last == "Failed: formatting (ruff format), lint (ruff check), types (mypy)."
    assert ran.returncode == 1


def test_check_says_when_all_is_well(run_ready):
    ran = run_ready("check")
    assert ran.stdout.splitlines()[-1] == "All checks passed."
    assert ran.returncode == 0


@pytest.fixture
def has_qt_s_libraries():
    if lacking := system.missing(system.EVERY_WINDOW):
        pytest.skip(f"a bundle takes along {lacking[0].soname}, which is not on this machine")


@pytest.mark.usefixtures("has_qt_s_libraries")
def test_bundle_is_built_in_an_environment_of_its_own(run_ready, ready_environment, no_apt):
    (no_apt / "objdump").symlink_to(sys.executable)
    if packages := system.packages_for_bundling():
        pytest.skip(f"a bundle needs {packages[0]}, which is not on this machine")
    stamp = ready_environment.stamp.read_bytes()
    ran = run_ready("bundle", FAIL_bundle="7")
    assert "RAN bundle on" in ran.stdout
    assert ran.returncode == 7
    assert (ready_environment.root / "build" / "bundle-venv" / "setup-stamp.json").exists()
    assert ready_environment.stamp.read_bytes() == stamp


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux needs a tool for it")
@pytest.mark.usefixtures("has_qt_s_libraries")
def test_bundle_names_the_tool_it_lacks(run_ready):
    ran = run_ready("bundle")
    assert "RAN bundle" not in ran.stdout
    assert re.fullmatch(r"Building a bundle needs [^\n]*binutils[^\n]+\n", ran.stderr)
    assert ran.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [([], 2), (["--help"], 0), (["dmeo"], 2), (["check", "ruff"], 2), (["bundle", "now"], 2)],
)
def test_usage_names_every_command(arguments, code, run_ready):
    ran = run_ready(*arguments)
    assert all(f"  {command}" in ran.stdout for command in dev.COMMANDS)
    assert ran.returncode == code


@pytest.mark.parametrize("version", [(3, 8), (3, 10), (3, 14), (4, 0)])
def test_a_python_that_does_not_fit_is_named_with_those_that_do(version):
    with pytest.raises(
        Stopped, match=rf"3\.11 to 3\.13 and this is Python {version[0]}\.{version[1]}"
    ):
        dev.check_python(version)


def test_the_pythons_that_fit_are_those_of_pyproject():
    first, last = dev.OLDEST_PYTHON, dev.FIRST_PYTHON_TOO_NEW
    assert PROJECT["requires-python"] == f">={first[0]}.{first[1]},<{last[0]}.{last[1]}"


@pytest.mark.parametrize("name", ["python3.8", "python3.9", "python3.10"])
def test_an_old_python_ends_in_one_sentence(name):
    if shutil.which(name) is None or subprocess.run([name, "-V"], check=False).returncode:
        pytest.skip(f"there is no {name} on this machine")
    ran = subprocess.run(
        [name, "-B", dev.__file__, "demo"], capture_output=True, text=True, check=False
    )
    assert re.fullmatch(r"CN Desktop needs Python [^\n]+\n", ran.stderr)
    assert ran.returncode == 1


MODULES = sorted((REPOSITORY / "packaging").glob("dev*.py")) + sorted(
    (REPOSITORY / "packaging" / "dev_setup").glob("*.py")
)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_every_module_parses_on_python_3_8(path):
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to end a program by")
def test_a_program_that_crashes_ends_in_a_sentence_that_names_the_signal():
    with pytest.raises(Stopped, match="ended by SIGABRT"):
        dev.run_program([sys.executable, "-c", "import os; os.abort()"], environ={})


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash on this machine")
def test_ci_runs_the_tests_also_after_a_failed_check(environment, tmp_path):
    (environment.root / ".ci").mkdir()
    script = Path(shutil.copy(REPOSITORY / ".ci" / "run", environment.root / ".ci"))
    folder = tmp_path / "few-programs"
    folder.mkdir()
    (folder / "python3").symlink_to(environment.base)
    (folder / "dirname").symlink_to(shutil.which("dirname"))
    ran = subprocess.run(
        [shutil.which("bash"), str(script)],
        env={"PATH": str(folder), "FAIL_mypy": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Failed: types (mypy)." in ran.stdout
    assert "RAN pytest -m not slow on offscreen" in ran.stdout
    assert ran.returncode == 1
