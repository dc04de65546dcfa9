"""Using the connect dialog as a person would."""

from contextlib import contextmanager

from driving import until
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QLabel, QLineEdit, QPushButton, QWidget

from cn_desktop.base.paths import Folders
from cn_desktop.base.profile import Profile
from cn_desktop.base.secret import Secret
from cn_desktop.storage.profiles import Profiles
from cn_desktop.ui.connect.connect_dialog import ConnectDialog
from cn_desktop.ui.connect.connection_words import OWN_ADDRESS
from cn_desktop.ui.options import Options


async def dialog_of(program) -> ConnectDialog:
    """The dialog, once it is open and has looked for a keychain."""
    await until(lambda: shown_dialog(program))
    dialog = shown_dialog(program)
    await until(lambda: "Looking" not in dialog.form.basics.remember.text())
    return dialog


def shown_dialog(program):
    dialogs = program.window.findChildren(QDialog, "connectDialog")
    return next((dialog for dialog in dialogs if dialog.isVisible()), None)


async def gone(program):
    await until(lambda: not program.window.findChildren(QDialog, "connectDialog"))


def field(dialog, name) -> QLineEdit:
    return dialog.findChild(QLineEdit, f"{name}Field")


def choice(dialog, name) -> QComboBox:
    return dialog.findChild(QComboBox, f"{name}Field")


def tick(dialog, name) -> QCheckBox:
    return dialog.findChild(QCheckBox, f"{name}Field")


def press_button(dialog, name):
    dialog.findChild(QPushButton, f"{name}Button").click()


def choose(box: QComboBox, text: str):
    box.setCurrentIndex(box.findText(text))
    box.activated.emit(box.currentIndex())


def fill(dialog, address="", **texts):
    """Type into the fields that are named; an address is one of one's own."""
    if address:
        choose(choice(dialog, "platform"), OWN_ADDRESS)
        field(dialog, "address").setText(address)
    for name, text in texts.items():
        field(dialog, name).setText(text)


def fill_for(dialog, simulator, **texts):
    fill(
        dialog,
        **{
            "address": simulator.base_url,
            "username": simulator.username,
            "key": simulator.key,
            **texts,
        },
    )


def fault(dialog, name) -> str:
    """What is said to be wrong with a field."""
    return shown(dialog.findChild(QLabel, f"{name}Fault"))


def shown(label) -> str:
    return "" if label.isHidden() else label.text()


async def try_out(dialog):
    press_button(dialog, "test")
    await until(lambda: dialog.trial.isVisible() and not dialog._is_trying)


def result(dialog, check) -> str:
    return dialog.findChild(QLabel, f"trial_{check.value}").text()


def summary(dialog) -> str:
    return dialog.findChild(QLabel, "trialSummary").text()


def saved(folders, simulator, name, **more) -> Profile:
    """A connection to the simulator, as an earlier run of the program saved it."""
    profile = Profile(name, simulator.base_url, simulator.username, **more)
    Profiles(folders.profiles).save(profile)
    return profile


def over(simulator, folder, **terms) -> Options:
    """Start over a saved connection of these terms."""
    folders = Folders(folder)
    saved(folders, simulator, "Ours", **terms)
    return Options(folders, profile="Ours", key=Secret(simulator.key))


def menu_entry(program, text):
    actions = program.window.connection.menu().actions()
    return next(action for action in actions if action.text().startswith(text))


def told(program) -> str:
    notice = program.window.notices.notice
    return f"{notice.title} {notice.advice}" if notice else ""


def everything_said(program) -> str:
    """Every text, tooltip and spoken name of the window and its dialogs."""
    texts = []
    for widget in program.window.findChildren(QWidget):
        text = getattr(widget, "text", None)
        if callable(text) and not (
            isinstance(widget, QLineEdit) and widget.echoMode() is QLineEdit.EchoMode.Password
        ):
            texts.append(text())
        texts += [
            widget.toolTip(),
            widget.accessibleName(),
            widget.accessibleDescription(),
            widget.windowTitle(),
        ]
    return "\n".join(texts)


@contextmanager
def nothing_written_of(*secrets, below):
    """No file below the folder holds any of these, when the block has ended."""
    yield
    files = [file for file in below.rglob("*") if file.is_file()]
    assert files
    for file in files:
        content = file.read_bytes()
        assert not [s for s in secrets if s.encode() in content], file.name
