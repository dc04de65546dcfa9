"""Which changed rows a person wants to go, and what that means for who is called."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from cn_desktop.records.dialling import FIELDS, Risk
from cn_desktop.records.fields import RecordKey
from cn_desktop.records.held import Held, count_into
from cn_desktop.records.marks import State
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.steps import pieces

AT_ONCE = 128
"""Rows in a step: what holds one back takes some 10 microseconds to find out, of a number more."""
TICKABLE = (State.PENDING, State.REJECTED)


class Ticks:
    """At first every pending row is ticked; a rejected one only by hand."""

    def __init__(self) -> None:
        self._are_all = True
        self._out: set[RecordKey] = set()
        self._extra: set[RecordKey] = set()

    @property
    def are_plain(self) -> bool:
        """Exactly the pending rows are ticked."""
        return self._are_all and not self._out and not self._extra

    def has(self, key: RecordKey, state: State | None) -> bool:
        """Whether a row in this state is ticked."""
        if state not in TICKABLE:
            return False
        return key in self._extra or (
            self._are_all and state is State.PENDING and key not in self._out
        )

    def put(self, keys: Iterable[RecordKey], *, is_ticked: bool) -> None:
        some = set(keys)
        self._extra = self._extra | some if is_ticked else self._extra - some
        self._out = self._out - some if is_ticked else self._out | some

    def set_all(self, *, are_ticked: bool) -> None:
        """Every pending row, those to come too."""
        self._are_all = are_ticked
        self._out.clear()
        self._extra.clear()

    def forget(self, keys: Iterable[RecordKey]) -> None:
        """These rows begin again as if nobody had touched their ticks."""
        some = set(keys)
        self._out -= some
        self._extra -= some

    def ticked(self, sheet: Sheet) -> list[RecordKey]:
        """The rows of the sheet that are to go, if nothing holds them back."""
        state = sheet.changes.state
        return [key for key in sheet.changes.in_state(*TICKABLE) if self.has(key, state(key))]


@dataclass
class Calling:
    """`rows` change who is called; `risks` counts by what. `is_counted`: over all rows."""

    rows: int = 0
    risks: Counter[Risk] = field(default_factory=Counter)
    is_counted: bool = False


def count_calling(
    found: Calling, sheet: Sheet, is_meant: Callable[[RecordKey], bool]
) -> Iterator[None]:
    """Count among the rows that are meant; only risky edits and new records are looked at."""
    seen: set[RecordKey] = set()
    changes = sheet.changes
    for new in pieces(list(changes.new_records()), AT_ONCE):
        meant = list(filter(is_meant, new))
        seen.update(meant)
        found.risks[Risk.NEW] += len(meant)
        found.rows = len(seen)
        yield
    for name in changes.edited_fields():
        if name not in FIELDS:
            continue
        for some in pieces(changes.edited_in(name), AT_ONCE):
            meant = [key for key in some if not changes.is_new(key) and is_meant(key)]
            seen.update(meant)
            found.risks[FIELDS[name]] += len(meant)
            found.rows = len(seen)
            yield
    found.is_counted = True


@dataclass
class Going:
    """How many ticked rows can go, and what that changes. `is_counted`: all were looked at."""

    rows: int = 0
    calling: Calling = field(default_factory=Calling)
    is_counted: bool = False


def count_going(going: Going, sheet: Sheet, ticks: Ticks) -> Iterator[None]:
    """Count in steps: quick where nobody has touched a tick, by row where somebody has."""
    if ticks.are_plain:
        held = Held()
        for _ in count_into(held, sheet):
            yield
        going.rows = held.sendable(sheet)
    else:
        state = sheet.changes.state
        for some in pieces(sheet.changes.touched(), AT_ONCE):
            meant = [key for key in some if ticks.has(key, state(key))]
            going.rows += sum(1 for key in meant if can_go(sheet, key))
            yield
    yield from count_calling(
        going.calling,
        sheet,
        lambda key: ticks.has(key, sheet.changes.state(key)) and can_go(sheet, key),
    )
    going.is_counted = True


def can_go(sheet: Sheet, key: RecordKey) -> bool:
    """Nothing holds the row back, and it wants something."""
    return key not in sheet.changes.hollow and not sheet.holding.blocking(key)
