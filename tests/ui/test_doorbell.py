"""Two programs on one data folder: the second one reaches the first."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import doorbell_program
import pytest
from driving import until
from PySide6.QtCore import QDir
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from cn_desktop.ui import doorbell
from cn_desktop.ui.doorbell import MOST_CALLERS, RAISED, RING, Doorbell, name_for, ring

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="a pipe there is no file")
PROGRAMS = 6


@pytest.fixture
def first(qapp, tmp_path):
    """The first program's bell, which counts how often it was rung."""
    first = Doorbell(tmp_path)
    first.rings = []
    first.rung.connect(lambda: first.rings.append(1))
    assert first.listen()
    yield first
    first.close()
    first.deleteLater()


@pytest.fixture
def impatient(monkeypatch):
    """Who is not answered gives up sooner; the longest wait of a test, not a measure."""
    monkeypatch.setattr(doorbell, "ANSWER_SECONDS", 0.3)


@contextmanager
def program(folder):
    """Another program, ready to ask for the lock; killed in the end."""
    with subprocess.Popen(
        [sys.executable, doorbell_program.__file__, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    ) as child:
        try:
            yield child
        finally:
            child.kill()
            QLocalServer.removeServer(name_for(folder))


def told(child):
    return child.stdout.readline().strip()


def start(child):
    child.stdin.write("start\n")
    child.stdin.flush()


@contextmanager
def listening(folder):
    with program(folder) as child:
        start(child)
        assert [told(child), told(child)] == ["ready", "listens"]
        yield child


@contextmanager
def killed(folder):
    """What a program leaves that was killed while it listened."""
    with listening(folder) as child:
        child.kill()
        child.wait()
        yield


def is_left(name):
    return Path(QDir.tempPath(), name).is_socket()


def race(folder, number):
    """What these many programs tell that ask for the lock at the same moment."""
    with ExitStack() as stack:
        children = [stack.enter_context(program(folder)) for _ in range(number)]
        assert {told(child) for child in children} == {"ready"}
        for child in children:
            start(child)
        return Counter(map(told, children))


def call(folder):
    """A caller that has not said anything yet."""
    caller = QLocalSocket()
    caller.connectToServer(name_for(folder))
    return caller


def is_gone(caller):
    return caller.state() is QLocalSocket.LocalSocketState.UnconnectedState


# Ringing


async def test_a_ring_is_heard_and_answered(first, tmp_path):
    assert await ring(tmp_path)
    assert first.rings == [1]


async def test_each_ring_is_heard(first, tmp_path):
    assert [await ring(tmp_path) for _ in range(3)] == [True] * 3
    assert len(first.rings) == 3


async def test_nobody_answers_where_nobody_listens(qapp, tmp_path, impatient):
    assert not await ring(tmp_path)


async def test_a_first_program_that_is_still_starting_is_waited_for(qapp, tmp_path):
    ringing = asyncio.ensure_future(ring(tmp_path))
    await asyncio.sleep(0)
    with closing(Doorbell(tmp_path)) as late:
        assert late.listen()
        assert await ringing


async def test_the_window_of_another_folder_stays_where_it_is(first, tmp_path, impatient):
    assert not await ring(tmp_path / "other")
    assert first.rings == []


async def test_once_closed_it_answers_no_more_and_another_may_listen(first, tmp_path, impatient):
    first.close()
    assert not await ring(tmp_path)
    with closing(Doorbell(tmp_path)) as second:
        assert second.listen()
        assert await ring(tmp_path)
    assert first.rings == []


async def test_listening_twice_is_listening_once(first, tmp_path):
    assert first.listen()
    assert await ring(tmp_path)


async def test_an_answer_that_is_none_is_not_taken_for_one(qapp, tmp_path, impatient):
    with closing(QLocalServer()) as stranger:
        stranger.newConnection.connect(lambda: stranger.nextPendingConnection().write(b"whatever"))
        assert stranger.listen(name_for(tmp_path))
        assert not await ring(tmp_path)


# The name


def test_one_folder_has_one_name_however_it_is_reached(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a").mkdir()
    assert name_for(Path("a")) == name_for(tmp_path / "a") == name_for(tmp_path / "b" / ".." / "a")


@POSIX
def test_a_link_to_the_folder_leads_to_the_same_bell(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert name_for(tmp_path / "a") == name_for(tmp_path / "b")


def test_another_user_has_another_name(tmp_path, monkeypatch):
    ours = name_for(tmp_path)
    monkeypatch.setattr(doorbell, "_user", lambda: "another")
    assert name_for(tmp_path) != ours


@pytest.mark.parametrize("folder", ["Ada Example", "x" * 200, "Ünï\udcff", "a\nb"])
def test_the_name_is_short_and_says_nothing_of_the_folder(folder):
    name = name_for(Path("/home/ada", folder))
    assert name.isascii()
    assert len(name) == 31
    assert set(name.removeprefix("cn-desktop-")) <= set("0123456789abcdef")


@POSIX
def test_nobody_else_may_ring(first):
    assert not Path(first._server.fullServerName()).stat().st_mode & 0o077


# Callers that want something else


@pytest.mark.parametrize(
    "said",
    {
        "nothing": b"",
        "too little": RING[:-1],
        "zeros": bytes(len(RING)),
        "not text": b"\xff\xfe" * 20,
        "the ring too late": b"?" + RING,
        "a request of the web": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "more than anybody would read": b"x" * 4_000_000,
    }.items(),
    ids=lambda item: item[0],
)
async def test_what_is_no_ring_is_dropped_and_the_next_ring_is_heard(
    first, tmp_path, said, monkeypatch
):
    monkeypatch.setattr(doorbell, "PATIENCE_MS", 50)
    caller = call(tmp_path)
    caller.write(said[1])
    await until(lambda: is_gone(caller))
    assert first.rings == []
    assert first._callers == []
    assert await ring(tmp_path)


async def test_no_more_than_a_few_bytes_of_a_caller_are_ever_held(first, tmp_path):
    caller = call(tmp_path)
    caller.write(RING + b"x" * 4_000_000)
    await until(lambda: first.rings)
    await until(lambda: caller.bytesAvailable() == len(RAISED))
    assert first._callers[0].bytesAvailable() <= len(RING)
    caller.abort()


async def test_a_ring_may_come_in_pieces(first, tmp_path):
    caller = call(tmp_path)
    for at in range(len(RING)):
        caller.write(RING[at : at + 1])
        caller.flush()
        await asyncio.sleep(0)
    await until(lambda: caller.bytesAvailable() == len(RAISED))
    assert first.rings == [1]
    caller.abort()


async def test_a_caller_that_rings_on_and_on_is_heard_once(first, tmp_path):
    caller = call(tmp_path)
    caller.write(RING * 1000)
    await until(lambda: caller.bytesAvailable() >= len(RAISED))
    assert await ring(tmp_path)
    assert len(first.rings) == 2
    caller.abort()


async def test_hundreds_of_silent_callers_do_not_keep_a_ring_out(first, tmp_path):
    callers = [call(tmp_path) for _ in range(300)]
    assert await ring(tmp_path)
    assert len(first._callers) <= MOST_CALLERS
    for caller in callers:
        caller.abort()
    await until(lambda: not first._callers)


async def test_nothing_of_a_caller_is_left_once_it_has_gone(first, tmp_path):
    for _ in range(20):
        assert await ring(tmp_path)
    await until(lambda: not first.findChildren(QLocalSocket))
    assert first._callers == []


async def test_closing_hangs_up_on_whoever_is_there(first, tmp_path):
    caller = call(tmp_path)
    await until(lambda: first._callers)
    first.close()
    await until(lambda: is_gone(caller))


# Real programs


@POSIX
async def test_a_killed_program_leaves_a_socket_that_answers_nobody(qapp, tmp_path, impatient):
    with killed(tmp_path):
        assert is_left(name_for(tmp_path))
        assert not await ring(tmp_path)


async def test_a_killed_programs_socket_is_replaced(qapp, tmp_path):
    with killed(tmp_path), closing(Doorbell(tmp_path)) as next_one:
        assert next_one.listen()
        assert await ring(tmp_path)


@POSIX
async def test_a_program_that_hangs_does_not_hang_the_one_that_rings(qapp, tmp_path, impatient):
    with listening(tmp_path) as child:
        child.send_signal(signal.SIGSTOP)
        assert not await ring(tmp_path)


def test_of_programs_started_at_once_one_listens_and_all_others_reach_it(tmp_path):
    assert race(tmp_path, PROGRAMS) == {"listens": 1, "raised": PROGRAMS - 1}


def test_a_race_after_a_kill_has_one_winner_too(tmp_path):
    with killed(tmp_path):
        assert race(tmp_path, 3) == {"listens": 1, "raised": 2}
