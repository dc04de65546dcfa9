"""A simulator for each journey, over real HTTP."""

import pytest
from hand import Job, written

from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator


@pytest.fixture
def simulator():
    with Simulator(Options(records=60)) as started:
        yield started


@pytest.fixture
def job(request, simulator, tmp_path):
    """A job to be walked through; what was pressed is what `docs/jobs.md` says."""
    walked = Job(simulator, tmp_path)
    yield walked
    if walked.is_done:
        assert walked.pressed == written(request.node.name)
