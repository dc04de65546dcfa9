"""What the parts of a sheet look at, whatever else the sheet has."""

from typing import Protocol

from cn_desktop.records.changes import Changes
from cn_desktop.records.fields import FieldName, RecordKey, Value
from cn_desktop.records.permits import Permits
from cn_desktop.records.store import Store
from cn_desktop.records.vocabulary import Vocabulary


class Known(Protocol):
    """A dataset with its pending changes; any of it may be another one at the next look."""

    store: Store
    changes: Changes
    permits: Permits
    vocabulary: Vocabulary
    is_expired: bool

    def server_value(self, key: RecordKey, field: FieldName) -> Value:
        """What the server last showed there, be it in an answer before the present one."""
