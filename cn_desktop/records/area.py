"""Cells by the thousand: rows of the store, and the fields meant in every one of them."""

from collections.abc import Sequence
from typing import NamedTuple

from cn_desktop.records.fields import FieldName
from cn_desktop.records.order import Rows


class Area(NamedTuple):
    """A million rows by thirty fields are two short sequences, and not thirty million cells."""

    rows: Sequence[int] | Rows
    fields: Sequence[FieldName]

    @property
    def size(self) -> int:
        """How many cells it has."""
        return len(self.rows) * len(self.fields)
