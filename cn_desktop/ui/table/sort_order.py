"""What a click on a column's heading, or the command for it, makes of the present sort."""

from collections.abc import Sequence

from cn_desktop.records.fields import FieldName
from cn_desktop.records.query import SortBy

Sort = tuple[SortBy, ...]


def place_in(sort: Sequence[SortBy], field: FieldName) -> int | None:
    """Where the column stands in it, from 0; None: nothing is sorted by it."""
    return next((at for at, by in enumerate(sort) if by.field == field), None)


def sorted_by(sort: Sort, field: FieldName) -> Sort:
    """By this column alone: upwards, then downwards, then in the server's order again."""
    if len(sort) != 1 or sort[0].field != field:
        return (SortBy(field),)
    return () if sort[0].is_descending else (SortBy(field, is_descending=True),)


def also_sorted_by(sort: Sort, field: FieldName) -> Sort:
    """Rows alike so far by this column too: upwards, then downwards, then not any more."""
    at = place_in(sort, field)
    if at is None:
        return (*sort, SortBy(field))
    turned = () if sort[at].is_descending else (SortBy(field, is_descending=True),)
    return (*sort[:at], *turned, *sort[at + 1 :])


def spoken_sort(sort: Sort, field: FieldName) -> str:
    """What a screen reader adds to the column's name."""
    at = place_in(sort, field)
    if at is None:
        return ""
    way = "descending" if sort[at].is_descending else "ascending"
    of_several = f", {at + 1} of {len(sort)}" if len(sort) > 1 else ""
    return f", sorted {way}{of_several}"
