import os
import subprocess
import sys

import pytest

from cn_desktop import cli


def started(*arguments, **environment):
    changed = {**os.environ, **environment}
    return subprocess.run(
        [sys.executable, "-m", "cn_desktop", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env={name: value for name, value in changed.items() if value is not None},
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--records", "5"], "--records goes with --demo"),
        (["--csv", "list.csv"], "--csv goes with --demo"),
        (["--uid", "5"], "--uid needs --dataset"),
        (["--demo", "--base-url", "http://127.0.0.1/"], "Choose one of"),
        (["--demo", "--simulator"], "--simulator comes first"),
    ],
)
def test_arguments_that_do_not_fit_get_one_sentence(arguments, words, capsys):
    assert cli.main(arguments) == cli.BAD_USE
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


WAITING = """
import threading
from cn_desktop import cli

def main():
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    print("said", end="")
    return 7

cli.main = main
cli.run()
"""


def test_a_thread_that_still_waits_neither_holds_up_the_end_nor_changes_it():
    ended = subprocess.run(
        [sys.executable, "-c", WAITING], capture_output=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (7, b"said", b"")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has no display")
def test_no_display_gets_one_sentence():
    ended = started("--demo", DISPLAY=None, WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None)
    assert ended.returncode == cli.BAD_USE
    assert "there is no display" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_offscreen_shot_needs_no_display(tmp_path):
    picture = tmp_path / "picture.png"
    words = ["--demo", "--records", "9", "--offscreen-shot", str(picture), "--data-dir"]
    none = {"DISPLAY": None, "WAYLAND_DISPLAY": None, "QT_QPA_PLATFORM": None}
    ended = started(*words, str(tmp_path / "data"), **none)
    assert ended.returncode == 0, ended.stderr
    assert picture.stat().st_size > 0


def test_a_folder_that_cannot_be_written_gets_one_sentence(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    ended = started("--demo", "--data-dir", str(file / "below"))
    assert ended.returncode == cli.BAD_USE
    assert "choose --data-dir" in ended.stderr


@pytest.mark.parametrize(
    ("qt", "python", "is_refused"),
    [
        ("6.12.0", (3, 11), True),
        ("6.12.0", (3, 12), False),
        ("6.11.3", (3, 11), False),
    ],
)
def test_the_pair_that_crashes_is_refused(qt, python, is_refused):
    if is_refused:
        with pytest.raises(cli.Refusal):
            cli._check_qt_and_python(qt, python)
    else:
        cli._check_qt_and_python(qt, python)


def test_the_key_is_no_argument():
    assert "--key" not in started("--help").stdout
