"""Where each cell of a pasted block is meant to go: by its place, by headings, or by uid."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from cn_desktop.records.area import Area
from cn_desktop.records.fields import UID, FieldName, RecordKey, folded, label_of
from cn_desktop.records.order import Rows
from cn_desktop.records.pasted import Lines
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.steps import Work, spans

LINES_AT_ONCE = 256
"""So many cells of one column are weighed in some 2 ms."""
LONGEST_HEADING = 1_000
"""Characters; a longer text names no field."""
MOST_HEADINGS = 1_000
"""Cells; those behind them name no field. No account has so many, and a line can have 200,000."""
NOWHERE, TWICE = -1, -2
"""In place of a row: no record has the line's uid, or another line is meant for its record."""

Names = Sequence[FieldName | None]
"""The field of each column; None for a heading that names no field."""
Places = Sequence[int | None]
"""For each line the store's row; None for a line without a record."""


class Placing(Enum):
    """Where the lines of a paste go.

    By names the first line says which field each column is meant for; by records each line
    goes to the record that it names by its uid. New: none of them goes to a record that is
    there; the first line says the fields if it looks like headings.
    """

    POSITION = "position"
    NAMES = "names"
    RECORDS = "records"
    NEW = "new"


BY_NAMES = {Placing.NAMES, Placing.RECORDS}


@dataclass(frozen=True)
class Target:
    """Where a paste begins: `rows` of the store and `fields` from there on, as they are on screen.

    `areas` is what is selected.
    """

    rows: Sequence[int] | Rows = ()
    fields: Sequence[FieldName] = ()
    areas: Sequence[Area] = ()


class Piece(NamedTuple):
    """Texts for one field, each for the record in its row of the store."""

    field: FieldName
    rows: Sequence[int]
    texts: Sequence[str]


@dataclass
class Layout:
    """The cells by the place that each is meant for.

    `new`: lines that have no record. `beside`: cells with a text and without a column.
    `unnamed`: headings that name no field; `doubled`: those that name one a second time.
    `lost`: lines whose uid no record has.
    `twice`: lines for a record that another line is meant for.
    """

    pieces: list[Piece] = field(default_factory=list)
    new: list[dict[FieldName, str]] = field(default_factory=list)
    beside: int = 0
    unnamed: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    lost: int = 0
    twice: int = 0


# Headings


class Headings:
    """Finds the fields of a sheet, by their own names or by what people call them."""

    def __init__(self, sheet: Sheet) -> None:
        self._own = {str(name): name for name in sheet.fields}
        self._known: dict[str, FieldName | None] = {}
        for spelled in (str, sheet.vocabulary.label, label_of):
            alike: dict[str, list[FieldName]] = {}
            for name in sheet.fields:
                alike.setdefault(folded(spelled(name)), []).append(name)
            for text, names in alike.items():
                self._known.setdefault(text, names[0] if len(names) == 1 else None)
        self._known.pop("", None)

    def field(self, text: str) -> FieldName | None:
        """The field that the text names.

        What two fields are called alike names neither, unless it is spelled as one is.
        """
        if len(text) > LONGEST_HEADING:
            return None
        return self._own.get(text.strip()) or self._known.get(folded(text))


def named_fields(line: Sequence[str], sheet: Sheet) -> list[FieldName | None]:
    """The field that each heading names; a second heading for a field names none."""
    headings = Headings(sheet)
    named: list[FieldName | None] = []
    used: set[FieldName | None] = set()
    for text in line[:MOST_HEADINGS]:
        found = headings.field(text)
        named.append(None if found in used else found)
        used.add(found)
    return named + [None] * (len(line) - len(named))


def has_headings(lines: Lines, sheet: Sheet) -> bool:
    """Most of the first line's cells name a field, and there is something below it."""
    names = [text for text in lines[0] if text.strip()]
    found = sum(name is not None for name in named_fields(lines[0], sheet))
    return len(lines) > 1 and found * 2 > len(names)


def suggested(lines: Lines, sheet: Sheet) -> Placing:
    """Where the lines are probably meant for; new records are never guessed at."""
    if not has_headings(lines, sheet):
        return Placing.POSITION
    return Placing.RECORDS if UID in named_fields(lines[0], sheet) else Placing.NAMES


def possible(lines: Lines, sheet: Sheet) -> list[Placing]:
    """Where the lines may be placed."""
    names = named_fields(lines[0], sheet) if len(lines) > 1 else []
    named = any(name is not None for name in names)
    return [
        Placing.POSITION,
        *([Placing.NAMES] if named else []),
        *([Placing.RECORDS] if UID in names else []),
        Placing.NEW,
    ]


# Where each cell goes


def laid_out(lines: Lines, target: Target, sheet: Sheet, placing: Placing) -> Work[Layout]:
    """The cells by the place that each is meant for."""
    layout = Layout()
    is_new = placing is Placing.NEW
    if placing in BY_NAMES or (is_new and has_headings(lines, sheet)):
        names = named_fields(lines[0], sheet)
        yield from _note_unused(layout, lines[0], names, Headings(sheet))
        rows = [] if is_new else _rows_of(lines, names, target, sheet, placing)
        is_found = placing is Placing.RECORDS and UID in names
        below = _stripped(lines[1:], names.index(UID)) if is_found else lines[1:]
        yield from _lay_lines(layout, below, names, rows)
    elif not is_new and (repeated := _repeated(lines, target)):
        yield from _lay_areas(layout, lines, repeated)
    else:
        rows = [] if is_new else list(map(int, target.rows[: len(lines)]))
        yield from _lay_lines(layout, lines, target.fields, rows)
    return layout


def fills(lines: Lines, target: Target) -> bool:
    """By position the block is repeated until the selection is full."""
    return bool(_repeated(lines, target))


def _note_unused(
    layout: Layout, line: Sequence[str], names: Names, headings: Headings
) -> Work[None]:
    """The texts above columns that go nowhere."""
    for span in spans(len(line), LINES_AT_ONCE):
        there = zip(line[span], names[span], strict=True)
        for text in (text for text, name in there if name is None and text.strip()):
            (layout.doubled if headings.field(text) else layout.unnamed).append(text)
        yield None


def _repeated(lines: Lines, target: Target) -> Sequence[Area]:
    """What is selected, if the block fills it: one cell any selection, a block its multiples."""
    height, width = len(lines), len(lines[0])
    size = sum(area.size for area in target.areas)
    if any(len(line) != width for line in lines) or size <= height * width:
        return ()
    if height == width == 1:
        return target.areas
    first = target.areas[0]
    is_multiple = not len(first.rows) % height and not len(first.fields) % width
    return target.areas if len(target.areas) == 1 and is_multiple else ()


def _lay_areas(layout: Layout, lines: Lines, areas: Sequence[Area]) -> Work[None]:
    """The block again and again, until the areas are full."""
    height, width = len(lines), len(lines[0])
    for area in areas:
        for span in spans(len(area.rows), LINES_AT_ONCE):
            rows = list(map(int, area.rows[span]))
            for place, name in enumerate(area.fields):
                numbers = range(span.start, span.start + len(rows))
                texts = [lines[number % height][place % width] for number in numbers]
                layout.pieces.append(Piece(name, rows, texts))
            yield None


def _lay_lines(layout: Layout, lines: Lines, names: Names, rows: Places) -> Work[None]:
    """Each line into its row, each column into its field; what is behind the rows is new."""
    for span in spans(len(lines), LINES_AT_ONCE):
        some = list(zip(lines[span], rows[span], strict=False))
        new = [line for line, row in some if row is None] + lines[span][len(some) :]
        layout.new += (dict(_named(line, names)) for line in new)
        placed = [(line, row) for line, row in some if row is not None and row >= 0]
        layout.lost += sum(row == NOWHERE for _, row in some)
        layout.twice += sum(row == TWICE for _, row in some)
        for place, name in enumerate(names):
            there = [(row, line[place]) for line, row in placed if place < len(line)]
            if name is not None and there:
                layout.pieces.append(Piece(name, *zip(*there, strict=True)))
        layout.beside += sum(_beside(line, names) for line in lines[span])
        yield None


def _stripped(lines: Lines, at: int) -> Lines:
    """Without blanks around what finds the record: nobody wants to change its uid by them."""
    return [
        [*line[:at], line[at].strip(), *line[at + 1 :]]
        if at < len(line) and line[at] != line[at].strip()
        else line
        for line in lines
    ]


def _named(line: Sequence[str], names: Names) -> Iterator[tuple[FieldName, str]]:
    pairs = zip(names, line, strict=False)
    return ((name, text) for name, text in pairs if name is not None)


def _beside(line: Sequence[str], names: Names) -> int:
    unplaced = (text for text, name in zip(line, names, strict=False) if name is None)
    return sum(map(bool, unplaced)) + sum(map(bool, line[len(names) :]))


def _rows_of(
    lines: Lines,
    names: Names,
    target: Target,
    sheet: Sheet,
    placing: Placing,
) -> Places:
    """The row of each line below the headings."""
    if placing is Placing.NAMES or UID not in names:
        return list(map(int, target.rows[: len(lines) - 1]))
    at = names.index(UID)
    uids = [line[at].strip() if at < len(line) else "" for line in lines[1:]]
    rows = sheet.store.rows_of(list(map(RecordKey, uids)))
    found: list[int | None] = []
    seen: set[int] = set()
    for uid, row in zip(uids, rows, strict=True):
        place = NOWHERE if row is None else TWICE if row in seen else row
        found.append(place if uid else None)
        seen.update([row] if row is not None else [])
    return found
