"""The commands on cells that a spreadsheet has: fill, set, today, and the large editor."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from cn_desktop.records import dates, filling
from cn_desktop.records.area import Area
from cn_desktop.records.fields import FieldName, text_of
from cn_desktop.records.plans import Later
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.steps import Work, finished
from cn_desktop.ui.background import Background
from cn_desktop.ui.deeds import Slot
from cn_desktop.ui.editors.kinds import Kind, kind_of
from cn_desktop.ui.table import filling_words as words
from cn_desktop.ui.table.record_view import RecordView
from cn_desktop.ui.workspace import Workspace

MOST_CHANGED = 2_000_000
"""Cells; what can be undone of them is kept in memory, some 300 bytes each."""
CHANGED_AT_ONCE = 4_000
"""Cells; it takes 20 ms. More are changed in slices."""
SAMPLE = 200
"""So many records show in which form a field's dates are written."""
FORMS = {Kind.MOMENT: dates.MOMENT, Kind.DATE: dates.DATE}


class CellCommands:
    """What they do to the table's selection; each is one step that names itself."""

    def __init__(self, workspace: Workspace, background: Background) -> None:
        self._workspace = workspace
        self._background = background
        self.is_busy = False
        self.today: Callable[[], date] = lambda: datetime.now().astimezone().date()
        self._view: RecordView | None = None

    def use_view(self, view: RecordView, actions: Mapping[str, QAction]) -> None:
        """The table whose selection the commands act on; their keys are those of the table alone.

        Somebody who types elsewhere must not fill cells with Ctrl+Enter or Ctrl+D.
        """
        self._view = view
        for name in self.slots():
            actions[name].setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            view.window().removeAction(actions[name])
            view.addAction(actions[name])
        view.editing.fill_asked.connect(self._set_all)

    def slots(self) -> dict[str, Slot]:
        return {
            "actionFillDown": self.fill_down,
            "actionFillRight": self.fill_right,
            "actionFillSelection": self.fill_selection,
            "actionSetEmpty": lambda: self._set_exactly("", words.SET_EMPTY),
            "actionSetNull": lambda: self._set_exactly(None, words.SET_NULL),
            "actionInsertToday": self.insert_today,
            "actionEditLarge": lambda: self._table().edit_current(large=True),
        }

    def fill_down(self) -> None:
        """From the first selected row; a single row is filled from the one above it."""
        self._workspace.end_editing()
        areas = self._table().selected_areas()
        if sum(len(area.rows) for area in areas) == 1:
            above = self._table().rows_above()
            if not len(above):
                self._workspace.tell(words.NOTHING_ABOVE)
                return
            areas.insert(0, Area(above, areas[0].fields))
        self._change(areas, words.FILL, filling.down())

    def fill_right(self) -> None:
        """From the first selected column; a single column is filled from the one left of it."""
        self._workspace.end_editing()
        areas = self._table().selected_areas()
        if areas and all(len(area.fields) == 1 for area in areas):
            before = self._table().field_before(areas[0].fields[0])
            if before is None:
                self._workspace.tell(words.NOTHING_LEFT)
                return
            areas = [Area(area.rows, [before, *area.fields]) for area in areas]
        self._change(areas, words.FILL, filling.right)

    def fill_selection(self) -> None:
        """With what is being typed, else with what the cell holds where the selection began."""
        if not self._table().editing.editor():
            self._table().go_to_anchor()
        self._table().editing.fill()

    def insert_today(self) -> None:
        """Into the open editor where its cursor is, else in the place of the cell's text."""
        editing = self._table().editing
        if editor := editing.editor():
            editor.add(self.today().strftime(dates.DATE))
            return
        self._table().edit_current()
        if editor := editing.editor():
            today = self._today(editor.plain())
            editor.replace(today)
            if dates.moment_of(today):
                editor.go_to(len(today) - len(dates.MIDNIGHT), len(today))

    def _today(self, before: str) -> str:
        """As the current field writes its dates; the time, if there is one, can be typed over."""
        field = self._workspace.current[1] if self._workspace.current else FieldName("")
        kind = kind_of(field, self._workspace.sheet.vocabulary)
        form = FORMS.get(kind) or dates.form_among(self._sample(field))
        return dates.today_as(form, self.today(), before)

    def _sample(self, field: FieldName) -> list[str]:
        sheet = self._workspace.sheet
        rows = [int(row) for row in self._workspace.rows.rows[:SAMPLE]]
        return [text_of(value) for value in sheet.store.column(field, rows)]

    def _set_all(self, text: str | None) -> None:
        """What was typed in every selected cell; None: what the current cell holds."""
        current = self._workspace.current
        value = self._workspace.sheet.value(*current) if current and text is None else text
        if value is None:
            self._change(self._areas(), words.FILL, filling.exactly(None))
        elif isinstance(value, str):
            name = words.FILL if text is None else words.SET
            self._change(self._areas(), name, filling.typed(value))

    def _set_exactly(self, value: str | None, name: str) -> None:
        self._workspace.end_editing()
        self._change(self._areas(), name, filling.exactly(value))

    def _change(self, areas: Sequence[Area], name: str, rule: filling.Rule) -> None:
        """A few cells at once, many in slices."""
        size = sum(area.size for area in areas)
        if size > MOST_CHANGED:
            self._workspace.tell(words.too_many(size, MOST_CHANGED))
        elif self.is_busy:
            self._workspace.tell(words.BUSY)
        else:
            sheet = self._workspace.sheet
            work = self._changed(sheet, filling.filled(sheet, areas, rule), name, Later(sheet))
            if size <= CHANGED_AT_ONCE:
                finished(work)
            else:
                self.is_busy = True
                self._background.start(self._change_slowly(work))

    async def _change_slowly(self, work: Work[None]) -> None:
        try:
            with closing(work):
                for _ in work:
                    await self._background.breathe()
        finally:
            self.is_busy = False

    def _changed(
        self, sheet: Sheet, looking: Work[filling.Filling], name: str, later: Later
    ) -> Work[None]:
        """One step, and a word where not all of it could be done."""
        found = yield from looking
        if sheet is not self._workspace.sheet:  # somebody has gone to another dataset
            return
        done = 0
        if found.count:
            naming = partial(words.step_name, name)
            done = yield from self._workspace.set_in_pieces(found.columns, naming, later=later)
        if found.locked:
            locked = found.locked + found.count - done
            self._workspace.tell(words.left_alone(done, locked, found.lock))
        elif not found.count:
            self._workspace.tell(words.NOTHING_TO_CHANGE)

    def _areas(self) -> list[Area]:
        return self._table().selected_areas()

    def _table(self) -> RecordView:
        if self._view is None:
            raise LookupError
        return self._view
