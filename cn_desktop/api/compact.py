"""Rows in PHP's compact spelling, decoded a window at a time instead of a value at a time.

What differs from row to row stands between the same bytes each time: the names. So it is
enough to find the quotes, to see that exactly those bytes stand between the values, and to
take the values out together. Whatever is spelled in any other way is left to the grammar in
`json_stream`, which says no here and decodes it there.
"""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from cn_desktop.api.escapes import (
    BACKSLASH,
    FIRST_PRINTABLE,
    NOTHING,
    QUOTE,
    decode_escapes,
    shown,
)
from cn_desktop.api.json_codec import DECODER
from cn_desktop.records.block import (
    WORD,
    Block,
    Bytes,
    Layout,
    Places,
    Words,
    edges_at,
    folding,
    word_of,
    word_starts,
    words_at,
)
from cn_desktop.records.fields import FieldName
from cn_desktop.records.packing import NULL_MARK, SEPARATOR

QUOTES = 4
"""Of a name and its value."""
HEAD_QUOTES = 3


class CompactRows:
    """Decodes windows of one answer; remembers how its rows are spelled."""

    def __init__(self) -> None:
        self._template: _Template | None = None

    def block(self, window: str) -> Block | None:
        """Whole rows with a comma between two of them; None if they are spelled otherwise."""
        prepared = _prepared(window)
        if prepared is None:
            return None
        spans = self._template.spans(prepared) if self._template else None
        if spans is None:
            self._template = _learned(window, prepared)
            spans = self._template.spans(prepared) if self._template else None
        if self._template is None or spans is None:
            return None
        packed, stops = _packed(prepared, *spans)
        if NOTHING in packed:
            packed = shown(packed)
            stops = np.flatnonzero(np.frombuffer(packed, np.uint8) == SEPARATOR[0])
        return self._template.block(packed, stops)


class _Template:
    """What stands before, between and behind the values of a row.

    A gap reaches from a value's closing quote to the next one's opening quote; none is
    shorter than a word.
    """

    def __init__(self, names: list[FieldName], head: bytes, gaps: list[bytes]) -> None:
        self._layout = Layout(names)
        self._head = head
        self._lengths = np.array([len(gap) for gap in gaps])
        self._firsts = _words(gap[:WORD] for gap in gaps)
        self._lasts = _words(gap[-WORD:] for gap in gaps)
        between = [
            (column, start, gap[start : start + WORD])
            for column, gap in enumerate(gaps)
            for start in word_starts(len(gap))[1:-1]
        ]
        self._columns = np.array([column for column, _start, _word in between], np.int64)
        self._starts = np.array([start for _column, start, _word in between], np.int64)
        self._between = _words(word for _column, _start, word in between)

    def spans(self, window: bytearray) -> tuple[Places, Places] | None:
        """Where each value begins, and its closing quote; None if a row is spelled otherwise."""
        if not window.startswith(self._head):
            return None
        whole = b"".join([window, b",", self._head])
        quotes = np.flatnonzero(np.frombuffer(whole, np.uint8) == QUOTE)
        rows, others = divmod(len(quotes) - HEAD_QUOTES, QUOTES * len(self._layout))
        if others or not rows:
            return None
        starts = quotes[2::QUOTES] + 1
        ends = quotes[3::QUOTES]
        shape = (rows, len(self._layout))
        gaps = (starts[1:] - ends).reshape(shape)
        if (gaps != self._lengths).any() or not self._has_names(whole, starts[1:], ends, shape):
            return None
        return starts[:-1], ends

    def _has_names(
        self, whole: bytes, starts: Places, ends: Places, shape: tuple[int, int]
    ) -> bool:
        if (words_at(whole, ends).reshape(shape) != self._firsts).any():
            return False
        if (words_at(whole, starts - WORD).reshape(shape) != self._lasts).any():
            return False
        between = ends.reshape(shape)[:, self._columns] + self._starts
        return bool((words_at(whole, between) == self._between).all())

    def block(self, packed: bytes, stops: Places) -> Block:
        """Packed cells and their separators as a block."""
        stops = stops.reshape(-1, len(self._layout))
        edges = edges_at(stops)
        return Block(self._layout, packed, edges, folding(packed, edges, stops), stops)


def _words(pieces: Iterable[bytes]) -> Words:
    return np.array([word_of(piece) for piece in pieces], np.uint64)


def _packed(window: bytearray, starts: Places, ends: Places) -> tuple[bytes, Places]:
    """The values from their starts to their closing quotes, which become separators."""
    lengths = ends - starts + 1
    stops = np.cumsum(lengths)
    places = np.repeat(starts - (stops - lengths), lengths)
    places += _counting(len(places))
    codes = np.frombuffer(window, np.uint8)[places]
    stops -= 1
    codes[stops] = SEPARATOR[0]
    return codes.tobytes(), stops


@lru_cache(maxsize=1)
def _all_counting(length: int) -> Places:
    return np.arange(length)


def _counting(length: int) -> Places:
    """0, 1, 2 …: the same array each time, as long as it is long enough."""
    return _all_counting(2 ** length.bit_length())[:length]


def _prepared(window: str) -> bytearray | None:
    """Escapes decoded, every quote left one of JSON's own, and null spelled like a value."""
    data = bytearray(window.encode())
    codes = np.frombuffer(data, np.uint8)
    if codes.min(initial=FIRST_PRINTABLE) < FIRST_PRINTABLE:
        return None
    if BACKSLASH in data and not decode_escapes(codes):
        return None
    return data if _mark_nulls(codes) else None


def _mark_nulls(codes: Bytes) -> bool:
    """`null` becomes two quotes around the mark, in the same room; False for another word."""
    begun = (codes[:-5] == QUOTE) & (codes[1:-4] == ord(":")) & (codes[2:-3] == ord("n"))
    nulls = np.flatnonzero(begun) + 2
    for at, (code, mark) in enumerate(zip(b"null", b'"' + NULL_MARK + b'"', strict=True)):
        if (codes[nulls + at] != code).any():
            return False
        codes[nulls + at] = mark
    return True


def _learned(window: str, prepared: bytearray) -> _Template | None:
    """How the window's first row is spelled, if all its values are text or null."""
    try:
        row, _end = DECODER.raw_decode(window)
    except (ValueError, RecursionError):
        return None
    if not row or not all(value is None or isinstance(value, str) for value in row.values()):
        return None
    quotes = np.flatnonzero(np.frombuffer(prepared, np.uint8) == QUOTE).tolist()
    ends = quotes[3 : QUOTES * len(row) : QUOTES]
    starts = [place + 1 for place in quotes[2 : QUOTES * len(row) : QUOTES]]
    head = bytes(prepared[: starts[0]])
    gaps = [bytes(prepared[end:start]) for end, start in zip(ends, starts[1:], strict=False)]
    gaps.append(b'"},' + head)
    if min(map(len, gaps)) < WORD:
        return None
    return _Template([FieldName(name) for name in row], head, gaps)
