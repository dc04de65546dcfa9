"""The commands that change many cells at once."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from cn_desktop.ui.actions import Slot
from cn_desktop.ui.background import Background
from cn_desktop.ui.bulk.bulk_dialog import BulkDialog, Tool
from cn_desktop.ui.bulk.bulk_words import NOT_FOUND
from cn_desktop.ui.bulk.forms import Form, SearchForm, TransformForm, ValueForm
from cn_desktop.ui.table.record_view import RecordView
from cn_desktop.ui.workspace import Workspace

SET = Tool("setValueDialog", "Set value", "&Set")
TRANSFORM = Tool("transformDialog", "Transform", "&Change")
REPLACE = Tool(
    "replaceDialog",
    "Find and replace",
    "&Replace in",
    NOT_FOUND,
    has_ticks=True,
    has_every_field=True,
)


class BulkCommands:
    """Opens their dialogs over the window, for what is selected in its table."""

    def __init__(self, workspace: Workspace, background: Background, window: QWidget) -> None:
        self._workspace = workspace
        self._background = background
        self._window = window
        self._view: RecordView | None = None

    def use_view(self, view: RecordView) -> None:
        """The table whose selection is meant."""
        self._view = view

    def slots(self) -> dict[str, Slot]:
        return {
            "actionSetValue": lambda: self._open(SET, self._value_form),
            "actionTransform": lambda: self._open(TRANSFORM, TransformForm),
            "actionReplace": lambda: self._open(REPLACE, SearchForm),
        }

    def _value_form(self, parent: QWidget) -> ValueForm:
        return ValueForm(self._workspace.sheet.vocabulary, parent)

    def _open(self, tool: Tool, make: Callable[[QWidget], Form]) -> None:
        self._workspace.end_editing()
        selected = self._view.selected_areas() if self._view else []
        dialog = BulkDialog(tool, self._workspace, self._background, selected, self._window)
        dialog.use_form(make(dialog))
        dialog.open()
