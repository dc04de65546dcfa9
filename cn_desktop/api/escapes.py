"""The escapes of a JSON text, decoded where they stand and all of a kind at once."""

import numpy as np

from cn_desktop.records.block import Bytes, Places

QUOTE = ord('"')
BACKSLASH = ord("\\")
HIDDEN_BACKSLASH, HIDDEN_QUOTE, NOTHING = b"\x02", b"\x03", b"\x04"
"""What an escaped backslash or quote becomes, so that none is taken for one of JSON's own, and
what fills the room that is left. No JSON text has these as they are.
"""
FIRST_PRINTABLE = 0x20
LONG = 6
"""Bytes of an escape in hexadecimal digits; all others have two."""
HIGH, LOW, AFTER = 0xD800, 0xDC00, 0xE000
"""Where the halves of characters outside the basic plane begin, and what comes after them."""
NO_DIGIT = 0xFFFF
RANGES = ((0, 0x80, 1), (0x80, 0x800, 2), (0x800, 0x10000, 3), (0x10000, 0x110000, 4))
"""Characters from here to there, and how many bytes they have in UTF-8 (RFC 3629)."""


def _short() -> Bytes:
    """What each letter behind a backslash stands for; 0 for what is no escape."""
    table = np.zeros(256, np.uint8)
    for letters, meanings in (
        (b"/bfnrt", b"/\b\f\n\r\t"),
        (b'\\"', HIDDEN_BACKSLASH + HIDDEN_QUOTE),
    ):
        table[np.frombuffer(letters, np.uint8)] = np.frombuffer(meanings, np.uint8)
    return table


def _digits() -> Places:
    table = np.full(256, NO_DIGIT, np.int64)
    for spelled in (b"0123456789abcdef", b"0123456789ABCDEF"):
        table[np.frombuffer(spelled, np.uint8)] = np.arange(16)
    return table


SHORT, DIGITS = _short(), _digits()


def decode_escapes(codes: Bytes) -> bool:
    """Decode in place, the rest of each escape's room filled with `NOTHING`.

    False where something is no escape, half a character, or a control character: those are
    marks here. The text is of no use then.
    """
    places = _begins(np.flatnonzero(codes == BACKSLASH))
    if len(places) and places[-1] + 1 >= len(codes):
        return False
    kinds = codes[places + 1]
    is_long = kinds == ord("u")
    short = places[~is_long]
    meanings = SHORT[codes[short + 1]]
    if not meanings.all():
        return False
    codes[short], codes[short + 1] = meanings, NOTHING[0]
    return not is_long.any() or _decode_long(codes, places[is_long])


def shown(text: bytes) -> bytes:
    """Decoded text without what filled the room, and with what was hidden."""
    text = text.replace(NOTHING, b"")
    return text.replace(HIDDEN_BACKSLASH, b"\\").replace(HIDDEN_QUOTE, b'"')


def _begins(places: Places) -> Places:
    """The backslashes that begin an escape: of those in a row each second one is escaped."""
    order = np.arange(len(places))
    is_first = np.ones(len(places), np.bool_)
    is_first[1:] = np.diff(places) != 1
    in_run = order - np.maximum.accumulate(np.where(is_first, order, 0))
    return np.asarray(places[in_run % 2 == 0])


def _decode_long(codes: Bytes, places: Places) -> bool:
    if places[-1] + LONG > len(codes):
        return False
    spelled = DIGITS[codes[places[:, None] + np.arange(2, LONG)]]
    characters = spelled @ np.array([4096, 256, 16, 1])
    if spelled.max() == NO_DIGIT or characters.min() < FIRST_PRINTABLE:
        return False
    is_high = (characters >= HIGH) & (characters < LOW)
    is_low = (characters >= LOW) & (characters < AFTER)
    follows = np.diff(places) == LONG
    if is_high[-1] or is_low[0] or (is_high[:-1] != is_low[1:]).any():
        return False
    if not follows[is_high[:-1]].all():
        return False
    halves = is_high | is_low
    _write(codes, places[~halves], characters[~halves])
    if not halves.any():
        return True
    pairs = 0x10000 + ((characters[is_high] - HIGH) << 10) + (characters[is_low] - LOW)
    _write(codes, places[is_high], pairs)
    codes[places[is_low][:, None] + np.arange(LONG)] = NOTHING[0]
    return True


def _write(codes: Bytes, places: Places, characters: Places) -> None:
    """The characters in UTF-8 where their escapes stood."""
    codes[places[:, None] + np.arange(LONG)] = NOTHING[0]
    for lowest, after, count in RANGES:
        chosen = (characters >= lowest) & (characters < after)
        if chosen.any():
            _write_bytes(codes, places[chosen], characters[chosen], count)
    for plain, hidden in ((BACKSLASH, HIDDEN_BACKSLASH), (QUOTE, HIDDEN_QUOTE)):
        codes[places[characters == plain]] = hidden[0]


def _write_bytes(codes: Bytes, places: Places, characters: Places, count: int) -> None:
    """A leading byte that tells the number, then six bits in each."""
    lead = 0 if count == 1 else (0xF00 >> count) & 0xFF
    for at in range(count):
        bits = characters >> (6 * (count - 1 - at))
        codes[places + at] = lead | bits if at == 0 else 0x80 | (bits & 0x3F)
