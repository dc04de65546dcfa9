"""A run of records as one text: an eighth of what Python objects take, and searched as one."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cn_desktop.records.fields import ABSENT, UID, FieldName, RecordKey, Value, text_of
from cn_desktop.records.packing import (
    FIRST_MARK,
    SEPARATOR,
    ZERO_DATE_BYTES,
    cells_of,
    fold_latin,
    folded_foreign,
    packed_row,
    unpacked,
    unpacked_all,
)

Bytes: TypeAlias = NDArray[np.uint8]
Places: TypeAlias = NDArray[np.integer[Any]]
"""Positions in a text, or numbers of rows."""
Rows: TypeAlias = Sequence[int] | Places
Flags: TypeAlias = NDArray[np.bool_]
Words: TypeAlias = NDArray[np.uint64]
WORD = 8

LONGEST_NUMBER = 18
"""Digits that an int64 holds whatever they are."""
MANY_FOREIGN = 2
"""Cells outside ASCII in each record: to fold more one by one takes longer than the whole text."""
SCATTERED = 16
"""Reading so many rows of a block one by one is quicker than looking for every separator."""


class Layout:
    """Which field stands at which place of a packed row."""

    def __init__(self, fields: Sequence[FieldName] = ()) -> None:
        self.fields = tuple(fields)
        self.places = {field: place for place, field in enumerate(self.fields)}

    def __len__(self) -> int:
        return len(self.fields)

    def grown(self, record: dict[FieldName, Value]) -> "Layout":
        """The same with the record's other fields behind; itself if there are none."""
        others = [field for field in record if field not in self.places]
        return Layout(self.fields + tuple(others)) if others else self

    def picker(self, fields: Sequence[FieldName]) -> Callable[[bytes], Sequence[bytes]]:
        """What takes the cells of these fields from a packed row; empty for unknown fields."""
        behind = len(self)  # after the last separator stands nothing
        places = [self.places.get(field, behind) for field in fields]
        if len(places) == 1:
            return lambda row: [row.split(SEPARATOR)[places[0]]]
        pick = itemgetter(*places)
        return lambda row: pick(row.split(SEPARATOR))


class Block:
    """Records whose cells stand one behind the other in `text`; it never changes.

    Row `i` is `text[edges[i]:edges[i + 1]]`, every cell followed by a separator.
    `folded` and `folded_edges` are the same without regard to case. `stops`, if known, are
    the places of all separators, a row for each record.
    """

    def __init__(
        self,
        layout: Layout,
        text: bytes,
        edges: Places,
        search: tuple[bytes, Places],
        stops: Places | None = None,
    ) -> None:
        self.layout = layout
        self.text = text
        self.edges = edges
        self.folded, self.folded_edges = search
        self._stops = stops
        self._edges = edges.data

    def __len__(self) -> int:
        return len(self._edges) - 1

    def __iter__(self) -> Iterator[dict[FieldName, Value]]:
        return map(self.record, range(len(self)))

    # One record

    def row(self, at: int) -> bytes:
        """The record, packed."""
        return self.text[self._edges[at] : self._edges[at + 1]]

    def folded_row(self, at: int) -> bytes:
        return self.folded[self.folded_edges[at] : self.folded_edges[at + 1]]

    def cell(self, at: int, place: int) -> bytes:
        return self.row(at).split(SEPARATOR, place + 1)[place]

    def value(self, at: int, field: FieldName) -> Value:
        place = self.layout.places.get(field)
        return ABSENT if place is None else unpacked(self.cell(at, place))

    def record(self, at: int) -> dict[FieldName, Value]:
        """The record's cells, absent ones left out."""
        values = unpacked_all(cells_of(self.row(at)))
        pairs = zip(self.layout.fields, values, strict=True)
        return {field: value for field, value in pairs if value is not ABSENT}

    def key(self, at: int) -> RecordKey:
        return RecordKey(text_of(self.value(at, UID)))

    def keys(self, rows: Rows | None = None) -> list[RecordKey]:
        """`key` for these rows, or for all."""
        return [RecordKey(text_of(value)) for value in self.column(UID, rows)]

    # A column of many

    def cells(self, field: FieldName, rows: Rows | None = None) -> list[bytes]:
        """A field's packed cells in these rows, or in all; the layout must have the field."""
        place = self.layout.places[field]
        if rows is not None and len(rows) < SCATTERED:
            return [self.cell(at, place) for at in rows]
        starts, stops = self.spans(place)
        if rows is not None:
            starts, stops = starts[rows], stops[rows]
        text = self.text
        pairs = zip(starts.tolist(), stops.tolist(), strict=True)
        return [text[start:stop] for start, stop in pairs]

    def column(self, field: FieldName, rows: Rows | None = None) -> list[Value]:
        """A field's values in these rows, or in all."""
        if field not in self.layout.places:
            return [ABSENT] * (len(self) if rows is None else len(rows))
        return unpacked_all(self.cells(field, rows))

    def spans(self, place: int) -> tuple[Places, Places]:
        """Where the cells at this place begin and end, for every row."""
        stops = self.stops()
        starts = self.edges[:-1] if place == 0 else stops[:, place - 1] + 1
        return starts, stops[:, place]

    def stops(self) -> Places:
        """The places of the separators, a row for each record."""
        if self._stops is not None:
            return self._stops
        found = np.flatnonzero(self.codes() == SEPARATOR[0])
        return found.reshape(len(self), len(self.layout))

    def filled(self, fields: Sequence[FieldName]) -> set[FieldName]:
        """Those of the fields in which a record has something to see (`fields.is_empty`)."""
        places = self.layout.places
        asked = [places[field] for field in fields if field in places]
        if not asked or not len(self):
            return set()
        stops = self.stops()
        before = np.empty(stops.size, np.int64)
        before[0] = -1
        before[1:] = stops.ravel()[:-1]
        starts = before.reshape(stops.shape)[:, asked] + 1
        has_values = _has_values(self.text, starts, stops[:, asked] - starts)
        return {
            self.layout.fields[place] for place, has in zip(asked, has_values, strict=True) if has
        }

    def codes(self) -> Bytes:
        return np.frombuffer(self.text, np.uint8)

    def has_only(self, field: FieldName) -> bytes | None:
        """The packed cell that every record has in this field; None if they differ."""
        if field not in self.layout.places or not len(self):
            return None
        starts, stops = self.spans(self.layout.places[field])
        first = self.text[starts[0] : stops[0]]
        if (stops - starts != len(first)).any():
            return None
        present = self.codes()[starts[:, None] + np.arange(len(first))]
        return first if (present == np.frombuffer(first, np.uint8)).all() else None

    @cached_property
    def numbers(self) -> Places | None:
        """The records' uids as numbers, if each is one in its only spelling; else None."""
        if UID not in self.layout.places:
            return None
        return _numbers(self.codes(), *self.spans(self.layout.places[UID]))


def pack(records: Sequence[dict[FieldName, Value]], layout: Layout) -> Block:
    """Records as a block; the layout must have all their fields."""
    rows = [packed_row([each.get(field, ABSENT) for field in layout.fields]) for each in records]
    text = b"".join(rows)
    edges = edges_of([len(row) for row in rows])
    places = np.flatnonzero(np.frombuffer(text, np.uint8) == SEPARATOR[0])
    stops = places.reshape(len(rows), len(layout))
    return Block(layout, text, edges, folding(text, edges, stops), stops)


def joined(blocks: Sequence[Block]) -> Block:
    """Blocks of one layout as one."""
    text = b"".join([block.text for block in blocks])
    search = b"".join([block.folded for block in blocks])
    edges = _chained([block.edges for block in blocks])
    is_same = all(block.folded_edges is block.edges for block in blocks)
    folded_edges = edges if is_same else _chained([block.folded_edges for block in blocks])
    return Block(blocks[0].layout, text, edges, (search, folded_edges))


def edges_of(lengths: Sequence[int] | Places) -> Places:
    """Where rows of these lengths begin, and where the last one ends."""
    edges = np.zeros(len(lengths) + 1, np.uint32)
    np.cumsum(lengths, out=edges[1:])
    return edges


def edges_at(stops: Places) -> Places:
    """The same from the places of the separators, a row for each record."""
    edges = np.zeros(len(stops) + 1, np.uint32)
    edges[1:] = stops[:, -1] + 1
    return edges


def folding(text: bytes, edges: Places, stops: Places) -> tuple[bytes, Places]:
    """The text without regard to case, and its own edges; the same ones if nothing moved."""
    lower = bytearray(text.lower())
    others = fold_latin(np.frombuffer(lower, np.uint8))
    if not len(others):
        return bytes(lower), edges
    ascending = np.searchsorted(stops.ravel(), others)
    cells = ascending[np.diff(ascending, prepend=-1) > 0]  # np.unique imports a lot: 20 ms
    if len(cells) > MANY_FOREIGN * len(stops):
        search = folded_foreign(text)
        moved = np.flatnonzero(np.frombuffer(search, np.uint8) == SEPARATOR[0])
        return search, edges_at(moved.reshape(stops.shape))
    return _folding_of(text, bytes(lower), edges, stops, cells)


def _folding_of(
    text: bytes, lower: bytes, edges: Places, stops: Places, cells: Places
) -> tuple[bytes, Places]:
    """These cells one by one, the rest as it is in lower case."""
    starts = np.concatenate([[-1], stops.ravel()[:-1]])[cells] + 1
    ends = stops.ravel()[cells]
    pieces: list[bytes] = []
    longer, end = [], 0
    for start, stop in zip(starts.tolist(), ends.tolist(), strict=True):
        other = _folded_cell(text[start:stop])
        longer.append(len(other) - (stop - start))
        pieces += (lower[end:start], other)
        end = stop
    search = b"".join([*pieces, lower[end:]])
    if not any(longer):
        return search, edges
    lengths = np.diff(edges).astype(np.int64)
    np.add.at(lengths, cells // stops.shape[1], longer)
    return search, edges_of(lengths)


@lru_cache(maxsize=10_000)
def _folded_cell(cell: bytes) -> bytes:
    """Names come again and again."""
    return folded_foreign(cell)


def _has_values(text: bytes, starts: Places, lengths: Places) -> Flags:
    """For each column whether a cell is neither empty, a mark, nor a date that was never set."""
    seen = lengths > 0
    seen[seen] = np.frombuffer(text, np.uint8)[starts[seen]] < FIRST_MARK
    dated = seen & (lengths == len(ZERO_DATE_BYTES))
    if dated.any():
        seen[dated] = ~_are_zero_dates(text, starts[dated])
    return np.asarray(seen.any(axis=0))


def words_at(text: bytes, places: Places) -> Words:
    """The eight bytes from each of these places on, as one number."""
    pieces = np.ndarray((max(len(text) - WORD + 1, 0),), "V8", text, 0, (1,))
    return np.asarray(pieces[places].view("<u8"))


def word_starts(length: int) -> list[int]:
    """Where to begin so that words, the last one overlapping, cover so many bytes."""
    return [*range(0, length - WORD, WORD), length - WORD]


def word_of(piece: bytes) -> int:
    """What `words_at` gives where these eight bytes stand."""
    return int.from_bytes(piece, "little")


def _are_zero_dates(text: bytes, starts: Places) -> Flags:
    places = word_starts(len(ZERO_DATE_BYTES))
    spelled = [word_of(ZERO_DATE_BYTES[at : at + WORD]) for at in places]
    found = [words_at(text, starts + at) == word for at, word in zip(places, spelled, strict=True)]
    return np.asarray(np.logical_and.reduce(found))


def _chained(all_edges: Sequence[Places]) -> Places:
    lengths = np.concatenate([np.diff(edges) for edges in all_edges])
    return edges_of(lengths)


def _numbers(text: Bytes, starts: Places, stops: Places) -> Places | None:
    lengths = stops - starts
    longest = int(lengths.max(initial=0))
    if not longest or longest > LONGEST_NUMBER or not lengths.min():
        return None
    if ((text[starts] == ord("0")) & (lengths > 1)).any():
        return None
    # Right-aligned digits; what lies before a shorter number counts nothing.
    back = np.arange(longest)[::-1]
    digits = text[np.maximum(stops[:, None] - 1 - back, 0)] - np.uint8(ord("0"))
    digits[back >= lengths[:, None]] = 0
    if digits.max() > 9:
        return None
    numbers: Places = digits @ (10 ** back.astype(np.int64))
    return numbers
