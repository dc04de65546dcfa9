"""The values of one column, to be ticked: which are there, and how often each."""

import asyncio

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from cn_desktop.records.facets import LISTED, Facets
from cn_desktop.records.fields import FieldName, Value
from cn_desktop.records.query import Query
from cn_desktop.records.refining import without_list
from cn_desktop.records.search import Search
from cn_desktop.records.steps import Work
from cn_desktop.records.ticks import ALL, NONE, found, ticked, ticks_of
from cn_desktop.ui.background import Background
from cn_desktop.ui.bars import plain_label
from cn_desktop.ui.filters.condition_words import values_of
from cn_desktop.ui.filters.value_rows import ValueRows, entries_of
from cn_desktop.ui.words import counted
from cn_desktop.ui.workspace import Workspace

WIDTH, HEIGHT = 320, 420
COUNTING = "counting…"
ORDERS = ("Most frequent first", "By value")
BY_VALUE = 1


class ValueList(QFrame):
    """Opens below a column's heading. What is ticked becomes a condition; Esc leaves it as it was.

    The rows that the other conditions leave are counted; `left`: back to the table.
    `change_asked`: somebody wants another text in all cells of a field that hold this one.
    """

    left = Signal()
    change_asked = Signal(str, str)

    def __init__(self, workspace: Workspace, background: Background, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("valueList")
        self._workspace = workspace
        self._background = background
        self._task: asyncio.Task[None] | None = None
        self._field = FieldName("")
        self._facets: Facets | None = None
        self._is_wanted = False
        self.rows = ValueRows(self)
        self._title = plain_label(self, "valueListTitle")
        self._title.setProperty("isTitle", True)
        self.search = QLineEdit(self)
        self.order = QComboBox(self)
        self.everything = QCheckBox(self)
        self.view = QTreeView(self)
        self._count = plain_label(self, "valueListCount")
        self._count.setProperty("isDim", True)
        self._apply = QPushButton("&Apply", self)
        self._cancel = QPushButton("Cancel", self)
        self._change = QPushButton("C&hange it…", self)
        self._change.setToolTip("Put another text into all cells with the chosen value (F2)")
        self._set_up()
        self._arrange()
        self._connect()
        self.resize(WIDTH, HEIGHT)

    @property
    def is_counting(self) -> bool:
        return self._task is not None

    def start(self, field: FieldName, below: QPoint) -> None:
        """Show the field's values under this point of the screen."""
        self._field = field
        self.rows.show_entries([])
        self.rows.tick(ticks_of(self._workspace.query, field))
        self._show_change()
        title = values_of(field, self._workspace.sheet.vocabulary)
        self._title.setText(title)
        self.setAccessibleName(title)
        self.search.clear()
        self.move(self._inside_screen(below))
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)
        self._look()

    def _set_up(self) -> None:
        self.search.setObjectName("valueSearch")
        self.search.setPlaceholderText("Find a value")
        self.search.setAccessibleName("Find a value")
        self.search.setClearButtonEnabled(True)
        self.order.setAccessibleName("Order of the values")
        self.order.addItems(ORDERS)
        self.view.setModel(self.rows)
        self.view.setAccessibleName("Values")
        self.view.setRootIsDecorated(False)
        self.view.setUniformRowHeights(True)
        self.view.setHeaderHidden(True)
        header = self.view.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(6)
        for part in (self._title, self.search, self.order, self.everything):
            column.addWidget(part)
        column.addWidget(self.view, 1)
        column.addWidget(self._count)
        row = QHBoxLayout()
        row.addWidget(self._change)
        row.addStretch(1)
        row.addWidget(self._apply)
        row.addWidget(self._cancel)
        column.addLayout(row)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._look)
        self.order.currentIndexChanged.connect(self._look)
        self.everything.clicked.connect(self._tick_all)
        self.rows.dataChanged.connect(self._show_all)
        self.rows.modelReset.connect(self._show_all)
        self._apply.clicked.connect(self._take)
        self._cancel.clicked.connect(self.hide)
        self._change.clicked.connect(self._ask_change)
        self.view.selectionModel().currentChanged.connect(self._show_change)
        self._workspace.sheet_changed.connect(self.hide)
        for part in (self.search, self.view, self.everything, self._apply, self.order):
            part.installEventFilter(self)

    def _inside_screen(self, below: QPoint) -> QPoint:
        screen = self.screen().availableGeometry()
        across = min(below.x(), screen.right() - self.width())
        down = min(below.y(), screen.bottom() - self.height())
        return QPoint(max(across, screen.left()), max(down, screen.top()))

    # Counting

    def _look(self) -> None:
        """Count anew; what was being counted is left."""
        self._stop()
        self._is_wanted = False
        if self._workspace.search and self.isVisible():
            self._count.setText(COUNTING)
            work = self._facets_of(self._workspace.search)
            self._task = self._background.start(self._count_up(work))

    def _stop(self) -> None:
        if self._task:
            self._task.cancel()
            self._task = None

    def _facets_of(self, search: Search) -> Work[Facets]:
        """Of the rows that everything else in the query leaves, and that have the text."""
        query, text = without_list(self._workspace.query, self._field), self._text()
        if text and not self._has_names():
            query = found(query, self._field, text)
        is_by_value = self.order.currentIndex() == BY_VALUE
        return search.facets_in(query, self._field, is_by_value=is_by_value)

    async def _count_up(self, work: Work[Facets]) -> None:
        facets = await self._background.taken(work)
        self._task = None
        self._show(facets)

    def _has_names(self) -> bool:
        """The account names these values, and people look for the names."""
        return bool(self._workspace.sheet.vocabulary.choices.get(self._field))

    def _text(self) -> str:
        return self.search.text().strip()

    def _show(self, facets: Facets) -> None:
        self._facets = facets
        entries = entries_of(facets, self._field, self._workspace.sheet.vocabulary)
        text = self._text().casefold()
        if text and self._has_names():
            entries = [entry for entry in entries if text in entry.title.casefold()]
        self.rows.show_entries(entries)
        self._show_change()
        listed = min(facets.distinct, LISTED)
        first = f"the first {listed:,} of " if facets.distinct > listed else ""
        self._count.setText(
            f"{first}{counted(facets.distinct, 'value')} in {counted(facets.filled, 'record')}"
        )
        if self._is_wanted:
            self._take()

    # Ticking

    def _show_all(self) -> None:
        """The box above the list: all that is listed, none of it, or some."""
        has = {self.rows.ticks.has(value) for value in self.rows.values()}
        state = Qt.CheckState.PartiallyChecked
        if len(has) < 2:
            is_all = has == {True} or not has
            state = Qt.CheckState.Checked if is_all else Qt.CheckState.Unchecked
        self.everything.setCheckState(state)
        self.everything.setText("(All that is found)" if self._text() else "(All)")
        ticks = self.rows.ticks
        self._apply.setEnabled(ticks.is_all or bool(ticks.others))

    def _tick_all(self) -> None:
        """Of all values, or of those that were found."""
        is_ticked = not all(map(self.rows.ticks.has, self.rows.values()))
        if self._text():
            self.rows.tick(self.rows.ticks.put(self.rows.values(), is_ticked=is_ticked))
        else:
            self.rows.tick(ALL if is_ticked else NONE)
        self._show_all()

    def _take(self) -> None:
        """What was found is not known before it is counted: whoever is quicker gets it then."""
        if self.is_counting and self._text() and self.rows.ticks.is_fresh:
            self._is_wanted = True
        elif self._apply.isEnabled():
            self._workspace.ask(self._wanted())
            self.hide()

    def _chosen(self) -> Value:
        """The text of the line the keyboard is on; None where it has none."""
        at = self.view.currentIndex().row()
        value = self.rows.entries[at].value if 0 <= at < len(self.rows.entries) else None
        return value if isinstance(value, str) else None

    def _show_change(self) -> None:
        can_edit = not self._workspace.sheet.permits.is_read_only
        is_free = self._workspace.sheet.locks.of_field(self._field) is None
        self._change.setEnabled(can_edit and is_free and self._chosen() is not None)

    def _ask_change(self) -> None:
        value = self._chosen()
        if self._change.isEnabled() and isinstance(value, str):
            self.hide()
            self.change_asked.emit(self._field, value)

    def _wanted(self) -> Query:
        """Whoever looked for a text and ticked nothing wants what was found."""
        query, ticks, text = self._workspace.query, self.rows.ticks, self._text()
        if not (text and ticks.is_fresh and self._facets and not self.is_counting):
            return ticked(query, self._field, ticks, self.rows.values())
        if self._facets.distinct > len(self._facets.values):
            return found(query, self._field, text)
        values = self.rows.values()
        return ticked(query, self._field, NONE.put(values, is_ticked=True), values)

    # Qt calls these; the names are Qt's.

    def hideEvent(self, event: QHideEvent) -> None:
        self._stop()
        super().hideEvent(event)
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter applies, Esc leaves, F2 changes a value, Down goes from search to list."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._take()
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return True
        if event.key() == Qt.Key.Key_F2:
            self._ask_change()
            return True
        if watched is self.search and event.key() == Qt.Key.Key_Down:
            self.view.setFocus()
            self.view.setCurrentIndex(self.rows.index(0, 0))
            return True
        return super().eventFilter(watched, event)
