"""Back to the server's values: of the selected cells, of the selected rows, of everything.

None of it asks first, for each is one step that can be undone.
"""

from collections.abc import Collection, Iterator

from cn_desktop.records.fields import FieldName, RecordKey
from cn_desktop.records.marks import State
from cn_desktop.ui.bulk.bulk_words import NOTHING_TO_REVERT, REVERTED_ALL, of_left_out
from cn_desktop.ui.deeds import Slot
from cn_desktop.ui.table.record_view import Chosen, RecordView
from cn_desktop.ui.words import counted
from cn_desktop.ui.workspace import Workspace

OUT = (State.SENDING, State.UNKNOWN, State.ASK)
"""Rows that are on their way, or may have arrived: they can't be taken back."""


class RevertCommands:
    """What is selected in the table counts, whatever else is on screen."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._view: RecordView | None = None

    def use_view(self, view: RecordView) -> None:
        """The table whose selection is meant."""
        self._view = view

    def slots(self) -> dict[str, Slot]:
        return {
            "actionRevertCell": self.revert_cells,
            "actionRevertRow": self.revert_rows,
            "actionRevertAll": self.revert_all,
        }

    def revert_cells(self) -> None:
        """With nothing selected, everything. Only changed cells are looked for."""
        self._workspace.end_editing()
        if self._view is None or not self._view.selection().runs:
            self.revert_all()
            self._workspace.tell(REVERTED_ALL)
            return
        cells: dict[FieldName, dict[RecordKey, None]] = {}
        keys: list[RecordKey] = []
        for chosen in self._chosen():
            keys += chosen.keys
            for field in self._workspace.sheet.changes.edited_fields():
                if field in chosen.fields:
                    cells.setdefault(field, {}).update(dict.fromkeys(chosen.keys))
        before = self._last_step()
        self._workspace.revert_columns(cells)
        self._tell(keys, is_done=self._last_step() is not before)

    def revert_rows(self) -> None:
        self._workspace.end_editing()
        keys = [key for chosen in self._chosen() for key in chosen.keys]
        before = self._last_step()
        changes = self._workspace.sheet.changes
        count = sum(changes.state(key) not in OUT for key in keys)
        self._workspace.revert_rows(keys, f"revert of {counted(count, 'row')}")
        self._tell(keys, is_done=self._last_step() is not before)

    def revert_all(self) -> None:
        self._workspace.end_editing()
        keys = self._workspace.sheet.changes.in_state(*OUT)
        self._workspace.revert_all()
        self._tell(keys, is_done=True)

    def _chosen(self) -> Iterator[Chosen]:
        """The changed records among the selected ones, from top to bottom."""
        if self._view is None:
            return iter(())
        return self._view.selected_among(self._workspace.sheet.changes.touched())

    def _last_step(self) -> object:
        return self._workspace.sheet.history.next_undo

    def _tell(self, keys: Collection[RecordKey], *, is_done: bool) -> None:
        """Say what a person would miss: rows that stayed, or that nothing happened."""
        changes = self._workspace.sheet.changes
        out = sum(changes.state(key) in OUT for key in keys) if changes.count(OUT) else 0
        if out:
            self._workspace.tell(of_left_out(out))
        elif not is_done:
            self._workspace.tell(NOTHING_TO_REVERT)
