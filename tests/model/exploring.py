"""Every state the model of one row can reach, and what must hold in each (reliability § 3.8)."""

from collections import deque
from dataclasses import dataclass, field

from model.row_model import (
    FORGOTTEN,
    REJECTED,
    SAVED,
    SENDING,
    UNKNOWN,
    At,
    Kind,
    Row,
    Step,
    World,
    first,
    steps_from,
)


def wrong_with(row: Row) -> str:
    """The invariant that the state itself breaks, if one."""
    is_still = row.at in {At.IDLE, At.DEAD}
    if row.state is SAVED and not row.applies:
        return "I1: called saved, and never took effect"
    if row.state is FORGOTTEN and is_still and not (row.applies or row.late):
        return "I1: forgotten, and never took effect"
    if row.state is REJECTED and is_still and _is_in_effect(row):
        return "I5: called rejected, and took effect"
    if row.state is SENDING and row.at in {At.IDLE, At.READ, At.AGAIN}:
        return "I4: in flight, and nobody sends it"
    return ""


def _is_in_effect(row: Row) -> bool:
    return row.landed or (row.kind is Kind.UPDATE and row.is_mine)


@dataclass
class Explored:
    """Every state that can be reached, how first, and all steps; what was broken, and how."""

    steps: dict[Row, list[Step]] = field(default_factory=dict)
    came: dict[Row, tuple[Row, Step] | None] = field(default_factory=dict)
    broken: dict[str, list[str]] = field(default_factory=dict)

    def path_to(self, row: Row) -> list[Step]:
        path = []
        while came := self.came[row]:
            row, step = came
            path.append(step)
        return path[::-1]

    def labels_to(self, row: Row) -> list[str]:
        return [step.label for step in self.path_to(row)]


def explore(world: World, *, until: str = "none") -> Explored:
    """Breadth first, so that a counter-example is a shortest one; nothing comes after it.

    It ends early when the invariant of that name is broken.
    """
    start = first(world.kind)
    found = Explored(came={start: None})
    due = deque([start])
    while due and not any(wrong.startswith(until) for wrong in found.broken):
        row = due.popleft()
        found.steps[row] = list(steps_from(row, world))
        for step in found.steps[row]:
            if wrong := step.violation or wrong_with(step.row):
                found.broken.setdefault(wrong, [*found.labels_to(row), step.label])
            elif step.row not in found.came:
                found.came[step.row] = (row, step)
                due.append(step.row)
    return found


CALM = {
    "the quiet period passes",
    "a late request takes effect",
    "a late request dies",
    "restart",
    "look",
    "read before",
    "journal",
    "send",
    "refused",
    "take",
    "cancelled",
}
"""Steps that need neither a person nor luck."""


def stuck(found: Explored) -> set[Row]:
    """Rows that no calm steps lead to a state in which all is known, or a person is asked (I4)."""
    before: dict[Row, list[Row]] = {}
    for row, steps in found.steps.items():
        for step in steps:
            if step.label in CALM:
                before.setdefault(step.row, []).append(row)
    good = {row for row in found.steps if row.at is At.IDLE and row.state not in {SENDING, UNKNOWN}}
    due = list(good)
    while due:
        for row in before.get(due.pop(), ()):
            if row not in good:
                good.add(row)
                due.append(row)
    return set(found.steps) - good
