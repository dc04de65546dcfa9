"""The one command of the form: from the table to it, and back."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from cn_desktop.ui.actions import Slot
from cn_desktop.ui.form.record_form import RecordForm
from cn_desktop.ui.workspace import Workspace


class FormCommands:
    """Flips between the table and the form, on the same record and field."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._form: RecordForm | None = None
        self._table: QWidget | None = None
        self._show: Callable[[QWidget], None] = lambda _panel: None

    def use_panels(self, form: RecordForm, table: QWidget, show: Callable[[QWidget], None]) -> None:
        """`show` brings a panel of the side to the front."""
        self._form, self._table, self._show = form, table, show
        form.left.connect(self._leave)

    def slots(self) -> dict[str, Slot]:
        return {"actionForm": self.flip}

    def flip(self) -> None:
        """Into the current field of the form; from there back to its cell."""
        if self._form is None:
            return
        self._workspace.end_editing()
        if self._form.has_keyboard():
            self._leave()
            return
        current = self._workspace.current  # a tab that comes to the front takes the keyboard
        self._show(self._form)
        if current:
            self._form.enter(current[1])

    def _leave(self) -> None:
        if self._table:
            self._table.setFocus()
