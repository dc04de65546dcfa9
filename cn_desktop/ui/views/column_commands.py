"""What the commands on columns and sorting do."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from cn_desktop.records.fields import FieldName
from cn_desktop.records.query import SortBy
from cn_desktop.ui.deeds import Slot
from cn_desktop.ui.filters.filter_menu import FILTERING
from cn_desktop.ui.table.columns import STATUS
from cn_desktop.ui.table.record_view import RecordView
from cn_desktop.ui.table.sort_order import also_sorted_by
from cn_desktop.ui.views.columns_dialog import ColumnsDialog
from cn_desktop.ui.views.go_to_dialog import GoToDialog
from cn_desktop.ui.views.view_menus import COLUMNS, SORTING
from cn_desktop.ui.views.view_words import LAST_COLUMN, NO_SORT
from cn_desktop.ui.workspace import Workspace

OF_A_HEADING = (
    "actionSortUp",
    "actionSortDown",
    "actionSortAlso",
    "",
    "actionValues",
    "actionAddFilter",
    "",
    "actionHideColumn",
    "actionShowColumns",
    "actionPinColumns",
    "actionUnpinColumns",
    "",
    "actionFitColumns",
    "actionColumns",
)
"""What a right click on a heading offers, of that column."""
OTHER_TEXTS = {"actionAddFilter": "Filter &by…"}
"""Where the heading says already what a command's own text would."""


class ColumnCommands:
    """The commands act on the current column, those of a heading's menu on that one."""

    def __init__(self, view: RecordView, workspace: Workspace) -> None:
        self._view = view
        self._columns = view.arrangement
        self._workspace = workspace
        self._deeds: dict[str, Callable[[FieldName], None]] = {
            "actionSortUp": lambda field: self._sort((SortBy(field),)),
            "actionSortDown": lambda field: self._sort((SortBy(field, is_descending=True),)),
            "actionSortAlso": self._sort_also,
            "actionHideColumn": self._hide,
            "actionPinColumns": self._columns.pin_up_to,
            "actionColumnLeft": lambda field: self._columns.move(field, -1),
            "actionColumnRight": lambda field: self._columns.move(field, 1),
        }
        self._others: dict[str, Callable[[], None]] = {
            "actionColumns": self.show_columns,
            "actionGoToColumn": self.ask_where,
            "actionShowColumns": lambda: self._columns.show(*self._columns.layout.hidden),
            "actionUnpinColumns": self._columns.unpin,
            "actionFitColumns": self._columns.fit_anew,
            "actionClearSort": lambda: self._view.sort_by(()),
        }
        self._filtering: Mapping[str, Callable[[FieldName], None]] = {}
        view.heading.menu_asked.connect(self._show_menu)

    def slots(self) -> dict[str, Slot]:
        of_current = {name: self._on_current(deed) for name, deed in self._deeds.items()}
        switch: Slot = self._columns.hide_empty
        return {**of_current, **self._others, "actionHideEmpty": switch}

    def use_filtering(self, deeds: Mapping[str, Callable[[FieldName], None]]) -> None:
        """What a heading's menu offers beside, by command, of a column that has values."""
        self._filtering = deeds

    def show_columns(self) -> None:
        """Every column in a list."""
        self._workspace.end_editing()
        dialog = ColumnsDialog(self._workspace, self._columns, self._view.window())
        dialog.gone_to.connect(lambda field: self.go_to_column(FieldName(field)))
        dialog.open()

    def ask_where(self) -> None:
        """Which column or row to go to."""
        self._workspace.end_editing()
        dialog = GoToDialog(self._workspace, self._columns, self._view.window())
        dialog.column_chosen.connect(lambda field: self.go_to_column(FieldName(field)))
        dialog.row_chosen.connect(self.go_to_row)
        dialog.open()

    def go_to_column(self, field: FieldName) -> None:
        """In the current row, else in the first on screen; a hidden column is shown.

        A record that the filter hides is not gone to: whoever types next means one that is seen.
        """
        if self._columns.is_hidden(field):
            self._columns.show(field)
        key = self._workspace.current_on_screen
        if key is None and len(self._workspace.rows):
            key = self._view.key_at(0)
        if key is not None:
            self._workspace.set_current((key, field))
        self._view.show_column(field)
        self._view.setFocus()

    def go_to_row(self, number: int) -> None:
        """Of those on screen, from 1."""
        if 1 <= number <= len(self._workspace.rows):
            self._workspace.set_current((self._view.key_at(number - 1), self._current()))
            self._view.setFocus()

    # Inside

    def _current(self) -> FieldName:
        current = self._workspace.current
        return current[1] if current else self._columns.shown()[0]

    def _on_current(self, deed: Callable[[FieldName], None]) -> Slot:
        return lambda: deed(self._current())

    def _sort(self, sort: tuple[SortBy, ...]) -> None:
        if any(by.field == STATUS for by in sort):
            self._workspace.tell(NO_SORT)
        else:
            self._view.sort_by(sort)

    def _sort_also(self, field: FieldName) -> None:
        self._sort(also_sorted_by(self._workspace.query.sort, field))

    def _hide(self, field: FieldName) -> None:
        if not self._columns.hide(field):
            self._workspace.tell(LAST_COLUMN)

    def _show_menu(self, section: int, where: QPoint) -> None:
        field = self._columns.usual()[section]
        menu = QMenu(self._view)
        menu.setObjectName("headingMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        texts = {each.name: each.text for each in (*SORTING, *COLUMNS, *FILTERING)} | OTHER_TEXTS
        deeds = {**self._deeds, **self._filtering}
        for name in OF_A_HEADING:
            if not name:
                menu.addSeparator()
                continue
            deed = partial(deeds[name], field) if name in deeds else self._others[name]
            menu.addAction(texts[name], deed).setEnabled(self._makes_sense(name, field))
        menu.popup(where)

    def _makes_sense(self, name: str, field: FieldName) -> bool:
        if name == "actionShowColumns":
            return bool(self._columns.layout.hidden)
        return field != STATUS or name not in self._filtering
