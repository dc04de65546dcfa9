"""JSON as text and back, judged strictly: what PHP may print and no JSON has is refused."""

import json
import math
import re
from typing import Any

from cn_desktop.base.errors import AnswerUnusable, Flaw

MOST_DIGITS = 1000
"""A longer number, or one too large for any computer, is nothing a server means (rel-R3)."""

SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
"""Half of a character outside the basic plane, escaped."""


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


def without_surrogates(value: Any) -> Any:
    """The same value with a replacement character for every half of a character."""
    if isinstance(value, dict):
        return {without_surrogates(name): without_surrogates(item) for name, item in value.items()}
    if isinstance(value, list):
        return [without_surrogates(item) for item in value]
    return (
        value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if isinstance(value, str)
        else value
    )


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


def _whole(digits: str) -> str:
    if len(digits) > MOST_DIGITS:
        raise ValueError
    return digits


def _fraction(text: str) -> str:
    if len(text) > MOST_DIGITS or math.isinf(float(text)):
        raise ValueError
    return text


DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_int=_whole, parse_float=_fraction, parse_constant=_refuse
)
