"""Under which name a view is to be saved, and whether with its filter."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from cn_desktop.ui.bars import plain_label, wrapped_label
from cn_desktop.ui.views.saved_view import LONGEST_NAME, SavedView, name_of
from cn_desktop.ui.views.view_words import (
    FILTER_TIP,
    FILTER_TOO,
    KEPT_IN_VIEW,
    KEPT_WITHOUT_FILTER,
    save_note,
)


class SaveViewDialog(QDialog):
    """`asked` gives the name, and whether the filter is to be kept too.

    `find` gives the saved view of a name. Without a filter that is on, none is offered.
    """

    asked = Signal(str, bool)

    def __init__(
        self,
        find: Callable[[str], SavedView | None],
        names: list[str],
        present: str,
        parent: QWidget,
        *,
        has_filter: bool,
    ) -> None:
        super().__init__(parent)
        self._find = find
        self.setObjectName("saveViewDialog")
        self.setWindowTitle("Save view")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        label = plain_label(self)
        label.setText("&Name of the view")
        self.name = QLineEdit(present, self, maxLength=LONGEST_NAME)
        label.setBuddy(self.name)
        self.name.setCompleter(QCompleter(names, self.name))
        self.with_filter = QCheckBox(FILTER_TOO, self)
        self.with_filter.setToolTip(FILTER_TIP)
        self.with_filter.setChecked(has_filter)
        self.with_filter.setVisible(has_filter)
        kept = wrapped_label(self, "saveViewKept")
        kept.setText(KEPT_IN_VIEW if has_filter else KEPT_WITHOUT_FILTER)
        kept.setProperty("isDim", True)
        self._note = plain_label(self, "saveViewNote")
        kinds = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(kinds.Save | kinds.Cancel, self)
        column = QVBoxLayout(self)
        for widget in (label, self.name, self._note, self.with_filter, kept, self._buttons):
            column.addWidget(widget)
        self.name.textChanged.connect(self._check)
        self._buttons.accepted.connect(self._save)
        self._buttons.rejected.connect(self.reject)
        self.name.selectAll()
        self.setMinimumWidth(420)
        self._check()

    def _check(self) -> None:
        name = name_of(self.name.text())
        view = self._find(name) if name else None
        is_locked = view is not None and view.is_locked
        self._note.setText(save_note(name, is_there=view is not None, is_locked=is_locked))
        save = self._buttons.button(QDialogButtonBox.StandardButton.Save)
        save.setEnabled(bool(name) and not is_locked)

    def _save(self) -> None:
        self.asked.emit(name_of(self.name.text()), self.with_filter.isChecked())
        self.accept()
