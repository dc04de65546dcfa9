"""Who has which telephone number in one dataset, however it is spelled."""

from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from cn_desktop.records.block import Block
from cn_desktop.records.fields import PHONES, FieldName, RecordKey, text_of
from cn_desktop.records.order import Rows
from cn_desktop.records.phones import number_in, number_of
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.steps import Work, apart, spans

FEW = 512
"""Records that are looked at in a step: some 5 microseconds each."""
MOST_FOUND = 1_000
"""Rows of one number that are looked at: beyond that it is nobody's, but a sign for "none"."""

Numbers = NDArray[np.int64]


class PhoneIndex:
    """The numbers of a sheet as a person sees them: a changed one counts, not the old one.

    12 bytes for each number the server gave; what changed since is kept beside. Once
    `steps` are through it is complete, and `follow` keeps it so. `shared` is the part of the
    numbers that several records have.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.store = sheet.store
        self.is_complete = False
        self.shared = 0.0
        self._size = 0
        self._numbers: Numbers = np.zeros(0, np.int64)
        self._rows: Rows = np.zeros(0, np.int32)
        self._own: dict[RecordKey, frozenset[int]] = {}
        self._records: dict[int, dict[RecordKey, None]] = {}

    def steps(self) -> Work[None]:
        """Read the whole store: a second or so for a million records."""
        parts: list[tuple[Numbers, Rows]] = []
        for first, block in list(self.store.blocks()):
            parts.append((yield from _numbers_of(block, first)))
            self._size = first + len(block)
        yield from apart(lambda: self._take(parts))
        for _ in self.follow_all():
            yield None
        self.is_complete = True

    def follow(self, keys: Iterable[RecordKey]) -> Iterator[None]:
        """These records may have other numbers now, be new, or be gone."""
        for at, key in enumerate(keys, 1):
            self._note(key)
            if at % FEW == 0:
                yield

    def follow_all(self) -> Iterator[None]:
        """Every record that may differ from what was read in the first place."""
        store = self.store
        beyond = (row for row in range(self._size, store.size) if row not in store.removed)
        rows = chain(list(store.own), beyond)
        came = (store.key(row) for row in rows if row not in store.removed)
        yield from self.follow(chain(list(self._own), came, self.sheet.changes.touched()))

    def records_with(self, number: int) -> list[RecordKey]:
        """The records that have this number (of `number_in`), in the order of their rows.

        Up to `MOST_FOUND` of those that were read in the first place.
        """
        if not number:
            return []
        start = int(np.searchsorted(self._numbers, number, "left"))
        stop = int(np.searchsorted(self._numbers, number, "right"))
        rows = self._rows[start : min(stop, start + MOST_FOUND)].tolist()
        keys = (self.store.key(row) for row in rows)
        found = [key for key in keys if key not in self._own]
        every = [*found, *self._records.get(number, ())]
        return sorted(every, key=lambda key: self.store.row_of(key) or 0)

    def _take(self, parts: list[tuple[Numbers, Rows]]) -> None:
        numbers = np.concatenate([np.zeros(0, np.int64), *(part for part, _ in parts)])
        rows = np.concatenate([np.zeros(0, np.int32), *(part for _, part in parts)])
        order = np.argsort(numbers, kind="stable")
        self._numbers, self._rows = numbers[order], rows[order]
        if len(numbers):
            self.shared = _part_shared(self._numbers)

    def _note(self, key: RecordKey) -> None:
        for number in self._own.pop(key, frozenset()):
            holders = self._records[number]
            holders.pop(key, None)
            if not holders:
                del self._records[number]
        if not self._differs(key):
            return
        self._own[key] = numbers_of(self.sheet, key)
        for number in self._own[key]:
            self._records.setdefault(number, {})[key] = None

    def _differs(self, key: RecordKey) -> bool:
        """What was read in the first place is not what the record has now."""
        row = self.store.row_of(key)
        if row is None:
            return False
        is_edited = any(self.sheet.changes.edit(key, phone) for phone in PHONES)
        return is_edited or row >= self._size or row in self.store.own


def numbers_of(sheet: Sheet, key: RecordKey) -> frozenset[int]:
    """The record's numbers as a person sees them."""
    texts = (text_of(sheet.value(key, phone)) for phone in PHONES)
    return frozenset(map(number_in, texts)) - {0}


def field_with(sheet: Sheet, key: RecordKey, number: int) -> FieldName | None:
    """In which field the record has the number; None where it has it no longer."""
    return next(
        (each for each in PHONES if number_in(text_of(sheet.value(key, each))) == number), None
    )


def _numbers_of(block: Block, first: int) -> Work[tuple[Numbers, Rows]]:
    """The block's numbers and whose they are; one that a record has twice counts once."""
    found = np.zeros((len(PHONES), len(block)), np.int64)
    for at, phone in enumerate(PHONES):
        if phone not in block.layout.places or block.has_only(phone) == b"":
            continue
        cells = block.cells(phone)
        yield None
        for span in spans(len(cells)):
            found[at, span] = list(map(number_of, cells[span]))
            yield None
        for before in found[:at]:
            found[at, found[at] == before] = 0
    places, rows = np.nonzero(found)
    return found[places, rows], (rows + first).astype(np.int32)


def _part_shared(numbers: Numbers) -> float:
    """How many of the sorted numbers stand beside their equal, from 0 to 1."""
    is_same = numbers[1:] == numbers[:-1]
    is_shared = np.zeros(len(numbers), np.bool_)
    is_shared[1:] |= is_same
    is_shared[:-1] |= is_same
    return float(np.count_nonzero(is_shared)) / len(numbers)
