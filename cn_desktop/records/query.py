"""What a person asks to see."""

from dataclasses import dataclass

from cn_desktop.records.fields import FieldName


@dataclass(frozen=True)
class SortBy:
    """One column's order; empty cells stand last either way."""

    field: FieldName
    is_descending: bool = False


@dataclass(frozen=True)
class Query:
    """Which rows, and in which order; rows alike by the first column are sorted by the next."""

    text: str = ""
    sort: tuple[SortBy, ...] = ()
