"""What can be undone, keyed by record and field and never by a place on screen."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from cn_desktop.records.fields import FieldName, RecordKey, Value

Cell = tuple[RecordKey, FieldName]
Columns = Mapping[FieldName, Mapping[RecordKey, Value]]
"""Values field by field: a column of many records takes a third of what its cells would."""
Naming = Callable[[int], str]
"""What a step is called that has set so many cells."""
Move = tuple[Value, Value]
"""The value that the server showed in a cell, and the one that it shows now."""
Moves = Mapping[FieldName, Mapping[RecordKey, Move]]


def in_columns(cells: Mapping[Cell, Value]) -> dict[FieldName, dict[RecordKey, Value]]:
    """The same values, field by field."""
    columns: dict[FieldName, dict[RecordKey, Value]] = {}
    for (key, name), value in cells.items():
        if name not in columns:
            columns[name] = {}
        columns[name][key] = value
    return columns


@dataclass(frozen=True)
class Step:
    """One thing a person did: each cell's wanted value before and after, records born and removed.

    `name` completes the sentence "Undo …".
    """

    name: str
    before: Columns = field(default_factory=dict)
    after: Columns = field(default_factory=dict)
    born: tuple[RecordKey, ...] = ()
    removed: tuple[RecordKey, ...] = ()

    def reversed(self) -> "Step":
        return Step(self.name, self.after, self.before, self.removed, self.born)

    def without(self, key: RecordKey) -> "Step":
        """The same step, this record left out."""
        return Step(
            self.name,
            _without_key(self.before, key),
            _without_key(self.after, key),
            tuple(born for born in self.born if born != key),
            tuple(removed for removed in self.removed if removed != key),
        )

    def following(self, moves: Moves) -> "Step":
        """The same step, where the server's values have moved: what was the server's stays so."""
        if not any(map(self._sets, moves, moves.values())):
            return self
        return replace(self, before=_moved(self.before, moves), after=_moved(self.after, moves))

    @property
    def size(self) -> int:
        """How many cells it sets."""
        return sum(map(len, self.after.values()))

    def first_records(self, count: int) -> list[RecordKey]:
        """So many of its records, without a walk over all of them."""
        found: dict[RecordKey, None] = {}
        for keys in (self.born, self.removed, *self.after.values()):
            found.update(dict.fromkeys(islice(keys, count)))
        return list(found)[:count]

    def records(self) -> set[RecordKey]:
        return {*self.born, *self.removed}.union(*self.after.values())

    def holds(self, key: RecordKey) -> bool:
        """Whether the step is about this record too."""
        is_set = any(key in column for column in self.after.values())
        return is_set or key in self.born or key in self.removed

    def first_cell(self) -> Cell | None:
        return next(((key, name) for name, keys in self.after.items() for key in keys), None)

    def _sets(self, name: FieldName, keys: Iterable[RecordKey]) -> bool:
        column = self.after.get(name, {})
        return any(key in column for key in keys)


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

    @property
    def done(self) -> Sequence[Step]:
        """Steps done, the oldest first."""
        return self._done

    @property
    def undone(self) -> Sequence[Step]:
        """Steps undone, the one undone last at the end."""
        return self._undone

    def take_back(self) -> Step:
        """The last step, which is to be a part of another one."""
        return self._done.pop()

    def take_undo(self) -> Step:
        step = self._done.pop()
        self._undone.append(step)
        return step

    def take_redo(self) -> Step:
        step = self._undone.pop()
        self._done.append(step)
        return step

    def columns(self) -> dict[FieldName, dict[RecordKey, None]]:
        """Every cell that a step could set."""
        cells: dict[FieldName, dict[RecordKey, None]] = {}
        for step in self._steps():
            for name, keys in step.after.items():
                cells.setdefault(name, {}).update(dict.fromkeys(keys))
        return cells

    def fields_of(self, key: RecordKey) -> list[FieldName]:
        """The fields of this record that a step could set."""
        steps = list(self._steps())
        found = (name for step in steps for name, keys in step.after.items() if key in keys)
        return list(dict.fromkeys(found))

    def follow(self, moves: Moves) -> None:
        """The server shows other values in these cells: undoing leads back to the new ones."""
        self._done = [step.following(moves) for step in self._done]
        self._undone = [step.following(moves) for step in self._undone]

    def _steps(self) -> Iterator[Step]:
        yield from self._done
        yield from self._undone

    def forget(self, key: RecordKey) -> None:
        """Leave out of every step a record that can't be taken back any more."""
        self._done = _without(self._done, key)
        self._undone = _without(self._undone, key)


def _moved(columns: Columns, moves: Moves) -> Columns:
    return {name: _moved_column(keys, moves.get(name, {})) for name, keys in columns.items()}


def _moved_column(
    values: Mapping[RecordKey, Value], moves: Mapping[RecordKey, Move]
) -> Mapping[RecordKey, Value]:
    moved = {
        key: now for key, (before, now) in moves.items() if key in values and values[key] == before
    }
    return {**values, **moved} if moved else values


def _without_key(columns: Columns, key: RecordKey) -> Columns:
    """The columns, this record left out of them."""
    left = {
        name: {each: value for each, value in keys.items() if each != key}
        for name, keys in columns.items()
    }
    return {name: keys for name, keys in left.items() if keys}


def _without(steps: list[Step], key: RecordKey) -> list[Step]:
    kept = (step.without(key) if step.holds(key) else step for step in steps)
    return [step for step in kept if step.born or step.removed or any(step.after.values())]
