"""The envelope every answer has, and the verdict on one record sent (API notes § 3)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from cn_desktop.api.transport import Answer
from cn_desktop.base.errors import AnswerUnusable, Flaw

YES = {"true", "1"}
NO = {"false", "0"}

TOKEN_TEXTS = {"expired token", "unknown token", "invalid token", "authentication failure"}
"""The four documented texts of token trouble (API notes § 2): nothing was applied."""

SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
"""Half of a character outside the basic plane, escaped."""


@dataclass(frozen=True)
class Envelope:
    """What an answer says beside its rows. None: it does not say, or says nonsense.

    `success` is True or False only for the forms of yes and no that PHP gives;
    counts and `key` are whole numbers as digits or as a JSON number.
    """

    success: bool | None
    total: int | None
    bad: int | None
    key: int | None
    words: str

    @property
    def is_token_trouble(self) -> bool:
        return self.words.strip().casefold() in TOKEN_TEXTS


class Ruling(Enum):
    """What an answer proves about the one record that was sent."""

    SAVED = "saved"
    REJECTED = "rejected"
    TOKEN_TROUBLE = "token trouble"  # noqa: S105  a word, not a password
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verdict:
    """A ruling, the server's words, and a created record's uid.

    A rejected create is final only after a read shows that nothing new is there.
    """

    ruling: Ruling
    words: str = ""
    uid: str = ""


def judge(answer: Answer, *, creating: bool) -> Verdict:
    """The verdict on one record sent, from HTTP status and body alone."""
    try:
        envelope = envelope_of(parse_json(answer.body))
    except AnswerUnusable:
        return Verdict(Ruling.UNKNOWN)
    if envelope.is_token_trouble:
        return Verdict(Ruling.TOKEN_TROUBLE, envelope.words)
    is_http_ok = 200 <= answer.status < 300
    if is_http_ok and _is_saved(envelope, creating=creating):
        return Verdict(Ruling.SAVED, uid=str(envelope.key) if creating else "")
    if is_http_ok and _is_rejected(envelope):
        return Verdict(Ruling.REJECTED, envelope.words)
    return Verdict(Ruling.UNKNOWN, envelope.words)


def _is_saved(envelope: Envelope, *, creating: bool) -> bool:
    has_key = envelope.key is not None and envelope.key > 0
    return (
        envelope.success is True
        and not envelope.words
        and envelope.bad == 0
        and envelope.total == 1
        and (has_key or not creating)
    )


def _is_rejected(envelope: Envelope) -> bool:
    if envelope.success is False:
        return bool(envelope.words)
    return envelope.success is True and envelope.bad == 1 and envelope.total == 0


def envelope_of(document: Mapping[str, Any]) -> Envelope:
    """The envelope of a parsed answer."""
    return Envelope(
        success=_yes_or_no(document.get("success")),
        total=whole_number(document.get("total")),
        bad=whole_number(document.get("bad")),
        key=whole_number(document.get("key")),
        words=_words(document.get("error")),
    )


def parse_json(body: bytes) -> dict[str, Any]:
    """A body as one JSON object; numbers become text exactly as the server spelled them.

    Raises `AnswerUnusable` for anything else: a key given twice, NaN, text after the
    object, bytes that are not UTF-8, half a character.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = None
    if text is None:
        raise AnswerUnusable(Flaw.NOT_TEXT)
    document = _parsed(text)
    if not isinstance(document, dict):
        raise AnswerUnusable(flaw_of(text))
    if SURROGATE.search(text):
        json_text(document)
    return document


def json_text(value: Any) -> str:
    """A decoded value as JSON again.

    Raises `AnswerUnusable` for what could be neither shown nor kept: half a character
    (rel-R4), or nesting without end.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        text.encode()
    except RecursionError:
        flaw = Flaw.NOT_JSON
    except UnicodeEncodeError:
        flaw = Flaw.NOT_TEXT
    else:
        return text
    raise AnswerUnusable(flaw)


def flaw_of(text: str) -> Flaw:
    """What a text that is not the API's JSON looks like."""
    start = text.lstrip()[:1]
    if not start:
        return Flaw.EMPTY
    return Flaw.WEB_PAGE if start == "<" else Flaw.NOT_JSON


def _parsed(text: str) -> Any:
    try:
        return DECODER.decode(text)
    except (ValueError, RecursionError):
        return None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError
    return members


def _refuse(_constant: str) -> Any:
    raise ValueError


DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_int=str, parse_float=str, parse_constant=_refuse
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


def _words(value: Any) -> str:
    if value is None or value is False or value == "":
        return ""
    return value if isinstance(value, str) else json_text(value)
