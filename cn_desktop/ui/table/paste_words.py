"""What is said before and after a paste, and when something can't be copied or pasted."""

from collections.abc import Iterator, Sequence
from itertools import islice

from cn_desktop.records.fields import FieldName
from cn_desktop.records.pasted import Lines
from cn_desktop.records.pasting import Change, Plan
from cn_desktop.records.placing import Target
from cn_desktop.records.sheet import Sheet
from cn_desktop.ui.notices import Notice, Tone, quoted
from cn_desktop.ui.words import LOCKS, PROBLEMS, counted, named, shown_text, was

MOST_TOLD = 6
LONGEST_SAMPLE = 40
LONGEST_PLACE = 60

NO_TEXT = Notice(
    "Nothing to paste",
    "The clipboard holds no text. Copy some cells first, here or in a spreadsheet.",
    Tone.INFO,
)
NO_COLUMN = Notice("Nothing was pasted", "There is no column to paste into.", Tone.INFO)
ALREADY_SO = Notice("Nothing changes", "The cells hold that already.", Tone.INFO)
ELSEWHERE = Notice(
    "Nothing was pasted",
    "Another dataset was opened before it was looked through. Paste again.",
    Tone.INFO,
)


def too_much_to_copy(cells: int, most: int) -> Notice:
    """Why nothing is copied."""
    return _too_much("copied", cells, most)


def too_much_to_paste(cells: int, most: int) -> Notice:
    """Why nothing is pasted."""
    return _too_much("pasted", cells, most)


def _too_much(done: str, cells: int, most: int) -> Notice:
    return Notice(
        f"Nothing was {done}: {cells:,} cells are too many",
        f"Choose fewer rows or columns: up to {most:,} cells can be {done} at once.",
        Tone.INFO,
    )


def of_paste(plan: Plan) -> Notice:
    """It is done. What a spreadsheet may have damaged is said again."""
    advice = [*of_left_out(plan), *of_findings(plan)]
    title = f"Pasted: {' and '.join(_done(plan))}"
    return Notice(title, "\n".join(advice), Tone.WARNING if advice else Tone.INFO)


def _done(plan: Plan) -> Iterator[str]:
    if plan.cells:
        yield f"{counted(plan.cells, 'cell')} in {counted(len(plan.changed), 'record')}"
    if plan.new:
        yield counted(len(plan.new), "new record")


# The preview


def title_of(lines: Lines) -> str:
    """What is in the clipboard."""
    widths = {len(line) for line in lines}
    cells = sum(map(len, lines))
    size = f"{counted(len(lines), 'line')} of {counted(max(widths), 'cell')}"
    if len(lines) == 1:
        return f"Paste {counted(cells, 'cell')}"
    return f"Paste {size}" if len(widths) == 1 else f"Paste {size} or fewer"


def of_changes(plan: Plan) -> list[str]:
    """What changes, and what does not."""
    told = []
    if plan.cells:
        verb = "changes" if plan.cells == 1 else "change"
        where = counted(len(plan.changed), "record")
        told.append(f"{counted(plan.cells, 'cell')} {verb} in {where}.")
    if plan.new:
        are = "record is" if len(plan.new) == 1 else "records are"
        told.append(f"{len(plan.new):,} new {are} added; Submit creates them.")
    if plan.same:
        holds = "cell holds its" if plan.same == 1 else "cells hold their"
        told.append(f"{plan.same:,} {holds} text already.")
    return told or ["Nothing changes."]


def of_left_out(plan: Plan) -> list[str]:
    """What of the block would not be there afterwards, and why."""
    layout = plan.layout
    counts = sorted(plan.refused.items(), key=lambda each: -each[1])
    told = [
        f"{counted(count, 'cell')} of {shown_text(name)}: {LOCKS[lock]}"
        for (name, lock), count in counts
    ]
    if layout.unnamed:
        names = ", ".join(quoted(shown_text(text)) for text in layout.unnamed[:MOST_TOLD])
        told.append(f"No field is called {names}: {counted(layout.beside, 'cell')} left out.")
    elif layout.beside:
        told.append(f"{counted(layout.beside, 'cell')} beside the last column.")
    told += [
        f"{counted(count, 'line')}{why}"
        for count, why in (
            (plan.not_added, " without a record: no new records are added."),
            (layout.lost, " with a uid that no record here has."),
            (layout.twice, " for a record that an earlier line is meant for."),
        )
        if count
    ]
    return _shortened(told)


def of_findings(plan: Plan) -> list[str]:
    """What is to be said of values that are taken all the same."""
    counts = sorted(plan.findings.items(), key=lambda each: -each[1])
    return _shortened([
        f"{count:,} × {shown_text(name)}: {PROBLEMS[problem]}" for (name, problem), count in counts
    ])


def of_samples(plan: Plan, sheet: Sheet) -> list[str]:
    """The first cells that change, and the first new records."""
    told = [f"{_place(each, sheet)}: {_cut(was(each.before))} → {_cut(was(each.after))}"
            for each in plan.samples]  # fmt: skip
    for values in islice(plan.new.values(), MOST_TOLD - len(told)):
        texts = ", ".join(_cut(was(value)) for value in islice(values.values(), 4))
        told.append(f"New record: {texts}")
    return told


def of_position(target: Target, sheet: Sheet, *, fills: bool) -> str:
    """What it means to place the lines by where they stand; `fills`: all that is selected."""
    if fills:
        return "Into all &selected cells"
    field = target.fields[0] if target.fields else ""
    if not len(target.rows):
        return f"By p&osition, from {_unmarked(field)}, below the last record"
    who = named(sheet, sheet.store.key(int(target.rows[0])))
    return f"By p&osition, from {_unmarked(field)} of {_unmarked(who[:LONGEST_PLACE])}"


def of_names(names: Sequence[FieldName | None]) -> str:
    """What it means to place the columns by their headings."""
    found = [name for name in names if name is not None]
    more = " …" if len(found) > MOST_TOLD else ""
    return f"By the &headings in the first line: {_unmarked(', '.join(found[:MOST_TOLD]))}{more}"


OF_RECORDS = "By the headings, and each line into the record of its &uid"


def _unmarked(text: str) -> str:
    """On a button, where & would mark the letter behind it."""
    return text.replace("&", "&&")


def _place(change: Change, sheet: Sheet) -> str:
    return f"{named(sheet, change.key)[:LONGEST_PLACE]} · {change.field}"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SAMPLE else text[:LONGEST_SAMPLE] + "…"


def _shortened(told: Sequence[str]) -> list[str]:
    more = len(told) - MOST_TOLD
    return [*told[:MOST_TOLD], *([f"… and {more} more kinds."] if more > 0 else [])]
