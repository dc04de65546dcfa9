"""Closing asks about what is not saved, and never hangs."""

import socket
import time
from dataclasses import replace

from driving import CTRL, change, keys, opened, options_for, press, running, until
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

ENDS_SECONDS = 20.0
"""Ten times what closing may take: tells an end from a hang, and says nothing of speed."""


def question(program) -> QMessageBox | None:
    return program.window.findChild(QMessageBox, "leaveDialog")


async def asked(program) -> QMessageBox:
    press(program, Qt.Key.Key_Q, CTRL)
    await until(lambda: question(program))
    return question(program)


def click(box: QMessageBox, text: str):
    next(button for button in box.buttons() if button.text() == text).click()


async def edited(program):
    await opened(program, "101")
    key = keys(program)[0]
    await change(program, key, "title", "Dr")
    return key


async def test_with_nothing_pending_it_just_closes(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        press(program, Qt.Key.Key_Q, CTRL)
        await until(lambda: not program.window.isVisible())


async def test_staying_keeps_everything(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await edited(program)
        click(await asked(program), "Stay")
        await until(lambda: question(program) is None)
        assert program.window.isVisible()
        assert program.workspace.sheet.value(key, "title") == "Dr"


async def test_reverting_sends_nothing_and_quits(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await edited(program)
        click(await asked(program), "Revert and quit")
        await until(lambda: not program.window.isVisible())
        assert not simulator.applied


async def test_submitting_first_saves_then_quits(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await edited(program)
        click(await asked(program), "Submit and quit")
        await until(lambda: not program.window.isVisible())
        assert simulator.row("101", key)["title"] == "Dr"


async def test_submitting_first_stays_when_a_row_is_rejected(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await edited(program)
        await change(program, key, "postcode", "much too long for it")
        click(await asked(program), "Submit and quit")
        await until(lambda: program.window.notices.notice)
        assert program.window.isVisible()
        assert "1 rejected" in program.window.notices.notice.title


async def test_a_request_that_hangs_does_not_hold_up_the_end(simulator, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        options = replace(options_for(simulator, tmp_path), base_url=address)
        async with running(options) as program:
            await until(lambda: program.jobs.is_busy)
            began = time.monotonic()
            press(program, Qt.Key.Key_Q, CTRL)
            await until(lambda: not program.window.isVisible())
            assert time.monotonic() - began < ENDS_SECONDS


async def test_a_load_that_is_cancelled_leaves_the_table_as_it_was(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        press(program, Qt.Key.Key_F5)
        program.jobs.cancel()
        await until(lambda: not program.jobs.is_busy)
        assert len(keys(program)) == 60
