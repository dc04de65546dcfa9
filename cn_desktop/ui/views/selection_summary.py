"""What is selected, in numbers: how many cells and, of one column, what is in them (feat-J7)."""

import re
from asyncio import Task
from collections.abc import Iterator, Sequence
from decimal import Decimal

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from cn_desktop.records.area import Area
from cn_desktop.records.facets import LISTED, Facets
from cn_desktop.records.fields import PHONES, UID, FieldName
from cn_desktop.records.search import Search
from cn_desktop.ui.background import Background
from cn_desktop.ui.table.record_view import RecordView
from cn_desktop.ui.workspace import Workspace

STILL_MS = 200
"""Nothing is counted while a selection is still being drawn."""
AMOUNT = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,6})?")
"""No code and no telephone number: those begin with 0 or +."""


class SelectionSummary(QObject):
    """`told` gives a sentence, first with the number of cells alone; empty for one cell."""

    told = Signal(str)

    def __init__(self, view: RecordView, workspace: Workspace, background: Background) -> None:
        super().__init__(view)
        self._view = view
        self._workspace = workspace
        self._background = background
        self._cells = 0
        self._task: Task[None] | None = None
        self._still = QTimer(self, singleShot=True, interval=STILL_MS)
        self._still.timeout.connect(self._count)
        view.selection_sized.connect(self._begin)
        workspace.sheet_changed.connect(self.stop)
        workspace.rows_changed.connect(lambda _keys: self._begin(self._cells))

    def stop(self) -> None:
        """Count no longer."""
        self._still.stop()
        if self._task:
            self._task.cancel()
            self._task = None

    def _begin(self, cells: int) -> None:
        self.stop()
        self._cells = cells
        self.told.emit(_counted(cells))
        if cells > 1:
            self._still.start()

    def _count(self) -> None:
        areas, search = self._view.selected_areas(), self._workspace.search
        fields = {field for area in areas for field in area.fields}
        if len(fields) == 1 and search:
            self._task = self._background.start(self._look(search, fields.pop(), areas))

    async def _look(self, search: Search, field: FieldName, areas: Sequence[Area]) -> None:
        rows = np.concatenate([np.asarray(area.rows, np.int32) for area in areas])
        facets = await self._background.taken(search.facets(field, rows))
        self._task = None
        self.told.emit(", ".join([_counted(self._cells), *_findings(facets, field)]))


def _counted(cells: int) -> str:
    return f"{cells:,} cells selected" if cells > 1 else ""


def _findings(facets: Facets, field: FieldName) -> Iterator[str]:
    yield f"{facets.filled:,} filled"
    if facets.filled:
        yield f"{facets.distinct:,} different"
    total = _total(facets) if field not in {UID, *PHONES} else None
    if total is not None:
        yield f"sum {total:,f}"


def _total(facets: Facets) -> Decimal | None:
    """None if there is a value that is no amount, or too many to be listed."""
    is_whole = 0 < facets.distinct <= LISTED
    if not is_whole or not all(AMOUNT.fullmatch(value) for value, _ in facets.values):
        return None
    return sum((Decimal(value) * count for value, count in facets.values), Decimal(0))
