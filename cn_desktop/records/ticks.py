"""Which values of a field are ticked in a list that may not show all of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cn_desktop.records.fields import FieldName, Value
from cn_desktop.records.query import Condition, Mode, Query
from cn_desktop.records.refining import choose_list, list_of, put, without_list


@dataclass(frozen=True)
class Ticks:
    """All values but the `others` are ticked, or only the others.

    So a tick holds for values that nobody has seen, too. `is_fresh`: nobody ticked anything.
    """

    is_all: bool = True
    others: frozenset[Value] = frozenset()
    is_fresh: bool = True

    def has(self, value: Value) -> bool:
        return (value in self.others) is not self.is_all

    def put(self, values: Iterable[Value], *, is_ticked: bool) -> "Ticks":
        """All these values ticked, or none."""
        these = frozenset(values)
        kept = self.others - these if is_ticked is self.is_all else self.others | these
        return replace(self, others=kept, is_fresh=False)


ALL = Ticks()
NONE = Ticks(is_all=False, is_fresh=False)


def ticks_of(query: Query, field: FieldName) -> Ticks:
    """What the query asks of the field's values, or would if the condition were on."""
    condition = list_of(query, field)
    if condition is None:
        return ALL
    return Ticks(condition.mode is Mode.IS_NOT, frozenset(condition.values), is_fresh=False)


def ticked(query: Query, field: FieldName, ticks: Ticks, order: Iterable[Value]) -> Query:
    """Ask for what is ticked; values are named in the order in which they were listed."""
    if ticks.is_all and not ticks.others:
        return without_list(query, field)
    listed = [value for value in order if value in ticks.others]
    unlisted = sorted(ticks.others - set(listed), key=repr)
    mode = Mode.IS_NOT if ticks.is_all else Mode.IS
    return choose_list(query, field, mode, [*listed, *unlisted])


def found(query: Query, field: FieldName, text: str) -> Query:
    """Ask for a part of the field's text, where more values have it than can be named."""
    return put(without_list(query, field), Condition(field, Mode.CONTAINS, (text,)))
