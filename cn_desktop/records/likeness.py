"""Whether a record on the server may be the one that was sent."""

from collections.abc import Iterable

from cn_desktop.records.fields import DATASET, PHONES, Value, text_of
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.store import Record


def is_among(row: Outgoing, records: Iterable[Record]) -> bool:
    """One of the records is like the row."""
    return any(is_like(record, row) for record in records)


def is_like(record: Record, row: Outgoing) -> bool:
    """The same number, or the same text throughout, however the server spells it."""
    numbers = {digits_of(record.get(phone)) for phone in PHONES} - {""}
    if numbers & {digits_of(row.fields.get(phone)) for phone in PHONES}:
        return True
    aside = {DATASET, row.mark.trail.marker_field}
    entered = {name: value for name, value in row.fields.items() if name not in aside}
    return all(_plain(record.get(name)) == _plain(value) for name, value in entered.items())


def digits_of(value: Value) -> str:
    """A number's last nine digits: +44 and 0 in front make no other number."""
    return "".join(filter(str.isdigit, text_of(value)))[-9:]


def _plain(value: Value) -> str:
    return "".join(filter(str.isalnum, text_of(value))).casefold()
