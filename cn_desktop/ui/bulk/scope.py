"""Which cells are meant: the selection, or a field of all the rows the filter shows."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from cn_desktop.records.area import Area
from cn_desktop.records.fields import FieldName
from cn_desktop.ui.bars import plain_label
from cn_desktop.ui.bulk.bulk_words import selection_offer, shown_offer
from cn_desktop.ui.field_choice import FieldChoice
from cn_desktop.ui.table.columns import STATUS, arrange
from cn_desktop.ui.workspace import Workspace

EVERY_FIELD = "every field"
NO_FIELD = "(choose a field)"


class Scope(QWidget):
    """`selected` is what was selected in the table; `changed`: other cells are meant now.

    With `has_every_field` all fields of the shown rows can be meant, and that is what is meant
    first where only one cell is selected. Otherwise it is the current cell's field, and none
    where that can't be changed: which one is meant, nobody can know.
    """

    changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        selected: Sequence[Area],
        parent: QWidget,
        *,
        has_every_field: bool,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._selected = selected
        self._size = sum(area.size for area in selected)
        self._can_select = any(workspace.sheet.locks.of_field(name) is None for name in self._names)
        self.selection = QRadioButton(self)
        self.selection.setObjectName("scopeSelection")
        self.shown = QRadioButton(self)
        self.shown.setObjectName("scopeShown")
        self.field = FieldChoice("scopeField", self)
        self._fill(has_every_field=has_every_field)
        self._arrange()
        self.show_sizes()
        is_all = not self._can_select or (has_every_field and self._size == 1)
        (self.shown if is_all else self.selection).setChecked(True)
        self.field.setEnabled(is_all)
        self.selection.toggled.connect(self._choose)
        self.field.currentIndexChanged.connect(self.changed)

    @property
    def is_shown(self) -> bool:
        """All rows are meant, not the selection."""
        return self.shown.isChecked()

    @property
    def fields(self) -> list[FieldName]:
        """The fields that are meant."""
        if self.is_shown:
            chosen: str | None = self.field.currentData()
            if chosen is None:
                return []
            return [FieldName(chosen)] if chosen else self._fields()
        return self._names

    def areas(self) -> list[Area]:
        """The cells that are meant; of shown rows those that are shown now."""
        if self.is_shown:
            is_known = not self._workspace.is_counting
            return [Area(self._workspace.rows.rows, self.fields)] if is_known else []
        return list(self._selected)

    def choose_shown(self, field: FieldName) -> None:
        """All rows shown, in this field."""
        self.shown.setChecked(True)
        self.field.choose(field)

    def show_sizes(self) -> None:
        """Say how many cells each choice is just now."""
        vocabulary = self._workspace.sheet.vocabulary
        cells = self._size * self._can_select
        self.selection.setText(selection_offer(cells, self._names, vocabulary))
        self.selection.setEnabled(self._can_select)
        is_filtered = len(self._workspace.rows) != len(self._workspace.sheet.store)
        self.shown.setText(
            shown_offer(
                len(self._workspace.rows),
                is_filtered=is_filtered,
                is_counting=self._workspace.is_counting,
            )
        )

    def _fill(self, *, has_every_field: bool) -> None:
        sheet, current = self._workspace.sheet, self._workspace.current
        field = current[1] if current else STATUS
        is_unknown = field == STATUS or sheet.locks.of_field(field) is not None
        if has_every_field:
            self.field.addItem(EVERY_FIELD, "")
        elif is_unknown:
            self.field.addItem(NO_FIELD, None)
        for name in self._fields():
            if sheet.locks.of_field(name) is None:
                self.field.offer(name, sheet.vocabulary)
        if not has_every_field and not is_unknown:
            self.field.choose(field)

    @property
    def _names(self) -> list[FieldName]:
        """The fields of which something is selected."""
        return list(dict.fromkeys(name for area in self._selected for name in area.fields))

    def _fields(self) -> list[FieldName]:
        return [name for name in arrange(self._workspace.sheet.fields) if name != STATUS]

    def _arrange(self) -> None:
        heading = plain_label(self)
        heading.setText("Where")
        heading.setProperty("isTitle", True)
        row = QHBoxLayout()
        row.addWidget(self.shown)
        row.addWidget(self.field)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(heading)
        column.addWidget(self.selection)
        column.addLayout(row)

    def _choose(self) -> None:
        self.field.setEnabled(self.is_shown)
        self.changed.emit()
