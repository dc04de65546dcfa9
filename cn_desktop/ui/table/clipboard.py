"""The commands that cut, copy and paste cells."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from cn_desktop.records.area import Area
from cn_desktop.records.copied import Form
from cn_desktop.records.fields import FieldName, RecordKey
from cn_desktop.records.pasted import Lines, cells_at_most, lines_of
from cn_desktop.records.pasting import Plan, Wishes, plan_of
from cn_desktop.records.placing import (
    Placing,
    Target,
    fills,
    named_fields,
    possible,
    suggested,
)
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.steps import Work, finished
from cn_desktop.records.store import Store
from cn_desktop.ui.background import Background
from cn_desktop.ui.deeds import Slot
from cn_desktop.ui.dialogs import finished as closed
from cn_desktop.ui.table import paste_words as words
from cn_desktop.ui.table.copying import Copying, text_in_clipboard
from cn_desktop.ui.table.landing import select_cells, target_in
from cn_desktop.ui.table.paste_dialog import Offer, PasteDialog
from cn_desktop.ui.table.record_model import RecordModel
from cn_desktop.ui.table.record_view import RecordView
from cn_desktop.ui.workspace import Workspace

MOST_COPIED = 5_000_000
"""Cells; some 50 MB of text, with which a spreadsheet has more trouble than this program."""
MOST_PASTED = 200_000
"""Cells, cut ones too; to set them takes a second, behind the window unless records are new."""
LONGEST_PASTED = 50_000_000
"""Characters."""
AT_ONCE = 4_000
"""Cells that are set in 20 ms; more are set in slices."""
FEW = 300
"""Cells that are read and weighed in some 5 ms: before the next key could be pressed."""

T = TypeVar("T")
Texts = (QLineEdit, QPlainTextEdit, QTextEdit)


@dataclass(frozen=True)
class Goal:
    """Where lines are to be pasted, and whether that is shown first however little it is.

    The target's rows are those of the `store`.
    """

    sheet: Sheet
    store: Store
    target: Target
    always_shows: bool

    def size(self, lines: Lines) -> int:
        """How many cells there are to look at."""
        if fills(lines, self.target):
            return sum(area.size for area in self.target.areas)
        return sum(map(len, lines))

    def plan(self, lines: Lines, wishes: Wishes | None = None) -> Work[Plan]:
        """What would happen; without wishes, as is suggested."""
        chosen = wishes or Wishes(suggested(lines, self.sheet))
        return plan_of(lines, self.target, self.sheet, chosen)

    def offer(self, lines: Lines) -> Offer:
        """The ways there are to place the lines."""
        is_filled = fills(lines, self.target)
        texts = {
            Placing.POSITION: words.of_position(self.target, self.sheet, fills=is_filled),
            Placing.NAMES: words.of_names(
                named_fields(lines[0], self.sheet), self.sheet.vocabulary
            ),
            Placing.RECORDS: words.OF_RECORDS,
            Placing.NEW: words.OF_NEW,
        }
        there = possible(lines, self.sheet)
        return Offer(words.title_of(lines), {placing: texts[placing] for placing in there})


class Clipboard(QObject):
    """Copies what is selected in the table, and pastes there what it asks about first.

    One paste at a time: while one is looked at, another is not begun.
    """

    def __init__(self, workspace: Workspace, background: Background, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._background = background
        self._window = window
        self._copying = Copying(background)
        self._view: RecordView | None = None
        self._model: RecordModel | None = None
        self._task: asyncio.Task[None] | None = None
        self._planning: asyncio.Task[None] | None = None

    def use_view(self, view: RecordView, model: RecordModel) -> None:
        """The table whose cells are meant."""
        self._view, self._model = view, model

    def slots(self) -> dict[str, Slot]:
        return {
            "actionCopy": self.copy,
            "actionCut": self.cut,
            "actionCopyWithHeadings": partial(self.copy, Form.WITH_HEADINGS),
            "actionCopyCsv": partial(self.copy, Form.CSV),
            "actionCopyJson": partial(self.copy, Form.JSON),
            "actionCopyMarkdown": partial(self.copy, Form.MARKDOWN),
            "actionPaste": self.paste,
            "actionPasteSpecial": self.paste_special,
        }

    def copy(self, form: Form = Form.TABS) -> None:
        """Put what is selected into the clipboard."""
        areas = self._table().selected_areas()
        size = sum(area.size for area in areas)
        if size > MOST_COPIED:
            self._workspace.tell(words.too_much_to_copy(size, MOST_COPIED))
        else:
            self._copying.start(self._workspace.sheet, areas, form)

    def cut(self) -> None:
        """Copy, and then empty what may be emptied; records stay (feat-H16)."""
        field = QApplication.focusWidget()
        if isinstance(field, Texts):
            field.cut()
            return
        self._workspace.end_editing()
        areas = self._table().selected_areas()
        size = sum(area.size for area in areas)
        if size > MOST_PASTED:
            self._workspace.tell(words.too_much_to_cut(size, MOST_PASTED))
        else:
            sheet = self._workspace.sheet
            empty = partial(self._empty, sheet, sheet.store, areas)
            self._copying.start(sheet, areas, then=empty)

    def _empty(self, sheet: Sheet, store: Store, areas: Sequence[Area]) -> None:
        """The same rows, unless they are another record's by now."""
        if self._is_open(sheet, store):
            self._background.do(self._workspace.clear_in_pieces(areas, "cut"))
        else:
            self._workspace.tell(words.NOT_EMPTIED)

    def paste(self) -> None:
        """Paste from the first selected cell on; a text field with the focus pastes for itself."""
        field = QApplication.focusWidget()
        if isinstance(field, Texts):
            field.paste()
        else:
            self._start(always_shows=False)

    def paste_special(self) -> None:
        """Paste after a look at what it would do, however little that is."""
        self._start(always_shows=True)

    # Inside

    def _table(self) -> RecordView:
        if self._view is None:
            raise LookupError
        return self._view

    def _start(self, *, always_shows: bool) -> None:
        """What is small is done at once: what is typed next must find it there."""
        self._workspace.end_editing()
        if self._view is None or self._model is None or self._is_at_work():
            return
        text, is_own = text_in_clipboard()
        if not text and not is_own:
            self._workspace.tell(words.NO_TEXT)
            return
        if len(text) > LONGEST_PASTED:
            self._workspace.tell(words.too_long_to_paste(LONGEST_PASTED))
            return
        size = cells_at_most(text)
        if size > MOST_PASTED:
            self._workspace.tell(words.too_much_to_paste(size, MOST_PASTED))
            return
        sheet = self._workspace.sheet
        goal = Goal(sheet, sheet.store, target_in(self._view, self._model), always_shows)
        reading = lines_of(text, is_own=is_own)
        if size > FEW:
            self._task = self._background.start(self._read(reading, goal))
        else:
            self._weigh(finished(reading), goal)

    def _is_open(self, sheet: Sheet, store: Store) -> bool:
        """Neither another dataset was opened nor this one loaded anew."""
        return sheet is self._workspace.sheet and sheet.store is store

    def _is_at_work(self) -> bool:
        return self._task is not None and not self._task.done()

    async def _read(self, reading: Work[Lines], goal: Goal) -> None:
        lines = await self._taken(reading, goal)
        if lines is not None and self._is_possible(lines, goal):
            await self._plan(lines, goal)

    def _weigh(self, lines: Lines, goal: Goal) -> None:
        if not self._is_possible(lines, goal):
            return
        if goal.size(lines) > FEW:
            self._task = self._background.start(self._plan(lines, goal))
            return
        plan = finished(goal.plan(lines))
        if goal.always_shows or plan.is_to_be_shown:
            self._task = self._background.start(self._ask(lines, goal, plan))
        else:
            self._apply(goal, plan)

    def _is_possible(self, lines: Lines, goal: Goal) -> bool:
        size = goal.size(lines)
        if size > MOST_PASTED:
            self._workspace.tell(words.too_much_to_paste(size, MOST_PASTED))
        return size <= MOST_PASTED

    async def _plan(self, lines: Lines, goal: Goal) -> None:
        """What takes longer than a moment, in slices."""
        plan = await self._taken(goal.plan(lines), goal)
        if plan is None:
            return
        if goal.always_shows or plan.is_to_be_shown:
            await self._ask(lines, goal, plan)
        else:
            await self._carry_out(goal, plan)

    async def _ask(self, lines: Lines, goal: Goal, plan: Plan) -> None:
        dialog = PasteDialog(goal.offer(lines), plan, goal.sheet, self._window)
        dialog.wished.connect(partial(self._plan_anew, dialog, lines, goal))
        leave = partial(self._leave, dialog, goal)
        self._workspace.sheet_changed.connect(leave)
        answer = await closed(dialog)
        self._workspace.sheet_changed.disconnect(leave)
        if self._planning:
            self._planning.cancel()
        if answer == QDialog.DialogCode.Accepted:
            await self._carry_out(goal, dialog.plan, is_told=True)

    def _leave(self, dialog: PasteDialog, goal: Goal) -> None:
        """Other records are in the rows that were meant."""
        if not self._is_open(goal.sheet, goal.store):
            self._workspace.tell(words.ELSEWHERE)
            dialog.reject()

    def _plan_anew(self, dialog: PasteDialog, lines: Lines, goal: Goal, wishes: Wishes) -> None:
        """Somebody chose otherwise; only the last choice counts."""

        async def show() -> None:
            if plan := await self._taken(goal.plan(lines, wishes), goal):
                dialog.show_plan(plan)

        if self._planning:
            self._planning.cancel()
        self._planning = self._background.start(show())

    async def _taken(self, steps: Work[T], goal: Goal) -> T | None:
        """What the steps return, between which the window has its turn.

        None once other records are in the rows that were meant.
        """
        while self._is_open(goal.sheet, goal.store):
            try:
                step = next(steps)
            except StopIteration as end:
                outcome: T = end.value
                return outcome
            await self._background.turn(step)
        self._workspace.tell(words.ELSEWHERE)
        return None

    async def _carry_out(self, goal: Goal, plan: Plan, *, is_told: bool = False) -> None:
        """Many cells in slices; new records at once, for half of one must not be sent."""
        sheet = goal.sheet
        if plan.new or plan.cells <= AT_ONCE or not self._is_open(sheet, goal.store):
            self._apply(goal, plan, is_told=is_told)
            return
        work = self._workspace.set_in_pieces(plan.wanted, plan.name)
        is_whole = await self._background.taken(work) == plan.cells
        if sheet is self._workspace.sheet:
            self._workspace.reveal(plan.changed)
            self._show(plan)
        if is_whole and (is_told or plan.findings):
            self._workspace.tell(words.of_paste(plan, sheet))

    def _apply(self, goal: Goal, plan: Plan, *, is_told: bool = False) -> None:
        if not self._is_open(goal.sheet, goal.store):
            self._workspace.tell(words.ELSEWHERE)
            return
        if plan.does_nothing:
            self._workspace.tell(words.ALREADY_SO)
            return
        self._workspace.set_and_add(plan.wanted, plan.new, plan.name)
        self._show(plan)
        if is_told or plan.findings:
            self._workspace.tell(words.of_paste(plan, goal.sheet))

    def _show(self, plan: Plan) -> None:
        """Go to the first cell that has changed, and select all that was pasted (feat-R24)."""
        if self._view is None or self._model is None:
            return
        self._workspace.go_to(*_first_cell(plan, self._view.shown_fields()))
        fields = _fields_of(plan, self._workspace.sheet)
        select_cells(self._view, self._model, [*plan.records, *plan.new], fields)


def _first_cell(plan: Plan, shown: Sequence[FieldName]) -> tuple[RecordKey, FieldName]:
    """The first changed record's, and of its changed cells the leftmost."""
    changed = plan.changed
    key = next((key for key in plan.records if key in changed), None) or next(iter(plan.new))
    fields = [name for name, column in plan.wanted.items() if key in column]
    fields += plan.new.get(key, {})
    return key, next((name for name in shown if name in fields), fields[0])


def _fields_of(plan: Plan, sheet: Sheet) -> list[FieldName]:
    """The fields that something was pasted into."""
    pieces = (piece.field for piece in plan.layout.pieces)
    fields = dict.fromkeys(chain(pieces, chain.from_iterable(plan.new.values())))
    return [field for field in fields if sheet.locks.of_field(field) is None]
