"""What may be edited in a sheet now, and why the rest may not."""

from collections.abc import Mapping, Set
from itertools import chain
from typing import TypeAlias

from cn_desktop.records.cells import Cells
from cn_desktop.records.fields import (
    ABSENT,
    LOCKED_FIELDS,
    LONGEST_EDITED,
    FieldName,
    Lock,
    RecordKey,
    Value,
    text_of,
)
from cn_desktop.records.known import Known
from cn_desktop.records.permits import LOCKING_STATES
from cn_desktop.records.undo import Columns, Step

FORBIDDING = {
    Lock.DIALLING,
    Lock.READ_ONLY,
    Lock.OTHER_WINDOW,
    Lock.NOT_KEPT,
    Lock.ARRIVING,
    Lock.DATASET_EXPIRED,
}
"""What may not be edited on purpose, and so not by undo or redo either."""
NO_KEY = RecordKey("")
ByField: TypeAlias = dict[FieldName, dict[RecordKey, Value]]


class Locks:
    """Looks anew at every question."""

    def __init__(self, sheet: Known) -> None:
        self._sheet = sheet

    def of(self, key: RecordKey, field: FieldName) -> Lock | None:
        """Why this cell can't be edited now, or None when it can."""
        return self.of_row(key) or self._of_field_in(key, field)

    def of_field(self, field: FieldName) -> Lock | None:
        """Why this field can't be edited in any record, or None when it can."""
        locked = LOCKED_FIELDS.get(field)
        if locked is Lock.DIALLING and field in self._sheet.permits.unlocked:
            return None
        if locked is None and self._sheet.vocabulary.of(field).is_read_only:
            return Lock.ACCOUNT
        return locked

    def of_row(self, key: RecordKey) -> Lock | None:
        """Why nothing of this record can be edited now."""
        if self._sheet.permits.forbids:
            return self._sheet.permits.forbids
        if flaw := self.flaw(key):
            return flaw
        if self._sheet.is_expired:
            return Lock.DATASET_EXPIRED
        state = self._sheet.changes.state(key)
        return LOCKING_STATES.get(state) if state else None

    def flaw(self, key: RecordKey) -> Lock | None:
        """Why the record, as it was read, can't be the target of a change."""
        store = self._sheet.store
        if not key:
            return Lock.NO_UID
        if not store.may_have_flaws:
            return None
        row = store.row_of(key)
        if row is None:
            return None
        if store.is_ambiguous(row):
            return Lock.UID_TWICE
        return Lock.DAMAGED if store.is_damaged(row) else None

    def is_out(self, key: RecordKey) -> bool:
        """The row is on its way, or may have arrived."""
        return self._sheet.changes.state(key) in LOCKING_STATES

    def any_out(self) -> bool:
        return bool(self._sheet.changes.count(LOCKING_STATES))

    def is_locked_again(self, field: FieldName) -> bool:
        """It could be unlocked, and is not."""
        return field in LOCKED_FIELDS and self.of_field(field) is Lock.DIALLING

    @property
    def forbids_all(self) -> bool:
        return self._sheet.permits.forbids is not None or self._sheet.is_expired

    def forbid(self, step: Step) -> bool:
        """One of its rows is out, or one of its cells would be edited though it is locked."""
        if self.any_out() and any(map(self.is_out, step.records())):
            return True
        fields = step.after if self.forbids_all else filter(self.is_locked_again, step.after)
        return any(self._has_forbidden(name, step.after[name]) for name in fields)

    def settable(self, wanted: Columns, cells: Cells) -> tuple[ByField, ByField]:
        """Of these cells those that may be set: what they show, and what they are set to."""
        locked = self._rows_among(wanted, cells)
        before: ByField = {}
        after: ByField = {}
        for field, values in wanted.items():
            before[field], after[field] = self._settable(field, values, locked, cells)
        return before, after

    def _of_field_in(self, key: RecordKey, field: FieldName) -> Lock | None:
        return self.of_field(field) or self._of_cell(
            key, field, self._sheet.server_value(key, field)
        )

    def _of_cell(self, key: RecordKey, field: FieldName, server: Value) -> Lock | None:
        """Beside what locks the whole row or the whole field."""
        if self._sheet.changes.is_new(key):
            return None
        if field in self._sheet.changes.contested(key):
            return Lock.CONTESTED
        if server is ABSENT:
            return Lock.NOT_IN_ANSWER
        return Lock.ENDLESS_TEXT if len(text_of(server)) > LONGEST_EDITED else None

    def _has_forbidden(self, field: FieldName, values: Mapping[RecordKey, Value]) -> bool:
        return any(
            self.of(key, field) in FORBIDDING
            for key, value in values.items()
            if value != self._sheet.server_value(key, field)
        )

    def _rows_among(self, wanted: Columns, cells: Cells) -> Set[RecordKey]:
        """The records in which nothing may be edited now, as `of_row` has it."""
        store, has_out = self._sheet.store, self.any_out()
        if not self.forbids_all and not store.may_have_flaws and not has_out:
            return {NO_KEY}
        keys = list(dict.fromkeys(chain.from_iterable(wanted.values())))
        if self.forbids_all:
            return set(keys)
        rows = cells.rows(keys)
        flawed = store.flawed(row for row in rows if row is not None)
        locked = {key for key, row in zip(keys, rows, strict=True) if row in flawed}
        return {NO_KEY, *locked, *filter(self.is_out, keys)}

    def _settable(
        self,
        field: FieldName,
        values: Mapping[RecordKey, Value],
        locked: Set[RecordKey],
        cells: Cells,
    ) -> tuple[dict[RecordKey, Value], dict[RecordKey, Value]]:
        """What the cells show that may be set, and what they are set to."""
        if self.of_field(field):
            return {}, {}
        changes, keys = self._sheet.changes, list(values)
        server = cells.server(field, keys)
        present = changes.shown(field, keys, server)
        is_quiet = not changes.has_contested
        after = {
            key: value
            for key, value, shown, now in zip(keys, values.values(), server, present, strict=True)
            if value != now and key not in locked
            if (is_quiet and isinstance(shown, str) and len(shown) < LONGEST_EDITED)
            or self._of_cell(key, field, shown) is None
        }
        return {key: now for key, now in zip(keys, present, strict=True) if key in after}, after
