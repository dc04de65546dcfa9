"""What was typed into an editor, done to the text as it is kept."""

import re
from collections.abc import Sequence

PIECE = re.compile(r"\r\n|.", re.DOTALL)
CRLF = "\r\n"
BYTE_ORDER_MARKS = {"\ufeff", "\ufffe"}


def for_qt(text: str) -> str:
    """The text so that Qt takes all of it: a byte order mark at the front is eaten (measured)."""
    return f"\ufeff{text}" if text[:1] in BYTE_ORDER_MARKS else text


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
    start = _alike(shown, typed)
    end = min(_alike(shown[::-1], typed[::-1]), len(shown) - start, len(typed) - start)
    middle = typed[start : len(typed) - end].replace("\n", line_break)
    return "".join([*pieces[:start], middle, *pieces[len(pieces) - end :]])


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
