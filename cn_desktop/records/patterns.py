"""Regular expressions that a person writes: none of them may take for ever."""

import warnings
from collections.abc import Callable
from functools import lru_cache

import regex

LONGEST = 500
"""Characters of a pattern."""
PATIENCE_SECONDS = 0.02
"""For one cell. Patterns as people write them need microseconds."""

Finds = Callable[[str], bool]


class BadPattern(ValueError):
    """A text that is no pattern."""


class SlowPattern(Exception):
    """It goes through so many possibilities that a cell takes longer than the patience."""


@lru_cache(maxsize=64)
def finder(pattern: str, *, is_cased: bool) -> Finds:
    """Whether a text has something that the pattern fits.

    Raises `BadPattern`; the function raises `SlowPattern`.
    """
    if len(pattern) > LONGEST:
        raise BadPattern
    compiled = _compiled(pattern, 0 if is_cased else regex.IGNORECASE)

    def finds(text: str) -> bool:
        try:
            return compiled.search(text, timeout=PATIENCE_SECONDS) is not None
        except TimeoutError:
            raise SlowPattern from None

    return finds


def is_pattern(text: str) -> bool:
    """Whether `finder` takes it."""
    try:
        finder(text, is_cased=False)
    except BadPattern:
        return False
    return True


def _compiled(pattern: str, flags: int) -> regex.Pattern[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its author is a person who sees what it finds
            return regex.compile(pattern, flags)
    except (regex.error, RecursionError, OverflowError, MemoryError):
        raise BadPattern from None
