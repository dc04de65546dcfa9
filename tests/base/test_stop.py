"""Stopping, asked for before, during and after a blocking call, and from other threads."""

import threading

import pytest

from cn_desktop.base.errors import Cancelled
from cn_desktop.base.stop import Stop


@pytest.fixture
def stop():
    return Stop()


def test_check_says_nothing_until_stopping_was_asked_for(stop):
    stop.check()
    assert not stop.is_asked


def test_check_raises_at_every_step_once_stopping_was_asked_for(stop):
    stop.ask()
    assert stop.is_asked
    for _step in range(2):
        with pytest.raises(Cancelled):
            stop.check()


def test_asking_makes_the_registered_calls(stop):
    calls = []
    with stop.interrupts(lambda: calls.append("outer")), stop.interrupts(lambda: calls.append(1)):
        stop.ask()
    assert sorted(map(str, calls)) == ["1", "outer"]


def test_asking_twice_makes_a_call_once(stop):
    calls = []
    with stop.interrupts(lambda: calls.append(1)):
        stop.ask()
        stop.ask()
    assert calls == [1]


def test_a_call_registered_after_the_asking_is_made_at_once(stop):
    calls = []
    stop.ask()
    with stop.interrupts(lambda: calls.append(1)):
        assert calls == [1]


def test_a_call_is_not_made_after_its_block(stop):
    calls = []
    with stop.interrupts(lambda: calls.append(1)):
        pass
    stop.ask()
    assert calls == []


def test_a_block_that_fails_unregisters_its_call(stop):
    calls = []
    with pytest.raises(LookupError), stop.interrupts(lambda: calls.append(1)):
        raise LookupError
    stop.ask()
    assert calls == []


def test_another_thread_ends_a_blocking_call(stop):
    woken = threading.Event()
    asker = threading.Thread(target=stop.ask)
    with stop.interrupts(woken.set):
        asker.start()
        assert woken.wait(5)
    asker.join()


def test_a_call_that_unregisters_another_one_does_not_block_the_asker(stop):
    """The lock is free while the calls are made."""
    asker = threading.Thread(target=stop.ask, daemon=True)

    def touch():
        with stop.interrupts(lambda: None):
            pass

    with stop.interrupts(touch):
        asker.start()
        asker.join(5)
        assert not asker.is_alive()


def test_however_the_threads_race_every_call_is_made_exactly_once():
    for _round in range(200):
        stop, calls, start = Stop(), [], threading.Barrier(2)
        is_over = threading.Event()

        def work(stop=stop, calls=calls, start=start, is_over=is_over):
            start.wait()
            with stop.interrupts(lambda: calls.append(1)):
                is_over.wait(5)

        worker = threading.Thread(target=work)
        worker.start()
        start.wait()
        stop.ask()
        is_over.set()
        worker.join()
        assert calls == [1]
