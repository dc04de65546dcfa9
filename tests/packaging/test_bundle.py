"""The bundle, built as CONTRIBUTING says and run as on a computer that has nothing of ours."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import bundle
import pytest
from bundling import licences
from PySide6.QtGui import QImage
from simulator.calling import eventually
from virtual_screen import virtual_screen

from cn_desktop.simulator.child import AS_CHILD, SimulatorProcess

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it was run on Linux only"),
]

NAME_ON_ANOTHER_COMPUTER = "Büro · Programme"

OF_EVERY_DESKTOP = {
    *("libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0", "libresolv.so.2"),
    *("libEGL.so.1", "libGL.so.1", "libGLX.so.0", "libGLdispatch.so.0"),
    *("libwayland-client.so.0", "libwayland-cursor.so.0", "libxcb.so.1"),
}


@pytest.fixture(scope="module")
def built():
    ran = subprocess.run(
        [sys.executable, str(bundle.ROOT / "packaging" / "dev.py"), "bundle"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def moved(built, tmp_path_factory):
    """The bundle in a folder of another name, without the one it was built in."""
    place = tmp_path_factory.mktemp("moved") / NAME_ON_ANOTHER_COMPUTER
    shutil.copytree(bundle.BUNDLE, place, symlinks=True)
    yield place
    shutil.rmtree(place)


def run(moved, *arguments, **environ):
    """With these environment variables and no others."""
    command = [str(moved / "cn-desktop"), *map(str, arguments)]
    return subprocess.run(
        command, env=environ, cwd="/", capture_output=True, text=True, timeout=120, check=False
    )


def colours_of(picture):
    image = QImage(str(picture))
    return len({image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, 400, 7)})


def test_building_it_tells_its_size_and_its_largest_parts(built):
    assert "The bundle is " in built
    assert " MB  Qt and PySide6" in built
    assert f"It is in {bundle.BUNDLE}" in built


def test_it_takes_the_demo_s_picture_with_an_empty_environment_and_home(moved, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    picture = tmp_path / "picture.png"
    ended = run(moved, "--demo", "--offscreen-shot", picture, HOME=str(home))
    assert ended.returncode == 0, ended.stderr
    assert "Loaded 500 records" in ended.stdout
    assert colours_of(picture) > 8
    assert [each.name for each in home.iterdir()] == [".local"]


def test_it_needs_not_one_variable(moved, tmp_path):
    picture = tmp_path / "picture.png"
    data = tmp_path / "Bücher"
    ended = run(moved, "--demo", "--offscreen-shot", picture, "--data-dir", data)
    assert ended.returncode == 0, ended.stderr
    assert colours_of(picture) > 8
    assert (data / "logs").is_dir()


def test_its_demo_is_served_by_itself(moved):
    with SimulatorProcess(["--records", "3"], program=[moved / "cn-desktop", AS_CHILD]) as child:
        assert urlsplit(child.url).hostname == "127.0.0.1"
        assert Path(f"/proc/{child.pid}/exe").readlink() == moved / "cn-desktop"


def test_the_demo_s_server_takes_its_libraries_from_the_bundle_too(moved, tmp_path):
    command = [moved / "cn-desktop", "--demo", "--data-dir", tmp_path]
    with subprocess.Popen(command, env={"QT_QPA_PLATFORM": "offscreen"}, cwd="/") as program:
        try:
            assert eventually(lambda: "libcrypto" in str(libraries_of_child(program.pid)))
            outside = [x for x in libraries_of_child(program.pid) if moved not in x.parents]
        finally:
            program.terminate()
    assert {each.name for each in outside if "ld-linux" not in each.name} <= OF_EVERY_DESKTOP


def libraries_of_child(pid):
    """What the first child of a process has loaded; nothing while there is none."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    maps = Path(f"/proc/{children[0]}/maps").read_text(encoding="utf-8") if children else ""
    files = {line.split(maxsplit=5)[5] for line in maps.splitlines() if ".so" in line}
    return {Path(file) for file in files}


def test_it_knows_its_version(moved):
    ended = run(moved, "--version")
    assert ended.stdout == f"CN Desktop {licences.distribution('cn-desktop').version}\n"


@pytest.mark.skipif(
    shutil.which("Xvfb") is None,
    reason="no Xvfb here: apt-get install -y --no-install-recommends xvfb",
)
def test_it_does_the_whole_job_in_a_real_window(moved, tmp_path):
    with virtual_screen() as display:
        words = ("--demo", "--tour", tmp_path / "pictures", "--data-dir", tmp_path / "data")
        ended = run(moved, *words, DISPLAY=display)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Of 1 row submitted: 1 saved." in ended.stdout
    assert len(list((tmp_path / "pictures").iterdir())) == 6


def test_all_it_takes_from_the_system_is_what_every_desktop_has(moved):
    taken = {name for file in moved.rglob("*.so*") for name in linked_outside(moved, file)}
    assert taken <= OF_EVERY_DESKTOP


def linked_outside(moved, file):
    """The names of what the file is linked to and is not in the bundle, found or not."""
    linked = subprocess.run(
        ["ldd", str(file)],
        env={**os.environ, "LD_LIBRARY_PATH": str(moved / "_internal")},
        capture_output=True,
        text=True,
        check=False,
    )
    pairs = [line.split(" => ") for line in linked.stdout.splitlines() if " => " in line]
    return {pair[0].strip() for pair in pairs if not pair[1].startswith(str(moved))}


def test_no_link_in_it_leads_nowhere(moved):
    assert [each for each in moved.rglob("*") if each.is_symlink() and not each.exists()] == []


def test_it_does_not_tell_where_it_was_built(moved):
    place = os.fsencode(bundle.ROOT)
    files = [each for each in moved.rglob("*") if each.is_file() and not each.is_symlink()]
    assert [each for each in files if place in each.read_bytes()] == []


def test_tests_and_documentation_are_not_in_it(moved):
    unwanted = {"tests", "test", "docs", "doc", "examples", "include", "qml", "translations"}
    folders = {each.name for each in (moved / "_internal").rglob("*") if each.is_dir()}
    assert folders & unwanted == set()


def test_the_licences_and_what_a_desktop_reads_lie_beside_the_program(moved):
    assert {"_internal", "cn-desktop", "licences", "share"} == {x.name for x in moved.iterdir()}
    given = {each.name for each in (moved / "licences").iterdir()}
    assert {"README.txt", "LGPL-3.0.txt", "pyinstaller", "python", "numpy", "system"} <= given
    for name in bundle.SHARED:
        assert list((moved / "share").rglob(Path(name).name))
