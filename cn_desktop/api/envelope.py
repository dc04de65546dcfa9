"""What every answer says of itself, beside its rows (API notes §§ 2 and 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cn_desktop.api.json_codec import json_text

YES = {"true", "1"}
NO = {"false", "0"}

OVER = -1
"""What `expire` says of a token that is at its end (API notes § 2)."""

TOKEN_TEXTS = {"expired token", "unknown token", "invalid token", "authentication failure"}
"""The four documented texts of token trouble (API notes § 2): nothing was applied."""


@dataclass(frozen=True)
class Envelope:
    """What an answer says beside its rows. None: it does not say, or says nonsense.

    `success` is True or False only for the forms of yes and no that PHP gives;
    counts, `key` and `expires` (Unix seconds, -1: over) are whole numbers, written as
    digits or as a JSON number; `account` is who asked, where the answer says that.
    """

    success: bool | None
    total: int | None
    bad: int | None
    key: int | None
    words: str
    account: str = ""
    expires: int | None = None

    @property
    def is_token_trouble(self) -> bool:
        return self.words.strip().casefold() in TOKEN_TEXTS


def envelope_of(document: Mapping[str, Any]) -> Envelope:
    """The envelope of a parsed answer."""
    return Envelope(
        success=_yes_or_no(document.get("success")),
        total=whole_number(document.get("total")),
        bad=whole_number(document.get("bad")),
        key=whole_number(document.get("key")),
        words=_words(document.get("error")),
        account=_text(document.get("account_id")),
        expires=whole_number(document.get("expire")),
    )


def _yes_or_no(value: Any) -> bool | None:
    text = str(value).casefold() if isinstance(value, bool | str) else ""
    if text in YES:
        return True
    return False if text in NO else None


def whole_number(value: Any) -> int | None:
    """A number or text of digits, fewer than 20 of them; None for anything else."""
    if not isinstance(value, str):
        return None
    digits = value.removeprefix("-")
    return int(value) if digits.isascii() and digits.isdigit() and len(digits) < 20 else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _words(value: Any) -> str:
    if value is None or value is False or value == "":
        return ""
    return value if isinstance(value, str) else json_text(value)
