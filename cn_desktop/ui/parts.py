"""The parts of the window, which F6 goes round: Tab belongs to the cells of the table."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


class Parts:
    """In reading order. Where the keyboard was last in a part it goes again."""

    def __init__(self, parts: Sequence[QWidget]) -> None:
        self._parts = parts
        self._last: dict[QWidget, QWidget] = {}

    def go(self, step: int) -> None:
        """To the next part that can take the keyboard, or to the one before (-1)."""
        present = self._present()
        if present is not None and (focus := QApplication.focusWidget()):
            self._last[self._parts[present]] = focus
        start = -1 if present is None and step > 0 else present or 0
        for away in range(1, len(self._parts) + 1):
            part = self._parts[(start + step * away) % len(self._parts)]
            if place := self._place_in(part):
                place.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return

    def _present(self) -> int | None:
        """The part that has the keyboard; the inner of two, which is the later one."""
        focus = QApplication.focusWidget()
        present = None
        for number, part in enumerate(self._parts):
            if focus and (part is focus or part.isAncestorOf(focus)):
                present = number
        return present

    def _place_in(self, part: QWidget) -> QWidget | None:
        last = self._last.get(part)
        if last and _takes_keys(last):
            return last
        inside = [part, *part.findChildren(QWidget)]
        return next(filter(_takes_keys, inside), None)


def _takes_keys(widget: QWidget) -> bool:
    takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return takes and widget.isVisible() and widget.isEnabled()
