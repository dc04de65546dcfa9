"""The main states look as they are meant to; `--golden` takes them anew."""

import asyncio

import pytest
from pictures.golden import (
    MAY_DIFFER,
    NAMES,
    SIZE,
    difference,
    font,
    path_of,
    reduced,
    remembered_font,
)
from pictures.states import STATES
from pictures.taking import pictures_of
from PySide6.QtGui import QImage


@pytest.mark.parametrize("name", NAMES)
async def test_a_state_looks_as_it_is_meant_to(name, tmp_path, qapp):
    if font() != remembered_font():
        pytest.skip(f"they were taken with another font: {remembered_font()}, not {font()}")
    differing = {}
    async for theme, picture in pictures_of(STATES[name], tmp_path, SIZE):
        meant = QImage(str(path_of(name, theme)))
        found = difference(reduced(picture), meant)
        if found > MAY_DIFFER:
            differing[theme] = found
            picture.save(str(tmp_path / f"{name}-{theme}.png"))
    assert differing == {}, f"see {tmp_path}"


async def test_what_is_missing_is_seen(tmp_path, qapp):
    """A panel that is gone, a row of buttons: the comparison must not be blind."""
    pictures = []
    async for _theme, picture in pictures_of(STATES["loaded"], tmp_path, SIZE):
        pictures.append(picture)
        await asyncio.sleep(0)
    light, dark = map(reduced, pictures)
    assert difference(light, light) == 0
    assert difference(light, dark) > MAY_DIFFER
    other = light.copy()
    for x in range(500, 680):
        for y in range(60, 180):
            other.setPixel(x, y, 0)
    assert difference(light, other) > MAY_DIFFER
