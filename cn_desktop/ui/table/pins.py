"""Columns that stay where they are while the others scroll past beneath them."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QHeaderView

LEAST_ROOM = 150
"""Pixels that pinned columns leave to the others; those that would take more scroll with them."""


class Pins:
    """The first columns of a header as they are seen, so far as there is room for them.

    Being the first, they stand where Qt has them in a table that isn't scrolled: `shift` is the
    whole difference between Qt's geometry and what is seen.
    """

    def __init__(self, header: QHeaderView) -> None:
        self._header = header
        self.wanted = 0

    @property
    def count(self) -> int:
        """How many of the first sections stay."""
        room = self._header.viewport().width() - LEAST_ROOM
        wanted = min(self.wanted, self._header.count())
        return next((some for some in range(wanted, 0, -1) if self._end_of(some) <= room), 0)

    @property
    def width(self) -> int:
        """Of all of them, in pixels."""
        return self._end_of(self.count)

    @property
    def shift(self) -> int:
        """Pixels from where Qt has a pinned section to where it is seen."""
        offset = self._header.offset()
        return -offset if self._header.isRightToLeft() else offset

    @property
    def zone(self) -> QRect:
        """Where they are seen, in pixels of the header's viewport."""
        width, view = self.width, self._header.viewport()
        left = view.width() - width if self._header.isRightToLeft() else 0
        return QRect(left, 0, width, view.height())

    @property
    def has_slid(self) -> bool:
        """Something is beneath them."""
        return self.shift != 0 and self.count > 0

    def holds(self, section: int) -> bool:
        """Whether this section (as the model counts them) is pinned."""
        return 0 <= self._header.visualIndex(section) < self.count

    def covers(self, pixel: int) -> bool:
        """Whether a pinned section is seen there."""
        zone = self.zone
        return zone.left() <= pixel <= zone.right()

    def _end_of(self, some: int) -> int:
        """The pixels that the first sections take."""
        if some == 0:
            return 0
        last = self._header.logicalIndex(some - 1)
        return self._header.sectionPosition(last) + self._header.sectionSize(last)
