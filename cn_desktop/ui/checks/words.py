"""What the lines near the table say."""

from collections.abc import Sequence

from cn_desktop.records.fields import text_of
from cn_desktop.ui.checks.radar import Twin
from cn_desktop.ui.field_names import short_name
from cn_desktop.ui.notices import Notice, Tone
from cn_desktop.ui.words import counted, lasted, named, shown_text

NAMED = 2
"""Twins that are named in a sentence; the others are counted."""
COMMON = 0.1
"""From this part of a list's numbers on, sharing one is nothing to be surprised at."""
LONGEST_TITLE = 90

RELOAD = "&Reload"
SHOW_TWIN = "Sho&w it"
SHOW_TWINS = "Sho&w them"
NEXT_TWIN = "Sho&w the next"
USE_PROPOSED = "&Use {}"
HOW_OLD = (
    "Warn before records are edited that were loaded longer ago than so many minutes.\n"
    "0: never warn."
)
NO_PROBLEM = Notice("Nothing here needs to be put right", tone=Tone.INFO)
ONLY_PROBLEM = Notice("There is no other cell to put right", tone=Tone.INFO)
NOTHING_PROPOSED = Notice(
    "There is no clean form to propose",
    "The number is spelled as it should be, or it can’t be told which number is meant.",
    Tone.INFO,
)
NO_TWINS = Notice(
    "No other record has this number", "Looked for in the datasets that are open.", Tone.INFO
)
CHOOSE_RECORD = Notice("Choose a record first", tone=Tone.INFO)


def not_found(text: str, datasets: Sequence[str]) -> Notice:
    """Nobody who is loaded has the number."""
    where = " and ".join(map(shown_text, datasets)) or "none"
    return Notice(
        f"No loaded record has the number {shown_text(text)}",
        f"The server can’t be asked for a phone number, so only loaded records were looked "
        f"through: dataset {where}. Open the dataset it may be in, then look again.",
        Tone.INFO,
    )


def found_in_loaded(count: int, text: str) -> Notice:
    """Somebody has."""
    verb = "has" if count == 1 else "have"
    return Notice(
        f"{counted(count, 'loaded record')} {verb} the number {shown_text(text)}",
        "The server can’t be asked for a phone number: this is what the loaded data holds.",
        Tone.INFO,
    )


def you_are_at(twin: Twin) -> Notice:
    """After a jump to another record."""
    return Notice(f"You are at {named(twin.sheet, twin.key)}", tone=Tone.INFO)


def title_of(twin: Twin) -> str:
    """The record in a list: uid, name, dataset, and the number as it is spelled there."""
    number = shown_text(text_of(twin.sheet.value(twin.key, twin.field)))
    name = named(twin.sheet, twin.key)
    return f"{name} · {twin.sheet.dataset} · {short_name(twin.field)} {number}"[:LONGEST_TITLE]


def twins_said(text: str, twins: Sequence[Twin], shared: float) -> tuple[str, Tone]:
    """Who has the number too, and whether that is something to be surprised at."""
    names = [f"{named(each.sheet, each.key)} ({each.sheet.dataset})" for each in twins[:NAMED]]
    more = len(twins) - NAMED
    if more > 0:
        names.append(f"{more:,} more")
    who = ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else names[0]
    sentence = f"{shown_text(text).strip()} is also the number of {who}."
    return f"{sentence} {usual(shared)}", Tone.INFO if shared >= COMMON else Tone.WARNING


def usual(shared: float) -> str:
    """How common it is that records of this list share a number."""
    if shared >= COMMON:
        return f"That is usual here: {shared:.0%} of this list’s numbers are shared."
    if shared < 0.01:
        return "Hardly any number is shared in this list."
    return f"Only {shared:.0%} of this list’s numbers are shared."


def new_twins_said(known: int, new: int) -> str:
    """Before new records are sent: the server would not notice."""
    of = f" of {new:,}" if new > known else ""
    verb = "has a number" if known == 1 else "have numbers"
    return (
        f"{known:,}{of} new {'record' if new == 1 else 'records'} {verb} that another record has "
        f"already; the server adds {'it' if known == 1 else 'them'} all the same."
    )


def age_said(seconds: float, clock: str) -> str:
    """How old the data is that somebody is about to edit."""
    return (
        f"These records were loaded {lasted(seconds)} ago, at {clock}. Somebody may have changed "
        "them since; a reload keeps what you have typed."
    )


def proposals_used(count: int) -> str:
    """The name of the step."""
    return "use of the proposed number" if count == 1 else f"use of {count:,} proposed numbers"
