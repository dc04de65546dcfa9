"""How a row's way ends: its last state made durable, and what is told of it."""

from collections.abc import Generator, Mapping
from dataclasses import replace
from typing import Any

from cn_desktop.base.errors import JournalFailed, ProgramError, WorldError
from cn_desktop.records.fields import FieldName
from cn_desktop.records.marks import Note, State
from cn_desktop.records.merge import Fit, fits, now
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.store import Record, Store
from cn_desktop.work.finding import marked_in
from cn_desktop.work.steps import Finished, Ground, Keep, ReadOne, Step, Way, What


def not_sent(row: Outgoing, error: ProgramError) -> Finished:
    """Nothing of it has left since it was last pending; on this machine it is so already."""
    return Finished(row.marked(State.PENDING, Note.NOT_SENT), error=world_error(error))


def back_to_pending(row: Outgoing, error: ProgramError | None, note: Note = Note.NOT_SENT) -> Way:
    """It was called on its way, and nothing was done with it."""
    row = row.marked(State.PENDING, note)
    failed = yield Keep(row, What.NOT_SENT)
    return Finished(row, error=failed or world_error(error))


def saved(
    row: Outgoing, uid: str, stored: Record | None, note: Note = Note.NONE, words: str = ""
) -> Way:
    """The server has it; what was kept of it here can go."""
    row = row.marked(State.SAVED, note, words)
    if stored is not None and note in {Note.NORMALISED, Note.STORED_DIFFERENTLY}:
        row = replace(row, mark=replace(row.mark, sent=_sent_otherwise(row, stored)))
    failed = yield Keep(row, What.CREATED if row.is_create else What.SAVED, uid=uid)
    return Finished(row, uid, stored, failed)


def settled(
    row: Outgoing,
    what: What,
    *,
    uid: str = "",
    stored: Record | None = None,
    error: ProgramError | None = None,
) -> Way:
    """It stays here, in the state it is in."""
    failed: JournalFailed | None = yield Keep(row, what)
    return Finished(row, uid, stored, failed or world_error(error))


def read_back(row: Outgoing, uid: str, ground: Ground) -> Way:
    """The server called it saved: see what it shows now."""
    stored = yield ReadOne(uid)
    if isinstance(stored, ProgramError):
        return (yield from saved(row, uid, None, Note.NOT_READ_BACK))
    if stored is None:
        return (yield from unknown(row, ground, uid=uid))
    found = fits(row, stored)
    if Fit.IGNORED in found.values():
        return (yield from _ignored(row, uid, stored, found))
    if Fit.NOT_SHOWN in found.values():
        return (yield from saved(row, uid, None, Note.NOT_READ_BACK))
    return (yield from saved(row, uid, stored, _note_of(found)))


def unknown(
    row: Outgoing,
    ground: Ground,
    *,
    note: Note = Note.NO_ANSWER,
    words: str = "",
    uid: str = "",
    error: ProgramError | None = None,
) -> Way:
    """Nobody knows whether it arrived: from now on its quiet period runs."""
    row = row.marked(State.UNKNOWN, note, words, closed_at=ground.now())
    return (yield from settled(row, What.UNKNOWN, uid=uid, error=error))


def in_conflict(row: Outgoing, theirs: Mapping[FieldName, Any], stored: Record) -> Way:
    """Somebody else changed the same field to something else; nothing is sent."""
    row = row.marked(State.CONFLICT, seen=theirs)
    return (yield from settled(row, What.CONFLICT, stored=stored))


def by_mark(store: Store, row: Outgoing, ground: Ground, note: Note, words: str = "") -> Way | None:
    """The ending of a create whose mark is in the dataset; None where it is not."""
    found = marked_in(store, row)
    if not found:
        return None
    uids = tuple(store.key(each) for each in found)
    if len(uids) > 1:
        return settled(row.marked(State.ASK, Note.MARKED_TWICE, words, candidates=uids), What.ASK)
    ground.own.add(uids[0])
    return saved(row, uids[0], store.record(found[0]), note, words)


def world_error(error: object) -> WorldError | None:
    """A cancel is no error of the row's."""
    return error if isinstance(error, WorldError) else None


def _ignored(
    row: Outgoing, uid: str, stored: Record, found: Mapping[FieldName, Fit]
) -> Generator[Step, Any, Finished]:
    """Called saved, and the old value is still there: a person has to look."""
    left = {name: row.fields[name] for name, fit in found.items() if fit is Fit.IGNORED}
    row = replace(row, fields=left).marked(State.ASK, Note.IGNORED)
    return (yield from settled(row, What.ASK, uid=uid, stored=stored))


def _note_of(found: Mapping[FieldName, Fit]) -> Note:
    if Fit.OTHER in found.values():
        return Note.STORED_DIFFERENTLY
    return Note.NORMALISED if Fit.NORMALISED in found.values() else Note.NONE


def _sent_otherwise(row: Outgoing, stored: Record) -> dict[FieldName, str | None]:
    return {name: value for name, value in row.fields.items() if now(stored, name) != value}
