"""A simulator of few records, and somebody to call it."""

from collections.abc import Iterator

import pytest

from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator

from .calling import Caller


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(Options(records=30, key="a key")) as running:
        yield running


@pytest.fixture
def caller(simulator: Simulator) -> Caller:
    return Caller(simulator)
