"""How many changed rows are held back, why, and how many can be sent: without a walk over all."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from cn_desktop.records.fields import RecordKey
from cn_desktop.records.marks import State
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.validation import Problem


@dataclass
class Held:
    """`problems` counts what keeps rows back, `pending` how many of the pending rows have any."""

    problems: Counter[Problem] = field(default_factory=Counter)
    pending: int = 0

    def sendable(self, sheet: Sheet) -> int:
        """How many rows `sheet.outgoing` would give of those that are pending."""
        return sheet.changes.count([State.PENDING]) - self.pending


def count_into(held: Held, sheet: Sheet) -> Iterator[None]:
    """Look for what holds the sheet's rows back; `held` is the answer once this has ended.

    Only rows that can be held back are looked at, mostly a few; after each of them whoever
    has thousands can stop for the window. Once the sheet changes the answer is an old one.
    """
    changes, holding = sheet.changes, sheet.holding
    seen: set[RecordKey] = set()
    for key in chain(holding.suspects(), list(changes.hollow)):
        state = changes.state(key)
        if state in {None, State.SAVED} or key in seen:
            continue
        seen.add(key)
        blocking = holding.blocking(key)
        held.problems.update({finding.problem for finding in blocking})
        if state is State.PENDING and (blocking or key in changes.hollow):
            held.pending += 1
        yield
