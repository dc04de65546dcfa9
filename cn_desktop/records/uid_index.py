"""Which row has which key, at a few bytes a record where the uids ascend."""

from bisect import bisect_left, bisect_right

from cn_desktop.records.block import LONGEST_NUMBER, Block
from cn_desktop.records.fields import RecordKey


class UidIndex:
    """The first row of each key, and the rows that share one.

    Blocks whose uids are numbers above all before them are searched where they stand;
    keys of all others, and keys given one by one, are in a dict.
    """

    def __init__(self) -> None:
        self.shared: set[int] = set()
        self.highest = 0
        self._loose: dict[RecordKey, int] = {}
        self._gone: set[RecordKey] = set()
        self._numbers: list[memoryview] = []
        self._firsts: list[int] = []
        self._lowest: list[int] = []

    def add_block(self, first: int, block: Block) -> None:
        """The block's rows, of which the first has this number."""
        numbers = block.numbers
        if numbers is None:
            for at, key in enumerate(block.keys()):
                self.add(key, first + at)
            return
        if numbers[0] > self.highest and (numbers[1:] > numbers[:-1]).all():
            self._numbers.append(numbers.data)
            self._firsts.append(first)
            self._lowest.append(int(numbers[0]))
            self.highest = int(numbers[-1])
            return
        for at, number in enumerate(numbers.tolist()):
            self.add(RecordKey(str(number)), first + at)

    def add(self, key: RecordKey, row: int) -> None:
        """One row; an empty key belongs to no row."""
        if not key:
            return
        self.highest = max(self.highest, number_of(key))
        there = self.row_of(key)
        if there is None:
            self._loose[key] = row
        elif there != row:
            self.shared |= {there, row}

    def remove(self, key: RecordKey) -> None:
        """Nothing has this key any more. Raises KeyError if nothing had it."""
        if self.row_of(key) is None:
            raise KeyError(key)
        if self._loose.pop(key, None) is None:
            self._gone.add(key)

    def row_of(self, key: RecordKey) -> int | None:
        row = self._loose.get(key)
        if row is None and self._firsts and key not in self._gone:
            return self._ascending(key)
        return row

    def _ascending(self, key: RecordKey) -> int | None:
        number = number_of(key)
        if str(number) != key:
            return None
        piece = bisect_right(self._lowest, number) - 1
        if piece < 0:
            return None
        numbers = self._numbers[piece]
        at = bisect_left(numbers, number)
        is_there = at < len(numbers) and numbers[at] == number
        return self._firsts[piece] + at if is_there else None


def number_of(uid: str) -> int:
    """The uid as a number; 0 for one that is none."""
    is_number = len(uid) <= LONGEST_NUMBER and uid.isascii() and uid.isdigit()
    return int(uid) if is_number else 0
