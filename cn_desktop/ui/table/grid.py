"""The rows and columns of a table that a part of its viewport touches, and the lines between."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QRegion
from PySide6.QtWidgets import QHeaderView, QTableView

from cn_desktop.ui.table.pins import Pins

LINE = 1
"""A section's last pixel is the line to the next one."""

Span = tuple[int, int]
"""The first and the last pixel, of the viewport."""


@dataclass(frozen=True, slots=True)
class Band:
    """A row or a column in sight: its number in the model, and its pixels without the line."""

    number: int
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Grid:
    """What has to be painted, in the order it is seen. `room`: nothing is painted beside it."""

    rows: Sequence[Band]
    columns: Sequence[Band]
    is_mirrored: bool
    room: QRect

    def cell(self, row: Band, column: Band) -> QRect:
        return QRect(column.start, row.start, column.size, row.size)

    def find(self, row: int, column: int) -> QRect | None:
        """Where the cell of these numbers is, if it is among them."""
        bands = [band for band in self.rows if band.number == row]
        across = [band for band in self.columns if band.number == column]
        return self.cell(bands[0], across[0]) if bands and across else None

    def paint_lines(self, painter: QPainter, colour: QColor) -> None:
        """Right of each column (left of it where the table is mirrored) and below each row.

        Filled, not drawn: a line would stand half a pixel higher on a fine screen.
        """
        top = self.rows[0].start
        height = self.rows[-1].start + self.rows[-1].size + LINE - top
        left = min(self.columns[0].start, self.columns[-1].start) - LINE * self.is_mirrored
        right = max(column.start + column.size for column in self.columns)
        for row in self.rows:
            below = row.start + row.size
            painter.fillRect(left, below, right - left + LINE, LINE, colour)
        for column in self.columns:
            painter.fillRect(self._side(column), top, LINE, height, colour)

    def _side(self, column: Band) -> int:
        return column.start - LINE if self.is_mirrored else column.start + column.size


def parts_of(region: QRegion) -> Iterator[QRect]:
    """Its rectangles, none over another."""
    return iter(region)  # type: ignore[call-overload, no-any-return]  # the stubs lack it


def grids_of(view: QTableView, pins: Pins, region: QRegion) -> list[Grid]:
    """The cells that `region` of the viewport touches: pinned columns apart, if others slid."""
    rows = list(bands_of(view.verticalHeader(), vertical_spans(region)))
    if not pins.has_slid:
        grids = [_grid(view, rows, region, view.viewport().rect())]
    else:
        grids = _parted(view, pins, rows, region)
    return [grid for grid in grids if grid.rows and grid.columns]


def _parted(view: QTableView, pins: Pins, rows: Sequence[Band], region: QRegion) -> list[Grid]:
    """What slides beneath, and what stays."""
    room = view.viewport().rect()
    zone = QRect(pins.zone.left(), 0, pins.width, room.height())
    if view.isRightToLeft():
        beside = QRect(0, 0, zone.left(), room.height())
    else:
        beside = QRect(zone.right() + 1, 0, room.right() - zone.right(), room.height())
    return [
        _grid(view, rows, region.intersected(beside), beside),
        _grid(view, rows, region.intersected(zone), zone, pins.shift),
    ]


def _grid(
    view: QTableView, rows: Sequence[Band], region: QRegion, room: QRect, shift: int = 0
) -> Grid:
    """`shift`: pixels from where Qt has the columns to where they are seen."""
    is_mirrored = view.isRightToLeft()
    across = [(part.left() - shift, part.right() - shift) for part in parts_of(region)]
    line = LINE if is_mirrored else 0
    columns = list(bands_of(view.horizontalHeader(), across, line + shift))
    return Grid(rows, columns, is_mirrored, room)


def vertical_spans(region: QRegion) -> list[Span]:
    """Of the region's parts, from top to bottom."""
    return [(part.top(), part.bottom()) for part in parts_of(region)]


def bands_of(header: QHeaderView, spans: list[Span], shift: int = 0) -> Iterator[Band]:
    """The sections between these pixels.

    `shift`: pixels from where Qt has a section to where its cells are seen.
    """
    touched = {at for span in spans for at in _touched(header, *span)}
    for at in sorted(touched):
        number = header.logicalIndex(at)
        if not header.isSectionHidden(number):
            start = header.sectionViewportPosition(number) + shift
            yield Band(number, start, header.sectionSize(number) - LINE)


def _touched(header: QHeaderView, first: int, last: int) -> range:
    """The places (as seen) of the sections between two pixels."""
    ends = sorted((_place_at(header, first), _place_at(header, last)))
    return range(ends[0], min(ends[1] + 1, header.count()))


def _place_at(header: QHeaderView, pixel: int) -> int:
    """Behind the last section where there is none: the viewport has room below or beside them."""
    place = header.visualIndexAt(pixel)
    return header.count() if place < 0 else place
