"""What a person asks to see."""

from dataclasses import dataclass, replace
from enum import Enum

from cn_desktop.records.fields import FieldName, Value
from cn_desktop.records.marks import State


@dataclass(frozen=True)
class SortBy:
    """One column's order; empty cells stand last either way."""

    field: FieldName
    is_descending: bool = False


class Mode(Enum):
    """How a cell is held against a condition's values.

    `IS` and `IS_NOT` take any number of values, each kind of nothing among them; the other
    modes that take some want texts, of which one must be met. `EMPTY` is any kind of
    nothing. `REPEATED`: another record of the dataset has the same.
    """

    CONTAINS = "contains"
    IS = "is"
    IS_NOT = "is not"
    MATCHES = "matches"
    EMPTY = "empty"
    FILLED = "filled"
    REPEATED = "repeated"

    @property
    def takes_values(self) -> bool:
        return self not in {Mode.EMPTY, Mode.FILLED, Mode.REPEATED}


@dataclass(frozen=True)
class Condition:
    """What one field has to be; one that is not `is_on` is kept and asks for nothing.

    `is_cased`: capital and small letters count as different.
    """

    field: FieldName
    mode: Mode
    values: tuple[Value, ...] = ()
    is_on: bool = True
    is_cased: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The values that are text."""
        return tuple(value for value in self.values if isinstance(value, str))

    @property
    def meaning(self) -> "Condition":
        """The same for all conditions that the same cells meet."""
        return replace(self, is_on=True)


@dataclass(frozen=True)
class Query:
    """Which rows, and in which order; rows alike by the first column are sorted by the next.

    A row must have the text, meet every condition that is on, and be in one of the states,
    if any are given. `is_off`: all of that is kept and asks for nothing.
    """

    text: str = ""
    sort: tuple[SortBy, ...] = ()
    conditions: tuple[Condition, ...] = ()
    states: frozenset[State] = frozenset()
    is_off: bool = False

    @property
    def active(self) -> tuple[Condition, ...]:
        """The conditions that ask for something."""
        return () if self.is_off else tuple(each for each in self.conditions if each.is_on)

    @property
    def active_text(self) -> str:
        return "" if self.is_off else self.text

    @property
    def active_states(self) -> frozenset[State]:
        return frozenset() if self.is_off else self.states

    @property
    def hides(self) -> bool:
        """Whether it may leave rows out."""
        return bool(self.active_text or self.active or self.active_states)

    @property
    def has_filter(self) -> bool:
        """Whether there is anything to switch off."""
        return bool(self.text or self.conditions or self.states)

    def unsorted(self) -> "Query":
        """The same rows in the server's order."""
        return replace(self, sort=())

    def unfiltered(self) -> "Query":
        """All rows in the same order."""
        return Query(sort=self.sort)
