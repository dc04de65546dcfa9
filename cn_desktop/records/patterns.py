"""Regular expressions that a person writes: none of them may take for ever.

They are those of `regex`, which looks at the clock while it looks for one: neither the pattern
nor the length of the cell makes it take longer. An engine that counts its steps instead, as
PCRE2 does, begins to count anew at every character.
"""

import warnings
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

import regex

LONGEST = 500
"""Characters of a pattern."""
PATIENCE_SECONDS = 0.02
"""For one cell. Patterns as people write them need microseconds."""


class PatternFault(Enum):
    """Why a text is no pattern."""

    NEVER_CLOSED = "bracket never closed"
    NEVER_OPENED = "bracket never opened"
    SET_NEVER_CLOSED = "set never closed"
    BACKWARDS = "range goes backwards"
    LEAST_ABOVE_MOST = "least repeats above most"
    NOTHING_TO_REPEAT = "nothing to repeat"
    REPEATED_TWICE = "repeated twice"
    ENDS_IN_BACKSLASH = "ends in a backslash"
    UNKNOWN_ESCAPE = "unknown escape"
    NO_SUCH_GROUP = "no such group"
    NO_SUCH_KIND = "no such kind of character"
    TOO_LONG = "too long"
    OTHER = "other"


FAULTS: dict[str, PatternFault] = {
    "missing )": PatternFault.NEVER_CLOSED,
    "unbalanced parenthesis": PatternFault.NEVER_OPENED,
    "unterminated character set": PatternFault.SET_NEVER_CLOSED,
    "bad character range": PatternFault.BACKWARDS,
    "min repeat greater than max repeat": PatternFault.LEAST_ABOVE_MOST,
    "nothing to repeat": PatternFault.NOTHING_TO_REPEAT,
    "multiple repeat": PatternFault.REPEATED_TWICE,
    "bad escape (end of pattern)": PatternFault.ENDS_IN_BACKSLASH,
    "bad escape": PatternFault.UNKNOWN_ESCAPE,
    "incomplete escape": PatternFault.UNKNOWN_ESCAPE,
    "unknown group": PatternFault.NO_SUCH_GROUP,
    "invalid group reference": PatternFault.NO_SUCH_GROUP,
    "unknown property": PatternFault.NO_SUCH_KIND,
}
"""By how `regex` begins to say it; the first that fits counts."""


class BadPattern(ValueError):
    """A text that is no pattern; `place`: its characters before the fault, if that is known."""

    def __init__(self, fault: PatternFault, place: int | None = None) -> None:
        super().__init__(fault)
        self.fault = fault
        self.place = place


class SlowPattern(Exception):
    """It goes through so many possibilities that a cell takes longer than the patience."""


class Match(NamedTuple):
    """Where a cell's text has it, and what each group of the pattern stands for."""

    start: int
    stop: int
    groups: Sequence[str] = ()


class Pattern:
    """Looks for a regular expression in texts; raises `SlowPattern` where that takes too long.

    Dots do not stand for line breaks; letters and digits are those of every script.
    """

    def __init__(self, compiled: "regex.Pattern[str]", *, is_whole: bool) -> None:
        self._compiled = compiled
        self._is_whole = is_whole
        self._look = compiled.fullmatch if is_whole else compiled.search
        self.groups: int = compiled.groups

    def fits(self, text: str) -> bool:
        """Whether it stands anywhere in the text."""
        try:
            return self._look(text, timeout=PATIENCE_SECONDS) is not None
        except TimeoutError:
            raise SlowPattern from None

    def matches(self, text: str) -> list[Match]:
        """Every place of the text; a group that stands for nothing is empty."""
        try:
            return [
                Match(found.start(), found.end(), found.groups("")) for found in self._each(text)
            ]
        except TimeoutError:
            raise SlowPattern from None

    def _each(self, text: str) -> "Iterator[regex.Match[str]]":
        if not self._is_whole:
            yield from self._compiled.finditer(text, timeout=PATIENCE_SECONDS)
        elif whole := self._look(text, timeout=PATIENCE_SECONDS):
            yield whole


@lru_cache(maxsize=64)
def pattern_of(text: str, *, is_cased: bool, is_whole: bool = False) -> Pattern:
    """The pattern that the text is; raises `BadPattern`. `is_whole`: for cells as a whole."""
    if len(text) > LONGEST:
        raise BadPattern(PatternFault.TOO_LONG)
    return Pattern(_compiled(text, 0 if is_cased else regex.IGNORECASE), is_whole=is_whole)


# Inside


def _compiled(text: str, flags: int) -> "regex.Pattern[str]":
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its author is a person who sees what it finds
            return regex.compile(text, flags)
    except regex.error as error:
        bad = BadPattern(_fault(error.msg), error.pos)
    except (RecursionError, OverflowError, MemoryError):
        bad = BadPattern(PatternFault.OTHER)
    raise bad


def _fault(said: str) -> PatternFault:
    fitting = (fault for beginning, fault in FAULTS.items() if said.startswith(beginning))
    return next(fitting, PatternFault.OTHER)
