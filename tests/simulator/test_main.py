"""The command line: one sentence and status 2 for every bad argument."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from cn_desktop.simulator.__main__ import main

COMMAND = [sys.executable, "-m", "cn_desktop.simulator"]


@pytest.fixture
def busy_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def sentence_of(capsys, *argv):
    """What standard error says, having checked that it is one line and the status is 2."""
    assert main([str(word) for word in argv]) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert printed.err.endswith(".\n")
    return printed.err.strip()


@pytest.mark.parametrize(
    ("argv", "culprit"),
    [
        (["--records", "-1"], "--records"),
        (["--records", "many"], "--records"),
        (["--records", "--5"], "--records"),
        (["--records", "²"], "--records"),
        (["--port", "65536"], "--port"),
        (["--port", "http"], "--port"),
        (["--dataset", "0"], "--dataset"),
        (["--dataset", "spring"], "--dataset"),
        (["--latency-ms", "-5"], "--latency-ms"),
        (["--seed", "x"], "--seed"),
        (["--username", ""], "--username"),
        (["--key", ""], "--key"),
        (["--records"], "--records"),
        (["--colour"], "--colour"),
        (["--fault", "earthquake"], "there is no fault 'earthquake'; --fault list"),
        (["--fault", "html:nowhere"], "'nowhere' is no place"),
        (["--fault", "html:create:0"], "'0' is not a whole number"),
        (["--refuse", "everything"], "'everything' is no method"),
        (["--clock-skew", "soon"], "--clock-skew"),
        (["surplus"], "surplus"),
    ],
)
def test_a_bad_argument_is_named_in_one_sentence(capsys, argv, culprit):
    assert culprit in sentence_of(capsys, *argv)


def test_a_port_in_use_is_told(capsys, busy_port):
    assert f"Port {busy_port} " in sentence_of(capsys, "--port", busy_port)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "cannot be read"),
        (b"", "is empty"),
        (b"1,2\n3,4\n", "first line does not name every column"),
        (b"a,b,A\n", "names A twice"),
        (b"a\n\x81\n", "neither UTF-8 nor Windows-1252"),
        (b"a,b\n1,2,3\n", "row 2, the header being row 1, has more values"),
        (b"uid\nx\n", "'x' is not a uid"),
        (b"uid\n1\n1\n", "the uid 1 is in it twice"),
    ],
)
def test_a_list_that_cannot_be_served_is_told_with_the_reason(capsys, tmp_path, content, reason):
    path = tmp_path / "list.csv"
    if content is not None:
        path.write_bytes(content)
    sentence = sentence_of(capsys, "--csv", path)
    assert str(path) in sentence
    assert reason in sentence


def test_a_database_that_is_none_is_told(capsys, tmp_path):
    path = tmp_path / "account.db"
    path.write_text("text " * 1000)
    assert str(path) in sentence_of(capsys, "--db", path)


def test_a_database_in_a_folder_that_is_not_there_is_told(capsys, tmp_path):
    assert "cannot be used" in sentence_of(capsys, "--db", tmp_path / "none" / "account.db")


def test_the_database_of_another_program_is_told(capsys, tmp_path):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE letters (letter)")
    assert "another program" in sentence_of(capsys, "--db", path)


def test_the_faults_are_listed(capsys):
    assert main(["--port", "0", "--fault", "list"]) == 0
    printed = capsys.readouterr()
    assert "\nstatus-503 " in printed.out
    assert printed.err == ""


def test_the_arguments_reach_the_simulator():
    argv = ["--username", "ann", "--key", "a key", "--until-stdin-closes"]
    with subprocess.Popen(
        [*COMMAND, *argv], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        told = json.loads(child.stdout.readline())
        _rest, errors = child.communicate(timeout=20)
    assert (told["username"], told["key"], errors) == ("ann", "a key", b"")
    assert child.returncode == 0


def test_whoever_starts_it_and_is_gone_at_once_gets_no_simulator():
    argv = ["--records", "1000000", "--until-stdin-closes"]
    ran = subprocess.run([*COMMAND, *argv], input=b"", capture_output=True, check=False, timeout=60)
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, b"", b"")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of our own")
def test_on_a_terminal_it_speaks_to_a_person():
    ours, theirs = os.openpty()
    argv = ["--records", "1", "--key", "a key"]
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        with subprocess.Popen([*COMMAND, *argv], stdin=subprocess.DEVNULL, stdout=theirs) as child:
            os.close(theirs)
            said = b""
            while b"Ctrl+C" not in said:
                said += terminal.read(1024)
            child.send_signal(signal.SIGINT)
        assert child.returncode == 0
    assert b"http://127.0.0.1:" in said
    assert b"Key: a key" in said
