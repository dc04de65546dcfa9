"""A project small enough to be set up for real in two seconds, and without a network."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "packaging"))

from dev_setup.environment import (  # noqa: E402 - found through the line above
    Environment,
    base_python,
    make_ready,
)

PYPROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["build_backend"]

[project]
name = "cn-desktop"
version = "0"
dependencies = []

[project.optional-dependencies]
test = []
dev = []
bundle = []
"""

# Builds an editable wheel by hand. Where a file `press-ctrl-c` lies it does what the terminal does
# with Ctrl+C: SIGINT to every process of the group.
BACKEND = """\
import os, pathlib, signal, zipfile

NAME = "cn_desktop-0-py3-none-any.whl"
METADATA = "Metadata-Version: 2.1\\nName: cn-desktop\\nVersion: 0\\n"
FILES = {
    "cn_desktop.pth": os.getcwd() + "\\n",
    "cn_desktop-0.dist-info/METADATA": METADATA
    + "".join(f"Provides-Extra: {extra}\\n" for extra in ("test", "dev", "bundle"))
    + pathlib.Path("requires.txt").read_text(),
    "cn_desktop-0.dist-info/WHEEL":
        "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    "cn_desktop-0.dist-info/entry_points.txt":
        "[console_scripts]\\nlint-imports=lint_imports:main\\n",
}


def build_editable(folder, config_settings=None, metadata_directory=None):
    if pathlib.Path("press-ctrl-c").exists():
        pathlib.Path("press-ctrl-c").unlink()
        os.killpg(0, signal.SIGINT)
    with zipfile.ZipFile(pathlib.Path(folder, NAME), "w") as wheel:
        for name, text in FILES.items():
            wheel.writestr(name, text)
        wheel.writestr("cn_desktop-0.dist-info/RECORD", "".join(f"{name},,\\n" for name in FILES))
    return NAME
"""

# Stands in for the program and for every tool: says how it was called, and fails if told to.
ECHO = """\
import os, pathlib, sys

def main():
    name = pathlib.Path(__file__).stem
    print("RAN", name, *sys.argv[1:], "on", os.environ.get("QT_QPA_PLATFORM", "a display"))
    return int(os.environ.get("FAIL_" + name, "0"))

if __name__ == "__main__":
    sys.exit(main())
"""
TOOLS = ("cn_desktop", "pytest", "ruff", "mypy", "lint_imports")

# Found now, because the tests change PATH.
MOUNT, UMOUNT = shutil.which("mount") or "", shutil.which("umount") or ""

# What would make the program find another display or environment than the test means.
NOT_PASSED_ON = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "VIRTUAL_ENV")


@pytest.fixture
def environment(tmp_path):
    root = tmp_path / "project"
    write_project(root)
    return Environment(root, base_python())


def write_project(root):
    sources = REPOSITORY / "packaging"
    no_caches = shutil.ignore_patterns("__pycache__")
    shutil.copytree(sources / "dev_setup", root / "packaging" / "dev_setup", ignore=no_caches)
    shutil.copy(sources / "dev.py", root / "packaging")
    (root / "build_backend").mkdir()
    (root / "build_backend" / "backend.py").write_text(BACKEND)
    (root / "pyproject.toml").write_text(PYPROJECT)
    (root / "requires.txt").write_text("")
    for tool in (*TOOLS, "packaging/bundle"):
        (root / f"{tool}.py").write_text(ECHO)


@pytest.fixture(scope="session")
def ready_environment(tmp_path_factory):
    """A project that has been set up with all extras, for tests that leave it as it is."""
    root = tmp_path_factory.mktemp("ready") / "project"
    write_project(root)
    ready = Environment(root, base_python())
    make_ready(ready, "dev")
    return ready


@pytest.fixture
def no_apt(tmp_path, monkeypatch):
    """A PATH without apt-get, so that no test installs anything on the machine it runs on."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def run_ready(ready_environment, no_apt):
    return running(ready_environment)


@pytest.fixture
def run_dev(environment, no_apt):
    return running(environment)


def running(environment):
    """Return what runs a project's dev.py as a person does, with extra variables by keyword."""

    def run(*arguments, folder=environment.root, **variables):
        passed_on = {name: text for name, text in os.environ.items() if name not in NOT_PASSED_ON}
        return subprocess.run(
            [sys.executable, str(environment.root / "packaging" / "dev.py"), *arguments],
            cwd=folder,
            env={**passed_on, **variables},
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
            preexec_fn=_hear_ctrl_c if os.name == "posix" else None,
        )

    return run


def _hear_ctrl_c():
    """A job in the background is started deaf to Ctrl+C, and what it starts is too."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def environment_on_disk(tmp_path):
    """A project on a file system of its own, which a test may fill or make read-only."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a file system for this")
    mounted = mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", disk)
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    try:
        write_project(disk / "project")
        yield Environment(disk / "project", base_python())
    finally:
        subprocess.run([UMOUNT, str(disk)], check=True)


@pytest.fixture
def run_on_disk(environment_on_disk, no_apt):
    return running(environment_on_disk)


@pytest.fixture
def make_read_only():
    return lambda disk: mount("-o", "remount,ro", disk).check_returncode()


def mount(*arguments):
    command = [MOUNT, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
