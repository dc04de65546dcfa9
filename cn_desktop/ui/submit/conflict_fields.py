"""Which of two values is to stay, field by field: the right half of the conflict dialog."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QWidget

from cn_desktop.records.fields import FieldName, RecordKey, Value
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.undo import Cell
from cn_desktop.records.vocabulary import Vocabulary
from cn_desktop.ui.field_names import full_name
from cn_desktop.ui.submit.value_labels import cut, heading, name_label, value_label
from cn_desktop.ui.words import plain_tip, was

HEADINGS = ("Field", "Was", "Mine", "Server now")


class Side(Enum):
    """Whose value stays."""

    MINE = "mine"
    SERVER = "server now"


@dataclass(frozen=True)
class Contest:
    """A field that both sides changed. A choice is one between these very values."""

    key: RecordKey
    field: FieldName
    before: Value
    mine: Value
    theirs: Value

    @property
    def cell(self) -> Cell:
        return self.key, self.field

    def value_of(self, side: Side) -> Value:
        return self.mine if side is Side.MINE else self.theirs


Choices = Mapping[Contest, Side]


def contests_of(sheet: Sheet) -> list[Contest]:
    """Every field of the dataset that is in conflict, record by record."""
    changes = sheet.changes
    return [
        Contest(key, name, before, sheet.value(key, name), sheet.server_value(key, name))
        for key in changes.touched()
        for name, before in changes.contested(key).items()
    ]


class ConflictFields(QWidget):
    """One record's contested fields. `chosen` gives a `Contest` and the `Side` taken."""

    chosen = Signal(object, object)

    def __init__(
        self,
        contests: Sequence[Contest],
        choices: Choices,
        vocabulary: Vocabulary,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._choices = choices
        self._vocabulary = vocabulary
        self._radios: list[QRadioButton] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 4, 8, 4)
        grid.setHorizontalSpacing(16)
        grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        for column, text in enumerate(HEADINGS):
            grid.addWidget(heading(self, text), 0, column)
            grid.setColumnStretch(column, 1)
        for row, contest in enumerate(contests, 1):
            self._add(grid, row, contest)

    def start(self) -> None:
        """Put the keyboard on the first choice."""
        for radio in self._radios[:1]:
            radio.setFocus(Qt.FocusReason.TabFocusReason)

    def has_keyboard(self) -> bool:
        """One of the choices has it."""
        return any(radio.hasFocus() for radio in self._radios)

    def _add(self, grid: QGridLayout, row: int, contest: Contest) -> None:
        grid.addWidget(name_label(self, contest.field, self._vocabulary), row, 0)
        grid.addWidget(value_label(self, contest.before), row, 1)
        group = QButtonGroup(self)
        for column, side in enumerate(Side, 2):
            radio = self._radio(contest, side)
            group.addButton(radio)
            grid.addWidget(radio, row, column)

    def _radio(self, contest: Contest, side: Side) -> QRadioButton:
        value = contest.value_of(side)
        radio = QRadioButton(cut(value).replace("&", "&&"), self)
        radio.setObjectName(f"{side.name.lower()}_{contest.field}")
        radio.setToolTip(plain_tip(was(value)) or "")
        name = full_name(contest.field, self._vocabulary)
        radio.setAccessibleName(f"{name}, was {was(contest.before)}, {side.value}: {was(value)}")
        radio.setChecked(self._choices.get(contest) is side)
        radio.toggled.connect(lambda is_on: self.chosen.emit(contest, side) if is_on else None)
        self._radios.append(radio)
        return radio
