"""Which key does what: the usual ones, and those a person chose instead."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from cn_desktop.ui.actions import set_keys
from cn_desktop.ui.command import Command
from cn_desktop.ui.menus import commands

KEPT_UNDER = "keys"
MODIFIERS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
TABLE_KEYS = {
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Space,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_F2,
}
"""Without Ctrl or Alt they move in the table and edit its cells."""


class Bindings(QObject):
    """Gives every action its keys. `changed`: some have others now; they are kept already."""

    changed = Signal()

    def __init__(self, actions: Mapping[str, QAction], settings: QSettings) -> None:
        super().__init__()
        self._actions = actions
        self._settings = settings
        self._commands = {command.name: command for command in commands()}
        for command in self._commands.values():
            if (chosen := self._chosen(command)) is not None:
                set_keys(actions[command.name], command, chosen)

    def keys_of(self, name: str) -> list[QKeySequence]:
        return self._actions[name].shortcuts()

    def is_changed(self, name: str) -> bool:
        usual = [QKeySequence(keys) for keys in self._commands[name].keys]
        return self.keys_of(name) != usual

    def owner(self, keys: QKeySequence, other_than: str = "") -> Command | None:
        """The command that has these keys, or whose keys begin with them or they with its."""
        for name, command in self._commands.items():
            if name != other_than and any(_clash(each, keys) for each in self.keys_of(name)):
                return command
        return None

    def give(self, name: str, keys: QKeySequence) -> None:
        """These keys and no others do it; whatever they did before has them no more."""
        while previous := self.owner(keys, name):
            left = [each for each in self.keys_of(previous.name) if not _clash(each, keys)]
            self._set(previous, left)
        self._set(self._commands[name], [] if keys.isEmpty() else [keys])
        self.changed.emit()

    def reset(self, name: str) -> None:
        """The usual keys again, taken back from whatever has them now."""
        command = self._commands[name]
        for keys in map(QKeySequence, command.keys):
            while previous := self.owner(keys, name):
                left = [each for each in self.keys_of(previous.name) if not _clash(each, keys)]
                self._set(previous, left)
        self._set(command, list(map(QKeySequence, command.keys)))
        self.changed.emit()

    def reset_all(self) -> None:
        for command in self._commands.values():
            self._set(command, list(map(QKeySequence, command.keys)))
        self.changed.emit()

    # Inside

    def _chosen(self, command: Command) -> list[QKeySequence] | None:
        """What a person chose; None for the usual. The file may be damaged."""
        kept = self._settings.value(f"{KEPT_UNDER}/{command.name}")
        if not isinstance(kept, str):
            return None
        sequences = [QKeySequence(each) for each in kept.split("\n") if each]
        is_sound = all(each.toString() and not refusal(each) for each in sequences)
        return sequences if is_sound else None

    def _set(self, command: Command, keys: Sequence[QKeySequence]) -> None:
        set_keys(self._actions[command.name], command, keys)
        name = f"{KEPT_UNDER}/{command.name}"
        if self.is_changed(command.name):
            portable = QKeySequence.SequenceFormat.PortableText
            self._settings.setValue(name, "\n".join(each.toString(portable) for each in keys))
        else:
            self._settings.remove(name)


def refusal(keys: QKeySequence) -> str:
    """Why these keys can't be a command's, in words; empty if they can."""
    first = keys[0]  # type: ignore[index]  # the stubs leave it out
    if first.keyboardModifiers() & MODIFIERS:
        return ""
    if first.key() in TABLE_KEYS:
        return "The table needs this key itself."
    if first.key() < Qt.Key.Key_Escape:
        return "This key types a character: hold Ctrl or Alt with it."
    return ""


def _clash(one: QKeySequence, other: QKeySequence) -> bool:
    """Qt would call them ambiguous, and do nothing."""
    none = QKeySequence.SequenceMatch.NoMatch
    return one.matches(other) is not none or other.matches(one) is not none
