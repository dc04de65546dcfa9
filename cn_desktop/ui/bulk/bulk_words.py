"""Texts of the dialogs that change many cells: one table each, and what a plan says in words."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from cn_desktop.records.fields import FieldName, Lock, Value, text_of
from cn_desktop.records.plans import Plan
from cn_desktop.records.transforms import Transform
from cn_desktop.records.vocabulary import Vocabulary
from cn_desktop.ui.field_names import full_name
from cn_desktop.ui.notices import Notice, Tone
from cn_desktop.ui.pattern_words import PATTERN_HELP, SLOW_ADVICE
from cn_desktop.ui.words import LOCKS, counted, was

SPACE_SIGN = "\N{OPEN BOX}"


class Wording(NamedTuple):
    """How a transform is offered and explained; `step` completes “Undo … of 3 cells”."""

    offer: str
    meaning: str
    step: str


TRANSFORMS: dict[Transform, Wording] = {
    Transform.TRIM: Wording(
        "Trim",
        "Takes away the spaces and line breaks around each text, and marks nobody can see.",
        "trim",
    ),
    Transform.COLLAPSE: Wording(
        "Single spaces",
        "Trims, and leaves one space where several stand between words. Line breaks stay.",
        "single spaces",
    ),
    Transform.UPPER: Wording("UPPER CASE", "Makes every letter a capital.", "upper case"),
    Transform.LOWER: Wording("lower case", "Makes every letter a small one.", "lower case"),
    Transform.TITLE: Wording(
        "Title Case, as names",
        "As names and addresses are written: McDonald, O’Neill, Stoke on Trent. A word with "
        "capitals inside it stays as it is, and a postcode gets capitals.",
        "title case",
    ),
    Transform.POSTCODE: Wording(
        "Postcode",
        "Capitals, and in a British postcode the space where it belongs: SW1A 1AA.",
        "postcode spelling",
    ),
    Transform.DIGITS: Wording(
        "Digits only", "Takes away everything but digits. A leading + goes too.", "digits only"
    ),
    Transform.PHONE: Wording(
        "Phone number",
        "Takes away spaces, dashes and brackets; a leading + stays. Whatever is more than a "
        "plain number, such as an extension or “+44 (0)…”, stays as it is.",
        "phone clean-up",
    ),
}
PATTERN = Wording(
    "Pattern…",
    "Finds a pattern, a regular expression, in each text and puts something else in its place.",
    "regular expression",
)

REPLACEMENT_HELP = f"{PATTERN_HELP} In the replacement “$1” is what the first (…) has found."

TYPE_VALUE = "Type a value, or tick “Empty the cells”."
TYPE_TEXT = "Type what to look for."
CHOOSE_FIELD = "Choose the field."
UNCHANGED = "Nothing would change."
UNCHANGED_BY_THIS = "Nothing would change by this. Choose at the top left what is to be done."
NOT_FOUND = "Not found here."
RELOADED = Notice(
    "Nothing was changed: other records are shown now",
    "They were loaded again, or another dataset was opened. Start again with the new ones.",
    Tone.INFO,
)
NOTHING_SELECTED = Notice(
    "No record is selected", "Select the records in the table, then do that again.", Tone.INFO
)


NOTHING_TO_REVERT = Notice(
    "Nothing to revert here",
    "None of the selected cells is changed. Edit › Revert › Revert all takes back every change "
    "here.",
    Tone.INFO,
)
REVERTED_ALL = Notice(
    "Everything here was reverted, as nothing was selected",
    "Edit › Undo brings the changes back.",
    Tone.INFO,
)


def of_left_out(rows: int) -> Notice:
    """Some rows could not be reverted."""
    left = "was left as it is" if rows == 1 else "were left as they are"
    return Notice(
        f"{counted(rows, 'row')} {left}",
        "What is being sent, or may have arrived, can’t be taken back. Record › Decide… says "
        "what was found.",
        Tone.INFO,
    )


def too_many_clones(count: int, most: int) -> Notice:
    """Why nothing is cloned."""
    return Notice(
        f"Nothing was cloned: {counted(count, 'record')} are too many",
        f"Select fewer rows: up to {most:,} records can be cloned at once.",
        Tone.INFO,
    )


def of_clones(made: int, left_out: int) -> Notice:
    """Some could not be cloned."""
    return Notice(
        f"{counted(made, 'record')} cloned, {left_out:,} left out",
        "A record that was read with characters that can’t be read, or shares its uid with "
        "another one, can’t be cloned.",
        Tone.INFO,
    )


def of_stopped(taken: int, total: int, *, is_back: bool) -> Notice:
    """The way through the history ended before its goal."""
    verb = "undone" if is_back else "redone"
    return Notice(
        f"Stopped: {taken:,} of {counted(total, 'step')} {verb}",
        "A record of the next one is being sent, may have arrived, or may not be changed over "
        "this connection. Go on once that is settled.",
        Tone.INFO,
    )


def fields_named(fields: Sequence[FieldName], vocabulary: Vocabulary) -> str:
    """One by its name, more by their number; for a button, where a single & is no text."""
    if len(fields) == 1:
        return full_name(fields[0], vocabulary).replace("&", "&&")
    return counted(len(fields), "field")


def selection_offer(cells: int, fields: Sequence[FieldName], vocabulary: Vocabulary) -> str:
    """What “the selection” is just now."""
    if not cells:
        return "The &selection: no cell that can be changed"
    return f"The &selection: {counted(cells, 'cell')} in {fields_named(fields, vocabulary)}"


def shown_offer(rows: int, *, is_filtered: bool, is_counting: bool) -> str:
    """What “all rows” is just now."""
    if is_counting:
        return "&All rows the filter shows (it is still looking)"
    words = "the filter shows" if is_filtered else "of this dataset"
    return f"&All {counted(rows, 'row')} {words}, in"


def of_plan(plan: Plan, count: int, *, nothing: str = UNCHANGED) -> str:
    """How many cells change and why others do not; `count` of the plan's are to be changed."""
    parts = [nothing]
    if plan.count == count > 0:
        parts = [f"{counted(count, 'cell')} will change."]
    elif plan.count:
        parts = [f"Of {counted(plan.count, 'cell')} found {count:,} will change."]
    if locked := plan.locked.total():
        words = "is locked and stays as it is" if locked == 1 else "are locked and stay as they are"
        parts.append(f"{counted(locked, 'cell')} {words}: {_reasons(plan.locked)}")
    return " ".join(parts)


def of_looking(seen: int, total: int) -> str:
    """While it is not known yet."""
    return f"Looking… {seen:,} of {counted(total, 'cell')}."


def of_working(count: int) -> str:
    """While it is being done."""
    return f"Changing {counted(count, 'cell')}…"


def of_gave_up(count: int) -> str:
    """Cells in which a pattern took too long."""
    if not count:
        return ""
    words = "it stays as it is" if count == 1 else "they stay as they are"
    return f"In {counted(count, 'cell')} the pattern would take too long: {words}."


TOO_SLOW = f"The pattern would take too long in too many cells. {SLOW_ADVICE}"


def of_too_many(most: int) -> str:
    """Why so many can't be changed at once."""
    return (
        f"More than {counted(most, 'cell')} would change, which is too much at once. "
        "Filter first, or choose fewer fields."
    )


def of_unlisted(listed: int, unlisted: int) -> str:
    """The tick box for what is not in the list."""
    return (
        f"&Also the {counted(unlisted, 'cell')} that are not listed: the list has the first "
        f"{listed:,}"
    )


def bad_group(asked: int, there: int) -> str:
    """A replacement that asks for more than the pattern has."""
    has = "no group, a part in brackets" if not there else counted(there, "group")
    return f"“${asked}” can’t be filled in: the pattern has {has}."


def spelled(value: Value) -> str:
    """A value in a list of changes: spaces that would not be seen have a sign."""
    text = text_of(value)
    if not text:
        return was(value)
    shown = was(value)
    front = len(shown) - len(shown.lstrip())
    inner = shown.strip()
    back = len(shown) - front - len(inner)
    return SPACE_SIGN * front + _with_runs(inner) + SPACE_SIGN * back


def _with_runs(text: str) -> str:
    """Where several spaces stand, each has the sign."""
    words = text.split(" ")
    pieces = [words[0]]
    gap = 1
    for word in words[1:]:
        if word:
            pieces += [" " if gap == 1 else SPACE_SIGN * gap, word]
            gap = 1
        else:
            gap += 1
    return "".join(pieces)


def _reasons(locked: Counter[Lock]) -> str:
    """The most frequent first; only the number where there is one reason alone."""
    if len(locked) == 1:
        return LOCKS[next(iter(locked))]
    return " ".join(f"{count:,} – {LOCKS[lock]}" for lock, count in locked.most_common())
