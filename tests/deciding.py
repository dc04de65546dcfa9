"""The dialogs in which a person decides, used by keyboard and by their buttons."""

from dataclasses import replace

from driving import press, until
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QMessageBox, QPushButton, QRadioButton

Key = Qt.Key
CONFLICT, DOUBT = "conflictDialog", "doubtDialog"


def without_waiting(program, **more):
    """The engine's quiet period is over at once, and one look is enough."""
    program.sending.terms = replace(program.sending.terms, quiet=0.0, between_looks=0.0, **more)


async def dialog_of(program, name) -> QDialog:
    """The dialog of this name, once it is open."""
    found = []

    def is_open():
        found[:] = [each for each in program.window.findChildren(QDialog, name) if each.isVisible()]
        return bool(found)

    await until(is_open)
    return found[0]


async def dialog_in_use(program, name) -> QDialog:
    """The dialog of this name, with the keyboard in it."""
    dialog = await dialog_of(program, name)
    dialog.activateWindow()
    await until(dialog.isActiveWindow)
    return dialog


async def decided(program, name):
    """Press F7 and give the dialog that opens."""
    program.window.activateWindow()  # without a display nothing gives it back after a dialog
    await until(program.window.isActiveWindow)
    press(program, Key.Key_F7)
    return await dialog_of(program, name)


def choose(dialog, side, field):
    """Put the keyboard on this choice and press the space bar."""
    radio = dialog.findChild(QRadioButton, f"{side}_{field}")
    radio.setFocus()
    QTest.keyClick(radio, Key.Key_Space)


def button(dialog, name) -> QPushButton:
    return dialog.findChild(QPushButton, name)


def click(dialog, name):
    QTest.mouseClick(button(dialog, name), Qt.MouseButton.LeftButton)


async def confirmed(program, name, words):
    """Answer the question of this name by the button with these words."""
    box = await dialog_of(program, name)
    assert isinstance(box, QMessageBox)
    (chosen,) = (each for each in box.buttons() if each.text().replace("&", "") == words)
    QTest.mouseClick(chosen, Qt.MouseButton.LeftButton)
    await until(lambda: not box.isVisible())


def said(dialog) -> str:
    """All that the dialog says."""
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))
