"""Regular expressions that end: Qt's engine, with a limit to the steps it may take in a cell.

Python's own can take for ever in one cell and nothing can stop it, not even a thread. Qt's
(PCRE2) counts its steps and gives up at a limit, which is the same on every computer: at
100,000 that takes under three milliseconds, where an ordinary cell takes some fifty steps.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRegularExpression

from cn_desktop.records.replacing import Match, Searcher, Sought

LIMIT = f"(*LIMIT_MATCH={100_000})(?:)"
"""The empty group ends the settings: a pattern that begins with one would raise the limit."""
MOST_MATCHES = 1_000
"""In one cell; a cell with more is no ordinary one, and each takes 7 microseconds."""
FAULTS: tuple[tuple[str, str], ...] = (
    ("missing closing parenthesis", "a bracket “(” is never closed"),
    ("unmatched closing parenthesis", "a bracket “)” was never opened"),
    ("missing terminating ]", "a bracket “[” is never closed"),
    ("range out of order", "in “[…]” a range goes backwards, as in “z-a”"),
    ("numbers out of order", "in “{…}” the second number is smaller than the first"),
    ("does not follow a repeatable item", "“*”, “+”, “?” or “{…}” has nothing before it to repeat"),
    ("\\ at end of pattern", "it ends with a single “\\”"),
    ("reference to non-existent", "it refers to a group that is not there"),
    ("unknown property", "“\\p” names a kind of character that is not known"),
    ("length of lookbehind", "what looks back, “(?<=…)”, must have a limited length"),
)
OTHER_FAULT = "something in it is not understood"


@dataclass(frozen=True)
class Pattern:
    """A regular expression that can be used, or in `fault` why not."""

    search: Searcher
    groups: int = 0
    fault: str = ""


def pattern_of(sought: Sought) -> Pattern:
    """Dots do not stand for line breaks; letters and digits are those of every script."""
    own = QRegularExpression(sought.text)
    if not own.isValid():
        return Pattern(_find_nothing, fault=_fault(own))
    whole = rf"\A(?:{sought.text})\z" if sought.is_whole else sought.text
    options = QRegularExpression.PatternOption.UseUnicodePropertiesOption
    if not sought.is_case_kept:
        options |= QRegularExpression.PatternOption.CaseInsensitiveOption
    expression = QRegularExpression(LIMIT + whole, options)
    if not expression.isValid():
        return Pattern(_find_nothing, fault=OTHER_FAULT)
    return Pattern(lambda text: _matches(expression, text), own.captureCount())


def _find_nothing(_text: str) -> list[Match]:
    return []


def _matches(expression: QRegularExpression, text: str) -> list[Match] | None:
    """None where the limit was reached, or the text is none: half a character stands in it."""
    found: list[Match] = []
    coming = expression.globalMatch(text)
    if not coming.isValid():
        return None
    places = _places(text)
    end = 0
    while coming.hasNext():
        if len(found) == MOST_MATCHES:
            return None
        match = coming.next()
        end = match.capturedEnd()
        found.append(Match(places(match.capturedStart()), places(end), match.capturedTexts()[1:]))
    # Looking on behind the last match may have reached the limit too: that ends it quietly.
    return found if not found or expression.match(text, end).isValid() else None


def _places(text: str) -> Callable[[int], int]:
    """From Qt's places in a text to Python's: beyond U+FFFF a character counts twice there."""
    if text.isascii() or max(text) <= "\uffff":
        return lambda place: place
    units = text.encode("utf-16-le")
    return lambda place: len(units[: 2 * place].decode("utf-16-le"))


def _fault(expression: QRegularExpression) -> str:
    said = expression.errorString()
    why = next((words for part, words in FAULTS if part in said), OTHER_FAULT)
    return f"{why} (at character {expression.patternErrorOffset():,})"
