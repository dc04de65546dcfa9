"""Texts of conditions: what a chip says, and how values are typed."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from cn_desktop.records.fields import ABSENT, FieldName, Value
from cn_desktop.records.query import Condition, Mode
from cn_desktop.records.vocabulary import Vocabulary
from cn_desktop.ui.field_names import full_name, short_name
from cn_desktop.ui.pattern_words import SLOW_ADVICE, pattern_fault
from cn_desktop.ui.words import shown_text

MODES: dict[Mode, str] = {
    Mode.CONTAINS: "contains",
    Mode.IS: "is",
    Mode.IS_NOT: "is not",
    Mode.MATCHES: "matches a pattern",
    Mode.EMPTY: "is empty",
    Mode.FILLED: "is not empty",
    Mode.REPEATED: "is not unique",
}
"""The modes in the order in which they are offered."""

HINTS: dict[Mode, str] = {
    Mode.CONTAINS: "a part of the text",
    Mode.IS: "a value, or several with commas: 100, 109",
    Mode.IS_NOT: "a value, or several with commas: 100, 109",
    Mode.MATCHES: "a pattern, such as ^07[0-9]{9}$",
}
MANY_TYPED = {Mode.IS, Mode.IS_NOT}
"""What takes several values, typed with commas between them."""

NOTHING_TYPED = "Type what to look for."
TOO_SLOW = f"The pattern takes too long: it was given up, and shows no record. {SLOW_ADVICE}"
IS_OFF = "Switched off: kept, and not applied."

FILTER_TIP = "Shows only the loaded records that contain this text in any column."
FIND_TIP = "To find a text among the rows shown, one after the other:"

MOST_NAMED = 3
LONGEST_VALUE = 40
"""Characters of a value in a chip."""


@dataclass(frozen=True)
class Typed:
    """What stands in the editor of a condition: its values, or why there are none."""

    values: tuple[Value, ...] = ()
    fault: str = ""


def name_of(value: Value) -> str:
    """A value among others: each kind of nothing has a word."""
    if value is None:
        return "(null)"
    if value is ABSENT:
        return "(not there)"
    return shown_text(value) or "(empty)"


def describe_condition(condition: Condition) -> str:
    """`outcomecode is 100, 109`, as short as a chip has to be."""
    name = short_name(condition.field)
    if not condition.mode.takes_values:
        return f"{name} {MODES[condition.mode]}"
    if condition.mode is Mode.MATCHES:
        patterns = ", ".join(f"/{shown_text(text)}/" for text in condition.texts)
        return f"{name} matches {patterns}"
    return f"{name} {MODES[condition.mode]} {_named(condition.values)}"


def explain_condition(condition: Condition, vocabulary: Vocabulary, *, is_unusable: bool) -> str:
    """The same in full, and how it stands."""
    name = full_name(condition.field, vocabulary)
    parts = [f"{name} {MODES[condition.mode]}"]
    if condition.mode.takes_values:
        parts[0] += " " + ", ".join(map(name_of, condition.values))
    if condition.mode in {Mode.CONTAINS, Mode.MATCHES} and condition.is_cased:
        parts.append("Capital and small letters are different.")
    if is_unusable:
        parts.append(next(filter(None, map(pattern_fault, condition.texts)), TOO_SLOW))
    if not condition.is_on:
        parts.append(IS_OFF)
    return "\n".join(parts)


def filter_tip(find_keys: str) -> str:
    """Of the quick filter, and what to do to find a text without hiding a row."""
    find = find_keys or "Edit › Find › Find…"
    return f"{FILTER_TIP}\n{FIND_TIP} {find}"


def values_of(field: FieldName, vocabulary: Vocabulary) -> str:
    """The list of what stands in a column."""
    return f"Values of {full_name(field, vocabulary)}"


def typed_text(condition: Condition) -> str:
    """A condition's values as they are typed; what is null or not there can't be."""
    if condition.mode not in MANY_TYPED:
        return next(iter(condition.texts), "")
    return ", ".join(_quoted(text) for text in condition.texts)


def read_typed(mode: Mode, text: str) -> Typed:
    """The values somebody typed; commas inside quotation marks belong to a value."""
    if not mode.takes_values:
        return Typed()
    values = _split(text) if mode in MANY_TYPED else (text,)
    if not any(values):
        return Typed(fault=NOTHING_TYPED)
    fault = pattern_fault(text) if mode is Mode.MATCHES else ""
    return Typed(fault=fault) if fault else Typed(values)


def _split(text: str) -> tuple[str, ...]:
    try:
        line = next(csv.reader([text], skipinitialspace=True), [])
    except csv.Error:  # a single value longer than any cell
        line = [text]
    return tuple(dict.fromkeys(filter(None, (value.strip() for value in line))))


def _quoted(text: str) -> str:
    if not any(mark in text for mark in ',"\n\r') and text == text.strip():
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _named(values: Sequence[Value]) -> str:
    """The first few, and how many others."""
    names = [_cut(name_of(value)) for value in values[:MOST_NAMED]]
    more = len(values) - len(names)
    return ", ".join(names) + (f" and {more:,} more" if more else "")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"
