"""Questions, each asked with `open` and awaited: no dialog runs a loop of its own."""

import asyncio
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)


class Leave(Enum):
    """What to do with pending changes when the window is closed."""

    STAY = "stay"
    SUBMIT = "submit"
    REVERT = "revert"


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
    """Stay, submit first, or revert and quit; closing the question means stay."""
    box = QMessageBox(QMessageBox.Icon.Warning, "CN Desktop", text, parent=parent)
    box.setObjectName("leaveDialog")
    box.setInformativeText(advice)
    _show_plainly(box)
    stay = box.addButton("Stay", QMessageBox.ButtonRole.RejectRole)
    submit = box.addButton("Submit and quit", QMessageBox.ButtonRole.AcceptRole)
    revert = box.addButton("Revert and quit", QMessageBox.ButtonRole.DestructiveRole)
    submit.setEnabled(can_submit)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    await finished(box)
    if box.clickedButton() is submit:
        return Leave.SUBMIT
    return Leave.REVERT if box.clickedButton() is revert else Leave.STAY


async def ask_delete(parent: QWidget, name: str) -> bool:
    """Whether a saved connection is to go; closing the question means no."""
    box = QMessageBox(QMessageBox.Icon.Warning, "CN Desktop", "", parent=parent)
    box.setObjectName("deleteDialog")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"Delete the saved connection {name}?")
    box.setInformativeText("Its key goes too. Nothing changes on the server.")
    delete = box.addButton("Delete", QMessageBox.ButtonRole.DestructiveRole)
    keep = box.addButton("Keep", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    await finished(box)
    return box.clickedButton() is delete


async def ask_sure(parent: QWidget, name: str, text: str, advice: str, deed: str) -> bool:
    """Whether to do what can't be taken back; closing the question means no."""
    box = QMessageBox(QMessageBox.Icon.Warning, "CN Desktop", text, parent=parent)
    box.setObjectName(name)
    box.setInformativeText(advice)
    _show_plainly(box)
    yes = box.addButton(deed, QMessageBox.ButtonRole.DestructiveRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
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
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
    buttons.rejected.connect(dialog.close)
    column = QVBoxLayout(dialog)
    column.addWidget(view)
    column.addWidget(buttons)
    dialog.resize(700, 440)
    dialog.open()


def _show_plainly(box: QMessageBox) -> None:
    """Qt would take a text with a tag in it for HTML (rel-S6)."""
    for label in box.findChildren(QLabel):
        label.setTextFormat(Qt.TextFormat.PlainText)
