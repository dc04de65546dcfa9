"""A figure beside its reference, and the table of them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from statistics import median

COLUMNS = ("", "What", "Records", "Here", "Reference", "Ratio", "Goal", "", "Beside, or remark")
SHOWN = {
    "s": (1, "s"),
    "ms": (1e3, "ms"),
    "us": (1e6, "\N{MICRO SIGN}s"),
    "MB": (1e-6, "MB"),
    "/s": (1, "/s"),
    "": (1, ""),
}
"""How a unit is shown: times are kept in seconds, sizes in bytes."""


class Of(Enum):
    """What a goal limits."""

    RATIO = "ratio"
    MEDIAN = "median"
    WORST = "worst"


@dataclass(frozen=True)
class Goal:
    """What a figure is held against: a ratio, or seconds or bytes; `words` are shown.

    `is_least`: it must not be less.
    """

    of: Of
    limit: float
    words: str
    is_least: bool = False

    def is_met(self, row: "Row") -> bool | None:
        """None where there is no figure to judge by."""
        figures = {Of.RATIO: row.ratio, Of.MEDIAN: row.middle, Of.WORST: row.worst}
        figure = figures[self.of]
        if figure is None:
            return None
        return figure >= self.limit if self.is_least else figure <= self.limit


def at_most(limit: float, words: str) -> Goal:
    return Goal(Of.MEDIAN, limit, words)


def never_over(limit: float, words: str) -> Goal:
    """Not even the worst run."""
    return Goal(Of.WORST, limit, words)


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

    @property
    def middle(self) -> float | None:
        return median(self.here) if self.here else None

    @property
    def worst(self) -> float | None:
        return max(self.here) if self.here else None

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
    if row.goal and row.goal.of is Of.WORST and row.here:
        here += f", worst {shown([row.worst], row.unit)}"
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
    around = f" ± {_number(half)}" if len(runs) > 1 else ""
    return f"{_number(middle)}{around} {name}".strip()


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


# As JSON


def as_json(rows: Iterable[Row], about: dict[str, object]) -> str:
    """Every run of every figure, and under what circumstances they were measured."""
    return json.dumps({"about": about, "rows": [_document(row) for row in rows]}, indent=1)


def _document(row: Row) -> dict[str, object]:
    goal = {"goal": row.goal.words} if row.goal else {"goal": ""}
    return {**asdict(row), **goal, "median": row.middle, "ratio": row.ratio, "met": row.is_met}
