"""Cells on their way to the clipboard."""

from collections.abc import Callable, Iterator, Sequence
from typing import cast

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from cn_desktop.records.area import Area
from cn_desktop.records.copied import Form, copied, has_plain_ends, has_plain_marks, is_plain
from cn_desktop.records.sheet import Sheet
from cn_desktop.ui.background import Background

AT_ONCE = 500
"""Rows; their text takes some 2 ms to make."""
OWN_FORMAT = "application/x-cn-desktop-cells"
"""The text once more, as UTF-8, where plain text would not come back as it is."""


class Copying:
    """Puts cells into the clipboard: a few at once, many in slices, and never half of them.

    Whoever copies again before that is done wants the new cells only.
    """

    def __init__(self, background: Background) -> None:
        self._background = background
        self._number = 0

    def start(
        self,
        sheet: Sheet,
        areas: Sequence[Area],
        form: Form = Form.TABS,
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """Copy the cells as they are now; what is edited meanwhile may be in it or not.

        `then` is called once all of them are in the clipboard.
        """
        if not areas:
            return
        self._number += 1
        texts = copied(sheet, areas, form)
        if sum(len(area.rows) for area in areas) <= AT_ONCE:
            text = "".join(texts)
            _put(text, is_enough=is_plain(text))
            then()
        else:
            self._background.start(self._copy(texts, self._number, then))

    async def _copy(self, texts: Iterator[str], number: int, then: Callable[[], None]) -> None:
        made = []
        is_ordinary = True
        for text in texts:
            made.append(text)
            is_ordinary = is_ordinary and has_plain_marks(text)
            await self._background.breathe()
            if number != self._number:
                return
        whole = "".join(made)
        _put(whole, is_enough=is_ordinary and has_plain_ends(whole))
        then()


def text_in_clipboard() -> tuple[str, bool]:
    """The text there is, and whether it is as this program wrote it, to the last character."""
    there = cast("QMimeData | None", QGuiApplication.clipboard().mimeData())
    if there is None:
        return "", False
    if there.hasFormat(OWN_FORMAT):
        return there.data(OWN_FORMAT).data().decode("utf-8", "surrogatepass"), True
    return there.text(), False


def leave_clipboard() -> None:
    """What was copied stays as plain text when the program ends.

    Data made by Python is taken apart by Qt after Python has ended, and that is a crash
    (PySide6 6.11, measured).
    """
    text, is_own = text_in_clipboard()
    if is_own:
        QGuiApplication.clipboard().setText(text)


def _put(text: str, *, is_enough: bool) -> None:
    """`is_enough`: plain text is enough for it to come back as it is."""
    clipboard = QGuiApplication.clipboard()
    if is_enough:
        clipboard.setText(text)
        return
    carried = QMimeData()
    carried.setText(text)
    carried.setData(OWN_FORMAT, text.encode("utf-8", "surrogatepass"))
    clipboard.setMimeData(carried)
