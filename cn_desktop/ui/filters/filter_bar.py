"""The rows above the table: quick filter, conditions, the server's outcome filter, states, find."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cn_desktop.records.fields import FieldName
from cn_desktop.records.query import Condition, Mode
from cn_desktop.records.refining import is_list, put
from cn_desktop.ui.filters.chip_row import ChipRow
from cn_desktop.ui.filters.condition_editor import ConditionEditor
from cn_desktop.ui.filters.condition_words import filter_tip
from cn_desktop.ui.filters.outcome_button import OutcomeButton
from cn_desktop.ui.filters.status_boxes import StatusBoxes
from cn_desktop.ui.table.columns import STATUS, arrange
from cn_desktop.ui.theme import Icons, Theme
from cn_desktop.ui.words import counted
from cn_desktop.ui.workspace import Workspace

ADD_MENU = ("actionValues", "actionFilterByValue", "actionExcludeValue", "actionNotUnique")
GAP = 8
FILTER_WIDTH = 140, 220
LEAST_OF_CHIPS = 160
"""Pixels: in a narrow window, and in one that is wide enough."""
OFF = "filter off · "
COUNTING = "counting… "
WIDEST = ("88,888,888 of 88,888,888 records", f"{COUNTING}8,888,888 of 8,888,888 records")
"""The count has room for these from the start, where the window is wide enough: what stands beside
it is never moved by it."""
HEIGHT = 26
"""Of everything in the row, so that it does not grow with the first chip."""


class FilterField(QLineEdit):
    """Narrower only where the window is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("filterField")
        self.setAccessibleName("Filter all columns")
        self.setClearButtonEnabled(True)
        least, most = FILTER_WIDTH
        self.setMinimumWidth(least)
        self.setMaximumWidth(most)

    # Qt calls this; the name is Qt's.

    def sizeHint(self) -> QSize:
        return QSize(FILTER_WIDTH[1], super().sizeHint().height())


class CountLabel(QLabel):
    """How many records are shown; never cut, a number without its beginning is another one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("countLabel")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    # Qt calls this; the name is Qt's.

    def sizeHint(self) -> QSize:
        widest = max(map(self.fontMetrics().horizontalAdvance, WIDEST))
        return super().sizeHint().expandedTo(QSize(widest, 0))


class FilterBar(QWidget):
    """`outcomes_asked` gives the outcome codes to read from the server; empty for all.

    `list_asked` gives the field whose values somebody wants to tick. `left`: the person is
    done with the filter and wants to go on in the table.
    """

    outcomes_asked = Signal(str)
    list_asked = Signal(str)
    left = Signal()

    def __init__(
        self,
        workspace: Workspace,
        theme: Theme,
        icons: Icons,
        actions: Mapping[str, QAction],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._icons = icons
        self.filter = FilterField(self)
        self.show_keys("", "")
        icons.dress(
            self.filter.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition), "funnel"
        )
        self.outcomes = OutcomeButton(workspace, self)
        self.add = QToolButton(self)
        self.add.setObjectName("addFilterButton")
        self.add.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.chips = ChipRow(workspace, icons, self.add, self)
        self.editor = ConditionEditor(self)
        self.states = StatusBoxes(workspace, theme, icons, self)
        self._count = CountLabel(self)
        self._place: int | None = None
        self._dataset = workspace.sheet.dataset
        self._arrange()
        self._connect()
        self._show_count()
        self._dress_add(actions["actionAddFilter"], [actions[name] for name in ADD_MENU])

    def clear_outcomes(self) -> None:
        self.outcomes.clear()

    def add_condition(self, on: FieldName | None = None) -> None:
        """Type a condition on this field, or on one to be chosen, at first the current one."""
        current = self._workspace.current
        fields = self._fields()
        if not fields:
            return
        field = on or (current[1] if current and current[1] in fields else fields[0])
        self._place = None
        condition = Condition(field, Mode.CONTAINS)
        self._start(condition, begins_at_field=on is None)

    def _dress_add(self, add: QAction, more: Sequence[QAction]) -> None:
        """What the button behind the chips does, and what its menu offers beside."""
        self.add.setText("Filter")
        self.add.setToolTip(add.toolTip())
        self.add.setAccessibleName("Add a condition to the filter")
        self.add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        menu = QMenu(self.add)
        menu.addActions([add, *more])
        self.add.setMenu(menu)
        self.add.clicked.connect(add.trigger)
        self.add.setEnabled(add.isEnabled())
        add.changed.connect(lambda: self.add.setEnabled(add.isEnabled()))
        self._icons.dress(self.add, "plus")

    def place_behind(self, widget: QWidget) -> None:
        """At the end of the first row; the rows below it are as wide as the window."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)

    def place_below(self, widget: QWidget) -> None:
        """Another line under the rows."""
        self._column.addWidget(widget)

    def show_keys(self, to_filter: str, to_find: str) -> None:
        """Name the keys that come here, and those to find a text in the rows shown."""
        self.filter.setPlaceholderText(f"Filter  {to_filter}".rstrip())
        self.filter.setToolTip(filter_tip(to_find))

    def _arrange(self) -> None:
        self._row = row = QHBoxLayout()
        row.setSpacing(GAP)
        self._has_own_line = False
        self.chips.setMinimumWidth(LEAST_OF_CHIPS)
        self.chips.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self.filter, 0, top)
        row.addWidget(self.chips, 1)
        row.addStretch(0)
        row.addWidget(self._count, 0, top)
        row.addWidget(self.outcomes, 0, top)
        for part in (self.filter, self.add, self.outcomes, self._count):
            part.setFixedHeight(HEIGHT)
        QWidget.setTabOrder(self.filter, self.add)
        QWidget.setTabOrder(self.add, self.outcomes)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP // 2)
        self._column.addLayout(row)
        self._column.addWidget(self.editor)
        self._column.addWidget(self.states)

    def _place_chips(self) -> None:
        """Where they do not fit beside the filter they have a line of their own, all across."""
        inside = (self._row.itemAt(place).widget() for place in range(self._row.count()))
        others = [widget for widget in inside if widget and widget is not self.chips]
        room = self.width() - sum(_width_of(each) + GAP for each in others)
        needs_line = self.chips.sizeHint().width() > room
        if needs_line == self._has_own_line:
            return
        self._has_own_line = needs_line
        if needs_line:
            self._row.removeWidget(self.chips)
            self._column.insertWidget(1, self.chips)
        else:
            self._column.removeWidget(self.chips)
            self._row.insertWidget(1, self.chips, 1)

    def _connect(self) -> None:
        self.filter.textEdited.connect(self._apply)
        self.filter.textChanged.connect(self._apply_when_cleared)
        self.outcomes.asked.connect(self.outcomes_asked)
        self.filter.returnPressed.connect(self._leave)
        self.filter.installEventFilter(self)
        self.chips.edit_asked.connect(self._edit_condition)
        self.chips.left.connect(self.filter.setFocus)
        self.editor.made.connect(self._take_condition)
        for done in (self.editor.left, self.states.left):
            done.connect(self.left)
        workspace = self._workspace
        workspace.sheet_changed.connect(self._show_query)
        workspace.sheet_changed.connect(self._show_count)
        workspace.sheet_changed.connect(self._leave_other_dataset)
        workspace.order_changed.connect(self._show_query)
        workspace.order_changed.connect(self._show_count)

    # Conditions

    def _fields(self) -> list[FieldName]:
        return [field for field in arrange(self._workspace.sheet.fields) if field != STATUS]

    def _edit_condition(self, place: int) -> None:
        """A list of values is ticked, everything else is typed."""
        condition = self._workspace.query.conditions[place]
        if is_list(condition):
            self.list_asked.emit(condition.field)
            return
        self._place = place
        self._start(condition, begins_at_field=False)

    def _start(self, condition: Condition, *, begins_at_field: bool) -> None:
        vocabulary = self._workspace.sheet.vocabulary
        self.editor.start(self._fields(), vocabulary, condition, begins_at_field=begins_at_field)

    def _take_condition(self, condition: Condition) -> None:
        query = self._workspace.query
        is_there = self._place is not None and self._place < len(query.conditions)
        self._workspace.ask(put(query, condition, self._place if is_there else None))
        self.left.emit()

    def _leave_other_dataset(self) -> None:
        """What is being typed outlasts a reload, and not the way to other columns."""
        if self._workspace.sheet.dataset != self._dataset:
            self._dataset = self._workspace.sheet.dataset
            self.editor.hide()

    # The quick filter

    def _apply_when_cleared(self, text: str) -> None:
        if not text:
            self._apply()

    def _apply(self) -> None:
        """Typing switches a filter on that was off."""
        text = self.filter.text().strip()
        if text != self._workspace.query.text:
            self._workspace.ask(replace(self._workspace.query, text=text, is_off=False))

    def _leave(self) -> None:
        self._apply()
        self.left.emit()

    def _clear(self) -> None:
        self.filter.clear()
        self.left.emit()

    def _show_query(self) -> None:
        query = self._workspace.query
        if self.filter.text().strip() != query.text:
            self.filter.setText(query.text)
        _dress(self.filter, "isOff", is_so=query.is_off and bool(query.text))

    def _show_count(self) -> None:
        workspace = self._workspace
        shown, total = len(workspace.rows), len(workspace.sheet.store)
        if not workspace.sheet.dataset:
            self._count.clear()
            return
        part = f"{shown:,} of " if workspace.is_counting or shown != total else ""
        counting = COUNTING if workspace.is_counting else ""
        so_far = " so far" if workspace.is_arriving else ""
        off = OFF if workspace.query.is_off else ""
        records = counted(total, "record")
        self._count.setText(f"{off}{counting}{part}{records}{so_far}")

    # Qt calls these; the names are Qt's.

    def event(self, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Resize}:
            self._place_chips()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes on in the table; Esc shows every record again and does so too."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self._leave()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._clear()
                return True
        return super().eventFilter(watched, event)


def _dress(widget: QWidget, name: str, *, is_so: bool) -> None:
    """Set a property that the style sheet asks for."""
    if widget.property(name) != is_so:
        widget.setProperty(name, is_so)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def _width_of(widget: QWidget) -> int:
    """What it has at least in a row."""
    least, most = widget.minimumWidth(), widget.maximumWidth()
    return min(max(widget.sizeHint().width(), least), most)
