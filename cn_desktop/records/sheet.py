"""One dataset as it is being edited: its records, the changes to them, and what can be undone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import filterfalse

from cn_desktop.records.area import Area
from cn_desktop.records.cells import Cells
from cn_desktop.records.changes import Changes, Done, Edit, new_record_key
from cn_desktop.records.fields import (
    ABSENT,
    DATASET,
    STANDARD,
    UID,
    DatasetId,
    FieldName,
    RecordKey,
    Value,
    is_empty,
    text_of,
)
from cn_desktop.records.holding import Holding
from cn_desktop.records.locks import Locks
from cn_desktop.records.marks import Mark, Note, State
from cn_desktop.records.orphans import Orphans
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.permits import Permits
from cn_desktop.records.store import Record, Store
from cn_desktop.records.undo import Cell, Columns, History, Naming, Step, in_columns
from cn_desktop.records.vocabulary import Vocabulary

NO_MARK = Mark(State.PENDING)
IN_DOUBT = {State.UNKNOWN, State.ASK}
"""They may have arrived, or may still arrive."""


@dataclass(frozen=True)
class Rebased:
    """What a fresh read did to pending edits. `back`: their record was gone before."""

    moved: Mapping[RecordKey, list[FieldName]]
    gone: tuple[RecordKey, ...]
    back: tuple[RecordKey, ...] = ()


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
        self.orphans = Orphans(self.changes)
        self._last_shown: dict[Cell, Value] = {}

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
        return Cells(self).shown(field, keys)

    def row_value(self, row: int, field: FieldName) -> Value:
        """`value`, by the store's row."""
        edit = self.changes.edit(self.store.key(row), field)
        return edit.wanted if edit else self.store.value(row, field)

    @property
    def locks(self) -> Locks:
        """What may be edited now; made for each look, so that a sheet ends with its last user."""
        return Locks(self)

    @property
    def holding(self) -> Holding:
        """What is wrong with pending rows; made for each look too."""
        return Holding(self, self.locks, self.orphans)

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
        return self._set(wanted, name, Cells(self))

    def _set(self, wanted: Columns, name: str, cells: Cells) -> set[RecordKey]:
        before, after = self.locks.settable(wanted, cells)
        return self._do(Step(name, _filled(before), _filled(after)), cells)

    def set_and_add(
        self, wanted: Columns, born: Mapping[RecordKey, Record], naming: Naming
    ) -> set[RecordKey]:
        """`set_columns`, and new records that begin with these values: all of it one step.

        A new record's key is the caller's, made by `new_record_key`. The step is named by the
        cells of other records that it sets.
        """
        before, after = self.locks.settable(wanted, Cells(self))
        name = naming(sum(map(len, after.values())))
        added = {} if self.locks.forbids_all else born
        for key, values in added.items():
            for field, value in values.items():
                before.setdefault(field, {})[key] = ABSENT
                after.setdefault(field, {})[key] = value
        return self._do(Step(name, _filled(before), _filled(after), born=tuple(added)))

    def settable(self, wanted: Columns) -> Columns:
        """What `set_columns` would set of this: what may be edited and is something else now."""
        return self.locks.settable(wanted, Cells(self))[1]

    def clear(self, areas: Iterable[Area], name: str = "clear") -> set[RecordKey]:
        """Empty these cells; one that is null or not there stays what it is."""
        cells = Cells(self)
        wanted: dict[FieldName, dict[RecordKey, Value]] = {}
        for rows, fields in areas:
            keys = self.store.keys(rows)
            for field in fields:
                shown = zip(keys, cells.shown(field, keys), strict=True)
                filled = [key for key, value in shown if isinstance(value, str)]
                wanted.setdefault(field, {}).update(dict.fromkeys(filled, ""))
        return self._set(wanted, name, cells)

    def add_record(self) -> RecordKey:
        """A new, empty record."""
        key = new_record_key()
        self._do(Step("new record", born=(key,)))
        return key

    def revert_cells(self, cells: Iterable[Cell]) -> set[RecordKey]:
        """Back to the server's values."""
        columns: dict[FieldName, dict[RecordKey, None]] = {}
        for key, field in cells:
            columns.setdefault(field, {})[key] = None
        return self.revert_columns(columns)

    def revert_columns(
        self, cells: Mapping[FieldName, Mapping[RecordKey, None]], name: str = "revert"
    ) -> set[RecordKey]:
        """`revert_cells`, field by field."""
        there = Cells(self)
        return self._do(self._revert_step(cells, name, there), there)

    def revert_rows(self, keys: Iterable[RecordKey], name: str = "revert row") -> set[RecordKey]:
        """Every edit of these records, and new records altogether; not rows that are out."""
        rows: dict[RecordKey, None] = dict.fromkeys(keys)
        there = Cells(self)
        columns = dict.fromkeys(self.changes.edited_fields(), rows)
        step = self._revert_step(columns, name, there)
        born = self.changes.new_records()
        new = tuple(key for key in born if key in rows and not self.locks.is_out(key))
        return self._do(replace(step, removed=new), there)

    def create_as_new(self, key: RecordKey) -> set[RecordKey]:
        """Make a new record of edits whose record is gone; in the same step the edits go.

        It starts from the last values that are known, without the uid and the locked fields.
        """
        if self.permits.forbids or self.is_expired or not self.orphans.has(key):
            return set()
        new = new_record_key()
        edits = self.changes.edits(key)
        known = dict(self.orphans.last_known(key))
        known |= {name: each.wanted for name, each in edits.items()}
        values = {
            (new, name): value
            for name, value in known.items()
            if not is_empty(value) and self.locks.of_field(name) is None
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
        if step is None or self.locks.forbid(step.reversed()):
            return set()
        return self._apply(self.history.take_undo().reversed(), Cells(self))

    def redo(self) -> set[RecordKey]:
        step = self.history.next_redo
        if step is None or self.locks.forbid(step):
            return set()
        return self._apply(self.history.take_redo(), Cells(self))

    def may_retake(self, values: Columns) -> bool:
        """Whether a piece of a step could be undone or redone now, to these values."""
        return not self.locks.forbid(Step("", after=values))

    def retake(self, values: Columns) -> set[RecordKey]:
        """A piece of a step on its way back or forward; the history is the caller's."""
        return self._apply(Step("", after=values), Cells(self))

    # Submitting

    def outgoing(self, keys: Iterable[RecordKey]) -> list[Outgoing]:
        """The rows among these that can be sent, each once: nothing holds them back."""
        return list(self.sendable(dict.fromkeys(keys)))

    def sendable(self, keys: Iterable[RecordKey]) -> Iterator[Outgoing]:
        """`outgoing` one by one, for whoever wants the first only, or goes on in slices."""
        waiting, holding = {State.PENDING, State.REJECTED}, self.holding
        for key in keys:
            if self.changes.state(key) not in waiting or holding.blocking(key):
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
        if mark.note is Note.GONE and key not in self.orphans.gone:
            self.orphans.note(key, _record(self.store, key))

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
        before = Cells(self).server_columns(self.history.columns())
        last, self.store = self.store, store
        self._follow(before)
        self.changes.forget_saved()
        for key in self.changes.new_records():
            store.append_new(key)
        edited = [key for key in self.changes.touched() if not self.changes.is_new(key)]
        here = [key for key in edited if store.row_of(key) is not None]
        moved = {key: fields for key in here if (fields := self._rebase_row(key))}
        gone = [key for key in edited if store.row_of(key) is None] if store.is_complete else []
        back = [key for key in self.orphans.gone if store.row_of(key) is not None]
        for key in back:
            self.orphans.forget(key)
        self._note_gone(gone, last)
        return Rebased(moved, tuple(gone), tuple(back))

    def take_record(self, record: Record) -> RecordKey:
        """One record as it was just read: refreshed, or added to those shown."""
        key = RecordKey(text_of(record.get(UID)))
        before = Cells(self).server_columns({
            name: {key: None} for name in self.history.fields_of(key)
        })
        if self.store.row_of(key) is None:
            self.store.extend([record])
        else:
            self.store.replace(key, record)
        self._follow(before)
        self._rebase_row(key)
        self.orphans.forget(key)
        return key

    # Inside

    def _do(self, step: Step, cells: Cells | None = None) -> set[RecordKey]:
        """Nothing, and no step, where nothing would change."""
        if not step.after and not step.born and not step.removed:
            return set()
        self.history.push(step)
        for name, values in step.after.items():
            self.changes.decide_anew(name, values)
        return self._apply(step, cells or Cells(self))

    def _apply(self, step: Step, cells: Cells) -> set[RecordKey]:
        for key in step.born:
            self.changes.add_new(key)
            self.store.append_new(key)
        for name, values in step.after.items():
            keys = list(values)
            server = cells.server(name, keys)
            for place in cells.missing(keys):  # the edits that knew it may go
                self._last_shown[keys[place], name] = server[place]
            self.changes.put_column(name, values, server)
        for key in step.removed:
            self.changes.remove_new(key)
            self.store.remove_new(key)
        return step.records()

    def _revert_step(
        self, cells: Mapping[FieldName, Mapping[RecordKey, None]], name: str, there: Cells
    ) -> Step:
        """Every edit in these cells goes, but for rows that are out."""
        may_be_out = self.locks.any_out()
        before: dict[FieldName, dict[RecordKey, Value]] = {}
        after: dict[FieldName, dict[RecordKey, Value]] = {}
        for field, column in cells.items():
            keys = list(column)
            before[field] = self.changes.wanted_of(
                field, filterfalse(self.locks.is_out, keys) if may_be_out else keys
            )
            edited = list(before[field])
            after[field] = dict(zip(edited, there.server(field, edited), strict=True))
        return Step(name, _filled(before), _filled(after))

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
        cells = Cells(self)
        moves = {}
        for name, values in before.items():
            keys = list(values)
            self._remember(name, values, cells)
            now = cells.server(name, keys)
            pairs = zip(keys, values.values(), now, strict=True)
            moves[name] = {key: (old, new) for key, old, new in pairs if old != new}
        self.history.follow(moves)

    def _remember(self, field: FieldName, values: Mapping[RecordKey, Value], cells: Cells) -> None:
        for key, row in zip(values, cells.rows(list(values)), strict=True):
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
            self.orphans.note(key, _record(last, key))
            if not self.locks.is_out(key):
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


def _record(store: Store, key: RecordKey) -> Record | None:
    row = store.row_of(key)
    return None if row is None else store.record(row)


def _filled(columns: Columns) -> Columns:
    return {name: values for name, values in columns.items() if values}
