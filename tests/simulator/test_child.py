"""The simulator as a child process: found when it starts, gone when it should be."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import urlencode, urlsplit

import pytest

from cn_desktop.base.errors import SimulatorFailed
from cn_desktop.simulator.child import AS_CHILD, SimulatorProcess, simulator_program

from .calling import eventually, exchange

FEW = ["--records", "3"]

PARENT = """
import sys
from cn_desktop.simulator.child import SimulatorProcess
process = SimulatorProcess(["--records", "3"])
process.start()
print(process.url, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def process():
    with SimulatorProcess(FEW) as running:
        yield running


def is_answering(url):
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname, parts.port), 5):
            return True
    except ConnectionError:  # refused, or reset by a listener about to close
        return False


def test_it_tells_where_it_is_and_how_to_log_in(process):
    login = {"action": "get", "username": process.username, "password": process.key}
    answer = exchange(process.url, "GET", f"/token.php?{urlencode(login)}")
    assert answer.said["success"] is True


def test_it_can_be_told_what_goes_wrong():
    with SimulatorProcess([*FEW, "--fault", "says-error:token/get:2"]) as running:
        login = {"action": "get", "username": running.username, "password": running.key}
        answers = [
            exchange(running.url, "GET", f"/token.php?{urlencode(login)}").said for _ in range(3)
        ]
    assert [answer["success"] for answer in answers] == [True, False, True]


def test_it_can_be_told_what_it_refuses():
    with SimulatorProcess([*FEW, "--refuse", "agents", "--refuse", "picklist"]) as running:
        assert is_answering(running.url)


def test_its_command_line_holds_no_key(process):
    assert process.key
    assert process.key not in " ".join(process._command)


def test_stop_ends_it(process):
    url = process.url
    process.stop()
    assert (process.is_running, is_answering(url)) == (False, False)


def test_it_can_be_stopped_twice_and_before_it_started():
    process = SimulatorProcess(FEW)
    process.stop()
    process.start()
    process.stop()
    process.stop()


def test_it_can_be_started_again(process):
    process.stop()
    process.start()
    assert is_answering(process.url)


def test_it_ends_when_its_standard_input_closes(process):
    process._child.stdin.close()
    assert process._child.wait(10) == 0


def test_it_ends_when_its_parent_was_killed():
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        url = parent.stdout.readline().decode().strip()
        assert is_answering(url)
        parent.kill()
    assert eventually(lambda: not is_answering(url))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without a word")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_good_order(process, number):
    os.kill(process.pid, number)
    assert process._child.wait(10) == 0


def test_a_child_that_ends_before_it_answers_is_a_failure_in_its_own_words(tmp_path):
    with pytest.raises(SimulatorFailed) as failed:
        SimulatorProcess(["--csv", str(tmp_path / "none.csv")]).start()
    assert failed.value.words.startswith("The list ")


def test_a_program_that_is_not_there_is_a_failure(tmp_path):
    with pytest.raises(SimulatorFailed):
        SimulatorProcess(program=[str(tmp_path / "none")]).start()


@pytest.mark.parametrize("said", ["", "hello", "[]", "5", '{"url": "http://127.0.0.1:1/"}'])
def test_a_child_that_says_something_else_is_a_failure(said):
    program = [sys.executable, "-c", f"print({said!r}); import sys; sys.stdin.read()"]
    with pytest.raises(SimulatorFailed):
        SimulatorProcess(program=program).start()


def test_a_child_that_says_nothing_is_a_failure_after_the_time_limit():
    program = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with pytest.raises(SimulatorFailed):
        SimulatorProcess(program=program, time_limit=0.2).start()


@pytest.mark.skipif(sys.platform == "win32", reason="nothing can ignore its end on Windows")
def test_a_child_that_ignores_its_end_is_ended_by_force():
    stubborn = (
        "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        'print(\'{"url": "", "username": "", "key": ""}\', flush=True);'
        "signal.pause()"
    )
    process = SimulatorProcess(program=[sys.executable, "-c", stubborn])
    process.start()
    child = process._child
    process.stop()
    assert child.returncode == -signal.SIGKILL


def test_in_a_bundle_it_is_the_bundle_s_own_program():
    assert simulator_program(is_frozen=True) == (sys.executable, AS_CHILD)


def test_the_program_itself_can_be_the_simulator():
    program = [sys.executable, "-m", "cn_desktop", AS_CHILD]
    with SimulatorProcess(FEW, program=program) as running:
        assert is_answering(running.url)


def test_starting_it_again_ends_the_first(process):
    first = process.url
    process.start()
    assert (is_answering(first), is_answering(process.url)) == (False, True)


def test_it_ends_with_its_starter_even_while_it_fills_its_database():
    process = SimulatorProcess(["--records", "3000000"], time_limit=60)
    starting = threading.Thread(target=lambda: suppressed(process.start))
    starting.start()
    while process.pid is None:
        time.sleep(0.01)
    process.stop()
    starting.join(20)
    assert not starting.is_alive()
    assert not process.is_running


def suppressed(start):
    with contextlib.suppress(SimulatorFailed):
        start()
