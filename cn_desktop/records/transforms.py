"""Ways to rewrite a text: spaces, case, digits, postcodes, phone numbers."""

import re
import unicodedata
from collections.abc import Callable
from enum import Enum

from cn_desktop.records.fields import FieldName

POSTCODE = FieldName("postcode")


class Transform(Enum):
    """What can be done to a text without asking for more."""

    TRIM = "trim"
    COLLAPSE = "collapse"
    UPPER = "upper"
    LOWER = "lower"
    TITLE = "title"
    POSTCODE = "postcode"
    DIGITS = "digits"
    PHONE = "phone"


def transformed(text: str, transform: Transform, field: FieldName) -> str:
    """The text rewritten; in the postcode field a title is a postcode."""
    if transform is Transform.TITLE and field == POSTCODE:
        return postcode(text)
    return REWRITERS[transform](text)


def trimmed(text: str) -> str:
    """Without the spaces, line breaks and invisible marks around it."""
    return text.strip(SPACES)


def collapsed(text: str) -> str:
    """The same, and each run of spaces between words one space; line breaks stay."""
    lines = (SPACES_INSIDE.sub(" ", line) for line in trimmed(text).split("\n"))
    return "\n".join(line.strip(SPACES) for line in lines)


def title(text: str) -> str:
    """As names and addresses are written: `McDonald`, `O’Neill-Smith`, `Stoke on Trent`.

    A word with capitals inside it stays as it was typed (`MacDonald`, `DeVito`), and so does one
    with digits (`12A`): nobody can know better.
    """
    words = WORDS.split(text)
    last = len(words) - 1
    return "".join(
        word if at % 2 else _title_word(word, is_inside=0 < at < last)
        for at, word in enumerate(words)
    )


def postcode(text: str) -> str:
    """A British postcode in capitals with its space; any other text only in capitals."""
    capitals = collapsed(text).upper()
    parts = BRITISH_POSTCODE.fullmatch(capitals)
    return f"{parts[1]} {parts[2]}" if parts else capitals


def digits(text: str) -> str:
    """Only its digits, those of other scripts as 0 to 9."""
    return "".join(str(unicodedata.decimal(mark)) for mark in text if mark.isdecimal())


def plain_phone(text: str) -> str:
    """A phone number without spaces, dashes and brackets; a leading + stays.

    Anything else in it, a `(0)` behind a country's number, or no digit at all: then nothing is
    taken away, for only a person knows what was meant.
    """
    stripped = PHONE_FILLING.sub("", text)
    is_plain = PLAIN_PHONE.fullmatch(stripped) and not TRUNK_ZERO.search(text)
    return stripped if is_plain else text


REWRITERS: dict[Transform, Callable[[str], str]] = {
    Transform.TRIM: trimmed,
    Transform.COLLAPSE: collapsed,
    Transform.UPPER: str.upper,
    Transform.LOWER: str.lower,
    Transform.TITLE: title,
    Transform.POSTCODE: postcode,
    Transform.DIGITS: digits,
    Transform.PHONE: plain_phone,
}

INVISIBLE = "\u200b\u2060\ufeff"
"""Zero-width marks that text copied from elsewhere brings along; no language ends with them."""
SPACES = "".join(
    mark for mark in map(chr, range(0x3001)) if mark.isspace() and mark not in "\x1c\x1d\x1e\x1f"
)
SPACES += INVISIBLE
SPACES_INSIDE = re.compile(f"[{re.escape(SPACES.replace(chr(10), ''))}]+")

WORDS = re.compile(r"([\s/(&,.]+)")
PARTS = re.compile(r"([-'’])")
SMALL_WORDS = {"and", "by", "in", "of", "on", "the", "under", "upon"}
SMALL_PARTS = SMALL_WORDS | {"le"}
"""Between hyphens: Chester-le-Street."""
NUMERALS = {"II", "III", "IV"}

BRITISH_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?) ?([0-9][A-Z]{2})")

PHONE_FILLING = re.compile(
    r"[\s()\[\]\-\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{MINUS SIGN}\N{HYPHEN}]+"
)
PLAIN_PHONE = re.compile(r"\+?[0-9]+")
TRUNK_ZERO = re.compile(r"\+.*\(\s*0")


def _title_word(word: str, *, is_inside: bool) -> str:
    parts = PARTS.split(word)
    if is_inside and word.lower() in SMALL_WORDS:
        return word.lower()
    return "".join(
        part if at % 2 else _title_part(part, parts, at) for at, part in enumerate(parts)
    )


def _title_part(part: str, parts: list[str], at: int) -> str:
    """One part of a word, between hyphens and apostrophes."""
    behind_apostrophe = at > 0 and parts[at - 1] != "-"
    if behind_apostrophe and len(part) == 1 and at == len(parts) - 1:
        return part.lower()  # St John’s
    between_hyphens = 0 < at < len(parts) - 1 and parts[at - 1] == parts[at + 1] == "-"
    if between_hyphens and part.lower() in SMALL_PARTS:
        return part.lower()  # Stoke-on-Trent
    if part.upper() in NUMERALS and len(parts) == 1:
        return part.upper()
    return part if _is_as_meant(part) else _capitalised(part)


def _is_as_meant(part: str) -> bool:
    """A digit in it, or both a capital in front and another one behind a small letter."""
    if any(map(str.isdigit, part)):
        return True
    return part[:1].isupper() and not part.isupper() and any(map(str.isupper, part[1:]))


def _capitalised(part: str) -> str:
    if len(part) > 3 and part[:2].lower() == "mc":
        return f"Mc{part[2:3].title()}{part[3:].lower()}"
    return part[:1].title() + part[1:].lower()
