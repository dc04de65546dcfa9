"""Everything that chooses rows, joined with the table that shows them."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent

from cn_desktop.records.fields import FieldName
from cn_desktop.ui.background import Background
from cn_desktop.ui.filters.filter_bar import FilterBar
from cn_desktop.ui.filters.find_bar import FindBar
from cn_desktop.ui.filters.funnels import Funnels
from cn_desktop.ui.filters.nothing_found import NothingFound
from cn_desktop.ui.filters.value_list import ValueList
from cn_desktop.ui.table.columns import STATUS
from cn_desktop.ui.table.record_model import RecordModel
from cn_desktop.ui.table.record_view import RecordView
from cn_desktop.ui.theme import Icons
from cn_desktop.ui.workspace import Workspace

FIND_STEPS = ("actionFindPrevious", "actionFindNext")


class FilterPanel(QObject):
    """The rows above the table, the search below them, and the lists of values.

    Alt+Down in the table opens the list of the current column, as in a spreadsheet.
    """

    def __init__(
        self,
        workspace: Workspace,
        background: Background,
        bar: FilterBar,
        icons: Icons,
        actions: Mapping[str, QAction],
    ) -> None:
        super().__init__(bar)
        self._workspace = workspace
        self._icons = icons
        self._actions = actions
        self.bar = bar
        bar.states.show_signs()
        steps = [actions[name] for name in FIND_STEPS]
        self.find = FindBar(workspace, background, icons, steps, self.bar)
        self.bar.place_below(self.find)
        self.list = ValueList(workspace, background, bar.window())
        self.bar.list_asked.connect(self.open_list)

    def use_view(self, view: RecordView, model: RecordModel) -> None:
        """The table whose columns are listed and searched."""
        self._view = view
        self._model = model
        self.find.shown = self._shown_fields
        self._funnels = Funnels(view.heading, lambda: model.fields, self._workspace, self._icons)
        self._funnels.asked.connect(self.open_list)
        self._nothing_found = NothingFound(self._workspace, view.viewport())
        view.installEventFilter(self)
        for done in (self.bar.left, self.find.left, self.list.left):
            done.connect(view.setFocus)

    def open_list(self, field: str) -> None:
        """Below the field's heading; at the left where that is out of sight."""
        self._workspace.end_editing()
        header, fields = self._view.heading, self._model.fields
        name = FieldName(field)
        across = header.section_rect(fields.index(name)).left() if name in fields else 0
        visible = min(max(across, 0), header.width())
        self.list.start(name, header.viewport().mapToGlobal(QPoint(visible, header.height())))

    def _shown_fields(self) -> list[FieldName]:
        header, fields = self._view.horizontalHeader(), self._model.fields
        sections = (header.logicalIndex(place) for place in range(header.count()))
        return [
            fields[section]
            for section in sections
            if not header.isSectionHidden(section) and fields[section] != STATUS
        ]

    # Qt calls this; the name is Qt's.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The key is the table's own before it is anybody's shortcut."""
        if isinstance(event, QKeyEvent) and _is_alt_down(event):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._actions["actionValues"].trigger()
                return True
        return super().eventFilter(watched, event)


def _is_alt_down(event: QKeyEvent) -> bool:
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() == Qt.Key.Key_Down and modifiers == Qt.KeyboardModifier.AltModifier
