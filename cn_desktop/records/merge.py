"""My fields against the server's: before they are sent, and after (reliability § 3.3)."""

import html
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from cn_desktop.records.fields import ABSENT, PHONES, FieldName, Value
from cn_desktop.records.likeness import digits_of
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.store import Record


@dataclass(frozen=True)
class Merged:
    """What is still to be sent of a row, and the server's values where they are in the way.

    A field that holds already what is wanted is left out of `row`.
    """

    row: Outgoing
    theirs: Mapping[FieldName, Value]


def merge(row: Outgoing, record: Record) -> Merged:
    """Field by field: unchanged on the server, already as wanted, or changed by somebody."""
    open_fields = {name: value for name, value in row.fields.items() if now(record, name) != value}
    theirs = {
        name: now(record, name)
        for name in open_fields
        if now(record, name) != row.before.get(name, ABSENT)
    }
    return Merged(replace(row, fields=open_fields), theirs)


def now(record: Record, field: FieldName) -> Value:
    """What the record shows in this field."""
    return record.get(field, ABSENT)


def shown_now(row: Outgoing, record: Record) -> dict[FieldName, Value]:
    """What the record shows in each of the row's fields."""
    return {name: now(record, name) for name in row.fields}


def not_arrived(row: Outgoing, record: Record) -> dict[FieldName, str | None]:
    """The row's fields that the record does not show as they were sent.

    Another spelling of it counts as shown where something else stood there before: some
    servers write numbers in their own way.
    """
    seen = row.mark.trail.seen
    return {
        name: row.fields[name]
        for name, fit in fits(row, record).items()
        if fit is not Fit.KEPT
        and (fit is not Fit.NORMALISED or now(record, name) == seen.get(name, ABSENT))
    }


class Fit(Enum):
    """What became of a field that was sent, by reading it back."""

    KEPT = "kept"
    NORMALISED = "normalised"
    IGNORED = "ignored"
    OTHER = "other"
    NOT_SHOWN = "not shown"


def fits(row: Outgoing, record: Record) -> dict[FieldName, Fit]:
    """What became of each field of the row; `trail.seen` is what stood there before."""
    return {name: _fit(row, record, name) for name in row.fields}


def _fit(row: Outgoing, record: Record, name: FieldName) -> Fit:
    sent, stored = row.fields[name], now(record, name)
    if stored == sent:
        return Fit.KEPT
    if stored is ABSENT:
        return Fit.NOT_SHOWN
    if _means(name, sent) == _means(name, stored):
        return Fit.NORMALISED
    is_as_before = stored == row.mark.trail.seen.get(name, ABSENT)
    return Fit.IGNORED if is_as_before else Fit.OTHER


def _means(name: FieldName, value: str | None) -> str:
    """What two spellings of a value have in common.

    White space at its ends, kinds of line ends and HTML's spellings do not count; of a
    telephone number only the digits do.
    """
    text = html.unescape(value or "").replace("\r\n", "\n").replace("\r", "\n").strip()
    return digits_of(text) or text if name in PHONES else text
