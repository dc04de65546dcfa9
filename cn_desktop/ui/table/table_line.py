"""What the table shows of one row, read at once instead of cell by cell."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from cn_desktop.records.fields import (
    ABSENT,
    LONGEST_EDITED,
    FieldName,
    RecordKey,
    Value,
    text_of,
)
from cn_desktop.records.marks import State
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.store import Record
from cn_desktop.ui.words import status_said
from cn_desktop.ui.workspace import Workspace

NONE: frozenset[FieldName] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `values`: what a person sees in each field; absent ones are left out.

    `edits`, `contested` and `problems` are the fields that look it; in `doubts` something is
    found that does not keep the row from being sent. `stuck` are edited fields
    that can't be edited any more, `is_locked` says it of the whole row.
    """

    values: Mapping[FieldName, Value]
    state: State | None = None
    status: str = ""
    edits: Collection[FieldName] = NONE
    contested: Collection[FieldName] = NONE
    problems: Collection[FieldName] = NONE
    doubts: Collection[FieldName] = NONE
    stuck: Collection[FieldName] = NONE
    is_new: bool = False
    is_locked: bool = False
    is_unkept: bool = False

    @property
    def is_calm(self) -> bool:
        """Nothing is drawn but its values."""
        return not (self.state or self.problems or self.doubts or self.is_unkept)


def read_line(workspace: Workspace, row: int) -> Line:
    """The facts of the store's row. A row without a state has neither edits nor a mark."""
    sheet = workspace.sheet
    key, values = sheet.store.key(row), sheet.store.record(row)
    is_locked = sheet.locks.of_row(key) is not None
    is_unkept = bool(workspace.unkept) and (sheet.dataset, key) in workspace.unkept
    state = sheet.changes.state(key)
    if state is None and not is_unkept and not _is_flawed(sheet, row):
        return Line(values, is_locked=is_locked)
    return _read_changed(sheet, key, values, is_locked=is_locked, is_unkept=is_unkept)


def _is_flawed(sheet: Sheet, row: int) -> bool:
    """What is found of a row that nobody touched."""
    return sheet.store.is_ambiguous(row) or sheet.store.is_damaged(row)


def _read_changed(
    sheet: Sheet, key: RecordKey, values: Record, *, is_locked: bool, is_unkept: bool
) -> Line:
    changes, edits, findings = sheet.changes, sheet.changes.edits(key), sheet.holding.findings(key)
    state, is_new = sheet.shown_state(key), changes.is_new(key)
    problems = {finding.field for finding in findings if finding.is_blocking}
    return Line(
        {**values, **{field: edit.wanted for field, edit in edits.items()}},
        state,
        status_said(sheet, key, [finding.problem for finding in findings]),
        edits,
        changes.contested(key),
        problems,
        {finding.field for finding in findings} - problems,
        NONE if is_new else _stuck(values, edits),
        is_new,
        is_locked,
        is_unkept,
    )


def _stuck(values: Record, edits: Iterable[FieldName]) -> frozenset[FieldName]:
    """The server no longer has the field, or has too long a text in it."""
    server = {field: values.get(field, ABSENT) for field in edits}
    return frozenset(
        field
        for field, value in server.items()
        if value is ABSENT or len(text_of(value)) > LONGEST_EDITED
    )
