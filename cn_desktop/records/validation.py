"""What must be right about a row before it may be sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from cn_desktop.records.fields import PHONES, FieldName, Value, text_of


class Problem(Enum):
    """Why a row is held back."""

    NO_PHONE = "no phone"
    UID_TWICE = "uid twice"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class Finding:
    """A problem and the field where it is put right."""

    problem: Problem
    field: FieldName


def check_new(values: Mapping[FieldName, Value]) -> list[Finding]:
    """A new record needs one of its three numbers (API notes § 3); without a digit it is none."""
    if any(any(map(str.isdigit, text_of(values.get(phone)))) for phone in PHONES):
        return []
    return [Finding(Problem.NO_PHONE, PHONES[1])]
