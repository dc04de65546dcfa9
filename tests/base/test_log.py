"""The log holds events; nothing that must not be written reaches its file."""

import logging
import re
import stat
import sys

import pytest

from cn_desktop.base.log import LOGGER, LOUD_LIBRARIES, MEGABYTE, log_unexpected, start_log

TOKEN = "0123456789abcdef0123456789ABCDEF01234567"


@pytest.fixture
def log(tmp_path):
    """A started log; everything global is put back."""
    names = ("cn_desktop", *LOUD_LIBRARIES)
    before = [(logging.getLogger(name), vars(logging.getLogger(name)).copy()) for name in names]
    LOGGER.handlers = []
    file = start_log(tmp_path / "logs", logging.DEBUG)
    yield file
    for handler in LOGGER.handlers:
        handler.close()
    for logger, state in before:
        logger.handlers = state["handlers"]
        logger.propagate = state["propagate"]
        logger.setLevel(state["level"])


@pytest.fixture
def root_lines():
    """What reaches a handler of the root logger, which lets everything through."""
    lines = []
    listener = logging.Handler()
    listener.emit = lambda record: lines.append(record.getMessage())
    root = logging.getLogger()
    level = root.level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(listener)
    root.setLevel(level)


def written(file):
    for handler in LOGGER.handlers:
        handler.flush()
    return file.read_text(encoding="utf-8")


MASKED = {
    "address": ("GET https://example.test/x?token=abc went wrong", "example.test"),
    "plain address": ("see http://user:pass@127.0.0.1:8106/", "pass"),
    "shouted address": ("see HTTPS://EXAMPLE.TEST/?password=abc", "EXAMPLE"),
    "token": (f"token {TOKEN}, refused", TOKEN),
    "token in a query": (f"token={TOKEN}&format=json", TOKEN),
    "path": ('"GET /token.php?action=get&username=joe&password=k HTTP/1.1" 200', "joe"),
    "path below a folder": ("/api/database.php?dataset=100&token=short failed", "short"),
    "path without a slash": ("asked database.php?token=short", "short"),
}


@pytest.mark.parametrize(("line", "hidden"), MASKED.values(), ids=MASKED.keys())
def test_what_must_not_be_written_is_masked(log, line, hidden):
    LOGGER.info(line)
    text = written(log)
    assert hidden not in text
    assert "•••" in text


@pytest.mark.parametrize(("line", "hidden"), MASKED.values(), ids=MASKED.keys())
def test_it_is_masked_in_arguments_too(log, line, hidden):
    LOGGER.warning("it said %s", line)
    assert hidden not in written(log)


@pytest.mark.parametrize(("line", "hidden"), MASKED.values(), ids=MASKED.keys())
def test_it_is_masked_in_a_traceback(log, line, hidden):
    try:
        raise ValueError(line)
    except ValueError:
        LOGGER.exception("failed")
    text = written(log)
    assert "Traceback" in text
    # The source line in the traceback names the variable, never its text.
    assert hidden not in text


def test_the_rest_of_a_masked_line_stays(log):
    LOGGER.info("before %s after", TOKEN)
    assert written(log).rstrip().endswith("INFO cn_desktop before ••• after")


@pytest.mark.parametrize("text", ["a" * 41, "0123456789", "100 records in 0.2 s"])
def test_what_is_no_secret_stays(log, text):
    LOGGER.info(text)
    assert text in written(log)


def test_events_below_the_level_are_not_written(tmp_path, log):
    LOGGER.setLevel(logging.INFO)
    LOGGER.debug("too small")
    LOGGER.info("large enough")
    assert "too small" not in written(log)
    assert "large enough" in written(log)


def test_a_part_of_the_program_writes_under_its_own_name(log):
    logging.getLogger("cn_desktop.work").info("an event")
    assert re.search(r"INFO cn_desktop\.work an event$", written(log), re.MULTILINE)


@pytest.mark.parametrize("library", [*LOUD_LIBRARIES, "urllib3.connectionpool"])
def test_a_library_at_debug_reaches_no_handler(log, root_lines, library):
    logging.getLogger(library).debug("GET /database.php?token=%s", TOKEN)
    logging.getLogger(library).error("failed: %s", TOKEN)
    assert root_lines == []
    assert written(log) == ""


def test_the_program_s_events_go_to_the_file_alone(log, root_lines):
    LOGGER.info("an event")
    assert "an event" in written(log)
    assert root_lines == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_the_folder_is_the_user_s_own(log):
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


def test_a_full_file_gives_way_to_a_new_one(log):
    LOGGER.info("the first event")
    for _line in range(12):
        LOGGER.info("x" * (MEGABYTE // 10))
    names = sorted(file.name for file in log.parent.iterdir())
    assert names == ["cn-desktop.log", "cn-desktop.log.1"]
    assert log.stat().st_size <= MEGABYTE
    assert "the first event" in (log.parent / "cn-desktop.log.1").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_made_is_an_os_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match="file"):
        start_log(tmp_path / "file" / "logs")


def test_an_unexpected_error_is_logged_by_its_kind_and_place_only(log):

    try:
        {}["07700 900123 Ada"]
    except KeyError as error:
        log_unexpected(error)
    written = log.read_text(encoding="utf-8")
    assert "unexpected KeyError in test_log.py:" in written
    assert "Ada" not in written
    assert "Traceback" not in written
