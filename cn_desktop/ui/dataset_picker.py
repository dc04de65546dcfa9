"""Choose a dataset: from the account's list, or by typing any id."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from cn_desktop.records.fields import DatasetId

STATUS_TIPS = {
    "LIVE": "LIVE: the dialler is working through it; a change can ring a phone at once.",
    "HOLD": "HOLD: the dialler does not call from it now.",
    "EXPIRED": "EXPIRED: it can be looked at; the server accepts no changes.",
}

WIDTH = 170, 240
"""Pixels: at least in a narrow window, and in one that is wide enough."""


@dataclass(frozen=True)
class DatasetChoice:
    """One entry of the list."""

    id: DatasetId
    description: str
    status: str

    @property
    def title(self) -> str:
        return " · ".join(part for part in (self.id, self.description, self.status) if part)


class DatasetPicker(QComboBox):
    """A list one can search by typing. `chosen` gives the id of the dataset to open."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._choices: dict[DatasetId, DatasetChoice] = {}
        self._present = DatasetId("")
        self.setObjectName("datasetPicker")
        self.setAccessibleName("Dataset")
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMinimumWidth(WIDTH[0])
        self.lineEdit().setAccessibleName("Dataset")
        self.lineEdit().setPlaceholderText("Choose a dataset, or type its id")
        self.activated.connect(self._choose_entry)
        self.lineEdit().returnPressed.connect(self._choose_typed)
        self._set_up_completer()

    def _set_up_completer(self) -> None:
        completer = self.completer()
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def show_choices(self, choices: Sequence[DatasetChoice]) -> None:
        """The account's datasets; what is open stays shown."""
        self._choices = {choice.id: choice for choice in choices}
        self.clear()
        for row, choice in enumerate(choices):
            self.addItem(choice.title, choice.id)
            tip = STATUS_TIPS.get(choice.status, "")
            self.setItemData(row, tip, Qt.ItemDataRole.ToolTipRole)
        self.show_open(self._present)

    def choices(self) -> list[DatasetChoice]:
        """What the list offers."""
        return list(self._choices.values())

    def show_open(self, dataset: DatasetId) -> None:
        """Say which dataset is the open one."""
        self._present = dataset
        choice = self._choices.get(dataset)
        self.setCurrentIndex(self.findData(dataset))
        self.setEditText(choice.title if choice else dataset)
        self.lineEdit().setCursorPosition(0)
        self.setToolTip(STATUS_TIPS.get(choice.status, "") if choice else "")

    def start_choosing(self) -> None:
        """Ready to type, with the whole text selected."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.lineEdit().selectAll()

    def choose_typed(self, typed: str) -> None:
        """The dataset of this id, or of the only name that has this in it."""
        self._choose(self._meant(typed.partition(" · ")[0]))

    def _choose_entry(self, row: int) -> None:
        self._choose(self.itemData(row))

    def _choose_typed(self) -> None:
        typed = self.currentText().strip()
        if self.findText(typed) < 0 and typed:  # else `activated` tells of it
            self.choose_typed(typed)

    def _meant(self, typed: str) -> str:
        """The one dataset that has this in its name, else what was typed: any id can be."""
        part = typed.casefold()
        found = [each.id for each in self._choices.values() if part in each.title.casefold()]
        return found[0] if len(found) == 1 and typed not in self._choices else typed

    def _choose(self, dataset: str) -> None:
        self.completer().popup().hide()
        self.chosen.emit(dataset)

    # Qt calls these; the names are Qt's.

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(WIDTH[1], 0))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling past must not open another dataset."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down look through the list; only Enter opens one."""
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.showPopup()
        else:
            super().keyPressEvent(event)
