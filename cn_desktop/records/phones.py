"""Whether a text is a telephone number, and how the dialler would rather have it spelled.

`phonenumbers` knows the numbering plans. It is imported when the first number is looked at:
a window without one starts sooner.
"""

import re
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

LAST_DIGITS = 9
"""What tells a number from others: +44 and 0 in front make no other number."""
FEWEST_DIGITS = 6
"""Shorter ones are a town's own, or signs for "none": the same digits say little."""
LONGEST = 60
"""Characters; whatever stands in more of them is no number."""
KEPT_VERDICTS = 65_536
NO_DIGITS = bytes(sorted(set(range(256)) - set(b"0123456789")))

SEPARATORS = str.maketrans("", "", " ()-.\N{NO-BREAK SPACE}\N{EN DASH}\N{HYPHEN}")
NOT_OF_A_NUMBER = re.compile(r"[^\d\s()+\-.\N{EN DASH}\N{HYPHEN}]")
ROUNDED = re.compile(r"\s*\d(?:[.,]\d+)?[eE]\+?\d+\s*")
"""`4.47E+11`: what a spreadsheet makes of a number that is too wide for its column."""

DRAMA_COUNTRY = 44
DRAMA = tuple(
    prefix.replace(" ", "")
    for prefix in (
        *("7700 900", "1632 960", "3069 990", "808 157 0", "909 879 0"),
        *("113 496 0", "114 496 0", "115 496 0", "116 496 0", "117 496 0", "118 496 0"),
        *("121 496 0", "131 496 0", "141 496 0", "151 496 0", "161 496 0", "191 498 0"),
        *("20 7946 0", "28 9649 6", "29 2018 0"),
    )
)
"""Ofcom's numbers for drama, without their last three digits: nobody has them, and the library
calls most of them not valid (platform § 5)."""


class Verdict(Enum):
    """What is to be said of a text in a phone field."""

    FINE = "fine"
    NOT_VALID = "not valid"
    LOST_START = "lost start"
    ROUNDED = "rounded"
    IMPOSSIBLE = "impossible"


HOPELESS = {Verdict.ROUNDED, Verdict.IMPOSSIBLE}
"""Nobody can be called with it."""


class Plan(NamedTuple):
    """A region's way to spell numbers: `zero` before a number that has one of the `lengths`.

    It is empty where no 0 is dialled, or none that a number could lose.
    """

    country: int
    zero: str
    lengths: frozenset[int]


def verdict_on(text: str, region: str) -> Verdict:
    """The text as a number dialled from this region (ISO 3166, such as `GB`); empty is fine.

    In a region nobody knows every number will do. A tenth of a millisecond for one that was
    not looked at yet.
    """
    if not text.strip():
        return Verdict.FINE
    return Verdict.IMPOSSIBLE if len(text) > LONGEST else _verdict_on(text, region)


@lru_cache(maxsize=KEPT_VERDICTS)
def _verdict_on(text: str, region: str) -> Verdict:
    if ROUNDED.fullmatch(text):
        return Verdict.ROUNDED
    is_number = NOT_OF_A_NUMBER.search(text) is None
    if is_number and not is_region(region):
        return Verdict.FINE
    number = _parsed(text, region) if is_number else None
    if number is None or not _is_possible(number):
        return Verdict.IMPOSSIBLE
    if _has_lost_its_start(text, number, region):
        return Verdict.LOST_START
    return Verdict.FINE if _is_real(number) else Verdict.NOT_VALID


def is_hopeless(text: str, region: str) -> bool:
    """Nobody can be called with it; a microsecond for numbers spelled in the usual way."""
    return not _is_plain(text, region) and verdict_on(text, region) in HOPELESS


def proposed(text: str, region: str) -> str:
    """How the number would rather be spelled; empty if it is so already, or nothing is sure.

    Digits alone with the region's prefix, as the API's own samples have it (API notes § 3);
    numbers of other countries with + in front.
    """
    is_none = len(text) > LONGEST or ROUNDED.fullmatch(text)
    number = None if is_none else _parsed(text, region)
    if number is None or not _is_possible(number) or not _is_sure(text, number, region):
        return ""
    plan = plan_of(region)
    national = _national(number)
    is_own = number.country_code == plan.country
    clean = f"{plan.zero}{national}" if is_own else f"+{number.country_code}{national}"
    return "" if clean == text else clean


def number_in(text: str) -> int:
    """What numbers are told apart by: the last nine digits; 0 for a text with too few."""
    return number_of(text.encode("ascii", "ignore"))


def number_of(cell: bytes) -> int:
    """The same of a packed cell."""
    digits = cell.translate(None, NO_DIGITS)
    return int(digits[-LAST_DIGITS:]) if len(digits) >= FEWEST_DIGITS else 0


def looks_like_a_number(text: str) -> bool:
    """Somebody who types this may mean a telephone number; many plain digits may be a uid too."""
    digits = text.translate(SEPARATORS).strip().removeprefix("+")
    is_bare = text.isdecimal() and not text.startswith("0")
    return digits.isdecimal() and len(digits) >= (LAST_DIGITS if is_bare else FEWEST_DIGITS)


def may_be_a_uid(text: str) -> bool:
    """The server's uids are plain digits without a 0 in front; numbers are spelled so too."""
    return not (looks_like_a_number(text) and (text.startswith("0") or not text.isdecimal()))


@lru_cache
def plan_of(region: str) -> Plan:
    """Of a region nobody knows, nothing is known."""
    from phonenumbers import PhoneMetadata  # noqa: PLC0415

    known = PhoneMetadata.metadata_for_region(region, None)
    if known is None or known.general_desc is None:
        return Plan(0, "", frozenset())
    lengths = frozenset(known.general_desc.possible_length)
    return Plan(known.country_code or 0, "0" if known.national_prefix == "0" else "", lengths)


def is_region(text: str) -> bool:
    """A country whose numbers are known, by its two letters."""
    return bool(plan_of(text).country)


def _is_plain(text: str, region: str) -> bool:
    """As many digits as there should be, behind the region's 0, its + or nothing."""
    plan = plan_of(region)
    digits = text.translate(SEPARATORS)
    country = str(plan.country)
    if not plan.zero:
        return False
    if digits.startswith(f"+{country}"):
        digits = digits[len(country) + 1 :]
    elif digits.startswith(country):
        return False
    else:
        digits = digits.removeprefix("0")
    is_number = digits.isascii() and digits.isdecimal() and not digits.startswith("0")
    return is_number and len(digits) in plan.lengths


def _parsed(text: str, region: str) -> "PhoneNumber | None":
    from phonenumbers import NumberParseException, parse  # noqa: PLC0415

    try:
        return parse(text, region)
    except NumberParseException:
        return None


def _is_possible(number: "PhoneNumber") -> bool:
    from phonenumbers import is_possible_number  # noqa: PLC0415

    return number.extension is None and is_possible_number(number)


def _is_real(number: "PhoneNumber") -> bool:
    """Somebody may have it, or nobody ever will: the numbers of plays and films."""
    from phonenumbers import is_valid_number  # noqa: PLC0415

    return _is_of_drama(number) or is_valid_number(number)


def _is_of_drama(number: "PhoneNumber") -> bool:
    national = str(number.national_number)
    return number.country_code == DRAMA_COUNTRY and national[:-3] in DRAMA


def _has_lost_its_start(text: str, number: "PhoneNumber", region: str) -> bool:
    """A spreadsheet took it for an amount: the 0 or the + in front is gone."""
    plan = plan_of(region)
    digits = text.translate(SEPARATORS).strip()
    if not plan.zero or not digits.isdecimal() or digits.startswith(plan.zero):
        return False
    if digits == f"{number.country_code}{number.national_number}":
        return _is_real(number)
    is_whole = len(digits) == max(plan.lengths)
    return digits == str(number.national_number) and (is_whole or _is_real(number))


def _is_sure(text: str, number: "PhoneNumber", region: str) -> bool:
    return _is_real(number) or _has_lost_its_start(text, number, region)


def _national(number: "PhoneNumber") -> str:
    from phonenumbers import national_significant_number  # noqa: PLC0415

    return national_significant_number(number)
