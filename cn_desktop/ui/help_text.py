"""The shortcut sheet and the about text."""

import platform

from PySide6.QtCore import qVersion
from PySide6.QtGui import QKeySequence

import cn_desktop
from cn_desktop.ui.menus import commands

TABLE_KEYS = (
    ("type, F2 or Enter", "Edit the cell: typing replaces it, F2 and Enter keep its text"),
    ("Enter, Tab, Shift+Tab", "Take the edit and go down, right, left"),
    ("Alt+Down in the table", "The values of the column, to be ticked"),
    ("Esc", "Leave the editor; once more: revert the cell"),
)


def keys_text() -> str:
    """Every key and what it does, a line each."""
    native = QKeySequence.SequenceFormat.NativeText
    lines = [f"{keys}: {meaning}" for keys, meaning in TABLE_KEYS]
    for command in commands():
        if command.keys:
            keys = ", ".join(QKeySequence(each).toString(native) for each in command.keys)
            lines.append(f"{keys}: {command.tip}")
    return "\n".join(lines)


def about_text() -> str:
    """Version, licences, and what it runs on."""
    return (
        f"CN Desktop {cn_desktop.__version__}, under the MIT licence.\n"
        f"Qt {qVersion()} and PySide6 (LGPL), Python {platform.python_version()}.\n"
        "Icons: Lucide (ISC licence). qasync (BSD), requests and regex (Apache 2.0), Flask (BSD), "
        "truststore, platformdirs and keyring (MIT)."
    )
