"""A simulator for each test, and the fixtures of `tls_fixtures`."""

import pytest
from tls_fixtures import certificate, nothing_left_open, quick_collection, tls

from cn_desktop.simulator import server
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator

__all__ = ["certificate", "nothing_left_open", "quick_collection", "tls"]


@pytest.fixture
def simulator(monkeypatch):
    monkeypatch.setattr(server, "_POLL_SECONDS", 0.005)  # so soon it notices that it is to end
    with Simulator(Options(records=30, key="a key")) as running:
        yield running
