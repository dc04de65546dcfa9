"""What a Linux desktop reads of the program: well-formed, and in step with it."""

import shutil
import subprocess
import tomllib
from configparser import ConfigParser
from pathlib import Path
from xml.etree import ElementTree

import bundle
import pytest
from PySide6.QtGui import QGuiApplication

PROJECT = tomllib.loads((bundle.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LINUX = bundle.ROOT / "packaging" / "linux"
ENTRY = LINUX / "cn-desktop.desktop"
METAINFO = LINUX / "cn-desktop.metainfo.xml"
ICONS = [bundle.ROOT / "resources" / name for name in ("cn-desktop.svg", "cn-desktop-small.svg")]


@pytest.fixture(scope="module")
def entry():
    parser = ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str
    parser.read_string(ENTRY.read_text(encoding="utf-8"))
    return parser


@pytest.fixture(scope="module")
def metainfo():
    return ElementTree.fromstring(METAINFO.read_bytes())  # noqa: S314 - our own file


@pytest.mark.parametrize(
    "command",
    [
        ["desktop-file-validate", ENTRY],
        ["appstreamcli", "validate", "--no-net", METAINFO],
    ],
    ids=lambda command: command[0],
)
def test_the_desktop_s_own_checker_finds_nothing(command):
    if shutil.which(command[0]) is None:
        pytest.skip(f"there is no {command[0]} on this machine")
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_file_a_desktop_reads_is_there():
    assert [name for name in bundle.SHARED if not (bundle.ROOT / name).is_file()] == []


def test_the_entry_starts_the_program_and_its_demo(entry):
    (program,) = PROJECT["gui-scripts"]
    main = entry["Desktop Entry"]
    assert main["Exec"] == program == PROJECT["name"]
    assert entry["Desktop Action demo"]["Exec"] == f"{program} --demo"
    assert main["Actions"] == "demo;"


def test_the_entry_and_the_metainfo_say_what_pyproject_says(entry, metainfo):
    main = entry["Desktop Entry"]
    assert main["Comment"] == metainfo.findtext("summary") == PROJECT["description"]
    assert metainfo.findtext("project_license") == PROJECT["license"]
    assert metainfo.findtext("developer_name") == PROJECT["authors"][0]["name"]
    assert metainfo.findtext("provides/binary") == PROJECT["name"]


def test_the_latest_release_is_pyproject_s_version(metainfo):
    assert metainfo.find("releases/release").get("version") == PROJECT["version"]


def test_the_desktop_knows_the_window_by_its_entry(entry, metainfo, qapp):
    main = entry["Desktop Entry"]
    assert QGuiApplication.desktopFileName() == ENTRY.stem == main["StartupWMClass"]
    assert qapp.applicationDisplayName() == main["Name"] == metainfo.findtext("name")
    assert metainfo.findtext("launchable") == ENTRY.name


def test_the_icon_is_the_one_that_goes_along(entry, metainfo):
    (icon,) = [Path(name) for name, place in bundle.SHARED.items() if place.startswith("icons")]
    assert icon.stem == entry["Desktop Entry"]["Icon"] == metainfo.findtext("icon")


@pytest.mark.parametrize("icon", ICONS, ids=lambda icon: icon.name)
def test_the_icon_stands_alone(icon):
    drawing = ElementTree.fromstring(icon.read_bytes())  # noqa: S314 - our own file
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert "href" not in icon.read_text(encoding="utf-8")
