"""Values to choose from while typing; anything else may be typed too."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit

from cn_desktop.records.vocabulary import Choice

VALUE = Qt.ItemDataRole.UserRole


class ChoiceCompleter(QCompleter):
    """Shows `109 · Call-back` and types `109`."""

    # Qt calls this; the name is Qt's.

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(VALUE))


def offer(editor: QLineEdit, choices: Sequence[Choice]) -> None:
    """Offer these, whatever part of them is typed."""
    completer = ChoiceCompleter(editor)
    model = QStandardItemModel(completer)
    for choice in choices:
        item = QStandardItem(choice.title)
        item.setData(choice.value, VALUE)
        model.appendRow(item)
    completer.setModel(model)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    editor.setCompleter(completer)
    # Qt puts the choice in by `setText`, which says that nobody typed; queued comes after that.
    completer.activated.connect(
        lambda _text: editor.setModified(True), Qt.ConnectionType.QueuedConnection
    )
