"""What goes into the bundle: decided by tables, which fit the program."""

import subprocess
import sys
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path

import pytest
from bundling import contents, sizes, start

SPEC = Path(contents.__file__).with_name("cn-desktop.spec")

IMPORT_ALL = """
import importlib, pkgutil, sys
import cn_desktop

class Absent:
    def find_spec(self, name, path=None, target=None):
        if any(name == each or name.startswith(each + ".") for each in sys.argv[1:]):
            raise ModuleNotFoundError(name, name=name)

sys.meta_path.insert(0, Absent())
for module in pkgutil.walk_packages(cn_desktop.__path__, "cn_desktop."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
from cn_desktop.simulator import __main__
"""


def test_the_spec_parses():
    compile(SPEC.read_text(encoding="utf-8"), SPEC.name, "exec")


@pytest.mark.parametrize("name", contents.HIDDEN)
def test_every_hidden_import_exists(name):
    assert find_spec(name)


@pytest.mark.parametrize("name", contents.METADATA)
def test_metadata_that_goes_along_exists(name):
    assert distribution(name).version


def test_every_module_of_the_program_imports_without_what_is_left_out():
    ended = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, *contents.EXCLUDED],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6/Qt/lib/libQt6Core.so.6",
        "cn_desktop/resources/icons/LICENSE",
        "keyring-25.7.0.dist-info/entry_points.txt",
    ],
)
def test_what_the_program_uses_is_wanted(place):
    assert contents.is_wanted(place)


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/imageformats/libqjpeg.so",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/qml/QtQuick/qmldir",
        "cn_desktop-0.1.0.dist-info/direct_url.json",
        "cn_desktop-0.1.0.dist-info/licenses/LICENSE",
    ],
)
def test_what_nothing_uses_is_not(place):
    assert not contents.is_wanted(place)


def kept(needs, *places):
    """The places that are kept, when `needs` says which file is linked to which."""
    entries = [(place, place.rpartition("/")[2], "BINARY") for place in places]
    return {entry[0] for entry in contents.trimmed(entries, lambda source: needs.get(source, ()))}


def test_a_library_that_only_a_left_out_plugin_needs_is_left_out_with_what_it_needs_itself():
    needs = {"libqgtk3.so": ["libgtk.so"], "libgtk.so": ["libcairo.so"]}
    plugin = "PySide6/Qt/plugins/platformthemes/libqgtk3.so"
    assert kept(needs, plugin, "libgtk.so", "libcairo.so") == set()


def test_a_library_that_something_else_needs_too_stays():
    needs = {"libqgtk3.so": ["libgtk.so"], "libgtk.so": ["libz.so"], "_zlib.so": ["libz.so"]}
    plugin = "PySide6/Qt/plugins/platformthemes/libqgtk3.so"
    assert kept(needs, plugin, "libgtk.so", "libz.so", "_zlib.so") == {"libz.so", "_zlib.so"}


def test_a_library_that_is_loaded_by_name_stays():
    assert kept({}, "libloaded-by-name.so") == {"libloaded-by-name.so"}


def test_a_symbolic_link_goes_with_the_library_it_leads_to():
    needs = {"libqeglfs.so": ["libegl.so"]}
    entries = [
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", "libqeglfs.so", "BINARY"),
        ("PySide6/Qt/lib/libegl.so", "libegl.so", "BINARY"),
        ("libegl.so", "PySide6/Qt/lib/libegl.so", "SYMLINK"),
    ]
    assert contents.trimmed(entries, lambda source: needs.get(source, ())) == []


def test_programs_started_by_the_bundle_get_the_variables_as_they_were_before_it():
    environ = {
        "LD_LIBRARY_PATH": "/bundle",
        "LD_LIBRARY_PATH_ORIG": "/opt/lib",
        "QT_PLUGIN_PATH": "/bundle/plugins",
        "HOME": "/home/ada",
    }
    start.give_back(environ)
    assert environ == {"LD_LIBRARY_PATH": "/opt/lib", "HOME": "/home/ada", start.START_ANEW: "1"}


def test_the_sizes_name_the_parts_and_add_up(tmp_path):
    for name, size in (("PySide6/a.so", 5_000_000), ("numpy/b.so", 2_000_000), ("x.so", 500_000)):
        file = tmp_path / "_internal" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(bytes(size))
    (tmp_path / "_internal" / "libb.so").symlink_to("numpy/b.so")
    assert sizes.told(sizes.sizes_of(tmp_path)).splitlines() == [
        "The bundle is 7.5 MB. Its largest parts:",
        "     5.0 MB  Qt and PySide6",
        "     2.0 MB  numpy",
        "     0.5 MB  other libraries",
    ]
