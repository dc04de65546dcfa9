"""Edits whose record is gone: they are kept, and so is what the record last held."""

from collections.abc import Mapping

from cn_desktop.records.changes import Changes
from cn_desktop.records.fields import RecordKey
from cn_desktop.records.permits import LOCKING_STATES
from cn_desktop.records.store import Record


class Orphans:
    """Knows the records that were edited and are gone, as a complete read has shown."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._last: dict[RecordKey, Record] = {}

    def has(self, key: RecordKey) -> bool:
        """It has edits whose record is gone, and they are not on their way."""
        is_edited = key in self._last and bool(self._changes.edits(key))
        return is_edited and self._changes.state(key) not in LOCKING_STATES

    def all(self) -> list[RecordKey]:
        return [key for key in self._last if self.has(key)]

    def are_there(self) -> bool:
        return any(map(self.has, self._last))

    def last_known(self, key: RecordKey) -> Record:
        """What a record that is gone last held; empty where only its changes are known."""
        return self._last.get(key, {})

    @property
    def gone(self) -> Mapping[RecordKey, Record]:
        """All records known to be gone, also those without edits by now."""
        return self._last

    def note(self, key: RecordKey, last: Record | None) -> None:
        """It is gone; None where nothing new is known of what it held."""
        if last is not None or key not in self._last:
            self._last[key] = last or {}

    def forget(self, key: RecordKey) -> None:
        """It is there again."""
        self._last.pop(key, None)
