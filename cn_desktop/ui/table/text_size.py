"""How large the table's text is, and how high its rows."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFont, QWheelEvent

from cn_desktop.ui.table.record_view import RecordView
from cn_desktop.ui.theme import Theme

STEPS = (70, 80, 90, 100, 110, 125, 150, 175, 200, 250)
"""Per cent of the usual size."""
USUAL = 100
COMPACT, ROOMY = 24, 30
"""Pixels of a row at the usual size."""
CTRL = Qt.KeyboardModifier.ControlModifier
NOTCH = 120
"""What a wheel reports for one notch; a touchpad reports small parts of it."""


class TextSize(QObject):
    """Sets both on a table; Ctrl and the wheel change the one. `changed` when a person did.

    Qt hands a font on to no widget that a style sheet is for, and takes it away with a new sheet.
    """

    changed = Signal()

    def __init__(self, view: RecordView, theme: Theme) -> None:
        super().__init__(view)
        self._view = view
        self._usual = QFont(view.font())
        self._turned = 0
        self.percent = USUAL
        self.is_roomy = False
        view.viewport().installEventFilter(self)
        theme.changed.connect(self._apply)

    def set(self, percent: int, *, is_roomy: bool) -> None:
        """The nearest step there is."""
        nearest = min(STEPS, key=lambda step: abs(step - percent))
        if (nearest, is_roomy) == (self.percent, self.is_roomy):
            return
        self.percent, self.is_roomy = nearest, is_roomy
        self._apply()
        self.changed.emit()

    def step(self, steps: int) -> None:
        """Larger, or smaller; as far as that goes."""
        at = STEPS.index(self.percent) + steps
        if 0 <= at < len(STEPS):
            self.set(STEPS[at], is_roomy=self.is_roomy)

    def _apply(self) -> None:
        factor = self.percent / USUAL
        font = QFont(self._usual)
        if font.pointSizeF() > 0:
            font.setPointSizeF(self._usual.pointSizeF() * factor)
        else:
            font.setPixelSize(max(1, round(self._usual.pixelSize() * factor)))
        heading = self._view.heading
        for each in (self._view, self._view.viewport(), heading, heading.viewport()):
            each.setFont(font)
        height = round((ROOMY if self.is_roomy else COMPACT) * factor)
        rows = self._view.verticalHeader()
        rows.setMinimumSectionSize(height)
        rows.setDefaultSectionSize(height)
        self._view.arrangement.scale_to(factor)
        if self._view.currentIndex().isValid():
            self._view.scrollTo(self._view.currentIndex())

    def _turn(self, angle: int) -> None:
        self._turned += angle
        steps = int(self._turned / NOTCH)
        self._turned -= steps * NOTCH
        if steps:
            self.step(steps)

    # Qt calls this; the name is Qt's.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent) and event.modifiers() & CTRL:
            self._turn(event.angleDelta().y())
            return True
        return super().eventFilter(watched, event)
