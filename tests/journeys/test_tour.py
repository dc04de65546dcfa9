"""The program shows itself, off-screen and in a real X window."""

import os
import shutil
import subprocess
import sys

import pytest
from PySide6.QtGui import QImage
from virtual_screen import virtual_screen

STEPS = ["loaded", "looked-up", "edited", "one-row-rejected", "corrected", "all-saved"]


def tour(folder, **environment):
    return subprocess.run(
        [
            *(sys.executable, "-m", "cn_desktop", "--demo"),
            *("--data-dir", str(folder / "data"), "--tour", str(folder / "pictures")),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, **environment},
        check=False,
    )


def check(ended, folder):
    assert ended.returncode == 0, ended.stderr
    pictures = sorted((folder / "pictures").iterdir())
    assert [picture.stem.split("-", 1)[1] for picture in pictures] == STEPS
    for picture in pictures:
        image = QImage(str(picture))
        assert image.width() >= 640
        colours = {image.pixel(x, y) for x in range(0, 640, 7) for y in range(0, 400, 7)}
        assert len(colours) > 8
    assert "Of 4 rows submitted: 3 saved, 1 rejected." in ended.stdout
    assert "Of 1 row submitted: 1 saved." in ended.stdout


def test_off_screen(tmp_path):
    check(tour(tmp_path, QT_QPA_PLATFORM="offscreen"), tmp_path)


@pytest.mark.skipif(
    shutil.which("Xvfb") is None,
    reason="no Xvfb here: apt-get install -y --no-install-recommends xvfb",
)
def test_in_a_real_x_window(tmp_path):
    with virtual_screen() as display:
        ended = tour(tmp_path, QT_QPA_PLATFORM="xcb", DISPLAY=display, WAYLAND_DISPLAY="")
    check(ended, tmp_path)
