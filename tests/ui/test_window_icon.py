"""The program's own icon."""

import pytest
from driving import running
from PySide6.QtCore import QSize

from cn_desktop.base.paths import Folders, resource_root
from cn_desktop.ui.options import Options
from cn_desktop.ui.window_icon import SIZES, SMALL_SIZES, window_icon


@pytest.mark.parametrize("size", [*SMALL_SIZES, *SIZES])
def test_it_is_drawn_at_every_usual_size(size, qapp):
    image = window_icon(resource_root()).pixmap(QSize(size, size), 1.0).toImage()
    assert (image.width(), image.height()) == (size, size)
    assert image.pixelColor(0, 0).alpha() < 255  # its corners are round
    assert image.pixelColor(size // 2, size - 2).alpha() == 255


@pytest.mark.parametrize("size", [16, 256])
def test_it_shows_a_changed_cell_large_and_small(size, qapp):
    image = window_icon(resource_root()).pixmap(QSize(size, size), 1.0).toImage()
    colours = {image.pixelColor(x, y).name() for x in range(size) for y in range(size)}
    assert {"#ffb020", "#ffffff"} <= colours


async def test_the_window_has_it(tmp_path):
    async with running(Options(Folders(tmp_path))) as program:
        assert program.window.windowIcon().availableSizes()
