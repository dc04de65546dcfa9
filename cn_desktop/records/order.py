"""Which store rows are shown, and in which order."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Rows: TypeAlias = NDArray[np.int32]
HIDDEN = -1


class Order:
    """A permutation of some of a store's rows; it never changes."""

    def __init__(self, rows: Sequence[int] | Rows = ()) -> None:
        self.rows: Rows = np.asarray(rows, np.int32)
        self._places: Rows | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[int]:
        return iter(self.rows.tolist())

    def __getitem__(self, place: int) -> int:
        return int(self.rows[place])

    def __contains__(self, row: int) -> bool:
        return self.place_of(row) is not None

    def place_of(self, row: int) -> int | None:
        """Where the row is shown; None where it is not."""
        places = self._inverse()
        place = int(places[row]) if row < len(places) else HIDDEN
        return None if place == HIDDEN else place

    def every_place(self, rows: Sequence[int] | Rows) -> list[int]:
        """`place_of` for each of these; `HIDDEN` where it is not shown."""
        places: list[int] = self._placed(rows).tolist()
        return places

    def holds(self, rows: Sequence[int] | Rows) -> NDArray[np.bool_]:
        """For each of these rows whether it is shown."""
        return np.asarray(self._placed(rows) != HIDDEN)

    def followed_by(self, rows: Sequence[int] | Rows) -> "Order":
        """The same with these rows behind."""
        return Order(np.concatenate([self.rows, np.asarray(rows, np.int32)]))

    def without(self, rows: Sequence[int] | Rows) -> "Order":
        """The same, these rows left out."""
        return Order(self.rows[~np.isin(self.rows, np.asarray(rows, np.int32))])

    def _placed(self, rows: Sequence[int] | Rows) -> Rows:
        places = self._inverse()
        wanted = np.asarray(rows, np.int32)
        known = (wanted >= 0) & (wanted < len(places))
        found: Rows = np.full(len(wanted), HIDDEN, np.int32)
        found[known] = places[wanted[known]]
        return found

    def _inverse(self) -> Rows:
        if self._places is None:
            highest = int(self.rows.max(initial=HIDDEN))
            self._places = np.full(highest + 1, HIDDEN, np.int32)
            self._places[self.rows] = np.arange(len(self.rows), dtype=np.int32)
        return self._places
