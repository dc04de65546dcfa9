"""Changed records one below the other, each with its changed fields below it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cn_desktop.records.fields import FieldName, RecordKey
from cn_desktop.records.marks import State
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.steps import pieces

AT_ONCE = 256
"""Records in a step: their fields are looked up in a millisecond."""

Fields = tuple[FieldName, ...]
Sizes = NDArray[np.int64]


class Line(NamedTuple):
    """A record's heading, or one of its fields."""

    key: RecordKey
    field: FieldName | None = None


class Listing:
    """Lines by number. A record that goes leaves its place behind, and comes back to it.

    So nothing above or below it moves for longer than it is away; and the places of
    100,000 others need not be counted anew.
    """

    def __init__(self) -> None:
        self._keys: list[RecordKey] = []
        self._places: dict[RecordKey, int] = {}
        self._fields: list[Fields | None] = []
        self._counted = np.zeros(0, np.int64)
        self._ends = np.zeros(0, np.int64)

    def __len__(self) -> int:
        self._count()
        return int(self._ends[-1]) if len(self._ends) else 0

    def keys(self) -> list[RecordKey]:
        """The records that are listed, from top to bottom."""
        shown = zip(self._keys, self._fields, strict=True)
        return [key for key, fields in shown if fields is not None]

    def fields_of(self, key: RecordKey) -> Fields | None:
        """The record's listed fields; None while it is not listed."""
        place = self._places.get(key)
        return None if place is None else self._fields[place]

    def line(self, number: int) -> Line:
        """Raises IndexError where there is none."""
        if not 0 <= number < len(self):
            raise IndexError(number)
        place = int(np.searchsorted(self._ends, number, side="right"))
        fields = self._fields[place] or ()
        at = number - self._start(place)
        return Line(self._keys[place], fields[at - 1] if at else None)

    def number(self, line: Line) -> int | None:
        """Where the line stands; for a field that is not listed where its record does."""
        place = self._places.get(line.key)
        if place is None or self._fields[place] is None:
            return None
        fields = self._fields[place] or ()
        return self._start(place) + (fields.index(line.field) + 1 if line.field in fields else 0)

    def first_line(self, key: RecordKey) -> int:
        """Where the record's heading stands, or would."""
        place = self._places.get(key)
        return len(self) if place is None else self._start(place)

    def put(self, changed: Mapping[RecordKey, Fields | None]) -> None:
        """List these records so; None: not any more."""
        fresh = [key for key in changed if key not in self._places]
        self.extend(dict.fromkeys(fresh))
        sizes = self._sizes()
        for key, fields in changed.items():
            place = self._places[key]
            self._fields[place] = fields
            sizes[place] = _size(fields)
        self._counted, self._ends = sizes, np.cumsum(sizes)

    def knows(self, key: RecordKey) -> bool:
        """It has a place, be it listed there now or not."""
        return key in self._places

    def make_room(self, key: RecordKey, below: RecordKey) -> None:
        """Give a new record a place above that one, in which nothing is listed yet.

        Takes 1 ms for 5,000 records.
        """
        place = self._places[below]
        sizes = self._sizes()
        self._keys.insert(place, key)
        self._fields.insert(place, None)
        self._places.update(zip(self._keys[place:], range(place, len(self._keys)), strict=True))
        self._counted = np.insert(sizes, place, 0)
        self._ends = np.cumsum(self._counted)

    def extend(self, fresh: Mapping[RecordKey, Fields | None]) -> None:
        """List these behind the others; they are counted when somebody wants to know."""
        first = len(self._keys)
        self._places.update(zip(fresh, range(first, first + len(fresh)), strict=True))
        self._keys += fresh
        self._fields += fresh.values()

    def rename(self, old: RecordKey, new: RecordKey) -> None:
        """The record has another key now, and stays where it is."""
        place = self._places.pop(old, None)
        if place is None or new in self._places:
            return
        self._places[new] = place
        self._keys[place] = new

    def _start(self, place: int) -> int:
        self._count()
        return int(self._ends[place - 1]) if place else 0

    def _sizes(self) -> Sizes:
        """How many lines each record takes."""
        more = [_size(fields) for fields in self._fields[len(self._counted) :]]
        return np.concatenate([self._counted, np.array(more, np.int64)])

    def _count(self) -> None:
        if len(self._counted) < len(self._fields):
            self._counted = self._sizes()
            self._ends = np.cumsum(self._counted)


def _size(fields: Fields | None) -> int:
    return 0 if fields is None else len(fields) + 1


def listed(
    sheet: Sheet, keys: Sequence[RecordKey], order: Sequence[FieldName]
) -> Iterator[dict[RecordKey, Fields | None]]:
    """What there is to list of these records, some hundred at a time.

    `order` is that of all fields there may be. A saved record has the fields that were sent;
    one without a state is not listed.
    """
    same: dict[Fields, Fields] = {}
    for some in pieces(keys, AT_ONCE):
        found = _fields_of(sheet, [key for key in some if sheet.changes.state(key)], order)
        yield {
            key: same.setdefault(found[key], found[key]) if key in found else None for key in some
        }


def _fields_of(
    sheet: Sheet, keys: Sequence[RecordKey], order: Sequence[FieldName]
) -> dict[RecordKey, Fields]:
    edited = set(sheet.changes.edited_fields())
    fields: dict[RecordKey, list[FieldName]] = {
        key: _saved_fields(sheet, key, order) for key in keys
    }
    for name in filter(edited.__contains__, order):
        for key in sheet.changes.wanted_of(name, keys):
            fields[key].append(name)
    return {key: tuple(names) for key, names in fields.items()}


def _saved_fields(sheet: Sheet, key: RecordKey, order: Sequence[FieldName]) -> list[FieldName]:
    mark, done = sheet.changes.mark(key), sheet.changes.done(key)
    if mark is None or mark.state is not State.SAVED:
        return []
    sent = {*mark.sent, *(done.stored if done else ())}
    return [name for name in order if name in sent] if sent else []
