"""Whatever goes wrong where nobody looked: the program lives, says so, and keeps what it may."""

import sys
import threading

import pytest
from driving import connected, keys, opened, options_for, running, until
from PySide6.QtCore import qInstallMessageHandler, qWarning
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPlainTextEdit, QPushButton

from cn_desktop.simulator.faults import Fault
from cn_desktop.ui.notices import UNEXPECTED
from cn_desktop.ui.process import catch_the_rest


@pytest.fixture
def hooks():
    """What the process had before comes back."""
    before = sys.excepthook, threading.excepthook
    yield
    sys.excepthook, threading.excepthook = before
    qInstallMessageHandler(None)


def fail(*_anything):
    raise KeyError("07700 900123")


async def _failing():
    fail()


async def broken_thread(_program):
    thread = threading.Thread(target=fail)
    thread.start()
    await until(lambda: not thread.is_alive())


async def broken_job(program):
    program.background.start(_failing())


@pytest.mark.parametrize("breaking", [broken_thread, broken_job])
@pytest.mark.usefixtures("hooks")
async def test_the_person_is_told_and_the_program_goes_on(simulator, tmp_path, breaking):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        catch_the_rest(program.report, program.end)
        await breaking(program)
        await until(lambda: program.window.notices.notice == UNEXPECTED)
        await opened(program, "100")
        assert len(keys(program)) == 60


@pytest.mark.usefixtures("hooks")
async def test_the_hooks_of_slots_and_of_qt_report_and_write_no_text(simulator, tmp_path, caplog):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        catch_the_rest(program.report, program.end)
        try:
            fail()
        except KeyError as error:
            sys.excepthook(KeyError, error, error.__traceback__)
        assert program.window.notices.notice == UNEXPECTED
        qWarning("QLabel: bad (Ada Example)")
    assert "900123" not in caplog.text
    assert "Ada" not in caplog.text


async def test_an_answer_that_can_t_be_read_can_be_looked_at(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        simulator.faults.add(Fault("html", "ecnow_data/read"))
        await opened(program, "100")
        notice = program.window.notices.notice
        assert "web page" in notice.title
        assert "<html" in notice.details.casefold()
        program.window.notices.findChild(QPushButton, "noticeDetails").click()
        view = program.window.findChild(QPlainTextEdit)
        assert view.isReadOnly()
        assert view.toPlainText().casefold().startswith("<!doctype html")
        view.window().close()
        await opened(program, "100")
        assert program.window.notices.notice is None


async def test_the_log_folder_is_opened_or_named(simulator, tmp_path, monkeypatch):
    opened_urls = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(opened_urls.append(url)))
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        program.window.actions_by_name["actionLogFolder"].trigger()
        assert opened_urls[0].toLocalFile() == str(tmp_path / "logs")
        assert program.window.notices.notice.advice == str(tmp_path / "logs")


async def test_a_message_without_a_space_does_not_widen_the_window(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        before = program.window.minimumSizeHint().width()
        simulator.faults.add(Fault("says-error", "ecnow_data/read", value="x" * 5000))
        await opened(program, "100")
        assert program.window.minimumSizeHint().width() <= before + 200
