"""A simulator for each journey, over real HTTP."""

import pytest

from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator


@pytest.fixture
def simulator():
    with Simulator(Options(records=60)) as started:
        yield started
