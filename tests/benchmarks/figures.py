"""A figure beside its reference, and the table of them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from enum import Enum
from statistics import median

COLUMNS = ("", "What", "Records", "Here", "Reference", "Ratio", "Goal", "", "Beside, or remark")
SHOWN = {
    "s": (1, "s"),
    "ms": (1e3, "ms"),
    "us": (1e6, "\N{MICRO SIGN}s"),
    "MB": (1e-6, "MB"),
    "": (1, ""),
}
"""How a unit is shown: times are kept in seconds, sizes in bytes."""


class Of(Enum):
    """What a goal limits."""

    RATIO = "ratio"
    VALUE = "value"


@dataclass(frozen=True)
class Goal:
    """A limit of docs that a figure is held against; `least` turns it round.

    `limit` is a ratio, or a value in seconds or bytes; `words` are shown.
    """

    of: Of
    limit: float
    words: str
    is_least: bool = False

    def is_met(self, row: "Row") -> bool | None:
        """None where there is no figure to judge by."""
        figure = row.ratio if self.of is Of.RATIO else row.middle
        if figure is None:
            return None
        return figure >= self.limit if self.is_least else figure <= self.limit


def at_most(limit: float, words: str) -> Goal:
    return Goal(Of.VALUE, limit, words)


def times(limit: float) -> Goal:
    """At most so many times the reference."""
    return Goal(Of.RATIO, limit, f"≤ {limit:g} ×")


def at_least_times(limit: float) -> Goal:
    return Goal(Of.RATIO, limit, f"≥ {limit:g} ×", is_least=True)


@dataclass(frozen=True)
class Row:
    """One line of the table.

    `here` and `there` are the runs of the program and of its reference, in seconds or bytes;
    without `here` the line says in `remark` why it could not be measured. `beside` names the
    reference.
    """

    part: str
    what: str
    records: int
    unit: str = "ms"
    here: Sequence[float] = ()
    there: Sequence[float] = ()
    beside: str = ""
    goal: Goal | None = None
    remark: str = ""
    shape: str = field(default="usual")

    @property
    def middle(self) -> float | None:
        return median(self.here) if self.here else None

    @property
    def ratio(self) -> float | None:
        """How often the reference fits into it, by their medians."""
        if not self.here or not self.there or not median(self.there):
            return None
        return median(self.here) / median(self.there)

    @property
    def is_met(self) -> bool | None:
        return self.goal.is_met(self) if self.goal else None


def not_measurable(part: str, what: str, records: int, why: str) -> Row:
    return Row(part, what, records, remark=f"not measurable: {why}")


def spread(runs: Sequence[float]) -> float:
    """Half the way from the least to the greatest."""
    return (max(runs) - min(runs)) / 2


def percentile(runs: Sequence[float], share: float) -> float:
    """The value that so large a share of the runs does not exceed."""
    ordered = sorted(runs)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


# As text


def table(rows: Iterable[Row]) -> str:
    """All of it as a table in Markdown."""
    lines = [COLUMNS, tuple("---" for _ in COLUMNS), *map(_cells, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cells(row: Row) -> tuple[str, ...]:
    ratio = "" if row.ratio is None else f"{row.ratio:.2f} ×"
    met = {None: "", True: "met", False: "**missed**"}[row.is_met]
    told = "; ".join(part for part in (row.beside, row.remark) if part)
    goal = row.goal.words if row.goal else ""
    here, there = shown(row.here, row.unit), shown(row.there, row.unit)
    return (
        row.part,
        row.what,
        f"{row.records:,}" if row.records else "",
        here,
        there,
        ratio,
        goal,
        met,
        told,
    )


def shown(runs: Sequence[float], unit: str) -> str:
    """Median and spread in the unit."""
    if not runs:
        return "–"
    factor, name = SHOWN[unit]
    middle, half = median(runs) * factor, spread(runs) * factor
    return f"{_number(middle)} ± {_number(half)} {name}".strip()


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


# As JSON


def as_json(rows: Iterable[Row], about: dict[str, object]) -> str:
    """Every run of every figure, and under what circumstances they were measured."""
    return json.dumps({"about": about, "rows": [_document(row) for row in rows]}, indent=1)


def _document(row: Row) -> dict[str, object]:
    goal = {"goal": row.goal.words} if row.goal else {"goal": ""}
    return {**asdict(row), **goal, "median": row.middle, "ratio": row.ratio, "met": row.is_met}


def packed(rows: Iterable[Row]) -> str:
    """For another process of the same run."""
    return json.dumps([{**asdict(row), "goal": _packed_goal(row.goal)} for row in rows])


def unpacked(text: str) -> list[Row]:
    return [Row(**{**each, "goal": _unpacked_goal(each["goal"])}) for each in json.loads(text)]


def _packed_goal(goal: Goal | None) -> list[object] | None:
    return [goal.of.value, goal.limit, goal.words, goal.is_least] if goal else None


def _unpacked_goal(packed_goal: list | None) -> Goal | None:
    return Goal(Of(packed_goal[0]), *packed_goal[1:]) if packed_goal else None
