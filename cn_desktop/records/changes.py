"""What a person changed and the server does not have yet, and how each row fared."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from cn_desktop.records.fields import ABSENT, FieldName, RecordKey, Value
from cn_desktop.records.marks import Mark, State

NEW_PREFIX = "+"
STANDING = {State.SENDING, State.UNKNOWN, State.ASK, State.SAVED}
"""Rows that are out, or done: a value that moves on the server is no conflict with them."""


def new_record_key() -> RecordKey:
    """A key for a record that has no uid yet; it never changes until the record has one."""
    return RecordKey(NEW_PREFIX + uuid.uuid4().hex)


@dataclass(frozen=True)
class Edit:
    """One cell: what the server last showed us, and what the person wants."""

    server_value: Value
    wanted: Value


class Changes:
    """Pending edits by record and field, new records, and the marks of submitted rows.

    A cell that is back at the server's value is no edit. A cell is contested when the
    server's value has moved since the person changed it. A row that has edits, or is new,
    is pending unless a mark says otherwise; while one of its cells is contested it is in
    conflict.
    """

    def __init__(self) -> None:
        self._edits: dict[RecordKey, dict[FieldName, Edit]] = {}
        self._contested: dict[RecordKey, dict[FieldName, Value]] = {}
        self._new: dict[RecordKey, None] = {}
        self._marks: dict[RecordKey, Mark] = {}

    # What is there

    def state(self, key: RecordKey) -> State | None:
        """The row's state, or None for a record that was not touched."""
        mark = self._marks.get(key)
        if mark is not None and mark.state in STANDING:
            return mark.state
        if key in self._contested:
            return State.CONFLICT
        if mark is not None:
            return mark.state
        return State.PENDING if key in self._edits or key in self._new else None

    def mark(self, key: RecordKey) -> Mark | None:
        return self._marks.get(key)

    def contested(self, key: RecordKey) -> Mapping[FieldName, Value]:
        """The fields somebody else changed too, and what the server showed there before."""
        return self._contested.get(key, {})

    def agreed(self, key: RecordKey) -> dict[FieldName, Value]:
        """What the person saw in each edited field, and wants to be overwritten."""
        return {
            **{name: edit.server_value for name, edit in self._edits.get(key, {}).items()},
            **self._contested.get(key, {}),
        }

    def is_new(self, key: RecordKey) -> bool:
        return key in self._new

    def edit(self, key: RecordKey, field: FieldName) -> Edit | None:
        return self._edits.get(key, {}).get(field)

    def edits(self, key: RecordKey) -> dict[FieldName, Edit]:
        return dict(self._edits.get(key, {}))

    def touched(self) -> list[RecordKey]:
        """Every row with a state, new records last."""
        older = [key for key in {**self._edits, **self._marks} if key not in self._new]
        return older + list(self._new)

    def in_state(self, *states: State) -> list[RecordKey]:
        return [key for key in self.touched() if self.state(key) in states]

    def unsaved(self) -> list[RecordKey]:
        """Every row that holds something the server does not provably have."""
        return [key for key in self.touched() if self.state(key) is not State.SAVED]

    def new_records(self) -> Iterator[RecordKey]:
        return iter(self._new)

    # What changes

    def put(self, key: RecordKey, field: FieldName, edit: Edit) -> None:
        """Remember the edit, or forget the cell if it is back as it was; the row is pending."""
        cells = self._edits.setdefault(key, {})
        if edit.wanted == edit.server_value:
            cells.pop(field, None)
            self._settle(key, field)
        else:
            cells[field] = edit
        if not cells:
            del self._edits[key]
        self._marks.pop(key, None)

    def restore(self, key: RecordKey, field: FieldName, edit: Edit) -> None:
        """An edit as it was kept on this machine, whatever the server shows by now."""
        self._edits.setdefault(key, {})[field] = edit

    def keep_mine(self, key: RecordKey, fields: Iterable[FieldName]) -> None:
        """The person has seen the server's values there, and wants them overwritten."""
        for name in list(fields):
            self._settle(key, name)

    def add_new(self, key: RecordKey) -> None:
        self._new[key] = None

    def remove_new(self, key: RecordKey) -> None:
        """Forget a new record with all its cells."""
        del self._new[key]
        self.forget_edits(key)

    def set_mark(self, key: RecordKey, mark: Mark) -> None:
        """Except that a conflict has no mark: the row's contested cells say so, and end it."""
        if mark.state is State.CONFLICT:
            self._marks.pop(key, None)
        else:
            self._marks[key] = mark

    def unmark(self, key: RecordKey) -> None:
        """What was known of the row holds no longer."""
        self._marks.pop(key, None)

    def forget_edits(self, key: RecordKey) -> None:
        """The row is as the server has it."""
        self._edits.pop(key, None)
        self._contested.pop(key, None)
        self._marks.pop(key, None)

    def saved(self, key: RecordKey, uid: RecordKey, mark: Mark) -> None:
        """The server has the row: its edits are done, and a new record now has its uid.

        What was changed meanwhile in a record that turned out to be this one is still pending.
        """
        self.forget_edits(key)
        self._new.pop(key, None)
        if uid not in self._edits:
            self._marks[uid] = mark

    def forget_saved(self) -> None:
        """Drop the marks of saved rows."""
        for key in self.in_state(State.SAVED):
            del self._marks[key]

    def rebase(self, key: RecordKey, fresh: dict[FieldName, Value]) -> list[FieldName]:
        """Hold the row's edits against the server's present values.

        Returns the edited fields whose server value is another one now; an edit
        that equals the server's new value is done and goes.
        """
        moved = []
        for name, edit in self.edits(key).items():
            value = fresh.get(name, ABSENT)
            if value == edit.server_value:
                continue
            moved.append(name)
            mark = self._marks.get(key)
            self.move(key, name, value)
            if mark is not None and key in self._edits:
                self._marks[key] = mark
        return moved

    def move(self, key: RecordKey, field: FieldName, now: Value) -> None:
        """The server shows another value under an edit: one that the person has not agreed to."""
        edit = self._edits[key][field]
        if now != edit.server_value:
            self._contest(key, field, edit.server_value, now)
            self.put(key, field, replace(edit, server_value=now))

    def count(self, states: Iterable[State]) -> int:
        wanted = set(states)
        return sum(self.state(key) in wanted for key in self.touched())

    # Inside

    def _contest(self, key: RecordKey, field: FieldName, before: Value, now: Value) -> None:
        """The server's value has moved under an edit; moving back ends that."""
        if self._contested.get(key, {}).get(field, before) == now:
            self._settle(key, field)
        else:
            self._contested.setdefault(key, {}).setdefault(field, before)

    def _settle(self, key: RecordKey, field: FieldName) -> None:
        cells = self._contested.get(key, {})
        cells.pop(field, None)
        if not cells:
            self._contested.pop(key, None)
