"""What is wrong with the pending rows of a sheet, and holds some of them back."""

from collections.abc import Iterable, Iterator
from itertools import chain

from cn_desktop.records.fields import UID, FieldName, Lock, RecordKey
from cn_desktop.records.known import Known
from cn_desktop.records.locks import Locks
from cn_desktop.records.orphans import Orphans
from cn_desktop.records.validation import (
    CHECKED,
    Finding,
    Problem,
    check_defined,
    check_new,
    check_values,
    is_bad,
    is_too_long,
)

HELD_BACK = {
    Lock.UID_TWICE: Finding(Problem.UID_TWICE, UID),
    Lock.DAMAGED: Finding(Problem.DAMAGED, UID),
}


class Holding:
    """Looks anew at every question."""

    def __init__(self, sheet: Known, locks: Locks, orphans: Orphans) -> None:
        self._sheet = sheet
        self._locks = locks
        self._orphans = orphans

    def findings(self, key: RecordKey) -> list[Finding]:
        """What is wrong with this row."""
        sheet = self._sheet
        edits = sheet.changes.edits(key)
        wanted = {field: edit.wanted for field, edit in edits.items()}
        is_new = sheet.changes.is_new(key)
        found: list[Finding] = []
        if is_new or wanted:
            server = {field: edit.server_value for field, edit in edits.items()}
            found += check_defined(wanted, sheet.vocabulary, is_new=is_new, server=server)
        found += check_values(wanted, sheet.vocabulary, sheet.permits.region)
        found += [
            Finding(Problem.LOCKED_AGAIN, field)
            for field in wanted
            if self._locks.of_field(field) is Lock.DIALLING
        ]
        if is_new:
            return [*check_new(wanted), *found]
        if self._orphans.has(key):
            found.append(Finding(Problem.GONE, UID))
        flaw = self._locks.flaw(key)
        return [HELD_BACK[flaw], *found] if flaw in HELD_BACK else found

    def blocking(self, key: RecordKey) -> list[Finding]:
        """What keeps the row from being sent as it is."""
        if not self._may_be_held(key):
            return []
        return [finding for finding in self.findings(key) if finding.is_blocking]

    def suspects(self) -> Iterable[RecordKey]:
        """All rows that can have anything in `blocking`, and others, some of them twice.

        Mostly a few, or those in which a number or a call-back was changed.
        """
        store, changes = self._sheet.store, self._sheet.changes
        locked_again = map(self._locks.is_locked_again, changes.edited_fields())
        if store.has_replacements or any(locked_again):
            return changes.touched()
        ambiguous = store.keys(list(store.ambiguous))
        checked = map(changes.edited_in, CHECKED)
        new = list(changes.new_records())
        return chain(new, list(self._orphans.gone), ambiguous, self._too_long(), *checked)

    def _too_long(self) -> Iterator[RecordKey]:
        sheet = self._sheet
        sized = ((name, sheet.vocabulary.of(name).size) for name in sheet.changes.edited_fields())
        return chain.from_iterable(
            sheet.changes.longer_than(name, size) for name, size in sized if size
        )

    def _may_be_held(self, key: RecordKey) -> bool:
        """`blocking` may find something: a quick look for rows by the thousands."""
        store, changes = self._sheet.store, self._sheet.changes
        return (
            changes.is_new(key)
            or key in self._orphans.gone
            or (store.may_have_flaws and self._locks.flaw(key) is not None)
            or any(map(self._locks.is_locked_again, changes.fields_of(key)))
            or any(self._is_bad(key, field) for field in changes.fields_of(key))
        )

    def _is_bad(self, key: RecordKey, field: FieldName) -> bool:
        edit = self._sheet.changes.edit(key, field)
        return edit is not None and (
            is_too_long(edit.wanted, self._sheet.vocabulary.of(field).size, edit.server_value)
            or is_bad(field, edit.wanted, self._sheet.permits.region)
        )
