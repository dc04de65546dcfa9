"""A table whose first columns stay where they are while the others scroll past.

One viewport, one selection and one painting: a second table over the first one would read and
paint every row twice, take the keyboard from the first, and be read out as a table of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import pairwise

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
)
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from cn_desktop.ui.table.heading import Heading
from cn_desktop.ui.table.keys import Stride

Index = QModelIndex | QPersistentModelIndex
Hint = QAbstractItemView.ScrollHint
Flag = QItemSelectionModel.SelectionFlag


Corners = tuple[int, int, int, int]
"""The first and the last row, the first and the last column."""


class Whole(Enum):
    """What is selected from one edge of the table to the other."""

    ROWS = "rows"
    COLUMNS = "columns"


class PinnedTable(QTableView):
    """Answers by what is seen: where a cell is, which one is at a point, what a drag selects."""

    def __init__(self, heading: Heading, parent: QWidget) -> None:
        super().__init__(parent)
        self.heading = heading
        self._anchor = QPersistentModelIndex()
        self._whole: Whole | None = None
        self._whole_corners: list[Corners] = []
        self.setHorizontalHeader(heading)
        for selects in (heading.sectionPressed, heading.sectionEntered):
            selects.disconnect()  # a click sorts; Qt would select the column as well

    def anchor_at(self, index: Index) -> None:
        """Where a selection that is extended from now on begins."""
        self._anchor = QPersistentModelIndex(index)

    def go_to_anchor(self) -> None:
        """Make the cell where the selection began the current one, as in a spreadsheet."""
        anchor = self.model().index(self._anchor.row(), self._anchor.column())
        model = self.selectionModel()
        if model.isSelected(anchor) and model.isSelected(self.currentIndex()):
            model.setCurrentIndex(anchor, Flag.NoUpdate)

    def go_far(self, stride: Stride) -> None:
        """To an edge of the table, with the selection if it is to reach there."""
        at, rows = self.currentIndex(), self.model().rowCount()
        row = {-1: 0, 1: rows - 1}.get(stride.down, at.row())
        is_mirrored = self.isRightToLeft() and not stride.down
        right = -stride.right if is_mirrored else stride.right
        index = self.model().index(row, self._outermost(right) if right else at.column())
        if not index.isValid():
            return
        if stride.extends:
            self._stretch_to(index)
        else:
            self._select_only(index)

    def select_whole_rows(self) -> None:
        """Select all shown cells of the rows in which something is selected."""
        edges = self._outermost(-1), self._outermost(1)
        self._select_from_corners((top, bottom, *edges) for top, bottom, _, _ in self._corners())
        self._note_whole(Whole.ROWS)

    def select_whole_columns(self) -> None:
        """Select all cells of the columns in which something is selected."""
        last = self.model().rowCount() - 1
        self._select_from_corners((0, last, left, right) for _, _, left, right in self._corners())
        self._note_whole(Whole.COLUMNS)

    def _corners(self) -> list[Corners]:
        """Of what is selected."""
        ranges = self.selectionModel().selection().toList()
        return [(each.top(), each.bottom(), each.left(), each.right()) for each in ranges]

    def _note_whole(self, whole: Whole | None) -> None:
        """Whole rows or columns have been selected; true until something else is."""
        self._whole = whole
        self._whole_corners = self._corners() if whole else []

    def _reach(self, start: Index, end: Index, command: Flag) -> None:
        """Select from one corner to the other; whole rows and columns stay whole, as they grow."""
        whole = self._whole if self._whole and self._corners() == self._whole_corners else None
        last = self.model().rowCount() - 1
        if whole is Whole.ROWS:
            start = self.model().index(start.row(), self._outermost(-1))
            end = self.model().index(end.row(), self._outermost(1))
        elif whole is Whole.COLUMNS:
            start, end = self.model().index(0, start.column()), end.siblingAtRow(last)
        self.selectionModel().select(self._between(start, end), command)
        self._note_whole(whole)

    def _select_from_corners(self, corners: Iterable[Corners]) -> None:
        chosen = QItemSelection()
        for top, bottom, left, right in dict.fromkeys(corners):
            ends = self.model().index(top, left), self.model().index(bottom, right)
            chosen.merge(self._between(*ends), Flag.Select)
        self.selectionModel().select(chosen, Flag.ClearAndSelect)

    def _outermost(self, right: int) -> int:
        """The last shown column to the right (1) or to the left (-1); -1: there is none."""
        places = range(self.heading.count())
        sections = map(self.heading.logicalIndex, reversed(places) if right > 0 else places)
        return next((each for each in sections if not self.heading.isSectionHidden(each)), -1)

    def _select_only(self, index: Index) -> None:
        """Make it the current cell, and the only selected one.

        `setCurrentIndex` asks which keys are held: after Ctrl+N it would select one cell more.
        """
        self.anchor_at(index)
        self.selectionModel().setCurrentIndex(index, Flag.ClearAndSelect)

    def _stretch_to(self, index: Index) -> None:
        """Make it the current cell; what is selected reaches from its beginning to there."""
        anchor = self.model().index(self._anchor.row(), self._anchor.column())
        start = anchor if self.selectionModel().isSelected(anchor) else self.currentIndex()
        self.anchor_at(start)
        self.selectionModel().setCurrentIndex(index, Flag.NoUpdate)
        self._reach(start, index, Flag.ClearAndSelect)

    def _seen_whole(self, row: int) -> QModelIndex:
        """A cell of the row in a column that is wholly in sight and not pinned."""
        pins, room = self.heading.pins, self.viewport().rect()
        for place in range(pins.count, self.heading.count()):
            section = self.heading.logicalIndex(place)
            rect = self.heading.section_rect(section)
            is_whole = room.left() <= rect.left() and rect.right() <= room.right()
            if is_whole and rect.width() and not rect.intersects(pins.zone):
                return self.model().index(row, section)
        return QModelIndex()

    def _come_out(self, index: Index) -> None:
        """Scroll the cell's column out from under the pinned ones."""
        left = self.heading.sectionPosition(index.column()) - self.heading.offset()
        if (hidden := self.heading.pins.width - left) > 0:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - hidden)

    def _between(self, start: Index, end: Index) -> QItemSelection:
        """The cells from one corner to the other, as they are seen; hidden columns are left out."""
        places = sorted(self.heading.visualIndex(index.column()) for index in (start, end))
        sections = [self.heading.logicalIndex(at) for at in range(places[0], places[1] + 1)]
        shown = [each for each in sections if not self.heading.isSectionHidden(each)]
        top, bottom = sorted((start.row(), end.row()))
        selection = QItemSelection()
        for first, last in runs_of(sorted(shown)):
            corners = self.model().index(top, first), self.model().index(bottom, last)
            selection.append(QItemSelectionRange(*corners))
        return selection

    def _uncovered(self, rect: QRect, zone: QRect) -> QRect:
        if self.isRightToLeft():
            seen = rect.adjusted(0, 0, min(0, zone.left() - 1 - rect.right()), 0)
            beside = 2 * self.width()
        else:
            seen = rect.adjusted(max(0, zone.right() + 1 - rect.left()), 0, 0, 0)
            beside = -rect.width() - self.width()
        return seen if seen.isValid() else QRect(QPoint(beside, rect.top()), rect.size())

    # Qt calls these; the names are Qt's.

    def visualRect(self, index: Index) -> QRect:
        """What is seen of a cell; one that pinned ones cover is far beside."""
        rect = super().visualRect(index)
        pins = self.heading.pins
        if not pins.has_slid or rect.isEmpty():
            return rect
        if pins.holds(index.column()):
            return rect.translated(pins.shift, 0)
        return self._uncovered(rect, pins.zone)

    def indexAt(self, point: QPoint) -> QModelIndex:
        pins = self.heading.pins
        shift = pins.shift if pins.covers(point.x()) else 0
        return super().indexAt(QPoint(point.x() - shift, point.y()))

    def scrollTo(self, index: Index, hint: Hint = Hint.EnsureVisible) -> None:
        """A pinned column is in sight already; another one may lie beneath those that are."""
        pins = self.heading.pins
        if pins.has_slid and pins.holds(index.column()):
            beside = self._seen_whole(index.row())
            super().scrollTo(beside if beside.isValid() else index, hint)
            return
        super().scrollTo(index, hint)
        if pins.has_slid and index.isValid():
            self._come_out(index)

    def setSelection(self, rect: QRect, command: Flag) -> None:
        """Qt says it by two points; one that was scrolled under pinned columns would mislead."""
        is_dragged = self.state() == QAbstractItemView.State.DragSelectingState
        end = self.indexAt(rect.bottomRight())
        if not (command & Flag.Current or is_dragged):
            self._note_whole(None)
            self.anchor_at(self.indexAt(rect.topLeft()))
        start = self._anchor if self._anchor.isValid() else self.currentIndex()
        if start.isValid() and end.isValid():
            self._reach(start, end, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = super().visualRegionForSelection(selection)
        if self.heading.pins.has_slid:
            zone = self.heading.pins.zone
            for block in selection.toList():
                top = self.rowViewportPosition(block.top())
                bottom = self.rowViewportPosition(block.bottom()) + self.rowHeight(block.bottom())
                rows = QRect(zone.left(), top, zone.width(), bottom - top)
                region += rows.intersected(self.viewport().rect())
        return region

    def scrollContentsBy(self, across: int, down: int) -> None:
        """Qt moves the whole picture; what is pinned is put back."""
        super().scrollContentsBy(across, down)
        pins = self.heading.pins
        if across and pins.count:
            moved = abs(across)
            room = pins.zone.adjusted(-moved, 0, moved, 0)
            self.viewport().update(QRect(room.left(), 0, room.width(), self.viewport().height()))
            self.heading.scrolled(across)
            self.updateEditorGeometries()


def runs_of(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of each run of neighbours among ascending numbers."""
    cuts = [at for at, (left, right) in enumerate(pairwise(numbers), 1) if right != left + 1]
    for first, end in pairwise([0, *cuts, len(numbers)]):
        if first < end:
            yield numbers[first], numbers[end - 1]
