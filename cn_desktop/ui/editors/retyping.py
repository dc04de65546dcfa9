"""What was typed into an editor, done to the text as it is kept."""

import re
from collections.abc import Sequence

from cn_desktop.records.fields import REPLACEMENT

PIECE = re.compile(r"\r\n|.", re.DOTALL)
CRLF = "\r\n"
BYTE_ORDER_MARKS = {"\ufeff", "\ufffe"}
HALF = re.compile("[\ud800-\udfff]")
"""Of a character outside the basic plane."""


def for_qt(text: str) -> str:
    """The text so that Qt takes all of it, sign by sign.

    It eats a byte order mark at the front and half a character anywhere, and makes one of two
    halves (measured); a replacement character stands for each half.
    """
    whole = HALF.sub(REPLACEMENT, text)
    return f"\ufeff{whole}" if text[:1] in BYTE_ORDER_MARKS else whole


def retyped(kept: str, shown: str, typed: str) -> str:
    """The kept text with the same typing done to it.

    `shown` is what an editor made of it, `typed` what it holds now. An editor of several lines
    shows every kind of line break as one line feed. What was not touched stays as it was, sign
    by sign; a new line break is like those the text has.
    """
    line_break = CRLF if CRLF in kept else "\n"
    pieces: Sequence[str] = PIECE.findall(kept) if CRLF in kept else kept
    if len(pieces) != len(shown):
        return typed.replace("\n", line_break)
    start, end = _untouched(shown, typed)
    middle = typed[start : len(typed) - end].replace("\n", line_break)
    return "".join([*pieces[:start], middle, *pieces[len(pieces) - end :]])


def retyped_line(kept: str, shown: str, typed: str) -> str:
    """The same for an editor of one line, which shows a line break as what it is."""
    if kept == shown or len(kept) != len(shown):
        return typed
    start, end = _untouched(shown, typed)
    return f"{kept[:start]}{typed[start : len(typed) - end]}{kept[len(kept) - end :]}"


def _untouched(shown: str, typed: str) -> tuple[int, int]:
    """How many signs at the beginning, and how many others at the end."""
    start = _alike(shown, typed)
    return start, min(_alike(shown[::-1], typed[::-1]), len(shown) - start, len(typed) - start)


def _alike(one: str, other: str) -> int:
    """How many signs at their beginning are the same; by halves, for they may be a million."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[least:middle] == other[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least
