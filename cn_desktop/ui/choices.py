"""Values to choose from while typing; anything else may be typed too."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit

SEPARATOR = " · "


class ChoiceCompleter(QCompleter):
    """Shows `109 · Call-back` and types `109`."""

    # Qt calls this; the name is Qt's.

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return super().pathFromIndex(index).split(SEPARATOR)[0]


def offer(editor: QLineEdit, titles: Sequence[str]) -> None:
    """Offer these, whatever part of them is typed."""
    completer = ChoiceCompleter(editor)
    completer.setModel(QStringListModel(list(titles), completer))
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    editor.setCompleter(completer)
    # Qt puts the choice in by `setText`, which says that nobody typed; queued comes after that.
    completer.activated.connect(
        lambda _text: editor.setModified(True), Qt.ConnectionType.QueuedConnection
    )
