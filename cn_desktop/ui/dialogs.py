"""Questions, each asked with `open` and awaited: no dialog runs a loop of its own."""

import asyncio
from enum import Enum

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)


class Leave(Enum):
    """What to do with pending changes when the window is closed."""

    STAY = "stay"
    SUBMIT = "submit"
    QUIT = "quit"


class Second(Enum):
    """What to do when another window holds the pending changes."""

    RAISE = "raise"
    READ_ONLY = "read only"
    QUIT = "quit"


READ_ONLY_OR_QUIT = (
    "“Open read-only” shows records here; nothing can be changed.\n\n"
    "“Quit” closes this one and leaves that window as it is."
)
ALREADY_OPEN = (
    "CN Desktop is already open for this user.",
    "Pending changes belong to that window and are safe there.\n\n"
    "“Show that window” brings it to the front and closes this one.\n\n" + READ_ONLY_OR_QUIT,
)
NOT_ANSWERING = (
    "CN Desktop is already open for this user, but that window does not answer.",
    "Pending changes belong to that window and stay on this computer. It may be busy, or open "
    "in another session: “Show that window” can’t reach it.\n\n" + READ_ONLY_OR_QUIT,
)


ROOM_AROUND = 80
"""Pixels of a screen that dialogs leave free: for their title, and for a bar of the system."""


def fit(dialog: QDialog, width: int, height: int) -> None:
    """As large as this, as far as its screen allows: its buttons stay within reach."""
    screen = dialog.screen().availableGeometry().size()
    dialog.resize(QSize(width, height).boundedTo(screen - QSize(ROOM_AROUND, ROOM_AROUND)))


async def finished(dialog: QDialog) -> int:
    """Show the dialog over its window and wait for its result."""
    done: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def take(result: int) -> None:
        if not done.done():
            done.set_result(result)

    dialog.finished.connect(take)
    dialog.open()
    try:
        return await done
    finally:
        dialog.deleteLater()


async def ask_leave(parent: QWidget, text: str, advice: str, *, can_submit: bool) -> Leave:
    """Stay, submit first, or quit; closing the question means stay."""
    box = _question(parent, "leaveDialog", QMessageBox.Icon.Warning, text, advice)
    stay = box.addButton("&Stay", QMessageBox.ButtonRole.RejectRole)
    submit = box.addButton("S&ubmit and quit", QMessageBox.ButtonRole.AcceptRole)
    leave = box.addButton("&Quit", QMessageBox.ButtonRole.DestructiveRole)
    submit.setEnabled(can_submit)
    _start_at(box, stay)
    box.setEscapeButton(stay)
    await finished(box)
    if box.clickedButton() is submit:
        return Leave.SUBMIT
    return Leave.QUIT if box.clickedButton() is leave else Leave.STAY


async def ask_second(parent: QWidget, *, can_raise: bool = True) -> Second:
    """What a second window is to do; closing the question means quit.

    `can_raise`: False once the first window has been asked and has not answered.
    """
    text, advice = ALREADY_OPEN if can_raise else NOT_ANSWERING
    box = _question(parent, "secondDialog", QMessageBox.Icon.Information, text, advice)
    show = box.addButton("&Show that window", QMessageBox.ButtonRole.AcceptRole)
    read_only = box.addButton("&Open read-only", QMessageBox.ButtonRole.ActionRole)
    leave = box.addButton("&Quit", QMessageBox.ButtonRole.RejectRole)
    show.setEnabled(can_raise)
    _start_at(box, show if can_raise else read_only)
    box.setEscapeButton(leave)
    await finished(box)
    if box.clickedButton() is show:
        return Second.RAISE
    return Second.READ_ONLY if box.clickedButton() is read_only else Second.QUIT


async def ask_delete(parent: QWidget, name: str) -> bool:
    """Whether a saved connection is to go; closing the question means no."""
    return await ask_sure(
        parent,
        "deleteDialog",
        f"Delete the saved connection {name}?",
        "Its API key goes too. Nothing changes on the server.",
        "Delete",
        otherwise="Keep",
    )


async def ask_sure(
    parent: QWidget, name: str, text: str, advice: str, deed: str, *, otherwise: str = "Cancel"
) -> bool:
    """Whether to do what can't be taken back; closing the question means no.

    Alt and the first letter of `deed` does it, so that no key leads there by accident.
    """
    box = _question(parent, name, QMessageBox.Icon.Warning, text, advice)
    yes = box.addButton(f"&{deed}", QMessageBox.ButtonRole.DestructiveRole)
    no = box.addButton(otherwise, QMessageBox.ButtonRole.RejectRole)
    _start_at(box, no)
    box.setEscapeButton(no)
    await finished(box)
    return box.clickedButton() is yes


def show_text(parent: QWidget, title: str, text: str, more: str = "") -> None:
    """A text to read and close."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, text, parent=parent)
    box.setInformativeText(more)
    _show_plainly(box)
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    box.finished.connect(box.deleteLater)
    box.open()


def show_details(parent: QWidget, title: str, text: str) -> None:
    """A long text as it stands, to read, copy and close."""
    dialog = QDialog(parent)
    dialog.setObjectName("detailsDialog")
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    view = QPlainTextEdit(text, dialog, readOnly=True)
    view.setAccessibleName(title)
    view.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
    copy = buttons.addButton("Copy all", QDialogButtonBox.ButtonRole.ActionRole)
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
    buttons.rejected.connect(dialog.close)
    column = QVBoxLayout(dialog)
    column.addWidget(view)
    column.addWidget(buttons)
    fit(dialog, 700, 440)
    dialog.open()


def _question(
    parent: QWidget, name: str, icon: QMessageBox.Icon, text: str, advice: str
) -> QMessageBox:
    """Without its buttons yet."""
    box = QMessageBox(icon, "CN Desktop", text, parent=parent)
    box.setObjectName(name)
    box.setInformativeText(advice)
    _show_plainly(box)
    return box


def _start_at(box: QMessageBox, button: QPushButton) -> None:
    """Enter presses this button, for as long as nobody goes to another."""
    box.setDefaultButton(button)
    box.installEventFilter(_StartAgain(box, button))


class _StartAgain(QObject):
    """When colours change Qt lays buttons out anew, and starts at another of them."""

    def __init__(self, box: QMessageBox, button: QPushButton) -> None:
        super().__init__(box)
        self._button = button

    def _start(self) -> None:
        self._button.setDefault(True)
        self._button.setFocus()

    # Qt calls this; the name is Qt's.

    def eventFilter(self, _box: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.StyleChange:
            QTimer.singleShot(0, self, self._start)
        return False


def _show_plainly(box: QMessageBox) -> None:
    """Qt would take a text with a tag in it for HTML (rel-S6)."""
    for label in box.findChildren(QLabel):
        label.setTextFormat(Qt.TextFormat.PlainText)
