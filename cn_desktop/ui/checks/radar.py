"""Who else has a telephone number, in every dataset that is open."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from cn_desktop.records.fields import DatasetId, FieldName, RecordKey
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.phone_index import PhoneIndex, field_with, numbers_of
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.steps import Apart
from cn_desktop.ui.background import Background
from cn_desktop.ui.workspace import Workspace

FEW = 200
"""So many changed records are looked at before anybody notices: a millisecond or two."""

Stamp = tuple[int, int]


@dataclass(frozen=True)
class Twin:
    """A record that has the number, in this field."""

    sheet: Sheet
    key: RecordKey
    field: FieldName


class Radar(QObject):
    """Keeps an index of every open dataset's numbers, made and kept up to date behind.

    `changed` when it may know more than before.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, background: Background) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._background = background
        self._indexes: dict[DatasetId, PhoneIndex] = {}
        self._stamps: dict[DatasetId, Stamp] = {}
        self._waiting: dict[DatasetId, set[RecordKey]] = {}
        self._tasks: dict[DatasetId, asyncio.Task[None]] = {}
        workspace.sheet_changed.connect(self._look_at_sheets)
        workspace.rows_changed.connect(self._follow)
        workspace.order_changed.connect(self._catch_up)
        workspace.pending_changed.connect(self._catch_up)

    @property
    def is_ready(self) -> bool:
        """Every open dataset's numbers are known."""
        return all(index.is_complete for index in self._indexes.values()) and not self._tasks

    async def ready(self) -> None:
        """Wait until they are."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    def twins(self, number: int, but: tuple[Sheet, RecordKey] | None = None) -> list[Twin]:
        """The records with this number (of `phones.number_in`), those of the open dataset first."""
        here = self._workspace.sheet
        indexes = sorted(self._indexes.values(), key=lambda index: index.sheet is not here)
        return [
            Twin(index.sheet, key, field)
            for index in indexes
            for key in index.records_with(number)
            if (index.sheet, key) != but and (field := field_with(index.sheet, key, number))
        ]

    def twins_of(self, sheet: Sheet, key: RecordKey) -> list[Twin]:
        """The other records with one of this record's numbers."""
        found = (self.twins(number, but=(sheet, key)) for number in numbers_of(sheet, key))
        return list(
            {(twin.sheet.dataset, twin.key): twin for some in found for twin in some}.values()
        )

    def shared(self, dataset: DatasetId) -> float:
        """The part of the dataset's numbers that several records have, from 0 to 1."""
        index = self._indexes.get(dataset)
        return index.shared if index else 0.0

    async def known_already(self, rows: Sequence[Outgoing]) -> int:
        """How many of these are new records with a number that another record has."""
        sheets = {sheet.dataset: sheet for sheet in self._workspace.sheets()}
        count = 0
        for row in rows:
            sheet = sheets.get(row.dataset)
            if row.is_create and sheet is not None:
                count += bool(self.twins_of(sheet, row.key))
            await self._background.breathe()
        return count

    # What changes

    def _look_at_sheets(self) -> None:
        """Index what was opened or read anew; let go of what is not open any more."""
        sheets = {sheet.dataset: sheet for sheet in self._workspace.sheets()}
        for dataset, index in list(self._indexes.items()):
            if sheets.get(dataset) is not index.sheet:
                self._forget(dataset)
        for dataset, sheet in sheets.items():
            known = self._indexes.get(dataset)
            if known is None or known.store is not sheet.store:
                self._forget(dataset)
                index = self._indexes[dataset] = PhoneIndex(sheet)
                self._start(dataset, index.steps())
        self._catch_up()

    def _forget(self, dataset: DatasetId) -> None:
        self._indexes.pop(dataset, None)
        self._stamps.pop(dataset, None)
        self._waiting.pop(dataset, None)
        if task := self._tasks.pop(dataset, None):
            task.cancel()

    def _follow(self, keys: set[RecordKey] | None) -> None:
        dataset = self._workspace.sheet.dataset
        index = self._indexes.get(dataset)
        if keys is None or index is None or index.sheet is not self._workspace.sheet:
            return  # `_catch_up` sees to it
        self._stamps[dataset] = _stamp_of(index.sheet)
        if dataset in self._tasks or len(keys) > FEW:
            self._waiting.setdefault(dataset, set()).update(keys)
            if dataset not in self._tasks:
                self._start(dataset, ())
            return
        for _ in index.follow(keys):
            pass
        self.changed.emit()

    def _catch_up(self) -> None:
        for dataset, index in self._indexes.items():
            is_due = self._stamps.get(dataset) != _stamp_of(index.sheet)
            if is_due and index.store is index.sheet.store and dataset not in self._tasks:
                self._start(dataset, index.follow_all())

    def _start(self, dataset: DatasetId, steps: Iterable[Apart[Any] | None]) -> None:
        self._stamps[dataset] = _stamp_of(self._indexes[dataset].sheet)
        self._tasks[dataset] = self._background.start(self._run(dataset, steps))

    async def _run(self, dataset: DatasetId, steps: Iterable[Apart[Any] | None]) -> None:
        await self._go_through(steps)
        while keys := self._waiting.pop(dataset, None):
            await self._go_through(self._indexes[dataset].follow(keys))
        self._tasks.pop(dataset, None)
        self._catch_up()
        self.changed.emit()

    async def _go_through(self, steps: Iterable[Apart[Any] | None]) -> None:
        for step in steps:
            await self._background.turn(step)


def _stamp_of(sheet: Sheet) -> Stamp:
    return sheet.changes.revision, sheet.store.revision
