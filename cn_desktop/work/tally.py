"""How a run of submitted rows came out; the parts always add up to the whole."""

from collections import Counter
from collections.abc import Iterator, Sequence

from cn_desktop.records.fields import RecordKey
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.work.run import Stopped
from cn_desktop.work.steps import Fate, Finished


class Tally:
    """The rows of one run and what became of each so far."""

    def __init__(self, rows: Sequence[Outgoing]) -> None:
        self.rows = rows
        self.stopped: Stopped | None = None
        self._fates: dict[RecordKey, Finished] = {}
        self._counts = Counter[Fate]()

    def add(self, finished: Finished) -> None:
        """A row's fate, or a later and better knowledge of it."""
        key = finished.row.key
        if (before := self._fates.get(key)) is not None:
            self._counts[before.fate] -= 1
        self._fates[key] = finished
        self._counts[finished.fate] += 1

    def finished(self, key: RecordKey) -> Finished | None:
        """What became of this row; None while it has no fate."""
        return self._fates.get(key)

    @property
    def done(self) -> int:
        return len(self._fates)

    def waiting(self) -> list[RecordKey]:
        """The rows that have no fate yet."""
        return [row.key for row in self.rows if row.key not in self._fates]

    def outcomes(self) -> Iterator[tuple[Outgoing, Finished | None]]:
        """Each row as it was submitted, and what became of it; None: it was never reached."""
        return ((row, self._fates.get(row.key)) for row in self.rows)

    def of(self, fate: Fate) -> list[Finished]:
        if not self._counts[fate]:
            return []
        return [finished for finished in self._fates.values() if finished.fate is fate]

    def counts(self) -> Counter[Fate]:
        """Rows by fate; those never reached are NOT_SENT. The sum is the number of rows."""
        counts = self._counts.copy()
        counts[Fate.NOT_SENT] += len(self.rows) - len(self._fates)
        return +counts
