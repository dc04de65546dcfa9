"""What a step to undo is called, in the menu and in the history."""

from cn_desktop.records.sheet import Sheet
from cn_desktop.records.undo import Step
from cn_desktop.records.vocabulary import Vocabulary
from cn_desktop.ui.field_names import full_name, full_names
from cn_desktop.ui.words import counted, named

BEGINNING = "As it was loaded"
NOW = "now"
UNDONE = "undone"
MOST_FIELDS = 3


def step_title(step: Step, vocabulary: Vocabulary) -> str:
    """Completes “Undo …”, with the number of cells unless the step's own name has one."""
    count = step.size
    if not count or any(map(str.isdigit, step.name)):
        return step.name
    if count == 1:
        return f"{step.name} of {full_names(step.after, vocabulary)}"
    joint = ": " if " " in step.name else " of "
    return f"{step.name}{joint}{counted(count, 'cell')}"


def step_place(step: Step, sheet: Sheet) -> str:
    """Where it was: the record, if it is one, and the first fields."""
    keys = step.first_records(2)
    names = [full_name(name, sheet.vocabulary) for name in list(step.after)[:MOST_FIELDS]]
    if len(step.after) > MOST_FIELDS:
        names.append(f"{len(step.after) - MOST_FIELDS:,} more")
    record = [named(sheet, keys[0])] if len(keys) == 1 else []
    return " · ".join([*record, ", ".join(names)] if names else record)


def sentence(text: str) -> str:
    """With a capital, whatever else is in it."""
    return text[:1].upper() + text[1:]
