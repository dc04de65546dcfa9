from collections import Counter

from PySide6.QtGui import QKeySequence

from cn_desktop.ui.menus import commands

PROMISED = {
    "actionSubmit",
    "actionSubmitSelected",
    "actionReload",
    "actionNewRecord",
    "actionRevertCell",
    "actionRevertRow",
    "actionRevertAll",
    "actionUndo",
    "actionRedo",
    "actionLookup",
}


def test_the_promised_names_are_there():
    assert {command.name for command in commands()} >= PROMISED


def test_names_and_shortcuts_are_unique():
    names = Counter(command.name for command in commands())
    keys = Counter(QKeySequence(key).toString() for command in commands() for key in command.keys)
    assert [name for name, count in (names + keys).items() if count > 1] == []


def test_every_shortcut_is_one_that_qt_understands():
    keys = [key for command in commands() for key in command.keys]
    assert [key for key in keys if not QKeySequence(key).toString()] == []


def test_every_command_says_what_it_does():
    assert [command.name for command in commands() if not command.tip] == []
