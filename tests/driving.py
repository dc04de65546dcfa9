"""Using the running program as a person would: keys in, what is on screen out."""

import asyncio
import time
from contextlib import asynccontextmanager

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from cn_desktop.base.paths import Folders
from cn_desktop.base.secret import Secret
from cn_desktop.records.fields import FieldName
from cn_desktop.ui.app import Program
from cn_desktop.ui.front import start
from cn_desktop.ui.options import Options
from cn_desktop.ui.process import make_application
from cn_desktop.ui.submit.gate_words import SEND_ALL
from cn_desktop.ui.submit.question import QuestionDialog
from cn_desktop.ui.table.paste_dialog import PasteDialog

PATIENCE = 60.0
CTRL = Qt.KeyboardModifier.ControlModifier


@asynccontextmanager
async def running(options: Options):
    """The whole program, ended without a question afterwards."""
    program = await start(options, make_application())
    task = asyncio.ensure_future(program.run())
    await asyncio.sleep(0)
    try:
        yield program
    finally:
        program.end()
        await task
        program.window.deleteLater()


def options_for(simulator, folder, **more) -> Options:
    """Connect to a simulator that runs in this process."""
    return Options(
        Folders(folder),
        base_url=simulator.base_url,
        username=simulator.username,
        key=Secret(simulator.key),
        **more,
    )


async def until(holds):
    """Wait until the window shows it; a wait without an end is a failure."""
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends, "it never came"
        await asyncio.sleep(0.005)


async def connected(program: Program):
    """Wait until the account's datasets are listed."""
    await until(lambda: program.window.picker.count() and not program.jobs.is_busy)


async def opened(program: Program, dataset: str):
    """Choose a dataset by typing its id into the picker."""
    await connected(program)
    program.window.activateWindow()
    await until(program.window.isActiveWindow)
    press(program, Qt.Key.Key_O, CTRL)
    type_text(program, dataset)
    press(program, Qt.Key.Key_Return)
    program.window.activateWindow()  # without a display nothing gives it back after a list
    await until(lambda: not program.jobs.is_busy and program.window.form.is_built)


async def open_beside(answer: str):
    """What a second window asks on the same folder, answered by the button of this text."""

    def question():
        boxes = [w for w in QApplication.topLevelWidgets() if w.objectName() == "secondDialog"]
        return next((box for box in boxes if box.isVisible()), None)

    await until(question)
    buttons = question().findChildren(QPushButton)
    next(button for button in buttons if button.text().replace("&", "") == answer).click()


async def change(program: Program, key, field: str, text: str):
    """Go to a cell and type over it, then Enter; for no text at all Del."""
    program.workspace.go_to(key, FieldName(field))
    program.window.table.setFocus()
    if text:
        type_text(program, text)
        press(program, Qt.Key.Key_Return)
    else:
        press(program, Qt.Key.Key_Delete)
    await asyncio.sleep(0)


async def new_record(program: Program, **cells):
    """Add a record by keyboard and fill its cells; returns its key."""
    press(program, Qt.Key.Key_N, CTRL)
    key = program.workspace.current[0]
    for field, text in cells.items():
        await change(program, key, field, text)
    return key


async def preview(program: Program) -> PasteDialog:
    """What a paste would do, with the keyboard in it."""

    def shown():
        dialogs = program.window.findChildren(PasteDialog)
        return next((each for each in dialogs if each.isVisible()), None)

    await until(shown)
    shown().activateWindow()
    await until(shown().isActiveWindow)
    return shown()


async def paste(program: Program):
    """Agree to what the preview says: from Cancel, where the keyboard is, one Tab to Paste."""
    press(program, Qt.Key.Key_Tab)
    press(program, Qt.Key.Key_Space)
    await until(lambda: not program.window.findChildren(PasteDialog))
    program.window.activateWindow()  # without a display nothing gives it back
    await until(program.window.isActiveWindow)


async def submitted(program: Program):
    """Press Ctrl+S, agree if that is asked for, and wait for the end of the run."""
    program.window.notices.hide()
    press(program, Qt.Key.Key_S, CTRL)
    await agreed(program)


async def agreed(program: Program):
    """Whatever is asked before rows are sent: send them all."""
    await until(lambda: question(program) or not program.jobs.is_busy)
    if asked := question(program):
        await answer(program, asked, SEND_ALL)
    await until(lambda: not program.jobs.is_busy)


def question(program: Program) -> QuestionDialog | None:
    """What is asked before rows are sent, while it is."""
    questions = program.window.findChildren(QuestionDialog)
    return next((each for each in questions if each.isVisible()), None)


async def asked(program: Program) -> QuestionDialog:
    """The question, with the keyboard in it."""
    await until(lambda: question(program) or not program.jobs.is_busy)
    found = question(program)
    assert found, "nothing was asked"
    found.activateWindow()
    await until(found.isActiveWindow)
    return found


async def answer(program: Program, found: QuestionDialog, name: str):
    """Go from Cancel to this button by Tab, and press it."""
    found.activateWindow()
    await until(found.isActiveWindow)
    for _ in found.findChildren(QPushButton):
        if QApplication.focusWidget().objectName() != name:
            press(program, Qt.Key.Key_Tab)
    assert QApplication.focusWidget().objectName() == name
    press(program, Qt.Key.Key_Space)
    await until(lambda: question(program) is None)
    program.window.activateWindow()  # without a display nothing gives it back
    await until(program.window.isActiveWindow)


async def command(program: Program, words: str):
    """Ctrl+K, a part of its name, Enter."""
    press(program, Qt.Key.Key_K, CTRL)
    await until(QApplication.activePopupWidget)
    type_text(program, words)
    press(program, Qt.Key.Key_Return)
    await until(lambda: QApplication.activePopupWidget() is None)
    program.window.activateWindow()  # without a display nothing gives it back
    await until(program.window.isActiveWindow)


def focus(program: Program):
    """Where a key goes: an open list takes the keyboard from the field it belongs to."""
    if popup := QApplication.activePopupWidget():
        return popup.focusWidget() or popup
    return QApplication.focusWidget() or program.window


def press(program: Program, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(focus(program), key, modifier)


def type_text(program: Program, text: str):
    for mark in text:
        QTest.keyClicks(focus(program), mark)


def keys(program: Program):
    """The records on screen, from top to bottom."""
    model = program.window.model
    return [model.key_at(row) for row in range(model.rowCount())]


def status(program: Program, key) -> str:
    """What the row's status column says."""
    return program.window.model.cell_index(key, STATUS).data()


STATUS = FieldName("\0status")
