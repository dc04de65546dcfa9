"""From the table of commands to Qt's actions and menus."""

from collections.abc import Callable, Container, Mapping, Sequence

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget

from cn_desktop.ui.command import Command, Needs, Submenu
from cn_desktop.ui.deeds import Slot
from cn_desktop.ui.menus import MENUS, commands
from cn_desktop.ui.theme import Icons


def build_actions(owner: QWidget, slot_of: Callable[[str], Slot]) -> dict[str, QAction]:
    """One QAction per command; `slot_of` gives what a command of this name does.

    While nothing is there for them only those are enabled that need nothing.
    """
    return {each.name: _build(owner, each, slot_of(each.name)) for each in commands()}


def dress_actions(actions: Mapping[str, QAction], icons: Icons, names: Container[str]) -> None:
    """Give the commands of these names the icons that the table has for them."""
    for command in commands():
        if command.icon and command.name in names:
            icons.dress(actions[command.name], command.icon)


def set_keys(action: QAction, command: Command, keys: Sequence[QKeySequence]) -> None:
    """These keys do it, and its tooltip names the first."""
    action.setShortcuts(keys)
    first = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{command.tip} ({first})" if first else command.tip)


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction]) -> None:
    """The menus, in the order of the table."""
    for title, entries in MENUS.items():
        menu = bar.addMenu(title)
        for entry in entries:
            if entry is None:
                menu.addSeparator()
            elif isinstance(entry, Submenu):
                below = menu.addMenu(entry.title)
                below.addActions([actions[command.name] for command in entry.commands])
            else:
                menu.addAction(actions[entry.name])


def _build(owner: QWidget, command: Command, slot: Slot) -> QAction:
    action = QAction(command.text, owner)
    action.setObjectName(command.name)
    action.setStatusTip(command.tip)
    set_keys(action, command, [QKeySequence(keys) for keys in command.keys])
    action.setEnabled(command.needs is Needs.NOTHING)
    if command.name == "actionQuit":
        action.setMenuRole(QAction.MenuRole.QuitRole)
    elif command.name == "actionAbout":
        action.setMenuRole(QAction.MenuRole.AboutRole)
    else:
        action.setMenuRole(QAction.MenuRole.NoRole)
    action.setCheckable(command.is_switch)
    if command.is_switch:
        action.toggled.connect(slot)
    else:
        action.triggered.connect(lambda _checked=False: slot())
    owner.addAction(action)
    return action
