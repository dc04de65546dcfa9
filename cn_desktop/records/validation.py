"""What must be right about a row before it may be sent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from cn_desktop.records.dates import is_moment
from cn_desktop.records.fields import LOCKED_FIELDS, PHONES, FieldName, Value, text_of
from cn_desktop.records.phones import ROUNDED, Verdict, is_hopeless, verdict_on
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
    IMPOSSIBLE_PHONE = "impossible phone"
    ROUNDED_PHONE = "rounded phone"
    NO_DATE = "no date"
    LOST_START = "lost start"
    DOUBTFUL_PHONE = "doubtful phone"
    ROUNDED = "rounded"
    UNKNOWN_CHOICE = "unknown choice"


CALL_BACK = FieldName("callback")
CHECKED = (*PHONES, CALL_BACK)
"""The fields in which a value by itself can hold its row back."""
DATE_KINDS = {"date", "datetime", "timestamp"}
OF_PHONES = {
    Verdict.IMPOSSIBLE: Problem.IMPOSSIBLE_PHONE,
    Verdict.ROUNDED: Problem.ROUNDED_PHONE,
    Verdict.LOST_START: Problem.LOST_START,
    Verdict.NOT_VALID: Problem.DOUBTFUL_PHONE,
}


@dataclass(frozen=True)
class Finding:
    """A problem and the field where it is put right.

    One that does not block is only said, and the server decides: what the account calls
    required may be meant for its agents, who fill it in while they call.
    """

    problem: Problem
    field: FieldName
    is_blocking: bool = True


def check_defined(
    values: Mapping[FieldName, Value],
    vocabulary: Vocabulary,
    *,
    is_new: bool,
    server: Mapping[FieldName, Value] | None = None,
) -> list[Finding]:
    """What the account's own definitions say against these values in place of the server's."""
    server = server or {}
    long = [
        Finding(Problem.TOO_LONG, name)
        for name, value in values.items()
        if is_too_long(value, vocabulary.of(name).size, server.get(name))
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


def check_values(
    values: Mapping[FieldName, Value], vocabulary: Vocabulary, region: str
) -> Iterator[Finding]:
    """What is wrong with values a person wants to send, each by itself.

    What the server has already is not asked about: it is not sent, and an old number that is
    none must not hold back a new postcode.
    """
    for name, value in values.items():
        if isinstance(value, str) and (problem := _problem(name, value, vocabulary, region)):
            yield Finding(problem, name, is_blocking=is_bad(name, value, region))


def is_too_long(value: Value, size: int, server: Value = None) -> bool:
    """The text has more characters than its field holds; a size of 0 is none.

    Nobody says what the server makes of it (API notes § 3): it may be cut without a word. What
    is no longer than the server's text has its place.
    """
    return 0 < size < len(text_of(value)) > len(text_of(server))


def is_bad(name: FieldName, value: Value, region: str) -> bool:
    """The value alone holds its row back; a microsecond for one that does not."""
    if not isinstance(value, str) or not value:
        return False
    if name in PHONES:
        return is_hopeless(value, region)
    return name == CALL_BACK and not is_moment(value)


def _problem(name: FieldName, value: str, vocabulary: Vocabulary, region: str) -> Problem | None:
    if not value:
        return None
    if name in PHONES:
        return OF_PHONES.get(verdict_on(value, region))
    is_date = name == CALL_BACK or vocabulary.of(name).kind.casefold() in DATE_KINDS
    if is_date and not is_moment(value):
        return Problem.NO_DATE
    if not vocabulary.offers(name, value):
        return Problem.UNKNOWN_CHOICE
    return Problem.ROUNDED if ROUNDED.fullmatch(value) else None
