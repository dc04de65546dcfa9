"""The line in which a condition is typed: field, mode, text."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cn_desktop.records.fields import FieldName
from cn_desktop.records.query import Condition, Mode
from cn_desktop.records.vocabulary import Vocabulary
from cn_desktop.ui.bars import wrapped_label
from cn_desktop.ui.field_choice import FieldChoice
from cn_desktop.ui.filters.condition_words import HINTS, MODES, read_typed, typed_text
from cn_desktop.ui.pattern_words import PATTERN_HELP

LEAST_OF_FIELD = 12
"""Letters of its name; in a wide window there is room for more."""
WITH_CASE = {Mode.CONTAINS, Mode.MATCHES}


class ConditionEditor(QFrame):
    """There only while somebody types a condition. `made` gives it; `left`: nothing is wanted."""

    made = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("conditionEditor")
        self.field = FieldChoice("conditionField", self)
        self.field.narrow(LEAST_OF_FIELD)
        self.mode = QComboBox(self)
        self.mode.setObjectName("conditionMode")
        self.mode.setAccessibleName("How the field is compared")
        for mode, words in MODES.items():
            self.mode.addItem(words, mode.value)
        self.text = QLineEdit(self)
        self.text.setObjectName("conditionText")
        self.text.setAccessibleName("Value")
        self.case = QCheckBox("&Match case", self)
        self._fault = wrapped_label(self, "conditionFault")
        self._fault.setProperty("isFault", True)
        self._apply = QPushButton("&Apply", self)
        self._cancel = QPushButton("Cancel", self)
        self._arrange()
        self.mode.currentIndexChanged.connect(self._show_mode)
        self.text.textChanged.connect(lambda: self._show_fault(""))
        self._apply.clicked.connect(self._make)
        self._cancel.clicked.connect(self._leave)
        self.hide()

    def start(
        self,
        fields: Sequence[FieldName],
        vocabulary: Vocabulary,
        condition: Condition,
        *,
        begins_at_field: bool,
    ) -> None:
        """Type another condition, beginning with this one."""
        self.field.clear()
        for field in dict.fromkeys([*fields, condition.field]):
            self.field.offer(field, vocabulary)
        self.field.choose(condition.field)
        self.mode.setCurrentIndex(list(MODES).index(condition.mode))
        self.text.setText(typed_text(condition))
        self.text.selectAll()
        self.case.setChecked(condition.is_cased)
        self._show_mode()
        self.show()
        first = self.field if begins_at_field or not self.text.isEnabled() else self.text
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.text.setMinimumWidth(120)
        row.addWidget(self.field, 1)
        row.addWidget(self.mode)
        row.addWidget(self.text, 2)
        for part in (self.case, self._apply, self._cancel):
            row.addWidget(part)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(8, 4, 8, 4)
        lines.setSpacing(4)
        lines.addLayout(row)
        lines.addWidget(self._fault)

    def _chosen_mode(self) -> Mode:
        return Mode(self.mode.currentData())

    def _show_mode(self) -> None:
        mode = self._chosen_mode()
        self.text.setEnabled(mode.takes_values)
        self.text.setPlaceholderText(HINTS.get(mode, ""))
        self.text.setToolTip(PATTERN_HELP if mode is Mode.MATCHES else "")
        self.case.setEnabled(mode in WITH_CASE)
        self._show_fault("")

    def _show_fault(self, fault: str) -> None:
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))

    def _make(self) -> None:
        mode = self._chosen_mode()
        typed = read_typed(mode, self.text.text())
        if typed.fault:
            self._show_fault(typed.fault)
            self.text.setFocus()
            return
        condition = Condition(self.field.field, mode, typed.values)
        is_cased = mode in WITH_CASE and self.case.isChecked()
        self.hide()
        self.made.emit(replace(condition, is_cased=is_cased))

    def _leave(self) -> None:
        self.hide()
        self.left.emit()

    # Qt calls this; the name is Qt's.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter applies from wherever in the line but Cancel; Esc leaves it."""
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if event.key() == Qt.Key.Key_Escape or (is_enter and self._cancel.hasFocus()):
            self._leave()
        elif is_enter:
            self._make()
        else:
            super().keyPressEvent(event)
