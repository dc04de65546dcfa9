"""The virtual environment: made once, known again, repaired, or a sentence on why it can't be."""

import errno
import os
import shutil
import socket
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from dev_setup import environment as setting_up
from dev_setup.environment import Environment, Found, Stamp
from dev_setup.words import SENTENCES, Stopped

PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
WANTED = Stamp(setting_up.FORMAT, "/here", "3.11.7", "abc", "test")
FINISHED = Found(exists=True, is_unfinished=False, python="3.11.7", stamp=WANTED)


def test_a_second_start_installs_nothing(environment):
    setting_up.make_ready(environment, "")
    first = environment.log.read_bytes()
    setting_up.make_ready(environment, "")
    assert environment.log.read_bytes() == first


def test_the_project_is_installed_in_the_environment(environment):
    setting_up.make_ready(environment, "test")
    asked = subprocess.run(
        [str(environment.python), "-c", "import cn_desktop; print(cn_desktop.__file__)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=environment.folder,
    )
    assert asked.stdout.strip() == str(environment.root / "cn_desktop.py")


def test_a_person_whose_pip_installs_for_the_user_gets_an_environment_too(environment, monkeypatch):
    monkeypatch.setenv("PIP_USER", "1")
    setting_up.make_ready(environment, "")
    assert environment.stamp.exists()


def test_a_larger_set_is_kept_when_a_smaller_one_is_asked_for(environment):
    setting_up.make_ready(environment, "dev")
    first = environment.log.read_bytes()
    setting_up.make_ready(environment, "test")
    assert environment.log.read_bytes() == first


def test_a_changed_project_is_installed_again_with_all_its_extras(environment):
    setting_up.make_ready(environment, "dev")
    with (environment.root / "pyproject.toml").open("a") as file:
        file.write("# changed\n")
    setting_up.make_ready(environment, "")
    assert environment.log.read_text().count("--editable .[dev]") == 2
    assert setting_up.read_stamp(environment.stamp).extra == "dev"


def test_the_extras_hold_one_another_as_in_pyproject():
    extras = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    assert {"", *extras} == set(setting_up.EXTRAS)
    assert "cn-desktop[test]" in extras["dev"]


def test_the_larger_of_two_extras_holds_both():
    assert setting_up.larger_extra("test", replace(WANTED, extra="dev")) == "dev"
    assert setting_up.larger_extra("test", replace(WANTED, extra="")) == "test"


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (FINISHED, ""),
        (replace(FINISHED, exists=False, python="", stamp=None), ""),
        (replace(FINISHED, stamp=None), ""),
        (replace(FINISHED, is_unfinished=True), "did not come to its end"),
        (replace(FINISHED, python=""), "no Python runs in it"),
        (replace(FINISHED, python="3.12.1"), "made by Python 3.12.1 and this is 3.11.7"),
        (replace(FINISHED, stamp=replace(WANTED, root="/there")), "made in /there"),
    ],
)
def test_only_what_cannot_be_built_upon_is_made_anew(found, reason):
    assert reason in setting_up.reason_to_remake(found, WANTED)
    assert bool(setting_up.reason_to_remake(found, WANTED)) == bool(reason)


def test_an_environment_made_by_hand_is_kept(environment):
    make_by_hand(environment)
    mark = environment.folder / "of-the-person"
    mark.touch()
    setting_up.make_ready(environment, "")
    assert mark.exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda environment: environment.unfinished.touch(),
        lambda environment: environment.python.unlink(),
        lambda environment: (environment.folder / "pyvenv.cfg").unlink(),
        lambda environment: shutil.rmtree(environment.python.parent),
    ],
    ids=["cut off", "no interpreter", "no pyvenv.cfg", "no programs"],
)
def test_a_broken_environment_is_seen(environment, damage):
    make_by_hand(environment)
    damage(environment)
    found = setting_up.look_at(environment)
    assert setting_up.reason_to_remake(found, setting_up.wanted_stamp(environment.root, ""))


def test_a_broken_environment_is_made_anew(environment, capsys):
    make_by_hand(environment)
    mark = environment.folder / "of-the-broken-one"
    mark.touch()
    environment.python.unlink()
    setting_up.make_ready(environment, "")
    assert "anew: no Python runs in it." in capsys.readouterr().out
    assert not mark.exists()
    assert setting_up.running_python(environment.python) == setting_up.THIS_PYTHON


def test_an_environment_that_moved_with_its_project_is_seen(environment):
    make_by_hand(environment)
    setting_up.write_stamp(environment, setting_up.wanted_stamp(environment.root, ""))
    moved = Environment(environment.root.with_name("moved"), environment.base)
    environment.root.rename(moved.root)
    wanted = setting_up.wanted_stamp(moved.root, "")
    reason = setting_up.reason_to_remake(setting_up.look_at(moved), wanted)
    assert reason == f"it was made in {environment.root}"


def test_a_file_in_the_place_of_the_environment_gives_way(environment):
    environment.folder.write_text("")
    setting_up.make_ready(environment, "")
    assert environment.stamp.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}', '{"format": 0, "extra": "x"}'])
def test_a_stamp_that_cannot_be_read_is_no_stamp(tmp_path, text):
    (tmp_path / "stamp").write_text(text)
    assert setting_up.read_stamp(tmp_path / "stamp") is None


def test_a_stamp_of_another_format_is_no_stamp(environment):
    environment.folder.mkdir()
    setting_up.write_stamp(environment, replace(WANTED, format=setting_up.FORMAT + 1))
    assert setting_up.read_stamp(environment.stamp) is None


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for Python is a shell script")
class TestWithoutPip:
    """The Python that makes the environment has no pip, or one without --python."""

    @pytest.fixture
    def base(self, tmp_path):
        script = tmp_path / "python"
        script.write_text(
            f'#!/bin/sh\n[ "$2" = pip ] && echo "pip 22.2.1 from here" && exit\n'
            f'exec "{setting_up.base_python()}" "$@"\n'
        )
        script.chmod(0o755)
        return str(script)

    @pytest.mark.skipif(
        setting_up.importlib.util.find_spec("ensurepip") is None,
        reason="this Python has no ensurepip",
    )
    def test_ensurepip_brings_one_into_the_environment(self, environment, base):
        setting_up.make_ready(replace(environment, base=base), "")
        assert f"$ {environment.python} -m pip install" in environment.log.read_text()
        assert environment.stamp.exists()

    @pytest.mark.usefixtures("no_apt")
    def test_a_sentence_says_how_to_get_pip_where_there_is_no_ensurepip_either(
        self, environment, base, monkeypatch
    ):
        monkeypatch.setitem(sys.modules, "ensurepip", None)
        with pytest.raises(
            Stopped, match=r"has no pip 22\.3 or newer.*apt-get install.* python3-pip"
        ):
            setting_up.make_ready(replace(environment, base=base), "")


OS_ERROR = "ERROR: Could not install packages due to an OSError: "
RETRYING = "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by "
NOT_FOUND = "\nERROR: No matching distribution found for qasync"
PIP_SAID = [
    ("disk_full", OS_ERROR + "[Errno 28] No space left on device"),
    ("disk_full", "OSError: [WinError 112] There is not enough space on the disk"),
    ("disk_full", "FileNotFoundError: [Errno 2] No usable temporary directory found in ['/tmp']"),
    ("not_writable", OS_ERROR + "[Errno 13] Permission denied: '/p/.venv/bin'"),
    ("not_writable", "Error: [Errno 30] Read-only file system: '/p/.venv'"),
    (
        "index_unreachable",
        RETRYING + "'NewConnectionError('<HTTPSConnection object>: Failed to establish a new "
        "connection: [Errno -3] Temporary failure in name resolution')'" + NOT_FOUND,
    ),
    ("index_unreachable", RETRYING + "'[Errno 111] Connection refused'" + NOT_FOUND),
    ("index_unreachable", "ReadTimeoutError: HTTPSConnectionPool(): Read timed out."),
    ("index_unreachable", "OSError: [Errno 101] Network is unreachable"),
    ("index_unreachable", "ERROR: 503 Server Error: Service Unavailable for url: x"),
    ("index_refused", "ERROR: 403 Client Error: Forbidden for url: https://index.example/x"),
    ("index_refused", "User for index.example: EOFError: EOF when reading a line"),
    ("proxy", RETRYING + "'ProxyError('Cannot connect to proxy.', timed out)'" + NOT_FOUND),
    (
        "certificate",
        "There was a problem confirming the ssl certificate: SSLError(SSLCertVerificationError(1, "
        "'[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate')) - skipping" + NOT_FOUND,
    ),
    ("version_not_found", "ERROR: No matching distribution found for PySide6-Essentials<6.12"),
    ("pip_failed", "ERROR: Failed building editable for cn-desktop"),
    ("pip_failed", ""),
]


@pytest.mark.parametrize(("why", "said"), PIP_SAID)
def test_what_pip_says_becomes_one_sentence(environment, why, said):
    stopped = setting_up.explain(said, environment, otherwise="pip_failed")
    assert stopped.why == why
    assert "\n" not in str(stopped)


def test_the_sentence_names_the_package_that_was_not_found(environment):
    said = "ERROR: No matching distribution found for PySide6-Essentials<6.12,>=6.8.3"
    stopped = setting_up.explain(said, environment, otherwise="pip_failed")
    assert "no fitting version of PySide6-Essentials;" in str(stopped)


def test_every_sentence_says_what_to_do_and_ends_there():
    for sentence in SENTENCES.values():
        assert "; " in sentence or "put that right" in sentence
        assert sentence.endswith((".", "{line}"))


def test_an_index_that_does_not_answer_is_told_in_a_sentence(run_dev, environment):
    needs(environment, "not-there-at-all")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        index = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        ran = run_dev("demo", **lonely_pip(PIP_INDEX_URL=index))
    assert ran.stderr.startswith("pip can't reach its package index;")
    assert_one_sentence(ran)


def test_an_index_without_the_package_is_told_in_a_sentence(run_dev, environment):
    needs(environment, "not-there-at-all")
    ran = run_dev("demo", **lonely_pip(PIP_NO_INDEX="1"))
    assert ran.stderr.startswith("pip found no fitting version of not-there-at-all;")
    assert_one_sentence(ran)


def test_after_pip_refused_the_environment_is_built_upon(run_dev, environment):
    needs(environment, "not-there-at-all")
    run_dev("demo", **lonely_pip(PIP_NO_INDEX="1"))
    (environment.root / "requires.txt").write_text("")
    ran = run_dev("demo")
    assert "anew" not in ran.stdout
    assert ran.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="sends Ctrl+C as a Unix terminal does")
def test_ctrl_c_ends_in_a_sentence_and_the_next_start_begins_anew(run_dev, environment):
    (environment.root / "press-ctrl-c").touch()
    ran = run_dev("demo")
    assert (ran.returncode, ran.stderr) == (130, SENTENCES["interrupted"] + "\n")
    assert "an earlier set-up did not come to its end" in run_dev("demo").stdout


def test_a_full_disk_is_told_in_a_sentence(environment_on_disk, run_on_disk):
    fill_up(environment_on_disk.root)
    ran = run_on_disk("demo")
    assert ran.stderr.startswith("The disk is full;")
    assert_one_sentence(ran)


def test_a_disk_that_is_full_for_pip_only_is_told_in_a_sentence(environment_on_disk, run_on_disk):
    make_by_hand(environment_on_disk)
    fill_up(environment_on_disk.root)
    ran = run_on_disk("demo")
    assert ran.stderr.startswith("The disk is full;")
    assert_one_sentence(ran)


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(
    environment_on_disk, run_on_disk, make_read_only
):
    make_read_only(environment_on_disk.root.parent)
    ran = run_on_disk("demo")
    assert ran.stderr.startswith(f"{environment_on_disk.folder} can't be written;")
    assert_one_sentence(ran)


def make_by_hand(environment):
    command = [environment.base, "-m", "venv", "--without-pip", str(environment.folder)]
    subprocess.run(command, check=True)


def needs(environment, package):
    (environment.root / "requires.txt").write_text(f"Requires-Dist: {package}\n")


def lonely_pip(**variables):
    """Return variables with which pip knows no index but the one given, and tries it twice."""
    ours = {name: "" for name in os.environ if name.startswith("PIP_")}
    alone = {"PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "1", "NO_PROXY": "127.0.0.1"}
    return {**ours, **alone, **variables}


def fill_up(disk):
    """Write until not another byte fits."""
    with (disk / "filler").open("wb", buffering=0) as file:
        while file_grows(file):
            pass


def file_grows(file):
    try:
        return file.write(bytes(4096)) > 0
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return False


def assert_one_sentence(ran):
    assert ran.returncode == 1
    assert ran.stderr.count("\n") == 1
