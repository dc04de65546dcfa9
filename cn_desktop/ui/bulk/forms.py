"""What is to be done to the cells: a value, a transform, or a replacement."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cn_desktop.records.fields import FieldName
from cn_desktop.records.patterns import pattern_of
from cn_desktop.records.plans import transform_rule, value_rule
from cn_desktop.records.replacing import Replacing, Sought, Template, literal_searcher
from cn_desktop.records.search import Search
from cn_desktop.records.transforms import Transform
from cn_desktop.ui.background import Background
from cn_desktop.ui.bars import plain_label, wrapped_label
from cn_desktop.ui.bulk.bulk_words import PATTERN, REPLACEMENT_HELP, TRANSFORMS, bad_group
from cn_desktop.ui.bulk.planner import Task
from cn_desktop.ui.pattern_words import pattern_fault
from cn_desktop.ui.words import counted, shown_text
from cn_desktop.ui.workspace import Workspace

ROLE = Qt.ItemDataRole.UserRole
LIST_WIDTH = 190
MOST_OFFERED = 50
"""Values of a field that its list offers, the most frequent ones."""


@dataclass(frozen=True)
class Wish:
    """What a form asks for: a task, or in `fault` why there is none; neither while it is empty."""

    task: Task | None = None
    fault: str = ""


class ValueForm(QWidget):
    """One value for all.

    Where one field is meant its list opens with the arrow or Alt+Down: the account's choices,
    else what the field has most often.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._background = background
        self._field: FieldName | None = None
        self._search: asyncio.Task[None] | None = None
        self.text = QComboBox(self, editable=True, insertPolicy=QComboBox.InsertPolicy.NoInsert)
        self.text.setObjectName("bulkValue")
        self.text.setAccessibleName("New value")
        self.text.setCompleter(None)  # type: ignore[arg-type]  # Enter would go to its list
        self.empties = QCheckBox("&Empty the cells", self)
        self.empties.setObjectName("bulkEmpties")
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow("New &value", self.text)
        form.addRow("", self.empties)
        self.text.activated.connect(self._take_choice)
        self.text.editTextChanged.connect(self.changed)
        self.empties.toggled.connect(self._show_empties)
        self.setFocusProxy(self.text)

    def show_fields(self, fields: Sequence[FieldName]) -> None:
        field = fields[0] if len(fields) == 1 else None
        if field == self._field:
            return
        self._field = field
        self.stop()
        choices = self._workspace.sheet.vocabulary.choices.get(field, ()) if field else ()
        self._offer([(choice.title, choice.value) for choice in choices])
        if field and not choices:
            self._search = self._background.start(self._offer_frequent(field))

    def wish(self) -> Wish:
        text = "" if self.empties.isChecked() else self.text.currentText()
        if not text and not self.empties.isChecked():
            return Wish()
        return Wish(Task(value_rule(text), _step_name("set")))

    def stop(self) -> None:
        """Nothing is looked for any more."""
        if self._search:
            self._search.cancel()
            self._search = None

    async def _offer_frequent(self, field: FieldName) -> None:
        search = self._workspace.search or Search(self._workspace.sheet)
        rows = self._workspace.rows.rows
        facets = await self._background.taken(search.facets(field, rows, limit=MOST_OFFERED))
        self._offer([(shown_text(value), value) for value, _ in facets.values])

    def _offer(self, offers: Sequence[tuple[str, str]]) -> None:
        """What is in the field stays."""
        text = self.text.currentText()
        self.text.blockSignals(True)
        self.text.clear()
        for title, value in offers:
            self.text.addItem(title, value)
        self.text.setCurrentIndex(-1)
        self.text.setEditText(text)
        self.text.blockSignals(False)

    def _take_choice(self, place: int) -> None:
        self.text.setEditText(self.text.itemData(place))

    def _show_empties(self, is_on: bool) -> None:
        self.text.setEnabled(not is_on)
        self.changed.emit()


class SearchForm(QWidget):
    """What to look for, what comes in its place, and how it is looked for.

    Where only patterns are looked for (`is_pattern`) nothing is asked about that.
    """

    changed = Signal()

    def __init__(
        self,
        _workspace: Workspace,
        _background: Background,
        parent: QWidget,
        *,
        is_pattern: bool = False,
    ) -> None:
        super().__init__(parent)
        self._is_pattern = is_pattern
        self.sought = QLineEdit(self)
        self.sought.setObjectName("bulkFind")
        self.replacement = QLineEdit(self)
        self.replacement.setObjectName("bulkReplacement")
        self.case = QCheckBox("Match &case", self)
        self.case.setObjectName("bulkCase")
        self.whole = QCheckBox("&Whole cell", self)
        self.whole.setObjectName("bulkWhole")
        self.pattern = QCheckBox("Regular e&xpression", self)
        self.pattern.setChecked(is_pattern)
        self.pattern.setObjectName("bulkPattern")
        self.pattern.setHidden(is_pattern)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow("&Find", self.sought)
        form.addRow("Replace wi&th", self.replacement)
        ways = QHBoxLayout()
        for box in (self.case, self.whole, self.pattern):
            ways.addWidget(box)
            box.toggled.connect(self._change)
        ways.addStretch(1)
        form.addRow("", ways)
        self._help = plain_label(self, "bulkPatternHelp")
        self._help.setText(REPLACEMENT_HELP)
        self._help.setProperty("isDim", True)
        form.addRow("", self._help)
        for field in (self.sought, self.replacement):
            field.textChanged.connect(self.changed)
        self._help.setVisible(is_pattern)
        self.setFocusProxy(self.sought)

    def look_for_cell(self, text: str) -> None:
        """For cells that hold this and nothing else; what comes instead is to be typed."""
        for box in (self.case, self.whole):
            box.setChecked(True)
        self.sought.setText(text)
        self.replacement.setFocus()

    def show_fields(self, fields: Sequence[FieldName]) -> None:
        """It is the same in every field."""

    def wish(self) -> Wish:
        sought = Sought(
            self.sought.text(),
            self.case.isChecked(),
            self.whole.isChecked(),
            self.pattern.isChecked(),
        )
        if sought.is_nothing:
            return Wish()
        return self._of_pattern(sought) if sought.is_pattern else self._of_text(sought)

    def stop(self) -> None:
        """Nothing goes on behind it."""

    def _of_text(self, sought: Sought) -> Wish:
        rule = Replacing(literal_searcher(sought), self.replacement.text())
        return Wish(Task(rule, _step_name("replacement"), sought))

    def _of_pattern(self, sought: Sought) -> Wish:
        if fault := pattern_fault(sought.text):
            return Wish(fault=fault)
        pattern = pattern_of(sought.text, is_cased=sought.is_case_kept, is_whole=sought.is_whole)
        template = Template(self.replacement.text())
        if template.highest > pattern.groups:
            return Wish(fault=bad_group(template.highest, pattern.groups))
        rule = Replacing(pattern.matches, template)
        step = PATTERN.step if self._is_pattern else "replacement"
        return Wish(Task(rule, _step_name(step), sought))

    def _change(self) -> None:
        self._help.setVisible(self.pattern.isChecked())
        self.changed.emit()


class TransformForm(QWidget):
    """A list of transforms at the left, what the chosen one does at the right."""

    changed = Signal()

    def __init__(self, workspace: Workspace, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self.list = QListWidget(self)
        self.list.setObjectName("transforms")
        self.list.setAccessibleName("Transform")
        self.list.setFixedWidth(LIST_WIDTH)
        for transform, wording in TRANSFORMS.items():
            item = QListWidgetItem(wording.offer, self.list)
            item.setData(ROLE, transform)
            item.setToolTip(wording.meaning)
        QListWidgetItem(PATTERN.offer, self.list).setToolTip(PATTERN.meaning)
        self._meaning = wrapped_label(self, "transformMeaning")
        self.search = SearchForm(workspace, background, self, is_pattern=True)
        right = QVBoxLayout()
        right.addWidget(self._meaning)
        right.addWidget(self.search)
        right.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.list, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(right, 1)
        self.list.currentRowChanged.connect(self._choose)
        self.search.changed.connect(self.changed)
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(self.list.sizeHintForRow(0) * self.list.count() + 6)
        self.setFocusProxy(self.list)

    def show_fields(self, fields: Sequence[FieldName]) -> None:
        """What a transform does to a field, it knows."""

    def wish(self) -> Wish:
        transform = self.list.currentItem().data(ROLE)
        if transform is None:
            return self.search.wish()
        transform = Transform(transform)
        return Wish(Task(transform_rule(transform), _step_name(TRANSFORMS[transform].step)))

    def stop(self) -> None:
        """Nothing goes on behind it."""

    def _choose(self) -> None:
        transform = self.list.currentItem().data(ROLE)
        wording = PATTERN if transform is None else TRANSFORMS[Transform(transform)]
        self._meaning.setText(wording.meaning)
        self.search.setVisible(transform is None)
        self.changed.emit()


Form: TypeAlias = ValueForm | SearchForm | TransformForm
"""`changed`: something else is wished for."""


def _step_name(what: str) -> Callable[[int], str]:
    """`Undo trim of 37 cells`."""
    return lambda count: f"{what} of {counted(count, 'cell')}"
