"""One dataset as it is being edited: its records, the changes to them, and what can be undone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain, filterfalse
from typing import TypeAlias

from cn_desktop.base.profile import REGION
from cn_desktop.records.area import Area
from cn_desktop.records.changes import Changes, Done, Edit, new_record_key
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
from cn_desktop.records.undo import Cell, Columns, History, Naming, Step, in_columns
from cn_desktop.records.validation import (
    CHECKED,
    Finding,
    Problem,
    check_defined,
    check_new,
    check_values,
    is_bad,
    is_too_long,
)
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
_Cells: TypeAlias = dict[FieldName, dict[RecordKey, Value]]
NO_MARK = Mark(State.PENDING)
NO_KEY = RecordKey("")
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
    """What may be changed: nothing, for the reason in `forbids`, or also `unlocked` fields.

    `sends_null`: null can be sent as something else than an empty text.
    Numbers are those of `region`, unless they begin with a country's own.
    """

    forbids: Lock | None = None
    unlocked: frozenset[FieldName] = frozenset()
    sends_null: bool = True
    region: str = REGION

    @property
    def is_read_only(self) -> bool:
        return self.forbids is not None


class Places:
    """Where records stand in a store that does not change meanwhile.

    Columns that are set together are mostly of the same records: these are looked up once.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._keys: Sequence[RecordKey] = ()
        self._rows: list[int | None] = []
        self._present: list[int] = []
        self._columns: dict[FieldName, list[Value]] = {}

    def of(self, keys: Sequence[RecordKey]) -> list[int | None]:
        """The records' rows in the store."""
        if keys != self._keys:
            self._keys = keys
            self._rows = self._store.rows_of(keys)
            self._present = [row for row in self._rows if row is not None]
            self._columns.clear()
        return self._rows

    def column(self, field: FieldName, keys: Sequence[RecordKey]) -> list[Value]:
        """What the store has in the field, for those that have a row."""
        rows = self.present(keys)
        if field not in self._columns:
            self._columns[field] = self._store.column(field, rows)
        return self._columns[field]

    def present(self, keys: Sequence[RecordKey]) -> list[int]:
        """The rows of those that have one."""
        self.of(keys)
        return self._present

    def are_all(self, keys: Sequence[RecordKey]) -> bool:
        return len(self.present(keys)) == len(keys)

    def missing(self, keys: Sequence[RecordKey]) -> list[int]:
        """Which of the keys, by their number, have no row."""
        if self.are_all(keys):
            return []
        return [place for place, row in enumerate(self.of(keys)) if row is None]


class Sheet:
    """Every change goes through here; each method that changes returns the records it touched.

    `is_asked`: its rows that are to be sent wait until a person agrees. They are held as if they
    were being sent; only what is said of them differs.
    """

    def __init__(self, dataset: DatasetId, store: Store | None = None) -> None:
        self.dataset = dataset
        self.store = store or Store()
        self.changes = Changes()
        self.history = History()
        self.is_expired = False
        self.is_asked = False
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

    def column(self, field: FieldName, keys: Sequence[RecordKey]) -> list[Value]:
        """`value` of one field in each of these records; a microsecond each."""
        return self._shown_column(field, keys, Places(self.store))

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

    def shown_state(self, key: RecordKey) -> State | None:
        """The row's state as it is said: one that a person is asked about is still pending."""
        state = self.changes.state(key)
        return State.PENDING if self.is_asked and state is State.SENDING else state

    def states_behind(self, shown: Iterable[State]) -> set[State]:
        """The states of the rows that are said to be in any of these."""
        states = set(shown)
        if self.is_asked:
            states.discard(State.SENDING)
            states |= {State.SENDING} if State.PENDING in states else set()
        return states

    def findings(self, key: RecordKey) -> list[Finding]:
        """What holds this row back."""
        edits = self.changes.edits(key)
        wanted = {field: edit.wanted for field, edit in edits.items()}
        is_new = self.changes.is_new(key)
        found: list[Finding] = []
        if is_new or wanted:
            server = {field: edit.server_value for field, edit in edits.items()}
            found += check_defined(wanted, self.vocabulary, is_new=is_new, server=server)
        found += check_values(wanted, self.vocabulary, self.permits.region)
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

    def has_orphans(self) -> bool:
        return any(map(self.is_orphan, self._vanished))

    def orphans(self) -> list[RecordKey]:
        return [key for key in self._vanished if self.is_orphan(key)]

    def last_known(self, key: RecordKey) -> Record:
        """What a record that is gone last held; empty where only its changes are known."""
        return self._vanished.get(key, {})

    def blocking(self, key: RecordKey) -> list[Finding]:
        """What keeps the row from being sent as it is."""
        if not self._may_be_held(key):
            return []
        return [finding for finding in self.findings(key) if finding.is_blocking]

    def suspects(self) -> Iterable[RecordKey]:
        """All rows that can have anything in `blocking`, and others, some of them twice.

        Mostly a few, or those in which a number or a call-back was changed.
        """
        locked_again = map(self._is_locked_again, self.changes.edited_fields())
        if self.store.has_replacements or any(locked_again):
            return self.changes.touched()
        ambiguous = self.store.keys(list(self.store.ambiguous))
        checked = map(self.changes.edited_in, CHECKED)
        new = list(self.changes.new_records())
        return chain(new, list(self._vanished), ambiguous, self._too_long(), *checked)

    def _too_long(self) -> Iterator[RecordKey]:
        sized = ((name, self.vocabulary.of(name).size) for name in self.changes.edited_fields())
        return chain.from_iterable(
            self.changes.longer_than(name, size) for name, size in sized if size
        )

    def _may_be_held(self, key: RecordKey) -> bool:
        """`blocking` may find something: a quick look for rows by the thousands."""
        return (
            self.changes.is_new(key)
            or key in self._vanished
            or (self.store.may_have_flaws and self._flaw(key) is not None)
            or any(self._is_locked_again(field) for field in self.changes.fields_of(key))
            or any(self._is_bad(key, field) for field in self.changes.fields_of(key))
        )

    def _is_bad(self, key: RecordKey, field: FieldName) -> bool:
        edit = self.changes.edit(key, field)
        return edit is not None and (
            is_too_long(edit.wanted, self.vocabulary.of(field).size, edit.server_value)
            or is_bad(field, edit.wanted, self.permits.region)
        )

    def _is_locked_again(self, field: FieldName) -> bool:
        return field in LOCKED_FIELDS and self.column_lock(field) is Lock.DIALLING

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
        return self.set_columns(in_columns(wanted), name)

    def set_columns(self, wanted: Columns, name: str) -> set[RecordKey]:
        """`set_cells`, field by field: some 2 microseconds a cell."""
        return self._set(wanted, name, Places(self.store))

    def _set(self, wanted: Columns, name: str, there: "Places") -> set[RecordKey]:
        before, after = self._permitted(wanted, there)
        return self._do(Step(name, _filled(before), _filled(after)), there)

    def _permitted(self, wanted: Columns, there: "Places") -> tuple[_Cells, _Cells]:
        """Of these cells those that may be set: what they show, and what they are set to."""
        locked = self._locked_rows(wanted, there)
        before: _Cells = {}
        after: _Cells = {}
        for field, values in wanted.items():
            before[field], after[field] = self._settable(field, values, locked, there)
        return before, after

    def set_and_add(
        self, wanted: Columns, born: Mapping[RecordKey, Record], naming: Naming
    ) -> set[RecordKey]:
        """`set_columns`, and new records that begin with these values: all of it one step.

        A new record's key is the caller's, made by `new_record_key`. The step is named by the
        cells of other records that it sets.
        """
        before, after = self._permitted(wanted, Places(self.store))
        name = naming(sum(map(len, after.values())))
        added = {} if self._forbids_all else born
        for key, values in added.items():
            for field, value in values.items():
                before.setdefault(field, {})[key] = ABSENT
                after.setdefault(field, {})[key] = value
        return self._do(Step(name, _filled(before), _filled(after), born=tuple(added)))

    def settable(self, wanted: Columns) -> Columns:
        """What `set_columns` would set of this: what may be edited and is something else now."""
        return self._permitted(wanted, Places(self.store))[1]

    def clear(self, areas: Iterable[Area], name: str = "clear") -> set[RecordKey]:
        """Empty these cells; one that is null or not there stays what it is."""
        there = Places(self.store)
        wanted: dict[FieldName, dict[RecordKey, Value]] = {}
        for rows, fields in areas:
            keys = self.store.keys(rows)
            for field in fields:
                shown = zip(keys, self._shown_column(field, keys, there), strict=True)
                filled = [key for key, value in shown if isinstance(value, str)]
                wanted.setdefault(field, {}).update(dict.fromkeys(filled, ""))
        return self._set(wanted, name, there)

    def add_record(self) -> RecordKey:
        """A new, empty record."""
        key = new_record_key()
        self._do(Step("new record", born=(key,)))
        return key

    def revert_cells(self, cells: Iterable[Cell], name: str = "revert") -> set[RecordKey]:
        """Back to the server's values."""
        columns: dict[FieldName, dict[RecordKey, None]] = {}
        for key, field in cells:
            columns.setdefault(field, {})[key] = None
        return self.revert_columns(columns, name)

    def revert_columns(
        self, cells: Mapping[FieldName, Mapping[RecordKey, None]], name: str = "revert"
    ) -> set[RecordKey]:
        """`revert_cells`, field by field."""
        there = Places(self.store)
        return self._do(self._revert_step(cells, name, there), there)

    def revert_rows(self, keys: Iterable[RecordKey], name: str = "revert row") -> set[RecordKey]:
        """Every edit of these records, and new records altogether; not rows that are out."""
        rows: dict[RecordKey, None] = dict.fromkeys(keys)
        there = Places(self.store)
        columns = dict.fromkeys(self.changes.edited_fields(), rows)
        step = self._revert_step(columns, name, there)
        born = self.changes.new_records()
        new = tuple(key for key in born if key in rows and not self._is_out(key))
        return self._do(replace(step, removed=new), there)

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
            Step(
                "create as new",
                in_columns({**before, **blank}),
                in_columns({**after, **values}),
                born=(new,),
            )
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
        return self._apply(self.history.take_undo().reversed(), Places(self.store))

    def redo(self) -> set[RecordKey]:
        step = self.history.next_redo
        if step is None or self._blocked(step):
            return set()
        return self._apply(self.history.take_redo(), Places(self.store))

    # Submitting

    def outgoing(self, keys: Iterable[RecordKey]) -> list[Outgoing]:
        """The rows among these that can be sent, each once: nothing holds them back."""
        return list(self.sendable(dict.fromkeys(keys)))

    def sendable(self, keys: Iterable[RecordKey]) -> Iterator[Outgoing]:
        """`outgoing` one by one, for whoever wants the first only, or goes on in slices."""
        waiting = {State.PENDING, State.REJECTED}
        for key in keys:
            if self.changes.state(key) not in waiting or self.blocking(key):
                continue
            wanted = self._wanted(key)
            if wanted or self.changes.is_new(key):
                row = self._outgoing(key, wanted)
                yield row if row.mark is NO_MARK else row.marked(State.PENDING)

    def kept(self, key: RecordKey) -> Outgoing | None:
        """The row as it is to be kept on this machine; None once nothing of it is pending."""
        state = self.changes.state(key)
        if state in {None, State.SAVED}:
            return None
        wanted = self._wanted(key)
        if not wanted and not self.changes.is_new(key):
            return None
        row = self._outgoing(key, wanted)
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
        self.changes.saved(sent.key, RecordKey(uid), mark, self._done(sent, RecordKey(uid)))
        self._rebase_row(RecordKey(uid))
        if sent.uid is None:
            self.history.forget(sent.key)
        return RecordKey(uid)

    def _done(self, sent: Outgoing, key: RecordKey) -> Done:
        """What the server had in the fields that were sent, and what it has now.

        Which dataset a new record is for is no change of it.
        """
        names = (name for name in sent.fields if name != DATASET)
        stored = {name: self.server_value(key, name) for name in names}
        return Done(sent.before, sent.fields if stored == sent.fields else stored)

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
        before = self._server_columns(self.history.columns())
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
        before = self._server_columns({name: {key: None} for name in self.history.fields_of(key)})
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
        if not self.store.may_have_flaws:
            return None
        row = self.store.row_of(key)
        if row is None:
            return None
        if self.store.is_ambiguous(row):
            return Lock.UID_TWICE
        return Lock.DAMAGED if self.store.is_damaged(row) else None

    def _field_lock(self, key: RecordKey, field: FieldName) -> Lock | None:
        return self.column_lock(field) or self._cell_lock(key, field, self.server_value(key, field))

    def _cell_lock(self, key: RecordKey, field: FieldName, server: Value) -> Lock | None:
        """Beside what locks the whole row or the whole field."""
        if self.changes.is_new(key):
            return None
        if field in self.changes.contested(key):
            return Lock.CONTESTED
        if server is ABSENT:
            return Lock.NOT_IN_ANSWER
        return Lock.ENDLESS_TEXT if len(text_of(server)) > LONGEST_EDITED else None

    def _is_out(self, key: RecordKey) -> bool:
        """The row is on its way, or may have arrived."""
        return self.changes.state(key) in LOCKING_STATES

    def _blocked(self, step: Step) -> bool:
        """One of its rows is out, or one of its cells would be edited though it is locked."""
        if self.changes.count(LOCKING_STATES) and any(map(self._is_out, step.records())):
            return True
        fields = step.after if self._forbids_all else filter(self._is_locked_again, step.after)
        return any(self._has_forbidden(name, step.after[name]) for name in fields)

    @property
    def _forbids_all(self) -> bool:
        return self.permits.forbids is not None or self.is_expired

    def _has_forbidden(self, field: FieldName, values: Mapping[RecordKey, Value]) -> bool:
        return any(
            self.lock(key, field) in FORBIDDING
            for key, value in values.items()
            if value != self.server_value(key, field)
        )

    def _do(self, step: Step, there: "Places | None" = None) -> set[RecordKey]:
        """Nothing, and no step, where nothing would change."""
        if not step.after and not step.born and not step.removed:
            return set()
        self.history.push(step)
        return self._apply(step, there or Places(self.store))

    def _apply(self, step: Step, there: "Places") -> set[RecordKey]:
        for key in step.born:
            self.changes.add_new(key)
            self.store.append_new(key)
        for name, values in step.after.items():
            keys = list(values)
            server = self._server_column(name, keys, there)
            for place in there.missing(keys):  # the edits that knew it may go
                self._last_shown[keys[place], name] = server[place]
            self.changes.put_column(name, values, server)
        for key in step.removed:
            self.changes.remove_new(key)
            self.store.remove_new(key)
        return step.records()

    # Many cells at once

    def _locked_rows(self, cells: Columns, there: "Places") -> Set[RecordKey]:
        """The records in which nothing may be edited now, as `row_lock` has it."""
        has_out = self.changes.count(LOCKING_STATES)
        if not self._forbids_all and not self.store.may_have_flaws and not has_out:
            return {NO_KEY}
        keys = list(dict.fromkeys(chain.from_iterable(cells.values())))
        if self._forbids_all:
            return set(keys)
        rows = there.of(keys)
        flawed = self.store.flawed(row for row in rows if row is not None)
        locked = {key for key, row in zip(keys, rows, strict=True) if row in flawed}
        return {NO_KEY, *locked, *filter(self._is_out, keys)}

    def _settable(
        self,
        field: FieldName,
        values: Mapping[RecordKey, Value],
        locked: Set[RecordKey],
        there: "Places",
    ) -> tuple[dict[RecordKey, Value], dict[RecordKey, Value]]:
        """What the cells show that may be set, and what they are set to."""
        if self.column_lock(field):
            return {}, {}
        keys = list(values)
        server = self._server_column(field, keys, there)
        present = self.changes.shown(field, keys, server)
        is_quiet = not self.changes.has_contested
        after = {
            key: value
            for key, value, shown, now in zip(keys, values.values(), server, present, strict=True)
            if value != now and key not in locked
            if (is_quiet and isinstance(shown, str) and len(shown) < LONGEST_EDITED)
            or self._cell_lock(key, field, shown) is None
        }
        return {key: now for key, now in zip(keys, present, strict=True) if key in after}, after

    def _revert_step(
        self, cells: Mapping[FieldName, Mapping[RecordKey, None]], name: str, there: "Places"
    ) -> Step:
        """Every edit in these cells goes, but for rows that are out."""
        may_be_out = bool(self.changes.count(LOCKING_STATES))
        before: dict[FieldName, dict[RecordKey, Value]] = {}
        after: dict[FieldName, dict[RecordKey, Value]] = {}
        for field, column in cells.items():
            keys = list(column)
            before[field] = self.changes.wanted_of(
                field, filterfalse(self._is_out, keys) if may_be_out else keys
            )
            edited = list(before[field])
            after[field] = dict(zip(edited, self._server_column(field, edited, there), strict=True))
        return Step(name, _filled(before), _filled(after))

    def _server_column(
        self, field: FieldName, keys: Sequence[RecordKey], there: "Places"
    ) -> list[Value]:
        """`server_value` of the field in each of these records."""
        if there.are_all(keys):
            return there.column(field, keys)
        shown = iter(there.column(field, keys))
        return [
            self.server_value(key, field) if row is None else next(shown)
            for key, row in zip(keys, there.of(keys), strict=True)
        ]

    def _shown_column(
        self, field: FieldName, keys: Sequence[RecordKey], there: "Places"
    ) -> list[Value]:
        return self.changes.shown(field, keys, self._server_column(field, keys, there))

    def _server_columns(self, cells: Mapping[FieldName, Mapping[RecordKey, None]]) -> Columns:
        there = Places(self.store)
        return {
            name: dict(zip(keys, self._server_column(name, list(keys), there), strict=True))
            for name, keys in cells.items()
        }

    def _outgoing(self, key: RecordKey, wanted: Mapping[FieldName, str | None]) -> Outgoing:
        mark = self.changes.mark(key) or NO_MARK
        if self.changes.is_new(key):
            return Outgoing(key, self.dataset, None, {DATASET: self.dataset, **wanted}, {}, mark)
        before = self.changes.agreed(key)
        seen = {name: before[name] for name in wanted}
        return Outgoing(key, self.dataset, key, wanted, seen, mark)

    def _follow(self, before: Columns) -> None:
        """Undoing leads to what the server shows now, not to what it showed before.

        A record that is not shown now keeps what it had: the answer may have left it out.
        """
        there = Places(self.store)
        moves = {}
        for name, values in before.items():
            keys = list(values)
            self._remember(name, values, there)
            now = self._server_column(name, keys, there)
            pairs = zip(keys, values.values(), now, strict=True)
            moves[name] = {key: (old, new) for key, old, new in pairs if old != new}
        self.history.follow(moves)

    def _remember(
        self, field: FieldName, values: Mapping[RecordKey, Value], there: "Places"
    ) -> None:
        for key, row in zip(values, there.of(list(values)), strict=True):
            if row is None:
                self._last_shown[key, field] = values[key]
            else:
                self._last_shown.pop((key, field), None)

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


def _filled(columns: Columns) -> Columns:
    return {name: values for name, values in columns.items() if values}
