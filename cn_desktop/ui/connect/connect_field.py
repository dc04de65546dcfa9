"""A field of the connect dialog: its label, its editor, and below it what is wrong with it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cn_desktop.ui.bars import wrapped_label

SHORT = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
LABEL_WIDTH = 184
"""The parts of the dialog stand below each other, so their fields begin at one line."""


class ChoiceBox(QComboBox):
    """A list to choose from, but not by scrolling past it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # Qt calls this; the name is Qt's.

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The dialog scrolls instead."""
        event.ignore()


class FieldBox(QWidget):
    """Holds an editor, what stands beside and below it, why it is there, and its fault."""

    def __init__(self, editor: QWidget, name: str, parent: QWidget, *beside: QWidget) -> None:
        super().__init__(parent)
        self.editor = editor
        self._name = name
        self._why = ""
        editor.setObjectName(f"{name}Field")
        if isinstance(editor, QComboBox):  # as wide as there is room, not as its longest entry
            editor.setSizeAdjustPolicy(SHORT)
            editor.setMinimumContentsLength(10)
        self._fault = wrapped_label(self, f"{name}Fault")
        self._fault.setProperty("isFault", True)
        self._fault.hide()
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(editor, 1)
        for widget in beside:
            line.addWidget(widget)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(3)
        self._column.addLayout(line)
        self._column.addWidget(self._fault)

    def add_below(self, widget: QWidget) -> None:
        self._column.addWidget(widget)

    def add_why(self, sentence: str) -> None:
        """What to know before it is filled in, dim below it and spoken with it."""
        label = wrapped_label(self, f"{self._name}Why")
        label.setText(sentence)
        label.setProperty("isDim", True)
        self.add_below(label)
        self.editor.setAccessibleDescription(sentence)
        self._why = sentence

    def show_fault(self, sentence: str) -> None:
        """What is wrong with it; an empty sentence takes that back."""
        self._fault.setText(sentence)
        self._fault.setVisible(bool(sentence))
        self.editor.setAccessibleDescription(sentence or self._why)

    @property
    def fault(self) -> str:
        return "" if self._fault.isHidden() else self._fault.text()

    def add_to(self, form: QFormLayout, label: str) -> None:
        """A row of the form; the label's letter goes to the editor."""
        self.editor.setAccessibleName(label.replace("&", ""))
        shown = QLabel(label, self.parentWidget())
        shown.setMinimumWidth(LABEL_WIDTH)
        self.editor.ensurePolished()
        line = shown.sizeHint().height() * 3 // 2
        shown.setMaximumHeight(min(line, self.editor.sizeHint().height()))  # and not of its note
        shown.setBuddy(self.editor)
        form.addRow(shown, self)


def new_form() -> QFormLayout:
    """Labels and fields as every part of the dialog has them."""
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(12)
    form.setVerticalSpacing(8)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form
