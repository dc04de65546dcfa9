"""What every test may count on: no display, loopback only, nothing left over."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_API"] = "pyside6"

import asyncio
import gc
import inspect
import socket
import threading

import keyring
import pytest
from hypothesis import HealthCheck, settings
from keyring.backends.fail import Keyring as NoKeychain

from cn_desktop.api import kept_lines, retry

settings.register_profile("ordinary", max_examples=40, deadline=None)
settings.register_profile(
    "slow", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("CN_DESKTOP_HYPOTHESIS", "ordinary"))

LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True, scope="session")
def _nobodys_keychain():
    """No test opens the keychain of whoever runs it."""
    keyring.set_keyring(NoKeychain())


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch):
    """No test reaches another machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


gc.disable()


@pytest.fixture(autouse=True)
def _collected_here():
    """No thread of a test takes apart Qt objects that an earlier test left to Python."""
    yield
    gc.collect(1)


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    """What is tried again is tried again at once, and no idle connection is kept for long."""
    monkeypatch.setattr(retry, "SHORTEST", 0.001)
    monkeypatch.setattr(kept_lines, "KEPT_SECONDS", 1.0)


@pytest.fixture(autouse=True)
def _no_threads_left():
    """Whatever a test started has ended when it is over."""
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive(), f"a thread is left over: {thread.name}"


TEST_SECONDS = 120


@pytest.fixture(scope="session")
def qapp():
    """The application as the program sets it up."""
    from cn_desktop.ui.process import make_application  # noqa: PLC0415  other rooms run without Qt

    return make_application()


@pytest.fixture
def event_loop(qapp):
    import qasync  # noqa: PLC0415  other rooms run without Qt

    loop = qasync.QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    yield loop
    left = asyncio.all_tasks(loop)
    loop.close()
    asyncio.set_event_loop(None)
    assert not left, "a task is left over"


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """An `async def` test runs on Qt's loop; one that hangs fails."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    test = pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names})
    loop = pyfuncitem.funcargs["event_loop"]
    loop.run_until_complete(asyncio.wait_for(test, TEST_SECONDS))
    return True


def pytest_collection_modifyitems(items):
    for item in items:
        if inspect.iscoroutinefunction(getattr(item, "obj", None)):
            item.fixturenames.append("event_loop")
