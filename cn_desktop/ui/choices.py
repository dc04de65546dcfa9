"""Values to choose from while typing; anything else may be typed too."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit

from cn_desktop.records.vocabulary import Choice

VALUE = Qt.ItemDataRole.UserRole
ENDS_DIALLING = "ends dialling"
MOST_SHOWN = 12
LONGEST = 80
ROOM = 44
"""Pixels beside the words of the list: a scroll bar and padding."""
Key = Qt.Key
TAKING = {Key.Key_Return, Key.Key_Enter, Key.Key_Tab, Key.Key_Backtab}


class ChoiceCompleter(QCompleter):
    """Shows `109 · Call-back` and types `109`.

    Enter and Tab take the choice and go on to the field, as if there were no list: one key
    chooses and goes to the next cell. Esc goes to the field too.
    """

    def __init__(self, editor: QLineEdit, choices: Sequence[Choice]) -> None:
        super().__init__(editor)
        self._editor = editor
        model = QStandardItemModel(self)
        titles = [_title(choice) for choice in choices]
        for choice, title in zip(choices, titles, strict=True):
            item = QStandardItem(title)
            item.setData(choice.value, VALUE)
            model.appendRow(item)
        self.setModel(model)
        self.setMaxVisibleItems(MOST_SHOWN)
        popup = self.popup()
        popup.setObjectName("choiceList")
        popup.setAccessibleName("Values to choose from")
        longest = max(titles, key=len, default="")[:LONGEST]
        popup.setMinimumWidth(popup.fontMetrics().horizontalAdvance(longest) + ROOM)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        # Qt puts the choice in by `setText`, which says that nobody typed; queued comes after that.
        self.activated.connect(
            lambda _text: editor.setModified(True), Qt.ConnectionType.QueuedConnection
        )

    def show_all(self) -> None:
        """The whole list, whatever stands in the field."""
        self.setCompletionPrefix("")
        self.complete()

    def _leave_list(self, event: QKeyEvent) -> None:
        chosen = self.popup().currentIndex()
        self.popup().hide()
        if event.key() in TAKING and chosen.isValid():
            self._editor.setText(self.pathFromIndex(chosen))
            self._editor.setModified(True)
        QApplication.sendEvent(self._editor, event)

    # Qt calls these; the names are Qt's.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.popup() and isinstance(event, QKeyEvent):
            is_press = event.type() == QEvent.Type.KeyPress
            if is_press and event.key() in {*TAKING, Key.Key_Escape}:
                self._leave_list(event)
                return True
        return super().eventFilter(watched, event)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(VALUE))


def offer(editor: QLineEdit, choices: Sequence[Choice]) -> None:
    """Offer these, whatever part of them is typed."""
    editor.setCompleter(ChoiceCompleter(editor, choices))


def _title(choice: Choice) -> str:
    return f"{choice.title} · {ENDS_DIALLING}" if choice.ends_dialling else choice.title
