"""Find a text in the rows on screen: from cell to cell, and how many there are."""

import asyncio
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QIcon, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QToolButton, QWidget

from cn_desktop.records.fields import FieldName
from cn_desktop.records.finding import Hit, Place, Wanted
from cn_desktop.records.order import Order
from cn_desktop.records.steps import Work
from cn_desktop.records.undo import Cell
from cn_desktop.ui.background import Background
from cn_desktop.ui.bars import plain_label
from cn_desktop.ui.theme import Icons
from cn_desktop.ui.workspace import Workspace

LOOKING = "looking…"
NOWHERE = "not found"
FROM_TOP = " · from the top again"
FROM_END = " · from the end again"

Shown = Callable[[], Sequence[FieldName]]
"""The columns on screen, from left to right."""


class FindBar(QFrame):
    """There while somebody looks for a text. `left`: back to the table.

    Typing goes to the first cell from where it began; next and previous go on from the
    current one. Only rows and columns on screen are looked at, case is ignored.
    """

    left = Signal()

    def __init__(
        self,
        workspace: Workspace,
        background: Background,
        icons: Icons,
        steps: Sequence[QAction],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("findBar")
        self._workspace = workspace
        self._background = background
        self._task: asyncio.Task[None] | None = None
        self._began: Cell | None = None
        self.shown: Shown = lambda: ()
        self.text = QLineEdit(self)
        self.text.setObjectName("findField")
        self.text.setAccessibleName("Find in the table")
        self.text.setPlaceholderText("Find in the table")
        self.text.setClearButtonEnabled(True)
        icons.dress(
            self.text.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition), "search"
        )
        self.whole = QCheckBox("&Whole cell", self)
        self.count = plain_label(self, "findCount")
        self._close = QToolButton(self, autoRaise=True)
        self._close.setToolTip("Close the search (Esc)")
        self._close.setAccessibleName("Close the search")
        icons.dress(self._close, "x")
        self._arrange(steps)
        self.text.textEdited.connect(self._find_typed)
        self.whole.toggled.connect(self._find_typed)
        self._close.clicked.connect(self._leave)
        workspace.sheet_changed.connect(self._forget_count)
        workspace.order_changed.connect(self._forget_count)
        self.hide()

    @property
    def is_looking(self) -> bool:
        return self._task is not None

    def start(self) -> None:
        """Begin to look, from the current cell on."""
        self._workspace.end_editing()
        self._began = self._workspace.current
        self.show()
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.text.selectAll()

    def go_on(self, *, is_backwards: bool) -> None:
        """The next cell with the text, or the one before; without a text ask for it."""
        if not self.text.text():
            self.start()
            return
        self._workspace.end_editing()
        self._look(self._place_of(self._workspace.current), is_backwards=is_backwards)

    def _arrange(self, steps: Sequence[QAction]) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.text.setFixedWidth(220)
        row.addWidget(self.text)
        for action in steps:
            button = QToolButton(self, autoRaise=True)
            button.setDefaultAction(action)
            row.addWidget(button)
        row.addWidget(self.whole)
        row.addWidget(self.count, 1)
        row.addWidget(self._close)

    def _find_typed(self) -> None:
        """From where the search began, that cell with it: typing on narrows the same search."""
        self._stop()
        self.count.clear()
        if self.text.text():
            self._look(self._before(self._place_of(self._began)), is_backwards=False)

    def _place_of(self, cell: Cell | None) -> Place | None:
        """Where a cell is on screen; None where it is not."""
        if cell is None:
            return None
        row = self._workspace.sheet.store.row_of(cell[0])
        at = None if row is None else self._workspace.rows.place_of(row)
        return None if at is None else Place(at, cell[1])

    def _before(self, place: Place | None) -> Place | None:
        """The cell before, so that this one is looked at too."""
        fields = list(self.shown())
        if place is None or place.field not in fields:
            return place
        column = fields.index(place.field)
        if column:
            return Place(place.at, fields[column - 1])
        return Place(place.at - 1, fields[-1]) if place.at else None

    # Looking

    def _look(self, start: Place | None, *, is_backwards: bool) -> None:
        """In slices; whoever asks again meanwhile wants only the new answer."""
        self._stop()
        search, rows = self._workspace.search, self._workspace.rows
        if search is None:
            return
        self.count.setText(LOOKING)
        wanted = Wanted(self.text.text(), tuple(self.shown()), self.whole.isChecked())
        work = search.find(wanted, rows.rows, start, is_backwards=is_backwards)
        self._task = self._background.start(self._look_on(work, rows, is_backwards=is_backwards))

    async def _look_on(self, work: Work[Hit | None], rows: Order, *, is_backwards: bool) -> None:
        hit = await self._background.taken(work)
        self._task = None
        self._show(hit, rows, is_backwards=is_backwards)

    def _stop(self) -> None:
        if self._task:
            self._task.cancel()
            self._task = None

    def _show(self, hit: Hit | None, rows: Order, *, is_backwards: bool) -> None:
        if hit is None:
            self.count.setText(NOWHERE)
            return
        wrapped = (FROM_END if is_backwards else FROM_TOP) if hit.is_wrapped else ""
        key = self._workspace.sheet.store.key(rows[hit.place.at])
        self._workspace.go_to(key, hit.place.field)
        self.count.setText(f"{hit.number:,} of {hit.count:,}{wrapped}")

    def _forget_count(self) -> None:
        """Other rows are on screen: the old numbers say nothing of them."""
        self._stop()
        self.count.clear()

    def _leave(self) -> None:
        self._stop()
        self.hide()
        self.left.emit()

    # Qt calls this; the name is Qt's.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            is_backwards = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.go_on(is_backwards=is_backwards)
        else:
            super().keyPressEvent(event)
