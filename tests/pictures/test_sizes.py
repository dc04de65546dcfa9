"""On a small screen the window is there as a whole."""

import pytest
from driving import options_for, running
from pictures.golden import font, remembered_font
from pictures.states import STATES

from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator

SMALLEST = 1366 / 1.5, 768 / 1.5
"""The laptop of ui.md at 150 %, in Qt's units."""
TASK_BAR = 48


@pytest.mark.parametrize("name", ["edited", "reviewed", "wrong_pattern", "results", "problems"])
async def test_the_window_fits_a_small_screen(name, tmp_path, qapp):
    if font() != remembered_font():
        pytest.skip("texts are as wide as their font makes them")
    with Simulator(Options()) as simulator:
        async with running(options_for(simulator, tmp_path)) as program:
            await STATES[name].reach(program, simulator)
            needed = program.window.minimumSizeHint()
            assert needed.width() <= SMALLEST[0]
            assert needed.height() <= SMALLEST[1] - TASK_BAR
