"""What can be undone, keyed by record and field and never by a place on screen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cn_desktop.records.fields import FieldName, RecordKey, Value

Cell = tuple[RecordKey, FieldName]
Move = tuple[Value, Value]
"""The value that the server showed in a cell, and the one that it shows now."""


@dataclass(frozen=True)
class Step:
    """One thing a person did: each cell's wanted value before and after, records born and removed.

    `name` completes the sentence "Undo …".
    """

    name: str
    before: Mapping[Cell, Value] = field(default_factory=dict)
    after: Mapping[Cell, Value] = field(default_factory=dict)
    born: tuple[RecordKey, ...] = ()
    removed: tuple[RecordKey, ...] = ()

    def reversed(self) -> "Step":
        return Step(self.name, self.after, self.before, self.removed, self.born)

    def without(self, key: RecordKey) -> "Step":
        """The same step, this record left out."""
        return Step(
            self.name,
            {cell: value for cell, value in self.before.items() if cell[0] != key},
            {cell: value for cell, value in self.after.items() if cell[0] != key},
            tuple(born for born in self.born if born != key),
            tuple(removed for removed in self.removed if removed != key),
        )

    def following(self, moves: Mapping[Cell, Move]) -> "Step":
        """The same step, where the server's values have moved: what was the server's stays so."""
        return replace(self, before=_moved(self.before, moves), after=_moved(self.after, moves))

    def records(self) -> set[RecordKey]:
        return {row for row, _ in self.after} | set(self.born) | set(self.removed)


class History:
    """Steps done and steps undone."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def push(self, step: Step) -> None:
        """Remember what was just done; what had been undone can't be redone any more."""
        self._done.append(step)
        self._undone.clear()

    @property
    def next_undo(self) -> Step | None:
        return self._done[-1] if self._done else None

    @property
    def next_redo(self) -> Step | None:
        return self._undone[-1] if self._undone else None

    def take_undo(self) -> Step:
        step = self._done.pop()
        self._undone.append(step)
        return step

    def take_redo(self) -> Step:
        step = self._undone.pop()
        self._done.append(step)
        return step

    def cells(self) -> set[Cell]:
        """Every cell that a step could set."""
        return {cell for step in self._done + self._undone for cell in step.after}

    def follow(self, moves: Mapping[Cell, Move]) -> None:
        """The server shows other values in these cells: undoing leads back to the new ones."""
        self._done = [step.following(moves) for step in self._done]
        self._undone = [step.following(moves) for step in self._undone]

    def forget(self, key: RecordKey) -> None:
        """Leave out of every step a record that can't be taken back any more."""
        self._done = _without(self._done, key)
        self._undone = _without(self._undone, key)


def _moved(values: Mapping[Cell, Value], moves: Mapping[Cell, Move]) -> dict[Cell, Value]:
    return {
        cell: moves[cell][1] if cell in moves and value == moves[cell][0] else value
        for cell, value in values.items()
    }


def _without(steps: list[Step], key: RecordKey) -> list[Step]:
    kept = (step.without(key) if key in step.records() else step for step in steps)
    return [step for step in kept if step.records()]
