"""The frame of every change of many cells: what, where, how many, and before and after."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cn_desktop.records.area import Area
from cn_desktop.records.plans import Plan
from cn_desktop.records.undo import Columns, Naming
from cn_desktop.ui.background import Background
from cn_desktop.ui.bars import wrapped_label
from cn_desktop.ui.bulk import bulk_words as words
from cn_desktop.ui.bulk.change_list import ChangeList, ChangeModel
from cn_desktop.ui.bulk.forms import Form, Wish
from cn_desktop.ui.bulk.planner import MOST_SET, Planner
from cn_desktop.ui.bulk.scope import Scope
from cn_desktop.ui.dialogs import fit
from cn_desktop.ui.words import counted
from cn_desktop.ui.workspace import Workspace

SIZE = 820, 600
LOOKED_AT_AGAIN = 20_000
"""Cells; that takes a tenth of a second."""
GAP = 10


@dataclass(frozen=True)
class Tool:
    """One kind of change.

    `deed` is the button's verb; `empty` says what is to be typed first, `nothing` is said where
    nothing would change. `form` makes the part that says what is to be done. `has_ticks`: each
    change can be left out. `takes_unlisted`: those that are not listed are done too, unless
    that is unticked. `has_every_field`: all fields can be meant.
    """

    name: str
    title: str
    deed: str
    empty: str
    form: Callable[[Workspace, Background, QWidget], Form]
    nothing: str = words.UNCHANGED
    has_ticks: bool = False
    takes_unlisted: bool = False
    has_every_field: bool = False


class BulkDialog(QDialog):
    """Says live what would change, and does it as one step.

    It goes when the records behind it are loaded anew; what changes one by one is looked at
    again.
    """

    def __init__(
        self,
        tool: Tool,
        workspace: Workspace,
        background: Background,
        selected: Sequence[Area],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(tool.name)
        self.setWindowTitle(tool.title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._tool = tool
        self._workspace = workspace
        self._background = background
        self._wish = Wish()
        self._is_working = False
        self._planner = Planner(background, self)
        self.form = tool.form(workspace, background, self)
        self.scope = Scope(workspace, selected, self, has_every_field=tool.has_every_field)
        self.model = ChangeModel(workspace, self, has_ticks=tool.has_ticks)
        self.list = ChangeList(self.model, self, has_ticks=tool.has_ticks)
        self.summary = wrapped_label(self, "bulkSummary")
        self.unlisted = QCheckBox(self)
        self.unlisted.setObjectName("bulkUnlisted")
        self.unlisted.hide()
        self.ticks = self._tick_buttons() if tool.has_ticks else []
        self.deed = QPushButton(tool.deed, self)
        self.deed.setObjectName("bulkDeed")
        self._arrange()
        self._connect()
        self._begin_anew()
        self.form.setFocus()
        fit(self, *SIZE)

    # Building; parts are made in the order in which Tab goes through them

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(GAP)
        column.addWidget(self.form)
        column.addWidget(self.scope)
        column.addWidget(self.list, 1)
        column.addWidget(self.unlisted)
        column.addWidget(self.summary)
        row = QHBoxLayout()
        for button in self.ticks:
            row.addWidget(button)
        row.addWidget(self._button_box(), 1)
        column.addLayout(row)

    def _button_box(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        buttons.addButton(self.deed, QDialogButtonBox.ButtonRole.AcceptRole)
        self.deed.setDefault(True)
        self.setTabOrder(self.deed, buttons.button(QDialogButtonBox.StandardButton.Cancel))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def _connect(self) -> None:
        self.form.changed.connect(self._begin_anew)
        self.scope.changed.connect(self._begin_anew)
        self.model.ticked_changed.connect(self._show_plan)
        self.unlisted.toggled.connect(self._show_plan)
        self._planner.changed.connect(self._show_plan)
        self._workspace.rows_changed.connect(self._follow)
        self._workspace.order_changed.connect(self._follow_order)
        self._workspace.sheet_changed.connect(self._leave)

    def _tick_buttons(self) -> list[QPushButton]:
        return [
            self._tick_button("Tick a&ll", "tickAll", is_on=True),
            self._tick_button("Tick &none", "tickNone", is_on=False),
        ]

    def _tick_button(self, text: str, name: str, *, is_on: bool) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.model.tick_all(is_ticked=is_on))
        return button

    # What would change

    def _begin_anew(self) -> None:
        """Something else is wished for: whatever was unticked is forgotten."""
        self.model.unticked = set()
        self.unlisted.setChecked(self._tool.takes_unlisted)
        self.form.show_fields(self.scope.fields)
        self._plan()

    def _plan(self) -> None:
        if self._is_working:
            return
        self._wish = self.form.wish()
        areas = self.scope.areas()
        self._planner.stop()
        if self._wish.task and self.scope.fields and not self._is_waiting:
            self._planner.start(self._workspace.sheet, areas, self._wish.task)
        self._show_plan()

    @property
    def _is_waiting(self) -> bool:
        """Which rows are shown is not known yet."""
        return self.scope.is_shown and self._workspace.is_counting

    def _follow(self, _keys: object) -> None:
        """Rows that are sent meanwhile change: few cells are looked at again, many are not.

        What has changed since it was looked at is left alone anyway.
        """
        if self._planner.is_complete and self._planner.total <= LOOKED_AT_AGAIN:
            self._plan()

    def _follow_order(self) -> None:
        self.scope.show_sizes()
        if self.scope.is_shown:
            self._plan()

    def _leave(self) -> None:
        if not self._is_working:
            self._workspace.tell(words.RELOADED)
            self.reject()

    def _show_plan(self) -> None:
        if self._is_working:
            return
        plan = self._planner.plan
        self.model.show_changes(plan.listed)
        self.unlisted.setVisible(self._tool.has_ticks and plan.unlisted > 0)
        self.unlisted.setText(words.of_unlisted(len(plan.listed), plan.unlisted))
        for button in self.ticks:
            button.setEnabled(bool(plan.listed))
        count = self._count(plan)
        self.deed.setEnabled(self._planner.is_complete and count > 0)
        self.deed.setText(f"{self._tool.deed} {counted(count, 'cell')}" if count else self._deed)
        self._say(plan, count)

    @property
    def _deed(self) -> str:
        return f"{self._tool.deed} cells"

    def _count(self, plan: Plan) -> int:
        """How many cells are to be changed."""
        if not self._tool.has_ticks or (not self.model.unticked and not plan.unlisted):
            return plan.count
        ticked = sum(change.cell not in self.model.unticked for change in plan.listed)
        return ticked + (plan.unlisted if self.unlisted.isChecked() else 0)

    def _say(self, plan: Plan, count: int) -> None:
        is_fault = True
        if self._wish.fault:
            text = self._wish.fault
        elif self._wish.task and self._wish.task.is_too_slow:
            text = words.TOO_SLOW
        elif self._planner.is_too_much:
            text = words.of_too_many(MOST_SET)
        else:
            text, is_fault = self._progress(plan, count), False
        self.summary.setText(text)
        self.summary.setProperty("isFault", is_fault)
        self.summary.style().polish(self.summary)

    def _progress(self, plan: Plan, count: int) -> str:
        task = self._wish.task
        if not self.scope.fields:
            return words.CHOOSE_FIELD
        if task is None:
            return self._tool.empty
        if not self._planner.is_complete:
            return words.of_looking(plan.seen, self._planner.total)
        told = words.of_plan(plan, count, nothing=self._tool.nothing)
        return f"{told} {words.of_gave_up(task.gave_up)}".strip()

    # Doing it

    def _wanted(self) -> Columns:
        plan = self._planner.plan
        if plan.unlisted and self._tool.has_ticks and not self.unlisted.isChecked():
            return plan.only_listed(self.model.unticked)
        return plan.without(self.model.unticked)

    async def _do(self, wanted: Columns, naming: Naming) -> None:
        seen = self._planner.plan.before
        try:
            with closing(self._workspace.set_in_pieces(wanted, naming, seen)) as pieces:
                for _ in pieces:
                    await self._background.breathe()
        finally:  # after an error too, of which the person is told
            super().accept()

    # Qt calls these; the names are Qt's.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes from a text field to the list of what would change."""
        is_typing = isinstance(self.focusWidget(), QLineEdit)
        if event.key() == Qt.Key.Key_Down and is_typing and self.model.rowCount():
            self.list.setFocus()
            self.list.selectRow(0)
        else:
            super().keyPressEvent(event)

    def accept(self) -> None:
        task = self._wish.task
        if self._is_working or task is None or not self.deed.isEnabled():
            return
        self._is_working = True
        self.form.stop()
        count = self._count(self._planner.plan)
        self.summary.setText(words.of_working(count))
        self._background.start(self._do(self._wanted(), task.name))

    def reject(self) -> None:
        if not self._is_working:
            self._planner.stop()
            self.form.stop()
            super().reject()
