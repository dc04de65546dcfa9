"""A list with buttons beside it and Close below: how a dialog that keeps a list is laid out."""

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)


def beside_buttons(
    dialog: QDialog, deeds: Iterable[tuple[str, str, Callable[[], None]]]
) -> dict[str, QPushButton]:
    """By their names, from (name, text, what a click does); Enter belongs to the list."""
    buttons = {}
    for name, text, act in deeds:
        buttons[name] = QPushButton(text, dialog, autoDefault=False)
        buttons[name].clicked.connect(act)
    return buttons


def lay_out(
    dialog: QDialog,
    listed: QListWidget,
    buttons: Iterable[QPushButton],
    *,
    above: Iterable[QWidget] = (),
    below: Iterable[QWidget] = (),
) -> None:
    """These above and below the list; Close rejects the dialog."""
    beside = QVBoxLayout()
    for button in buttons:
        beside.addWidget(button)
    beside.addStretch(1)
    row = QHBoxLayout()
    row.addWidget(listed, 1)
    row.addLayout(beside)
    close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
    close.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
    close.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    for widget in above:
        column.addWidget(widget)
    column.addLayout(row, 1)
    for widget in (*below, close):
        column.addWidget(widget)
