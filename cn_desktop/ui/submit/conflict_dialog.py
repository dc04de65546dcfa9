"""Rows that somebody else changed too: for each field, whose value is to stay."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cn_desktop.records.fields import FieldName, RecordKey
from cn_desktop.records.undo import Cell
from cn_desktop.records.vocabulary import Vocabulary
from cn_desktop.ui.bars import wrapped_label
from cn_desktop.ui.dialogs import fit
from cn_desktop.ui.field_names import full_names
from cn_desktop.ui.submit.conflict_fields import ConflictFields, Contest, Side, contests_of
from cn_desktop.ui.words import counted, named_there
from cn_desktop.ui.workspace import Workspace

KEY = Qt.ItemDataRole.UserRole
LIST_WIDTH = 230
INTRODUCTION = (
    "You and somebody else changed the same fields. Choose whose value is to stay. Nothing is "
    "sent by this: a row with values of yours is pending again, and Submit sends it."
)
ALL_CHOSEN = "Every field is chosen."


class ConflictDialog(QDialog):
    """The open dataset's rows in conflict at the left, the fields of one of them at the right.

    Its button says how much it does: a field for which nothing was chosen stays in conflict,
    and so does one that changes again meanwhile. The heading has the server's name: mine may
    be what the conflict is about.
    """

    def __init__(self, workspace: Workspace, first: RecordKey, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("conflictDialog")
        self.setWindowTitle("Conflicts")  # no name: other programs read titles (rel-S1)
        self._workspace = workspace
        self._dataset = workspace.sheet.dataset
        self._contests: list[Contest] = []
        self._chosen: dict[Contest, Side] = {}
        self._fields: ConflictFields | None = None
        self._rows = QListWidget(self)
        self._rows.setObjectName("conflictRows")
        self._rows.setAccessibleName("Records in conflict")
        self._rows.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._whose = wrapped_label(self, "conflictRecord")
        self._whose.setProperty("isTitle", True)
        self._others = wrapped_label(self, "conflictOthers")
        self._others.setProperty("isDim", True)
        self._count = wrapped_label(self, "conflictCount")
        self._area = QScrollArea(self)
        self._area.setFrameShape(QFrame.Shape.StyledPanel)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._buttons = QDialogButtonBox(self)
        self._decide = QPushButton(self)
        self._decide.setObjectName("decideChosen")
        self._arrange()
        self._rows.currentItemChanged.connect(lambda *_: self._show_record())
        for signal in (workspace.sheet_changed, workspace.pending_changed):
            signal.connect(self._follow)
        self._fill(first)
        fit(self, 900, 420)

    # Building

    def _arrange(self) -> None:
        introduction = wrapped_label(self)
        introduction.setText(INTRODUCTION)
        self._rows.setFixedWidth(LIST_WIDTH)
        self._rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        right = QVBoxLayout()
        right.addWidget(self._whose)
        right.addWidget(self._area, 1)
        right.addWidget(self._others)
        halves = QHBoxLayout()
        halves.addWidget(self._rows)
        halves.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.addWidget(introduction)
        column.addLayout(halves, 1)
        all_of_them = QHBoxLayout()
        all_of_them.addWidget(self._count, 1)
        all_of_them.addWidget(self._all_button("All &mine", "allMine", Side.MINE))
        all_of_them.addWidget(self._all_button("All &server’s", "allServers", Side.SERVER))
        column.addLayout(all_of_them)
        column.addWidget(self._buttons)
        self._buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self._buttons.addButton(self._decide, QDialogButtonBox.ButtonRole.AcceptRole)
        self._decide.setDefault(True)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)

    def _all_button(self, text: str, name: str, side: Side) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.setToolTip("In every field of the selected records (Ctrl+A in the list selects all)")
        button.clicked.connect(lambda: self._choose_all(side))
        return button

    # What is shown

    def _follow(self) -> None:
        """Rows change behind the dialog too; what was chosen between other values lapses."""
        if not self.isVisible():
            return
        if self._workspace.sheet.dataset != self._dataset:
            self.reject()
        elif contests_of(self._workspace.sheet) != self._contests:
            self._fill(self._current)

    def _fill(self, current: RecordKey) -> None:
        self._contests = contests_of(self._workspace.sheet)
        self._chosen = {each: self._chosen[each] for each in self._contests if each in self._chosen}
        keys = list(dict.fromkeys(each.key for each in self._contests))
        if not keys:
            self.reject()
            return
        self._rows.blockSignals(True)
        self._rows.clear()
        for key in keys:
            item = QListWidgetItem(self._rows)
            item.setData(KEY, key)
        self._rows.setCurrentRow(keys.index(current) if current in keys else 0)
        self._rows.blockSignals(False)
        self._rows.setVisible(len(keys) > 1)
        self._show_record()
        self._show_counts()

    @property
    def _current(self) -> RecordKey:
        item = self._rows.currentItem()
        return RecordKey(item.data(KEY)) if item else RecordKey("")

    def _show_record(self) -> None:
        key, vocabulary = self._current, self._workspace.sheet.vocabulary
        contests = [each for each in self._contests if each.key == key]
        fields = ConflictFields(contests, self._chosen, vocabulary, self)
        fields.chosen.connect(self._choose)
        has_keyboard = self._fields is not None and self._fields.has_keyboard()
        self._fields = fields
        self._area.setWidget(fields)
        name = named_there(self._workspace.sheet, key)
        self._area.setAccessibleName(f"Fields of {name}")
        self._whose.setText(name)
        contested = {each.field for each in contests}
        others = [
            name for name in self._workspace.sheet.changes.edits(key) if name not in contested
        ]
        self._others.setText(_others_said(others, vocabulary))
        self._others.setVisible(bool(others))
        if has_keyboard:
            fields.start()

    def _show_counts(self) -> None:
        for row in range(self._rows.count()):
            item = self._rows.item(row)
            of_row = [each for each in self._contests if each.key == item.data(KEY)]
            chosen = sum(each in self._chosen for each in of_row)
            name = named_there(self._workspace.sheet, item.data(KEY))
            item.setText(f"{name}\n{chosen} of {len(of_row)} chosen")
        chosen, left = len(self._chosen), len(self._contests) - len(self._chosen)
        self._count.setText(f"{counted(left, 'field')} still to be chosen." if left else ALL_CHOSEN)
        self._decide.setText(_button_text(chosen, left))
        self._decide.setEnabled(bool(chosen))

    # What is chosen

    def _choose(self, contest: Contest, side: Side) -> None:
        self._chosen[contest] = side
        self._show_counts()

    def _choose_all(self, side: Side) -> None:
        selected = {item.data(KEY) for item in self._rows.selectedItems()} | {self._current}
        self._chosen.update({each: side for each in self._contests if each.key in selected})
        self._show_record()
        self._show_counts()

    def _cells(self, side: Side) -> list[Cell]:
        there = set(contests_of(self._workspace.sheet))
        return [
            each.cell for each, taken in self._chosen.items() if taken is side and each in there
        ]

    # Qt calls these; the names are Qt's.

    def showEvent(self, event: QShowEvent) -> None:
        """The first choice has the keyboard."""
        super().showEvent(event)
        if self._fields:
            self._fields.start()

    def accept(self) -> None:
        mine, servers = self._cells(Side.MINE), self._cells(Side.SERVER)
        super().accept()
        self._workspace.keep_mine([*mine, *servers])  # both were seen, whatever is undone later
        self._workspace.revert_cells(servers)


def _others_said(fields: Sequence[FieldName], vocabulary: Vocabulary) -> str:
    """What else of the record is pending, and nobody else's business."""
    if not fields:
        return ""
    return f"Also changed, by you alone: {full_names(fields, vocabulary)}."


def _button_text(chosen: int, left: int) -> str:
    """What the button does with the fields that are chosen, and what it leaves."""
    if not chosen:
        return "&Decide"
    return f"&Decide {chosen:,}, leave {left:,}" if left else f"&Decide {chosen:,}"
