"""Where a run of Tabs began: Enter goes on below that cell, as in a spreadsheet."""

from collections.abc import Callable

from PySide6.QtWidgets import QTableView


class TabRun:
    """It ends with whatever else makes another cell the current one."""

    def __init__(self, view: QTableView) -> None:
        self._view = view
        self._start = 0
        self._end: tuple[int, int] | None = None

    def follow(self, move: Callable[[], None]) -> None:
        """Tab or Shift+Tab: do the move, and know where the run began."""
        start, place = self.column(), self._place()
        move()
        is_same_row = self._place()[0] == place[0]
        self._start = start if is_same_row else self._place()[1]
        self._end = self._place()

    def column(self) -> int:
        """The column in which the run began; the current one where there is none."""
        return self._start if self._end == self._place() else self._place()[1]

    def _place(self) -> tuple[int, int]:
        index = self._view.currentIndex()
        return index.row(), index.column()
