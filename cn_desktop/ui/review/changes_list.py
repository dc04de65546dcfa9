"""The list of the review: keys and clicks, and where a person is in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from cn_desktop.records.listing import Line
from cn_desktop.ui.review.line_painter import LinePainter
from cn_desktop.ui.review.review_model import Index, ReviewModel

Key = Qt.Key
ENDS = {Key.Key_Home, Key.Key_End}
"""Of the list; in a table they would be those of the row."""
MOVING = {
    *(Key.Key_Up, Key.Key_Down, Key.Key_Left, Key.Key_Right),
    *(Key.Key_PageUp, Key.Key_PageDown, Key.Key_Home, Key.Key_End),
}
SELECTING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
MOST_REMEMBERED = 2_000
"""Selected lines that are found again after many records have changed, or are copied."""


@dataclass(frozen=True)
class Place:
    """What is at the top, what is current, what is selected."""

    top: int
    top_line: Line | None
    current: Line | None
    current_row: int
    selected: list[Line]


class ChangesList(QTableView):
    """Lines of equal height, so that a million of them cost nothing that is not seen.

    Enter or a click jumps to the cell, Del reverts, Space ticks, Ctrl+C copies.
    While it `is_waiting` for its lines only Esc does something.
    `left`: back to the table. `line_changed`: another line is the current one;
    `line_chosen`: by a person's key.
    """

    jump_asked = Signal(object)
    revert_asked = Signal(list)
    tick_asked = Signal(list)
    left = Signal()
    line_changed = Signal()
    line_chosen = Signal(object)

    def __init__(self, model: ReviewModel, painter: LinePainter, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._was_own_click = False
        self.is_waiting = False
        self.setObjectName("reviewList")
        self.setAccessibleName("Changes by record")
        self.setItemDelegate(painter)
        self.setModel(model)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(LinePainter.height(self.fontMetrics()))
        self.clicked.connect(self._jump_by_click)

    # Where a person is

    def current_line(self) -> Line | None:
        return self._model.line_at(self.currentIndex())

    def selected_lines(self) -> list[Line]:
        """From top to bottom; the current one where none is selected."""
        lines = list(self._selected())
        current = self.current_line()
        return lines or ([current] if current else [])

    def go_to(self, line: Line) -> None:
        """Make it the current line, if it or its record is listed."""
        index = self._model.index_of(line)
        if index.isValid():
            self.select_only(index)

    def select_only(self, index: Index) -> None:
        """Make it the current line; `setCurrentIndex` would heed the keys of Ctrl+Shift+P."""
        only = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, only)

    @contextmanager
    def kept_in_place(self) -> Iterator[None]:
        """What is done inside moves nothing under a person's eyes and hands."""
        place = self.place()
        yield
        self.go_back(place)

    def place(self) -> Place:
        """Where a person is in it."""
        top = self.verticalScrollBar().value()
        lines = self._model.listing
        return Place(
            top,
            lines.line(top) if top < len(lines) else None,
            self.current_line(),
            self.currentIndex().row(),
            list(self._selected(MOST_REMEMBERED)),
        )

    def go_back(self, place: Place) -> None:
        """To where a person was, as far as that is still listed."""
        self.executeDelayedItemsLayout()
        self.executeDelayedItemsLayout()
        self._select(place)
        lines = self._model.listing
        number = lines.number(place.top_line) if place.top_line else None
        self.verticalScrollBar().setValue(place.top if number is None else number)

    def _selected(self, most: int = 2**31) -> Iterator[Line]:
        ranges = sorted(self.selectionModel().selection().toList(), key=lambda each: each.top())
        for each in ranges:
            for row in range(each.top(), each.bottom() + 1):
                if most <= 0:
                    return
                most -= 1
                yield self._model.listing.line(row)

    def _select(self, place: Place) -> None:
        """The same lines; where the current one has gone the one that stands there now."""
        if not len(self._model.listing) or place.current_row < 0:
            return
        row = self._model.listing.number(place.current) if place.current else None
        at = min(place.current_row, len(self._model.listing) - 1) if row is None else row
        selection = self.selectionModel()
        only_current = QItemSelectionModel.SelectionFlag.NoUpdate
        if self.currentIndex().row() != at:
            selection.setCurrentIndex(self._model.index(at), only_current)
        if selection.hasSelection():
            return
        chosen = QItemSelection()
        for line in place.selected:
            index = self._model.index_of(line)
            if index.isValid() and self._model.line_at(index) == line:
                chosen.select(index, index)
        if chosen.isEmpty() and place.selected:
            chosen.select(self._model.index(at), self._model.index(at))
        selection.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    # Keys and clicks

    def _jump_by_click(self, index: Index) -> None:
        if not QGuiApplication.keyboardModifiers() & SELECTING:
            self.jump_asked.emit(self._model.line_at(index))

    def _took_click(self, at: QPoint) -> bool:
        index = self.indexAt(at)
        line = self._model.line_at(index)
        if line is None:
            return False
        rect = self.visualRect(index)
        entry = self._model.entry(index.row())
        if entry.is_ticked is not None and LinePainter.tick_room(rect).contains(at):
            self.tick_asked.emit([line])
        elif entry.can_revert and LinePainter.back_room(rect).contains(at):
            self.revert_asked.emit([line])
        else:
            return False
        return True

    def _step_to_record(self, down: int) -> None:
        """To the heading of this record, or of the next one."""
        line = self.current_line()
        if line is None:
            return
        lines = self._model.listing
        first = lines.first_line(line.key)
        size = len(lines.fields_of(line.key) or ()) + 1
        row = first + size if down > 0 else first
        if down < 0 and self.currentIndex().row() == first:
            row = lines.first_line(lines.line(first - 1).key) if first else 0
        if row < len(lines):
            self.select_only(self._model.index(row))

    def _copy(self) -> None:
        """The selected lines as text."""
        lines = islice(self._selected(), MOST_REMEMBERED)
        texts = [self._model.index_of(line).data() for line in lines]
        QGuiApplication.clipboard().setText("\n".join(texts))

    def _take_key(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.is_waiting and key != Key.Key_Escape:
            return
        if key == Key.Key_Delete:
            self.revert_asked.emit(self.selected_lines())
        elif key in {Key.Key_Return, Key.Key_Enter}:
            self.jump_asked.emit(self.current_line())
        elif key == Key.Key_Space:
            self.tick_asked.emit(self.selected_lines())
        elif key == Key.Key_Escape:
            self.left.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif key == Key.Key_Left:
            self._step_to_record(-1)
        elif key == Key.Key_Right:
            self._step_to_record(1)
        elif key in ENDS and not event.modifiers():
            row = 0 if key == Key.Key_Home else len(self._model.listing) - 1
            self.select_only(self._model.index(row))
        else:
            super().keyPressEvent(event)

    # Qt calls these; the names are Qt's.

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.line_changed.emit()

    def keyboardSearch(self, _text: str) -> None:
        """A letter looks for nothing: Qt would go through every line."""

    def event(self, event: QEvent) -> bool:
        """Del and Ctrl+C are its own here: the table's would speak of what is selected there."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.current_line()
        self._take_key(event)
        after = self.current_line()
        if after != before and event.key() in MOVING:
            self.line_chosen.emit(after)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a tick ticks, one on the way back reverts; neither jumps."""
        is_left = event.button() is Qt.MouseButton.LeftButton
        self._was_own_click = is_left and self._took_click(event.position().toPoint())
        if not self._was_own_click:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._was_own_click:
            super().mouseReleaseEvent(event)
        self._was_own_click = False


def _is_own(event: QKeyEvent) -> bool:
    return event.key() == Key.Key_Delete or event.matches(QKeySequence.StandardKey.Copy)
