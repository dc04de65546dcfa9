"""The commands of the form: to it from the table and back, and its record read again."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from cn_desktop.records.fields import DatasetId
from cn_desktop.ui.deeds import Slot
from cn_desktop.ui.form.record_form import RecordForm
from cn_desktop.ui.notices import Notice, Tone
from cn_desktop.ui.workspace import Workspace

NOT_THERE_YET = Notice(
    "A new record can’t be read again",
    "The server has it only once it is submitted.",
    Tone.INFO,
)


class FormCommands:
    """Flips between the table and the form, on the same record and field."""

    def __init__(self, workspace: Workspace, look_up: Callable[[DatasetId, str], None]) -> None:
        """`look_up` reads one record of a dataset and shows it."""
        self._workspace = workspace
        self._look_up = look_up
        self._form: RecordForm | None = None
        self._table: QWidget | None = None
        self._show: Callable[[QWidget], None] = lambda _panel: None

    def use_panels(self, form: RecordForm, table: QWidget, show: Callable[[QWidget], None]) -> None:
        """`show` brings a panel of the side to the front."""
        self._form, self._table, self._show = form, table, show
        form.left.connect(self._leave)

    def slots(self) -> dict[str, Slot]:
        return {"actionForm": self.flip, "actionReloadRecord": self.reload}

    def reload(self) -> None:
        """The current record as the server has it now; its pending changes stay (feat-R14)."""
        current = self._workspace.current
        if current is None:
            return
        self._workspace.end_editing()
        sheet = self._workspace.sheet
        if sheet.changes.is_new(current[0]):
            self._workspace.tell(NOT_THERE_YET)
        else:
            self._look_up(sheet.dataset, current[0])

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
