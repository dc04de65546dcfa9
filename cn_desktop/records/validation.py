"""What must be right about a row before it may be sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from cn_desktop.records.fields import LOCKED_FIELDS, PHONES, FieldName, Value, text_of
from cn_desktop.records.vocabulary import Vocabulary


class Problem(Enum):
    """Why a row is held back."""

    NO_PHONE = "no phone"
    UID_TWICE = "uid twice"
    TOO_LONG = "too long"
    EMPTY_REQUIRED = "empty required"
    DAMAGED = "damaged"
    LOCKED_AGAIN = "locked again"
    GONE = "gone"


@dataclass(frozen=True)
class Finding:
    """A problem and the field where it is put right.

    One that does not block is only said: the account's definitions may be out of date,
    and the server decides.
    """

    problem: Problem
    field: FieldName
    is_blocking: bool = True


def check_defined(
    values: Mapping[FieldName, Value], vocabulary: Vocabulary, *, is_new: bool
) -> list[Finding]:
    """What the account's own definitions say against these values."""
    long = [
        Finding(Problem.TOO_LONG, name, is_blocking=False)
        for name, value in values.items()
        if 0 < vocabulary.of(name).size < len(text_of(value))
    ]
    missing = [
        Finding(Problem.EMPTY_REQUIRED, name, is_blocking=False)
        for name, definition in vocabulary.definitions.items()
        if definition.is_required and name not in LOCKED_FIELDS
        if (is_new or name in values) and not text_of(values.get(name)).strip()
    ]
    return long + missing


def check_new(values: Mapping[FieldName, Value]) -> list[Finding]:
    """A new record needs one of its three numbers (API notes § 3); without a digit it is none."""
    if any(any(map(str.isdigit, text_of(values.get(phone)))) for phone in PHONES):
        return []
    return [Finding(Problem.NO_PHONE, PHONES[1])]
