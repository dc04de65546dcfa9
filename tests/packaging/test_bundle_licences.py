"""Whatever is bundled brings its licence."""

import shutil
from pathlib import Path

import pytest
from bundling import licences

NAMES = licences.bundled_distributions()


@pytest.mark.parametrize("name", NAMES)
def test_every_library_has_a_licence_text(name):
    texts = licences.texts_of(name)
    assert all(text.stat().st_size > 0 for text in texts.values())


def test_what_the_libraries_need_is_counted_too():
    assert {"cn-desktop", "pyside6-essentials", "shiboken6", "werkzeug", "certifi"} <= set(NAMES)


def test_what_only_developers_need_is_not():
    assert not {"pytest", "ruff", "pyinstaller"} & set(NAMES)


@pytest.mark.parametrize("name", ["pyside6-essentials", "shiboken6"])
def test_qt_and_its_bindings_come_with_the_lgpl_and_the_gpl_it_adds_to(name):
    lgpl, gpl = (text.read_text(encoding="utf-8") for text in licences.texts_of(name).values())
    assert "GNU LESSER GENERAL PUBLIC LICENSE\n                       Version 3" in lgpl
    assert "GNU GENERAL PUBLIC LICENSE\n                       Version 3" in gpl


def test_a_library_without_a_licence_stops_the_build(tmp_path, monkeypatch):
    metadata = tmp_path / "bare-1.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text("Metadata-Version: 2.1\nName: bare\nVersion: 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(licences.LicenceMissing, match="bare"):
        licences.texts_of("bare")


def test_the_folder_explains_itself_and_has_one_folder_for_each(tmp_path):
    folder = tmp_path / "licences"
    unknown = licences.collect(folder, NAMES, {})
    assert unknown == []
    assert "Lesser General Public" in " ".join((folder / "README.txt").read_text().split())
    assert {"LGPL-3.0.txt", "GPL-3.0.txt", "python", *NAMES} <= {
        each.name for each in folder.iterdir()
    }
    assert not [each for each in folder.iterdir() if each.is_dir() and not any(each.iterdir())]


def test_a_library_of_no_package_is_named(tmp_path):
    odd = tmp_path / "libodd.so.1"
    odd.touch()
    assert licences.collect(tmp_path / "licences", (), {"libodd.so.1": str(odd)}) == ["libodd.so.1"]


@pytest.mark.skipif(shutil.which("dpkg") is None, reason="only Debian knows its packages so")
def test_a_library_of_the_system_brings_its_package_s_licence(tmp_path):
    found = next(Path("/usr/lib").rglob("libz.so.1"), None)
    if found is None or not (licences.DEBIAN_DOCS / "zlib1g" / "copyright").is_file():
        pytest.skip("there is no zlib with its licence on this machine")
    folder = tmp_path / "licences"
    assert licences.collect(folder, (), {"libz.so.1": str(found)}) == []
    assert (folder / "system" / "zlib1g" / "copyright").is_file()
