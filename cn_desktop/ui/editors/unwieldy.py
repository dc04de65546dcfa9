"""Which texts no editor can hold without the window standing still."""

from cn_desktop.records.fields import Lock

LONGEST_LINE = 32_767
"""Characters without a line break. Qt lays a line out as a whole at every key: 10 ms for as many,
0.4 s for a million, 1.4 s in an editor of several lines (measured).
"""
LONGEST_TEXT = 100_000
MOST_LINES = 5_000
"""A text of so many takes 8 ms to open (measured)."""
BREAK = "\n"


def lock_of(text: str) -> Lock | None:
    """Why this text can't be typed into, though it can be changed in other ways."""
    return Lock.UNWIELDY_TEXT if _is_unwieldy(text) else None


def _is_unwieldy(text: str) -> bool:
    if len(text) <= MOST_LINES:
        return False
    if len(text) > LONGEST_TEXT or text.count(BREAK) > MOST_LINES:
        return True
    return len(text) > LONGEST_LINE and max(map(len, text.split(BREAK))) > LONGEST_LINE
