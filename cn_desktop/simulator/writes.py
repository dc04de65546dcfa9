"""Creates and updates: which records are refused, and how a batch is counted.

The vendor documents one refusal, that of an unknown uid. The others are inferred: their texts,
and that they look like it (success yes, total 0, bad 1; API notes, section 3).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from cn_desktop.simulator.codes import AGENT_IDS, DESCRIPTIONS
from cn_desktop.simulator.dataset import Dataset, Store
from cn_desktop.simulator.fields import (
    LONGEST_POSTCODE,
    NULLABLE,
    PHONES,
    READ_ONLY,
    STANDARD,
    Row,
    blank_record,
)

_CALLBACK = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_UID = re.compile(r"[0-9]{1,18}")


class Refusal(StrEnum):
    """Why one record was not written, with the text that answers it."""

    UNKNOWN_RECORD = "Record id [{}] does not exist."  # documented
    NO_RECORD = "Bad argument: not a record"  # inferred, as are all that follow
    NO_DATASET = "Missing argument: dataset"
    NO_UID = "Missing argument: uid"
    UNKNOWN_DATASET = "Dataset [{}] does not exist."
    EXPIRED = "Dataset [{}] is expired."
    UNKNOWN_FIELD = "Bad argument: {}"
    READ_ONLY = "Read only argument: {}"
    BAD_VALUE = "Bad value for argument: {}"
    LONG_POSTCODE = "Value too long for argument: {}"
    NO_PHONE = "At least one ddi is required."


class RecordRefused(Exception):
    """One record of a batch was not written; the rest of the batch goes on."""

    def __init__(self, refusal: Refusal, about: str = "") -> None:
        super().__init__(refusal, about)
        self.text = refusal.format(about)


class Applied(NamedTuple):
    """A write that was done: `create` or `update`, the uid, the fields as sent but for the uid."""

    action: str
    uid: str
    fields: Row


@dataclass(frozen=True)
class Tally:
    """What became of a batch; `key` is the last created uid or 0, `error` the last refusal."""

    applied: tuple[Applied, ...]
    bad: int
    key: int
    error: str


@dataclass(frozen=True)
class Writing:
    """Where records are written, on which day, and what the fields become when they are stored."""

    store: Store
    today: date
    stored: Callable[[Row], Row]


@dataclass(frozen=True)
class Draft:
    """A record as sent, before it is judged; field names in lower case, values of any type."""

    fields: Mapping[str, object]
    dataset: Dataset
    spellings: Mapping[str, str]
    locked: frozenset[str]


def create_all(writing: Writing, records: Iterable[object]) -> Tally:
    """Add every record that is not refused; the same record twice is two records."""
    return _tally(records, lambda record: _create(writing, record))


def update_all(writing: Writing, records: Iterable[object]) -> Tally:
    """Change the sent fields of every record that exists and is not refused."""
    return _tally(records, lambda record: _update(writing, record))


def uid_number(text: str) -> int | None:
    """The uid as a number, or None if no record can have it."""
    return int(text) if _UID.fullmatch(text) else None


def _tally(records: Iterable[object], write: Callable[[object], Applied]) -> Tally:
    applied: list[Applied] = []
    bad, error = 0, ""
    for record in records:
        try:
            applied.append(write(record))
        except RecordRefused as refused:
            bad, error = bad + 1, refused.text
    created = [entry.uid for entry in applied if entry.action == "create"]
    return Tally(tuple(applied), bad, int(created[-1]) if created else 0, error)


def _create(writing: Writing, record: object) -> Applied:
    draft = _draft(writing.store, record, locked=READ_ONLY)
    fields = _judged(draft)
    if not any(fields.get(phone) for phone in PHONES):
        raise RecordRefused(Refusal.NO_PHONE)
    blank = blank_record(draft.dataset.dataset, writing.today)
    uid = writing.store.create(blank | writing.stored(fields))
    return Applied("create", str(uid), fields)


def _update(writing: Writing, record: object) -> Applied:
    draft = _draft(writing.store, record, locked=READ_ONLY - {"uid"})
    fields = _judged(draft)
    uid = fields.pop("uid", None)
    if not uid:
        raise RecordRefused(Refusal.NO_UID)
    number, stored = uid_number(uid), writing.stored(fields)
    if number is None or not writing.store.update(draft.dataset.dataset, number, stored):
        raise RecordRefused(Refusal.UNKNOWN_RECORD, uid)
    return Applied("update", str(number), fields)


def _draft(store: Store, record: object, *, locked: frozenset[str]) -> Draft:
    if not isinstance(record, dict):
        raise RecordRefused(Refusal.NO_RECORD)
    fields = {name.lower(): value for name, value in record.items()}
    wanted = fields.get("dataset")
    if not isinstance(wanted, str) or not wanted:
        raise RecordRefused(Refusal.NO_DATASET)
    dataset = store.dataset(wanted) if _is_storable(wanted) else None
    if dataset is None:
        raise RecordRefused(Refusal.UNKNOWN_DATASET, wanted)
    names = (*STANDARD, *store.custom_fields(wanted))
    return Draft(fields, dataset, {name.lower(): name for name in names}, locked)


def _judged(draft: Draft) -> Row:
    """The fields of the draft in the dataset's spelling, as text."""
    for refusal, finds in _RULES:
        culprit = next(finds(draft), None)
        if culprit is not None:
            raise RecordRefused(refusal, culprit)
    return {draft.spellings[name]: _text(name, value) for name, value in draft.fields.items()}


def _expired(draft: Draft) -> Iterator[str]:
    if draft.dataset.d_status == "EXPIRED":
        yield draft.dataset.dataset


def _unknown_fields(draft: Draft) -> Iterator[str]:
    return (name for name in draft.fields if name not in draft.spellings)


def _locked_fields(draft: Draft) -> Iterator[str]:
    return (name for name in draft.fields if name in draft.locked)


def _bad_values(draft: Draft) -> Iterator[str]:
    return (name for name, value in draft.fields.items() if not _is_good(name, value))


def _long_postcodes(draft: Draft) -> Iterator[str]:
    if len(str(draft.fields.get("postcode") or "")) > LONGEST_POSTCODE:
        yield "postcode"


_RULES: tuple[tuple[Refusal, Callable[[Draft], Iterator[str]]], ...] = (
    (Refusal.EXPIRED, _expired),
    (Refusal.UNKNOWN_FIELD, _unknown_fields),
    (Refusal.READ_ONLY, _locked_fields),
    (Refusal.BAD_VALUE, _bad_values),
    (Refusal.LONG_POSTCODE, _long_postcodes),
)

_KNOWN_VALUES: Mapping[str, Callable[[str], object]] = {
    "outcomecode": DESCRIPTIONS.__contains__,
    "agentid": AGENT_IDS.__contains__,
    "callback": _CALLBACK.fullmatch,
}


def _is_good(name: str, value: object) -> bool:
    if not _is_storable(value):
        return False
    is_known = _KNOWN_VALUES.get(name)
    return is_known is None or bool(is_known(str(value)))


def _is_storable(value: object) -> bool:
    """Text that is whole characters, a truth value, or null: neither a list nor an object."""
    if not isinstance(value, str):
        return value is None or isinstance(value, bool)
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _text(name: str, value: object) -> str | None:
    if value is None:
        return "" if name in STANDARD and name not in NULLABLE else None
    if isinstance(value, bool):
        return str(int(value))
    return str(value)
