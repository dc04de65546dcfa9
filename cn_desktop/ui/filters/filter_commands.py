"""What the commands of the filter do."""

from collections.abc import Callable
from dataclasses import replace

from cn_desktop.records.fields import FieldName, RecordKey, Value
from cn_desktop.records.marks import State
from cn_desktop.records.query import Condition, Mode, Query, SortBy
from cn_desktop.records.refining import choose_list, drop, leave_out, put
from cn_desktop.ui.deeds import Slot
from cn_desktop.ui.filters.filter_panel import FilterPanel
from cn_desktop.ui.filters.status_boxes import BOXES
from cn_desktop.ui.table.columns import STATUS
from cn_desktop.ui.table.sort_order import Sort
from cn_desktop.ui.workspace import Workspace

NEAR = 500
"""So far around the current row another one is looked for that stays in sight."""


class FilterCommands:
    """The commands that choose which rows are shown."""

    def __init__(self, workspace: Workspace, panel: Callable[[], FilterPanel]) -> None:
        self._workspace = workspace
        self._panel = panel
        self._awaited: Query | None = None
        self._before: dict[Sort, Sort] = {}

    def follow_rows(self) -> None:
        """Go to the first of rows that were asked for; to be called once the table shows them."""
        self._workspace.order_changed.connect(self._go_to_first)

    def slots(self) -> dict[str, Slot]:
        return {
            "actionAddFilter": self.add_condition,
            "actionValues": self.list_values,
            "actionFilterByValue": self.filter_by_value,
            "actionExcludeValue": self.exclude_value,
            "actionNotUnique": self.show_repeated,
            "actionApplyFilter": self.apply_again,
            "actionFilterOff": self.switch_off_or_on,
            "actionClearFilter": self.clear,
            "actionStates": self.go_to_states,
            "actionFind": self.start_find,
            "actionFindNext": lambda: self._panel().find.go_on(is_backwards=False),
            "actionFindPrevious": lambda: self._panel().find.go_on(is_backwards=True),
        }

    def of_a_column(self) -> dict[str, Callable[[FieldName], None]]:
        """What can be done with a column that need not be the current one."""
        panel = self._panel()
        return {"actionValues": panel.open_list, "actionAddFilter": panel.bar.add_condition}

    def add_condition(self) -> None:
        self._panel().bar.add_condition()

    def go_to_states(self) -> None:
        self._panel().bar.states.start()

    def start_find(self) -> None:
        self._panel().find.start()

    def list_values(self) -> None:
        """Of the current column; the status column's values are the boxes."""
        field = self._current_field()
        if field == STATUS:
            self.go_to_states()
        elif field:
            self._panel().open_list(field)

    def filter_by_value(self) -> None:
        """Only rows that have what the current cell has."""
        if not (cell := self._workspace.current):
            return
        key, field = cell
        sheet, query = self._workspace.sheet, self._workspace.query
        if field == STATUS:
            self._ask(replace(query, states=self._states_of(key), is_off=False))
        else:
            self._ask(choose_list(query, field, Mode.IS, [sheet.value(key, field)]))

    def exclude_value(self) -> None:
        """All rows but those that have what the current cell has."""
        if not (cell := self._workspace.current):
            return
        key, field = cell
        if field == STATUS:
            others = frozenset(State) - self._states_of(key)
            self._ask(replace(self._workspace.query, states=others, is_off=False))
            return
        value = self._workspace.sheet.value(key, field)
        self._step_aside(field, value)
        self._ask(leave_out(self._workspace.query, field, [value]))

    def show_repeated(self) -> None:
        """Only rows whose value in the current column another record has too; or all again.

        Those that are alike stand together, and the first of them is the current one.
        """
        field, query = self._current_field(), self._workspace.query
        if not field or field == STATUS:
            return
        condition = Condition(field, Mode.REPEATED)
        if condition in query.active:
            sort = self._before.pop(query.sort, query.sort)
            self._ask(replace(drop(query, query.conditions.index(condition)), sort=sort))
        else:
            sort = (SortBy(field), *(by for by in query.sort if by.field != field))
            self._before = {sort: query.sort}
            self._awaited = replace(put(query, condition), sort=sort)
            self._ask(self._awaited)

    def apply_again(self) -> None:
        """Rows that were edited or added since are judged anew."""
        self._ask(self._workspace.query)

    def switch_off_or_on(self) -> None:
        """All of the filter; it stays what it is."""
        query = self._workspace.query
        if query.has_filter:
            self._ask(replace(query, is_off=not query.is_off))

    def clear(self) -> None:
        self._ask(self._workspace.query.unfiltered())

    # Inside

    def _go_to_first(self) -> None:
        """Once all rows are found, unless something else was asked for meanwhile."""
        workspace, awaited = self._workspace, self._awaited
        if workspace.query is awaited and workspace.is_counting:
            return
        self._awaited = None
        field = self._current_field()
        if workspace.query is awaited and field and len(workspace.rows):
            first = workspace.sheet.store.keys(workspace.rows.rows[:1])[0]
            workspace.set_current((first, field))

    def _ask(self, query: Query) -> None:
        self._workspace.ask(query)

    def _current_field(self) -> FieldName | None:
        current = self._workspace.current
        return current[1] if current else None

    def _states_of(self, key: RecordKey) -> frozenset[State]:
        """The row's state, with those that people call by the same word."""
        state = self._workspace.sheet.changes.state(key)
        found = (states for states in BOXES.values() if state in states)
        return next(found, frozenset())

    def _step_aside(self, field: FieldName, value: Value) -> None:
        """The current row goes out of sight: the next one that stays becomes the current one."""
        sheet, rows = self._workspace.sheet, self._workspace.rows
        cell = self._workspace.current
        row = sheet.store.row_of(cell[0]) if cell else None
        at = None if row is None else rows.place_of(row)
        if at is None:
            return
        near = [*rows.rows[at + 1 : at + NEAR], *rows.rows[max(at - NEAR, 0) : at][::-1]]
        keys = sheet.store.keys(near)
        for key, shown in zip(keys, sheet.column(field, keys), strict=True):
            if shown != value:
                self._workspace.go_to(key, field)
                return
