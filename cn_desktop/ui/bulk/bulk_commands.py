"""The commands that change many cells at once."""

from functools import partial

from PySide6.QtWidgets import QWidget

from cn_desktop.records.cloning import clones
from cn_desktop.records.fields import FieldName
from cn_desktop.ui.background import Background
from cn_desktop.ui.bulk.bulk_dialog import BulkDialog, Tool
from cn_desktop.ui.bulk.bulk_words import (
    NOT_FOUND,
    NOTHING_SELECTED,
    TYPE_TEXT,
    TYPE_VALUE,
    UNCHANGED_BY_THIS,
    of_clones,
    too_many_clones,
)
from cn_desktop.ui.bulk.forms import SearchForm, TransformForm, ValueForm
from cn_desktop.ui.deeds import Slot
from cn_desktop.ui.table.record_view import RecordView
from cn_desktop.ui.words import counted
from cn_desktop.ui.workspace import Workspace

SET = Tool("setValueDialog", "Set value", "&Set", TYPE_VALUE, ValueForm)
TRANSFORM = Tool(
    "transformDialog",
    "Transform",
    "&Change",
    TYPE_TEXT,
    TransformForm,
    UNCHANGED_BY_THIS,
    has_ticks=True,
    takes_unlisted=True,
)
REPLACE = Tool(
    "replaceDialog",
    "Find and replace",
    "&Replace in",
    TYPE_TEXT,
    SearchForm,
    NOT_FOUND,
    has_ticks=True,
    has_every_field=True,
)


MOST_CLONED = 500
"""Records; nobody needs more of them by this way, and they take a tenth of a second."""


class BulkCommands:
    """Opens their dialogs over the window, for what is selected in its table."""

    def __init__(self, workspace: Workspace, background: Background, window: QWidget) -> None:
        self._workspace = workspace
        self._background = background
        self._window = window
        self._view: RecordView | None = None
        self._last_transform = 0

    def use_view(self, view: RecordView) -> None:
        """The table whose selection is meant."""
        self._view = view

    def slots(self) -> dict[str, Slot]:
        return {
            "actionSetValue": partial(self._show, SET),
            "actionTransform": partial(self._show, TRANSFORM),
            "actionReplace": partial(self._show, REPLACE),
            "actionClone": self.clone,
        }

    def clone(self) -> None:
        """New records like the selected ones; the first of them is the current one then."""
        self._workspace.end_editing()
        runs = self._view.selected_rows() if self._view else []
        rows = [row for run in runs for row in run[: MOST_CLONED + 1].tolist()]
        if len(rows) > MOST_CLONED:
            self._workspace.tell(too_many_clones(sum(map(len, runs)), MOST_CLONED))
            return
        sheet = self._workspace.sheet
        born = clones(sheet, rows)
        name = f"clone of {counted(len(born), 'record')}"
        self._workspace.set_and_add({}, born, lambda _cells: name)
        if len(born) < len(rows):
            self._workspace.tell(of_clones(len(born), len(rows) - len(born)))
        elif not born:
            self._workspace.tell(NOTHING_SELECTED)
        if first := next(iter(born), None):
            self._workspace.go_to(first)

    def change_value(self, field: str, text: str) -> None:
        """Put another text into all cells of a field that hold this one, of the rows shown."""
        dialog = self._open(REPLACE)
        dialog.scope.choose_shown(FieldName(field))
        if isinstance(dialog.form, SearchForm):
            dialog.form.look_for_cell(text)

    def _show(self, tool: Tool) -> None:
        form = self._open(tool).form
        if isinstance(form, TransformForm):
            form.list.setCurrentRow(self._last_transform)
            form.list.currentRowChanged.connect(self._keep_transform)

    def _keep_transform(self, row: int) -> None:
        """The next time begins with what was looked at last."""
        self._last_transform = row

    def _open(self, tool: Tool) -> BulkDialog:
        self._workspace.end_editing()
        selected = self._view.selected_areas() if self._view else []
        dialog = BulkDialog(tool, self._workspace, self._background, selected, self._window)
        dialog.open()
        return dialog
