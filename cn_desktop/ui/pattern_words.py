"""Regular expressions in words, the same wherever one is typed: their signs and their faults."""

from cn_desktop.records.patterns import LONGEST, BadPattern, PatternFault, pattern_of

PATTERN_HELP = (
    "“.” is any character, “\\d” a digit, “\\s” a space, “+” once or more, “^” the beginning,\n"
    "“$” the end."
)
FAULTS: dict[PatternFault, str] = {
    PatternFault.NEVER_CLOSED: "a bracket “(” is never closed",
    PatternFault.NEVER_OPENED: "a bracket “)” was never opened",
    PatternFault.SET_NEVER_CLOSED: "a bracket “[” is never closed",
    PatternFault.BACKWARDS: "in “[…]” a range goes backwards, as in “z-a”",
    PatternFault.LEAST_ABOVE_MOST: "in “{…}” the second number is smaller than the first",
    PatternFault.NOTHING_TO_REPEAT: "“*”, “+”, “?” or “{…}” has nothing before it to repeat",
    PatternFault.REPEATED_TWICE: "two signs for repeating follow each other, as in “a**”",
    PatternFault.ENDS_IN_BACKSLASH: "it ends with a single “\\”",
    PatternFault.UNKNOWN_ESCAPE: "a letter after “\\” has no meaning",
    PatternFault.NO_SUCH_GROUP: "it refers to a group that is not there",
    PatternFault.NO_SUCH_KIND: "“\\p” or “[:…:]” names a kind of character that is not known",
    PatternFault.TOO_LONG: f"it has more than {LONGEST:,} characters",
    PatternFault.OTHER: "something in it is not understood",
}
SLOW_ADVICE = "A repeat inside a repeat, as in “(a+)+”, does that: say it with one."


def pattern_fault(text: str) -> str:
    """Why the text can't be used as a pattern; nothing where it can."""
    try:
        pattern_of(text, is_cased=False)
    except BadPattern as bad:
        where = "" if bad.place is None else f" (at character {bad.place:,})"
        return f"The pattern can’t be used: {FAULTS[bad.fault]}{where}."
    return ""
