"""What is said before and after a paste, and when something can't be copied or pasted."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from cn_desktop.records.fields import FieldName, Value
from cn_desktop.records.pasted import Lines
from cn_desktop.records.pasting import Plan
from cn_desktop.records.placing import Target
from cn_desktop.records.plans import Change
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.vocabulary import Vocabulary
from cn_desktop.ui.field_names import full_name, full_names
from cn_desktop.ui.notices import Notice, Tone, quoted
from cn_desktop.ui.words import HELD_BACK, LOCKS, PROBLEMS, counted, named, shown_text, was

R = TypeVar("R")

MOST_TOLD, FEW_TOLD = 6, 2
LONGEST_SAMPLE, LONGEST_RECORD = 20, 30
"""Characters: one sample mostly fits on one line."""
LONGEST_PLACE = 60

NO_TEXT = Notice(
    "Nothing to paste",
    "The clipboard holds no text. Copy some cells first, here or in a spreadsheet.",
    Tone.INFO,
)
ALREADY_SO = Notice("Nothing changes", "The cells hold that already.", Tone.INFO)
HEADINGS_TOO = "The first line looks like headings. It is pasted like the others."
GO_THROUGH = "F8 goes from one to the next."
ELSEWHERE = Notice(
    "Nothing was pasted",
    "Other records were loaded before it was looked through. Paste again.",
    Tone.INFO,
)
NOT_EMPTIED = Notice(
    "The cells were copied, and not emptied",
    "Other records were loaded meanwhile. Cut again.",
    Tone.INFO,
)


def too_much_to_copy(cells: int, most: int) -> Notice:
    """Why nothing is copied."""
    return _too_much("copied", cells, most)


def too_much_to_cut(cells: int, most: int) -> Notice:
    """Why nothing is cut."""
    return _too_much("cut", cells, most)


def too_much_to_paste(cells: int, most: int) -> Notice:
    """Why nothing is pasted."""
    return _too_much("pasted", cells, most)


def too_long_to_paste(most: int) -> Notice:
    """Why nothing is pasted of a text that may be one cell."""
    return Notice(
        "Nothing was pasted: the text in the clipboard is too long",
        f"Copy less of it: up to {most:,} characters can be pasted at once.",
        Tone.INFO,
    )


def _too_much(done: str, cells: int, most: int) -> Notice:
    return Notice(
        f"Nothing was {done}: {cells:,} cells are too many",
        f"Choose fewer rows or columns: up to {most:,} cells can be {done} at once.",
        Tone.INFO,
    )


def of_paste(plan: Plan, sheet: Sheet) -> Notice:
    """It is done; in short what was left out, and what a spreadsheet may have damaged."""
    findings = [*of_findings(plan, sheet)[:FEW_TOLD], *([GO_THROUGH] if plan.findings else [])]
    advice = [*_left_out_in_short(plan), *findings]
    title = f"Pasted: {' and '.join(_done(plan))}"
    return Notice(title, "\n".join(advice), Tone.WARNING if advice else Tone.INFO)


def _left_out_in_short(plan: Plan) -> list[str]:
    cells, lines = _left_out(plan), plan.layout.lost + plan.layout.twice + plan.not_added
    parts = [counted(cells, "cell")] * bool(cells) + [counted(lines, "line")] * bool(lines)
    return [f"Left out: {' and '.join(parts)}."] if parts else []


def _left_out(plan: Plan) -> int:
    """Cells for which there is a line and no place."""
    return plan.refused.total() + plan.layout.beside


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
        verb, it = ("is", "it") if len(plan.new) == 1 else ("are", "them")
        told.append(f"{counted(len(plan.new), 'new record')} {verb} added; Submit creates {it}.")
    if plan.same:
        holds = "cell holds its" if plan.same == 1 else "cells hold their"
        told.append(f"{plan.same:,} {holds} text already.")
    if left := _left_out(plan):
        verb = "is" if left == 1 else "are"
        told.append(f"{counted(left, 'cell')} {verb} left out, as said below.")
    return told or ["Nothing changes."]


def of_left_out(plan: Plan, sheet: Sheet) -> list[str]:
    """What of the block would not be there afterwards, and why."""
    layout = plan.layout
    told = [
        f"{counted(count, 'cell')} of {names}: {LOCKS[lock]}"
        for lock, count, names in _by_reason(plan.refused, sheet.vocabulary)
    ]
    headings = [
        sentence.format(", ".join(quoted(shown_text(text)) for text in texts[:MOST_TOLD]))
        for sentence, texts in (
            ("No field, or more than one, is called {}", layout.unnamed),
            ("The field of {} has a column already", layout.doubled),
        )
        if texts
    ]
    if headings:
        told.append(f"{'. '.join(headings)}: {counted(layout.beside, 'cell')} left out.")
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


def of_findings(plan: Plan, sheet: Sheet) -> list[str]:
    """What is to be said of values that are taken all the same; first what holds rows back."""
    reasons = sorted(
        _by_reason(plan.findings, sheet.vocabulary), key=lambda each: each[0] not in HELD_BACK
    )
    told = [f"{count:,} × {names}: {PROBLEMS[problem]}" for problem, count, names in reasons]
    return _shortened([*([HEADINGS_TOO] if plan.takes_headings else []), *told])


def _by_reason(
    counts: Mapping[tuple[FieldName, R], int], vocabulary: Vocabulary
) -> list[tuple[R, int, str]]:
    """Each reason once, the most frequent first: how many cells, and of which fields."""
    totals: Counter[R] = Counter()
    fields: dict[R, list[str]] = {}
    for (name, reason), count in counts.items():
        totals[reason] += count
        fields.setdefault(reason, []).append(full_name(name, vocabulary))
    return [
        (reason, count, _cut(", ".join(fields[reason]), LONGEST_PLACE))
        for reason, count in totals.most_common()
    ]


def of_samples(plan: Plan, sheet: Sheet) -> list[str]:
    """The first cells that change, and the first new records."""
    told = [
        f"{_place(each, sheet)}: {_sample(each.before)} → {_sample(each.after)}"
        for each in plan.samples
    ]
    added = list(islice(plan.new.values(), MOST_TOLD - len(told)))
    told += [f"New record: {', '.join(map(_sample, islice(each.values(), 4)))}" for each in added]
    cells, records = plan.cells - len(plan.samples), len(plan.new) - len(added)
    kinds = ((cells, "cell"), (records, "new record"))
    more = " and ".join(counted(count, kind) for count, kind in kinds if count)
    return [*told, *([f"… and {more} more"] if told and more else [])]


def of_position(target: Target, sheet: Sheet, *, fills: bool) -> str:
    """What it means to place the lines by where they stand; `fills`: all that is selected."""
    if fills:
        return "Into all &selected cells"
    field = full_name(target.fields[0], sheet.vocabulary) if target.fields else ""
    if not len(target.rows):
        return f"&Over the rows from here down: from {_unmarked(field)}, below the last record"
    who = named(sheet, sheet.store.key(int(target.rows[0])))
    place = f"{_unmarked(field)} of {_unmarked(_cut(who, LONGEST_PLACE))}"
    return f"&Over the rows from here down: from {place}"


def of_names(names: Sequence[FieldName | None], vocabulary: Vocabulary) -> str:
    """What it means to place the columns by their headings."""
    found = [name for name in names if name is not None]
    more = " …" if len(found) > MOST_TOLD else ""
    listed = full_names(found[:MOST_TOLD], vocabulary) + more
    places = _unmarked(_cut(listed, LONGEST_PLACE))
    return f"Into the columns of its &headings, from here down: {places}"


OF_NEW = "As ne&w records"
OF_RECORDS = "Each line into the record with its &uid"


def of_people(plan: Plan, sheet: Sheet, *, is_chosen: bool) -> str:
    """Who would be somebody else afterwards; nothing where nobody would."""
    if not plan.people:
        return ""
    count, first = len(plan.people), _cut(named(sheet, plan.people[0]), LONGEST_PLACE)
    who = "existing person" if count == 1 else "existing people"
    if is_chosen:
        verb = "gets" if count == 1 else "get"
        return f"{count:,} {who} {verb} these values, from {first} down."
    would = f"over the rows, {count:,} {who} would get these values, from {first} down."
    return f"Choose where this goes: {would}"


def _unmarked(text: str) -> str:
    """On a button, where & would mark the letter behind it."""
    return text.replace("&", "&&")


def _place(change: Change, sheet: Sheet) -> str:
    field = full_name(change.field, sheet.vocabulary)
    return f"{_cut(named(sheet, change.key), LONGEST_RECORD)} · {field}"


def _sample(value: Value) -> str:
    return _cut(was(value), LONGEST_SAMPLE)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + "…"


def _shortened(told: Sequence[str]) -> list[str]:
    more = len(told) - MOST_TOLD
    return [*told[:MOST_TOLD], *([f"… and {more} more kinds."] if more > 0 else [])]
