"""What a paste would do: which cells change, what is new, what is refused and what left out."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from cn_desktop.records.changes import new_record_key
from cn_desktop.records.fields import (
    DATASET,
    LONGEST_EDITED,
    PHONES,
    FieldName,
    Lock,
    RecordKey,
    Value,
    text_of,
)
from cn_desktop.records.pasted import Lines
from cn_desktop.records.placing import (
    LINES_AT_ONCE,
    Layout,
    Piece,
    Placing,
    Target,
    has_headings,
    laid_out,
)
from cn_desktop.records.plans import Change
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.steps import Work, spans
from cn_desktop.records.validation import Problem, check_defined, check_new, check_values

RECORDS_AT_ONCE = 16
"""So many are checked in some 2 ms: a telephone number takes a tenth of one."""
SAMPLES, SAMPLES_EACH = 6, 2
"""Cells that are shown as examples, and of each field."""
NULL_WORDS = {"NULL", "null"}
"""What databases write for nothing. `Null` is a surname."""
NAMES = tuple(map(FieldName, ("firstname", "lastname")))
BY_PLACE = {Placing.POSITION, Placing.NAMES}
"""Then nobody has said whose record a line is meant for."""


@dataclass(frozen=True)
class Wishes:
    """What a person chose. `adds`: lines without a record become new ones."""

    placing: Placing = Placing.POSITION
    trims: bool = False
    null_is_empty: bool = False
    adds: bool = True


@dataclass
class Plan:
    """What would happen.

    `wanted`: what cells are set to; `edits`: those values of them that the server does not
    have, record by record. `changed`: the records that are there and change. `records`: all
    that something is meant for. `same`: cells that hold their text already.
    `refused` counts cells by their field and why; `findings` what is to be said of values
    that are taken all the same. `spaced` and `nulls`: cells the other wishes would change.
    `not_added`: lines that would be new records, if that were wished. `blank`: lines without
    a record and without a text. `takes_headings`: the first line is pasted as well, though
    it looks like headings. `renamed` and `rephoned`: the records that had another name, another
    telephone number.
    """

    wishes: Wishes
    layout: Layout
    wanted: dict[FieldName, dict[RecordKey, Value]] = field(default_factory=dict)
    new: dict[RecordKey, dict[FieldName, Value]] = field(default_factory=dict)
    edits: dict[RecordKey, dict[FieldName, Value]] = field(default_factory=dict)
    changed: set[RecordKey] = field(default_factory=set)
    records: dict[RecordKey, None] = field(default_factory=dict)
    same: int = 0
    refused: Counter[tuple[FieldName, Lock]] = field(default_factory=Counter)
    findings: Counter[tuple[FieldName, Problem]] = field(default_factory=Counter)
    samples: list[Change] = field(default_factory=list)
    spaced: int = 0
    nulls: int = 0
    not_added: int = 0
    blank: int = 0
    takes_headings: bool = False
    renamed: set[RecordKey] = field(default_factory=set)
    rephoned: set[RecordKey] = field(default_factory=set)

    @property
    def cells(self) -> int:
        """How many cells of records that are there change."""
        return sum(map(len, self.wanted.values()))

    @property
    def people(self) -> list[RecordKey]:
        """Whom a paste by place makes somebody else: another name, and another number."""
        if self.wishes.placing not in BY_PLACE:
            return []
        both = self.renamed & self.rephoned
        return [key for key in self.records if key in both]

    @property
    def does_nothing(self) -> bool:
        return not self.cells and not self.new

    @property
    def leaves_out(self) -> bool:
        """Something of what was copied would not be there afterwards."""
        layout = self.layout
        lines = layout.lost + layout.twice + self.not_added
        return bool(self.refused or layout.beside or layout.unnamed or layout.doubled or lines)

    @property
    def is_to_be_shown(self) -> bool:
        """It is more than one row, or not all of it can be done (feat-R21)."""
        is_large = len(self.records) > 1 or self.wishes.placing is not Placing.POSITION
        return (is_large and not self.does_nothing) or bool(self.new) or self.leaves_out

    def name(self, set_there: int) -> str:
        """What undo takes back; so many cells of records that were there have been set."""
        cells = f"{set_there:,} cell{'s' * (set_there != 1)}"
        new = f"{len(self.new):,} new record{'s' * (len(self.new) != 1)}"
        parts = [cells] * bool(set_there) + [new] * bool(self.new)
        return f"paste of {' and '.join(parts)}"


# What each cell becomes


def plan_of(lines: Lines, target: Target, sheet: Sheet, wishes: Wishes) -> Work[Plan]:
    """What would happen; nothing has happened yet."""
    layout = yield from laid_out(lines, target, sheet, wishes.placing)
    is_by_place = wishes.placing is Placing.POSITION
    plan = Plan(wishes, layout, takes_headings=is_by_place and has_headings(lines, sheet))
    locks = Locks(sheet)
    for piece in layout.pieces:
        _weigh(plan, piece, sheet, locks)
        yield None
    for span in spans(len(layout.new), LINES_AT_ONCE):
        for cells in layout.new[span]:
            _add(plan, cells, sheet)
        yield None
    yield from _check(plan, sheet)
    return plan


class Locks:
    """Why cells can't be edited, for a sheet that does not change meanwhile.

    What holds for a whole record or a whole field is asked once.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._of_records: dict[RecordKey, Lock | None] = {}
        self._of_fields: dict[FieldName, Lock | None] = {}

    def of(self, key: RecordKey, name: FieldName, server: Value) -> Lock | None:
        """The cell's lock; `server` is what the server has there."""
        if key not in self._of_records:
            self._of_records[key] = self._sheet.locks.of_row(key)
        if name not in self._of_fields:
            self._of_fields[name] = self._sheet.locks.of_field(name)
        found = self._of_records[key] or self._of_fields[name]
        return found or (None if self._is_plain(server) else self._sheet.locks.of(key, name))

    def _is_plain(self, server: Value) -> bool:
        is_short = isinstance(server, str) and len(server) <= LONGEST_EDITED
        return is_short and not self._sheet.changes.has_contested


def _weigh(plan: Plan, piece: Piece, sheet: Sheet, locks: Locks) -> None:
    """Text that looks like what the server has is what the server has."""
    name, rows = piece.field, piece.rows
    keys = sheet.store.keys(rows)
    server = sheet.store.column(name, rows)
    shown = sheet.changes.shown(name, keys, server)
    column = plan.wanted.setdefault(name, {})
    replaced = _replaced(plan, name)
    plan.records.update(dict.fromkeys(keys))
    for key, raw, there, now in zip(keys, piece.texts, server, shown, strict=True):
        text = _tidied(plan, raw)
        if text == text_of(now):
            plan.same += 1
        elif lock := locks.of(key, name, there) or _length_lock(text):
            plan.refused[name, lock] += 1
        else:
            column[key] = there if text == text_of(there) else text
            plan.changed.add(key)
            if text_of(now):
                replaced.add(key)
            if column[key] is not there:
                plan.edits.setdefault(key, {})[name] = text
            if len(column) <= SAMPLES_EACH and len(plan.samples) < SAMPLES:
                plan.samples.append(Change(key, name, now, column[key]))
    if not column:
        del plan.wanted[name]


def _replaced(plan: Plan, name: FieldName) -> set[RecordKey]:
    """Where it is noted that a record's text in this field is replaced; for most: nowhere."""
    if name in NAMES:
        return plan.renamed
    return plan.rephoned if name in PHONES else set()


def _length_lock(text: str) -> Lock | None:
    return Lock.ENDLESS_TEXT if len(text) > LONGEST_EDITED else None


def _add(plan: Plan, cells: Mapping[FieldName, str], sheet: Sheet) -> None:
    """A line without a record: a new one, if that is wished."""
    tidied = {name: _tidied(plan, text) for name, text in cells.items()}
    texts = {name: text for name, text in tidied.items() if text}
    if texts.get(DATASET) == sheet.dataset:
        del texts[DATASET]
    if not texts:
        plan.blank += 1
    elif not plan.wishes.adds:
        plan.not_added += 1
    else:
        key = new_record_key()
        values = dict(_writable(plan, key, texts, sheet))
        plan.new.update({key: values} if values else {})


def _writable(
    plan: Plan, key: RecordKey, texts: Mapping[FieldName, str], sheet: Sheet
) -> Iterator[tuple[FieldName, Value]]:
    for name, text in texts.items():
        if lock := sheet.locks.of_row(key) or sheet.locks.of_field(name) or _length_lock(text):
            plan.refused[name, lock] += 1
        else:
            yield name, text


def _tidied(plan: Plan, text: str) -> str:
    trimmed = text.strip()
    plan.spaced += trimmed != text
    plan.nulls += trimmed in NULL_WORDS
    if plan.wishes.null_is_empty and trimmed in NULL_WORDS:
        return ""
    return trimmed if plan.wishes.trims else text


def _check(plan: Plan, sheet: Sheet) -> Work[None]:
    """What is to be said of the values that are taken."""
    every = list(plan.edits.values())
    for span in spans(len(every), RECORDS_AT_ONCE):
        for values in every[span]:
            _note(plan, sheet, values, is_new=False)
        yield None
    for values in plan.new.values():
        _note(plan, sheet, values, is_new=True)
        yield None


def _note(plan: Plan, sheet: Sheet, values: Mapping[FieldName, Value], *, is_new: bool) -> None:
    vocabulary = sheet.vocabulary
    found = chain(
        check_new(values) if is_new else (),
        check_defined(values, vocabulary, is_new=is_new),
        check_values(values, vocabulary, sheet.permits.region),
    )
    plan.findings.update((each.field, each.problem) for each in found)
