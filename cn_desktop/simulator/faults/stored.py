"""Faults in which values are stored as something else than was sent, and called saved."""

import html
import re
from collections.abc import Callable, Mapping

from cn_desktop.simulator.faults.acts import Act, Entry, Stored
from cn_desktop.simulator.meddling import Alter

_LAST_OF_THE_BMP = "\uffff"
_TAG = re.compile("<[^>]*>?")


def _as(alter: Alter) -> Callable[[object], tuple[Act, ...]]:
    return lambda _value: (Stored(alter),)


def _truncated(length: float) -> tuple[Act, ...]:
    return (Stored(lambda text: text[: int(length)]),)


def _without_emoji(text: str) -> str:
    """Characters of four bytes are dropped, as MySQL's old utf8 does."""
    return "".join(letter for letter in text if letter <= _LAST_OF_THE_BMP)


def _backslashed(text: str) -> str:
    for letter in ("\\", "'", '"'):
        text = text.replace(letter, f"\\{letter}")
    return text


STORED: Mapping[str, Entry] = {
    "stored-escaped": Entry("HTML entities for & < > and quotes", _as(html.escape)),
    "stored-trimmed": Entry("no white space at either end", _as(str.strip)),
    "stored-truncated": Entry("so many characters at most", _truncated, 10.0),
    "stored-without-emoji": Entry("no character of four bytes", _as(_without_emoji)),
    "stored-lower-case": Entry("everything in lower case", _as(str.lower)),
    "stored-backslashed": Entry("a backslash before each quote", _as(_backslashed)),
    "stored-ascii": Entry(
        "? for what is not ASCII", _as(lambda text: text.encode("ascii", "replace").decode())
    ),
    "stored-joined": Entry(
        "one space for any white space", _as(lambda text: " ".join(text.split()))
    ),
    "stored-without-tags": Entry(
        "no < and nothing up to its >", _as(lambda text: _TAG.sub("", text))
    ),
    "stored-twice-encoded": Entry(
        "UTF-8 taken for Latin-1", _as(lambda text: text.encode().decode("latin-1"))
    ),
    "stored-zero-date": Entry(
        "the date that was never set, whatever was sent", _as(lambda _text: "0000-00-00 00:00:00")
    ),
    "stored-empty": Entry("nothing, whatever was sent", _as(lambda _text: "")),
}
