"""What belongs to the process as a whole."""

import gc

import pytest

from cn_desktop.ui.process import Collector


@pytest.fixture(autouse=True)
def _not_by_itself():
    """Tests collect between two of them, and never in the middle."""
    yield
    gc.disable()


@pytest.mark.parametrize(("is_busy", "collected"), [(True, [1]), (False, [2])])
def test_nothing_is_looked_through_as_a_whole_while_work_goes_on(
    qapp, monkeypatch, is_busy, collected
):
    asked = []
    monkeypatch.setattr(gc, "get_count", lambda: (800, 11, 11))
    monkeypatch.setattr(gc, "collect", asked.append)
    collector = Collector(lambda: is_busy)
    with collector:
        collector.collect()
    assert asked == collected


def test_what_was_there_before_is_not_looked_through(qapp):
    before = gc.get_freeze_count()
    with Collector(lambda: False):
        assert gc.get_freeze_count() > before
    assert gc.get_freeze_count() == 0
