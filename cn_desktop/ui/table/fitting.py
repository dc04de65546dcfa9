"""How wide columns have to be, from a sample of the rows: measuring all of them takes minutes."""

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from cn_desktop.records.fields import PHONES, FieldName, text_of
from cn_desktop.records.store import Record
from cn_desktop.ui.table.cell_texts import PADDING
from cn_desktop.ui.table.columns import STATUS
from cn_desktop.ui.table.record_model import LOCK_ROLE, RecordModel
from cn_desktop.ui.words import STORED_DIFFERENTLY

WIDEST = 300
STATUS_TEXT = f"{STORED_DIFFERENTLY}: …"
"""The longest name of a state, and a sign that more is said: whatever a row's state is, it is read
there, and no width follows it."""
SAMPLE = 200
USUAL = 0.95
"""A column is as wide as this part of its values needs: one long name must not widen it.

A phone number is never cut, so those columns hold the longest of the sample and `LONG_PHONE`."""
LONG_PHONE = "+44 1632 960000"
HEADING_EXTRA = 46
"""Beside a heading's text: its sort arrow with a number, and padding."""
LOCK_EXTRA = 18


class Fitting:
    """Widths in pixels, for one font. `scale`: how large that is against the usual one."""

    def __init__(self, model: RecordModel, metrics: QFontMetrics, scale: float) -> None:
        self._model = model
        self._metrics = metrics
        self._scale = scale
        count = model.rowCount()
        places = range(0, count, max(1, count // SAMPLE))
        self._sample: list[Record] = [model.line(place).values for place in places]

    def width(self, column: int) -> int:
        """Of a column of the model."""
        field = self._model.fields[column]
        if field == STATUS:
            return self._metrics.horizontalAdvance(STATUS_TEXT) + 2 * PADDING
        heading = self._model.headerData(column, Qt.Orientation.Horizontal)
        least = self._metrics.horizontalAdvance(heading) + HEADING_EXTRA
        if self._model.headerData(column, Qt.Orientation.Horizontal, LOCK_ROLE):
            least += LOCK_EXTRA
        wanted = self._metrics.horizontalAdvance(self._usual(field)[:80] + "  ") + 2 * PADDING
        return min(max(least, wanted), round(WIDEST * self._scale))

    def _usual(self, field: FieldName) -> str:
        """The text that it has to hold."""
        texts = sorted((text_of(values.get(field)) for values in self._sample), key=len)
        if not texts:
            return ""
        usual = texts[math.ceil(len(texts) * USUAL) - 1]
        return max(LONG_PHONE, *texts, key=len) if field in PHONES else usual
