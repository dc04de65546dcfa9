"""One dataset as it is being edited: its records, the changes to them, and what can be undone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cn_desktop.records.changes import Changes, Edit, new_record_key
from cn_desktop.records.fields import (
    ABSENT,
    DATASET,
    LOCKED_FIELDS,
    LONGEST_EDITED,
    STANDARD,
    UID,
    DatasetId,
    FieldName,
    Lock,
    RecordKey,
    Value,
    is_empty,
    text_of,
)
from cn_desktop.records.marks import Mark, Note, State
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.store import Record, Store
from cn_desktop.records.undo import Cell, History, Step
from cn_desktop.records.validation import Finding, Problem, check_defined, check_new
from cn_desktop.records.vocabulary import Vocabulary

HELD_BACK = {
    Lock.UID_TWICE: Finding(Problem.UID_TWICE, UID),
    Lock.DAMAGED: Finding(Problem.DAMAGED, UID),
}
FORBIDDING = {
    Lock.DIALLING,
    Lock.READ_ONLY,
    Lock.OTHER_WINDOW,
    Lock.NOT_KEPT,
    Lock.ARRIVING,
    Lock.DATASET_EXPIRED,
}
"""What may not be edited on purpose, and so not by undo or redo either."""
LOCKING_STATES = {
    State.SENDING: Lock.SENDING,
    State.UNKNOWN: Lock.UNKNOWN,
    State.ASK: Lock.UNKNOWN,
}
IN_DOUBT = {State.UNKNOWN, State.ASK}
"""They may have arrived, or may still arrive."""


@dataclass(frozen=True)
class Rebased:
    """What a fresh read did to pending edits. `back`: their record was gone before."""

    moved: Mapping[RecordKey, list[FieldName]]
    gone: tuple[RecordKey, ...]
    back: tuple[RecordKey, ...] = ()


@dataclass(frozen=True)
class Permits:
    """What may be changed: nothing, for the reason in `forbids`, or also `unlocked` fields."""

    forbids: Lock | None = None
    unlocked: frozenset[FieldName] = frozenset()

    @property
    def is_read_only(self) -> bool:
        return self.forbids is not None


class Sheet:
    """Every change goes through here; each method that changes returns the records it touched."""

    def __init__(self, dataset: DatasetId, store: Store | None = None) -> None:
        self.dataset = dataset
        self.store = store or Store()
        self.changes = Changes()
        self.history = History()
        self.is_expired = False
        self.permits = Permits()
        self.vocabulary = Vocabulary()
        self._last_shown: dict[Cell, Value] = {}
        self._vanished: dict[RecordKey, Record] = {}

    # Looking

    @property
    def fields(self) -> list[FieldName]:
        """The store's fields; the documented ones while no record has shown any."""
        return self.store.fields or list(STANDARD)

    def server_value(self, key: RecordKey, field: FieldName) -> Value:
        """What the server last showed there, be it in an answer before the present one."""
        row = self.store.row_of(key)
        if row is not None:
            return self.store.value(row, field)
        edit = self.changes.edit(key, field)
        return edit.server_value if edit else self._last_shown.get((key, field), ABSENT)

    def value(self, key: RecordKey, field: FieldName) -> Value:
        """What the person sees: the pending value, else the server's."""
        edit = self.changes.edit(key, field)
        return edit.wanted if edit else self.server_value(key, field)

    def row_value(self, row: int, field: FieldName) -> Value:
        """`value`, by the store's row."""
        edit = self.changes.edit(self.store.key(row), field)
        return edit.wanted if edit else self.store.value(row, field)

    def lock(self, key: RecordKey, field: FieldName) -> Lock | None:
        """Why this cell can't be edited now, or None when it can."""
        return self.row_lock(key) or self._field_lock(key, field)

    def column_lock(self, field: FieldName) -> Lock | None:
        """Why this field can't be edited in any record, or None when it can."""
        locked = LOCKED_FIELDS.get(field)
        if locked is Lock.DIALLING and field in self.permits.unlocked:
            return None
        if locked is None and self.vocabulary.of(field).is_read_only:
            return Lock.ACCOUNT
        return locked

    def row_lock(self, key: RecordKey) -> Lock | None:
        """Why nothing of this record can be edited now."""
        if self.permits.forbids:
            return self.permits.forbids
        if flaw := self._flaw(key):
            return flaw
        if self.is_expired:
            return Lock.DATASET_EXPIRED
        state = self.changes.state(key)
        return LOCKING_STATES.get(state) if state else None

    def findings(self, key: RecordKey) -> list[Finding]:
        """What holds this row back."""
        wanted = {field: edit.wanted for field, edit in self.changes.edits(key).items()}
        is_new = self.changes.is_new(key)
        found = check_defined(wanted, self.vocabulary, is_new=is_new) if is_new or wanted else []
        found += [
            Finding(Problem.LOCKED_AGAIN, field)
            for field in wanted
            if self.column_lock(field) is Lock.DIALLING
        ]
        if is_new:
            return [*check_new(wanted), *found]
        if self.is_orphan(key):
            found.append(Finding(Problem.GONE, UID))
        flaw = self._flaw(key)
        return [HELD_BACK[flaw], *found] if flaw in HELD_BACK else found

    def is_orphan(self, key: RecordKey) -> bool:
        """It has edits whose record is gone, as a complete read has shown."""
        is_edited = key in self._vanished and bool(self.changes.edits(key))
        return is_edited and not self._is_out(key)

    def orphans(self) -> list[RecordKey]:
        return [key for key in self._vanished if self.is_orphan(key)]

    def last_known(self, key: RecordKey) -> Record:
        """What a record that is gone last held; empty where only its changes are known."""
        return self._vanished.get(key, {})

    def blocking(self, key: RecordKey) -> list[Finding]:
        """What keeps the row from being sent as it is."""
        return [finding for finding in self.findings(key) if finding.is_blocking]

    # Editing

    def type_text(self, key: RecordKey, field: FieldName, text: str) -> set[RecordKey]:
        """What an editor does: text that looks like the server's value is the server's value.

        Text that looks like what the cell holds already is not an edit.
        """
        if text == text_of(self.value(key, field)):
            return set()
        server = self.server_value(key, field)
        return self.set_cells({(key, field): server if text == text_of(server) else text}, "edit")

    def set_cells(self, wanted: Mapping[Cell, Value], name: str) -> set[RecordKey]:
        """Set many cells as one step; locked cells are left alone."""
        after = {
            cell: value
            for cell, value in wanted.items()
            if self.lock(*cell) is None and value != self.value(*cell)
        }
        if not after:
            return set()
        return self._do(Step(name, {cell: self.value(*cell) for cell in after}, after))

    def add_record(self) -> RecordKey:
        """A new, empty record."""
        key = new_record_key()
        self._do(Step("new record", born=(key,)))
        return key

    def revert_cells(self, cells: Iterable[Cell], name: str = "revert") -> set[RecordKey]:
        """Back to the server's values."""
        edited = [cell for cell in cells if self.changes.edit(*cell) and not self._is_out(cell[0])]
        if not edited:
            return set()
        before = {cell: self.value(*cell) for cell in edited}
        return self._do(Step(name, before, {cell: self.server_value(*cell) for cell in edited}))

    def revert_rows(self, keys: Iterable[RecordKey], name: str = "revert row") -> set[RecordKey]:
        """Every edit of these records, and new records altogether; not rows that are out."""
        rows = [key for key in keys if self.changes.state(key) and not self._is_out(key)]
        cells = [(key, field) for key in rows for field in self.changes.edits(key)]
        new = tuple(key for key in rows if self.changes.is_new(key))
        if not cells and not new:
            return set()
        before = {cell: self.value(*cell) for cell in cells}
        after = {cell: self.server_value(*cell) for cell in cells}
        return self._do(Step(name, before, after, removed=new))

    def create_as_new(self, key: RecordKey) -> set[RecordKey]:
        """Make a new record of edits whose record is gone; in the same step the edits go.

        It starts from the last values that are known, without the uid and the locked fields.
        """
        if self.permits.forbids or self.is_expired or not self.is_orphan(key):
            return set()
        new = new_record_key()
        edits = self.changes.edits(key)
        known = {**self.last_known(key), **{name: each.wanted for name, each in edits.items()}}
        values = {
            (new, name): value
            for name, value in known.items()
            if not is_empty(value) and self.column_lock(name) is None
        }
        before = {(key, name): each.wanted for name, each in edits.items()}
        after = {(key, name): each.server_value for name, each in edits.items()}
        blank = dict.fromkeys(values, ABSENT)
        return self._do(
            Step("create as new", {**before, **blank}, {**after, **values}, born=(new,))
        )

    def revert_all(self) -> set[RecordKey]:
        return self.revert_rows(self.changes.touched(), "revert all")

    def give_up(self, key: RecordKey) -> set[RecordKey]:
        """Forget an unknown row for good: undoing that could send it a second time."""
        if self.changes.state(key) not in IN_DOUBT:
            return set()
        self.history.forget(key)
        self.changes.forget_edits(key)
        if self.changes.is_new(key):
            self.changes.remove_new(key)
            self.store.remove_new(key)
        return {key}

    def undo(self) -> set[RecordKey]:
        """Take the last step back; nothing happens while one of its rows is locked."""
        step = self.history.next_undo
        if step is None or self._blocked(step.reversed()):
            return set()
        return self._apply(self.history.take_undo().reversed())

    def redo(self) -> set[RecordKey]:
        step = self.history.next_redo
        if step is None or self._blocked(step):
            return set()
        return self._apply(self.history.take_redo())

    # Submitting

    def outgoing(self, keys: Iterable[RecordKey]) -> list[Outgoing]:
        """The rows among these that can be sent, each once: nothing holds them back."""
        waiting = {State.PENDING, State.REJECTED}
        return [
            self._outgoing(key).marked(State.PENDING)
            for key in dict.fromkeys(keys)
            if self.changes.state(key) in waiting and not self.blocking(key)
            if self.changes.is_new(key) or self._wanted(key)
        ]

    def kept(self, key: RecordKey) -> Outgoing | None:
        """The row as it is to be kept on this machine; None once nothing of it is pending."""
        state = self.changes.state(key)
        if state in {None, State.SAVED} or not (self._wanted(key) or self.changes.is_new(key)):
            return None
        row = self._outgoing(key)
        if state is not State.CONFLICT:
            return row
        theirs = {name: self.server_value(key, name) for name in self.changes.contested(key)}
        return row.marked(State.CONFLICT, seen=theirs)

    def restore(self, row: Outgoing) -> None:
        """Take a row as it was kept on this machine; nothing of it can be undone."""
        if row.is_create:
            self.changes.add_new(row.key)
            self.store.append_new(row.key)
        theirs = row.mark.trail.seen if row.state is State.CONFLICT else {}
        for name, wanted in row.fields.items():
            if name != DATASET:
                before = row.before.get(name, ABSENT)
                self.changes.restore(row.key, name, Edit(before, wanted))
                self.changes.move(row.key, name, theirs.get(name, before))
        if row.mark != Mark(State.PENDING):
            self.settle(row.key, row.mark)

    def sending(self, key: RecordKey, note: Note = Note.NONE) -> None:
        self.changes.set_mark(key, Mark(State.SENDING, note=note))

    def keep_mine(self, cells: Iterable[Cell]) -> set[RecordKey]:
        """Overwrite on purpose what somebody else put there; the rows that could be sent now."""
        chosen = list(cells)
        for key, field in chosen:
            self.changes.keep_mine(key, [field])
        return {key for key, _ in chosen}

    def settle(self, key: RecordKey, mark: Mark) -> None:
        """The row was not saved: the mark says what it is instead."""
        self.changes.set_mark(key, mark)
        if mark.note is Note.GONE:
            row = self.store.row_of(key)
            self._vanished.setdefault(key, {} if row is None else self.store.record(row))

    def saved(self, sent: Outgoing, uid: str, stored: Record | None, mark: Mark) -> RecordKey:
        """The server has it. Returns the record's key, which is its uid.

        `stored` is what the server shows now; None means that it could not be read, and
        the record is shown as it was sent. A new record may have been read by its uid
        before anybody knew that it is this one.
        """
        there = self._row_of_saved(sent.key, RecordKey(uid))
        row = self.store.row_of(there)
        shown = {} if row is None else self.store.record(row)
        wanted = {**self._wanted(sent.key), **sent.fields}
        as_sent = {**shown, **wanted, UID: uid, DATASET: self.dataset}
        self.store.replace(there, as_sent if stored is None else stored)
        self.changes.saved(sent.key, RecordKey(uid), mark)
        self._rebase_row(RecordKey(uid))
        if sent.uid is None:
            self.history.forget(sent.key)
        return RecordKey(uid)

    def _row_of_saved(self, key: RecordKey, uid: RecordKey) -> RecordKey:
        """The key of the row that the saved record goes into."""
        if key != uid and self.store.row_of(uid) is not None:
            if self.store.row_of(key) is not None:
                self.store.remove_new(key)
            return uid
        if self.store.row_of(key) is None:
            self.store.append_new(key)
        return key

    # Reading again

    def rebase(self, store: Store) -> Rebased:
        """Take a fresh read; pending edits are held against it, new records stay.

        Only a complete read can say that an edited record is gone.
        """
        before = self._server_values(self.history.cells())
        last, self.store = self.store, store
        self._follow(before)
        self.changes.forget_saved()
        for key in self.changes.new_records():
            store.append_new(key)
        edited = [key for key in self.changes.touched() if not self.changes.is_new(key)]
        here = [key for key in edited if store.row_of(key) is not None]
        moved = {key: fields for key in here if (fields := self._rebase_row(key))}
        gone = [key for key in edited if store.row_of(key) is None] if store.is_complete else []
        back = [key for key in self._vanished if store.row_of(key) is not None]
        for key in back:
            del self._vanished[key]
        self._note_gone(gone, last)
        return Rebased(moved, tuple(gone), tuple(back))

    def take_record(self, record: Record) -> RecordKey:
        """One record as it was just read: refreshed, or added to those shown."""
        key = RecordKey(text_of(record.get(UID)))
        before = self._server_values(cell for cell in self.history.cells() if cell[0] == key)
        if self.store.row_of(key) is None:
            self.store.extend([record])
        else:
            self.store.replace(key, record)
        self._follow(before)
        self._rebase_row(key)
        self._vanished.pop(key, None)
        return key

    # Inside

    def _flaw(self, key: RecordKey) -> Lock | None:
        """Why the record, as it was read, can't be the target of a change."""
        if not key:
            return Lock.NO_UID
        row = self.store.row_of(key)
        if row is None:
            return None
        if self.store.is_ambiguous(row):
            return Lock.UID_TWICE
        return Lock.DAMAGED if self.store.is_damaged(row) else None

    def _field_lock(self, key: RecordKey, field: FieldName) -> Lock | None:
        locked = self.column_lock(field)
        if locked or self.changes.is_new(key):
            return locked
        if field in self.changes.contested(key):
            return Lock.CONTESTED
        value = self.server_value(key, field)
        if value is ABSENT:
            return Lock.NOT_IN_ANSWER
        return Lock.ENDLESS_TEXT if len(text_of(value)) > LONGEST_EDITED else None

    def _is_out(self, key: RecordKey) -> bool:
        """The row is on its way, or may have arrived."""
        return self.changes.state(key) in LOCKING_STATES

    def _blocked(self, step: Step) -> bool:
        """One of its rows is out, or one of its cells would be edited though it is locked."""
        edited = (cell for cell, value in step.after.items() if value != self.server_value(*cell))
        return any(map(self._is_out, step.records())) or any(map(self._is_forbidden, edited))

    def _is_forbidden(self, cell: Cell) -> bool:
        return self.lock(*cell) in FORBIDDING

    def _do(self, step: Step) -> set[RecordKey]:
        self.history.push(step)
        return self._apply(step)

    def _apply(self, step: Step) -> set[RecordKey]:
        for key in step.born:
            self.changes.add_new(key)
            self.store.append_new(key)
        for (key, name), value in step.after.items():
            server = self.server_value(key, name)
            if self.store.row_of(key) is None:
                self._last_shown[key, name] = server  # the edit that knew it may go
            self.changes.put(key, name, Edit(server, value))
        for key in step.removed:
            self.changes.remove_new(key)
            self.store.remove_new(key)
        return step.records()

    def _outgoing(self, key: RecordKey) -> Outgoing:
        wanted, before = self._wanted(key), self.changes.agreed(key)
        mark = self.changes.mark(key) or Mark(State.PENDING)
        if self.changes.is_new(key):
            return Outgoing(key, self.dataset, None, {DATASET: self.dataset, **wanted}, {}, mark)
        seen = {name: before[name] for name in wanted}
        return Outgoing(key, self.dataset, key, wanted, seen, mark)

    def _server_values(self, cells: Iterable[Cell]) -> dict[Cell, Value]:
        return {cell: self.server_value(*cell) for cell in cells}

    def _follow(self, before: Mapping[Cell, Value]) -> None:
        """Undoing leads to what the server shows now, not to what it showed before.

        A record that is not shown now keeps what it had: the answer may have left it out.
        """
        for cell, value in before.items():
            if self.store.row_of(cell[0]) is None:
                self._last_shown[cell] = value
            else:
                self._last_shown.pop(cell, None)
        now = self._server_values(before)
        self.history.follow({cell: (before[cell], now[cell]) for cell in before})

    def _wanted(self, key: RecordKey) -> dict[FieldName, str | None]:
        """What the person wants in the row's edited fields."""
        edits = self.changes.edits(key)
        return {name: edit.wanted for name, edit in edits.items() if edit.wanted is not ABSENT}

    def _note_gone(self, keys: Iterable[RecordKey], last: Store) -> None:
        """Edits whose record is no longer there are kept, and say so; so are its last values."""
        for key in keys:
            row = last.row_of(key)
            if row is not None or key not in self._vanished:
                self._vanished[key] = {} if row is None else last.record(row)
            if self.changes.state(key) not in LOCKING_STATES:
                self.changes.set_mark(key, Mark(State.PENDING, note=Note.GONE))

    def _rebase_row(self, key: RecordKey) -> list[FieldName]:
        was_unknown = self.changes.state(key) is State.UNKNOWN
        mark = self.changes.mark(key)
        if mark and mark.note is Note.GONE:
            self.changes.unmark(key)
        row = self.store.row_of(key)
        moved = [] if row is None else self.changes.rebase(key, self.store.record(row))
        if was_unknown and not self.changes.edits(key):
            self.changes.set_mark(key, Mark(State.SAVED, note=Note.FOUND))
        return moved
