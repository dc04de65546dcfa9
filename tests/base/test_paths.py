"""Where things are kept."""

from pathlib import Path

import pytest

from cn_desktop.base import paths
from cn_desktop.base.paths import Folders, resource_root, user_folders


def test_everything_is_kept_below_the_user_s_folder():
    folders = Folders(Path("home"))
    kept = {folders.logs, folders.window_settings, folders.profiles}
    assert len(kept) == 3
    assert all(folders.data in place.parents for place in kept)


def test_the_user_s_folder_is_named_after_the_program_and_not_made_by_asking(tmp_path, monkeypatch):
    for name in ("HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / name))
    folders = user_folders()
    assert folders.data.name == "cn-desktop"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("is_installed", [True, False])
def test_resources_lie_inside_an_installed_package_and_beside_a_checked_out_one(
    tmp_path, monkeypatch, is_installed
):
    package = tmp_path / "cn_desktop"
    (package / "resources" if is_installed else package).mkdir(parents=True)
    monkeypatch.setattr(paths, "PACKAGE", package)
    assert resource_root() == (package if is_installed else tmp_path) / "resources"


def test_the_resources_are_there():
    assert resource_root().is_dir()
