"""Cells as bytes: how a record's text is packed, and how it is read again."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from cn_desktop.records.fields import ABSENT, ZERO_DATE, Value

SEPARATOR = b"\xff"
"""Stands after every cell. No text in UTF-8 has this byte, nor those of the two marks."""
NULL_MARK = b"\xfe\xfe"
ABSENT_MARK = b"\xfd"
FIRST_MARK = 0xFD
FIRST_LEAD = 0xC2
"""From here to the first mark are the bytes that begin a character outside ASCII."""
LATIN_SIGNS, LATIN_LETTERS, PUNCTUATION = 0xC2, 0xC3, (0xE2, 0x80)
"""What begins U+0080 to U+00BF, to U+00FF, and U+2000 to U+203F."""
MICRO, SHARP_S, TIMES = 0xB5, 0x9F, 0x97
"""Behind those: what folds to another letter, to two, and what is no letter."""
LAST_CAPITAL, TO_SMALL = 0x9E, 0x20
ZERO_DATE_BYTES = ZERO_DATE.encode()

_ALL_MARKS = SEPARATOR + NULL_MARK[:1] + ABSENT_MARK
STAND_INS = b"\x1f\x1e\x1d"
"""For the marks while text is folded: with them it is no UTF-8, which takes four times as long."""
TO_STAND_INS = bytes.maketrans(_ALL_MARKS, STAND_INS)
TO_MARKS = bytes.maketrans(STAND_INS, _ALL_MARKS)

_MARKED: dict[bytes, Value] = {NULL_MARK: None, ABSENT_MARK: ABSENT}
_HALVES = "surrogatepass"
"""What a person typed may hold half a character; it is kept as it is."""


def packed(value: Value) -> bytes:
    """One cell, without its separator."""
    if isinstance(value, str):
        return value.encode("utf-8", _HALVES)
    return NULL_MARK if value is None else ABSENT_MARK


def unpacked(cell: bytes) -> Value:
    """What `packed` was given."""
    return cell.decode("utf-8", _HALVES) if cell < ABSENT_MARK else _MARKED[cell]


def unpacked_all(cells: Iterable[bytes]) -> list[Value]:
    """The same for many, at a tenth of a microsecond each."""
    return [
        cell.decode("utf-8", _HALVES) if cell < ABSENT_MARK else _MARKED[cell] for cell in cells
    ]


def readable(text: bytes) -> str:
    """Packed cells without separators as text, in which null and absent cells are empty."""
    return text.translate(None, _NOTHING).decode("utf-8", _HALVES)


def packed_row(values: Iterable[Value]) -> bytes:
    """A row's cells, each with its separator."""
    return b"".join([packed(value) + SEPARATOR for value in values])


def cells_of(row: bytes) -> list[bytes]:
    """The cells of a packed row."""
    return row.split(SEPARATOR)[:-1]


def is_ascii(text: bytes) -> bool:
    """Packed cells of ASCII alone, which fold by becoming lower case where they stand."""
    return text.translate(None, _ALL_MARKS).isascii()


def folded(text: bytes) -> bytes:
    """Packed cells as a search compares them, without regard to case."""
    return text.lower() if is_ascii(text) else folded_foreign(text)


def fold_latin(codes: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Fold the Latin letters of Western Europe in place; gives the places of all others.

    They keep their length; what is punctuation has no case.
    """
    places = np.flatnonzero((codes >= FIRST_LEAD) & (codes < FIRST_MARK))
    if not len(places):
        return places
    leads, seconds = codes[places], codes[places + 1]
    is_letter = (leads == LATIN_LETTERS) & (seconds != SHARP_S)
    is_capital = is_letter & (seconds <= LAST_CAPITAL) & (seconds != TIMES)
    codes[places[is_capital] + 1] += np.uint8(TO_SMALL)
    is_sign = (leads == LATIN_SIGNS) & (seconds != MICRO)
    is_mark = (leads == PUNCTUATION[0]) & (seconds == PUNCTUATION[1])
    return np.asarray(places[~(is_letter | is_sign | is_mark)])


def folded_foreign(text: bytes) -> bytes:
    """`folded` for text outside ASCII, which may become longer or shorter."""
    if any(stand_in in text for stand_in in STAND_INS):
        readable = text.decode("utf-8", "surrogateescape")
        return readable.casefold().encode("utf-8", "surrogateescape")
    readable = text.translate(TO_STAND_INS).decode("utf-8", _HALVES)
    return readable.casefold().encode("utf-8", _HALVES).translate(TO_MARKS)


def folded_needle(text: str) -> bytes:
    """What somebody looks for, to be compared with folded cells."""
    return text.casefold().encode("utf-8", _HALVES)


def is_blank(cell: bytes) -> bool:
    """Nothing to see: the packed form of `fields.is_empty`."""
    return not cell or cell[0] >= FIRST_MARK or cell == ZERO_DATE_BYTES


_NOTHING = NULL_MARK[:1] + ABSENT_MARK
