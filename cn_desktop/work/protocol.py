"""The way of one row to the server (reliability § 3.3 and § 3.4), step by step."""

from collections.abc import Callable, Generator
from dataclasses import replace
from hashlib import sha256
from typing import Any

from cn_desktop.api.reply import Ruling, Verdict
from cn_desktop.api.retry import pause_between
from cn_desktop.base.errors import (
    FieldNotSendable,
    JournalFailed,
    NotSent,
    ProgramError,
    SessionRefused,
    WorldError,
)
from cn_desktop.records.marks import Note, State
from cn_desktop.records.merge import merge, not_arrived, shown_now
from cn_desktop.records.outgoing import Outgoing, marker_of
from cn_desktop.records.store import Store
from cn_desktop.records.uid_index import number_of
from cn_desktop.work.ending import (
    back_to_pending,
    by_mark,
    in_conflict,
    not_sent,
    read_back,
    saved,
    settled,
    unknown,
)
from cn_desktop.work.finding import AS_SEEN, look_of, new_and_like
from cn_desktop.work.steps import (
    Answer,
    Ground,
    Keep,
    Pause,
    ReadAll,
    ReadOne,
    Send,
    Step,
    Terms,
    Unsent,
    Way,
    What,
)

TRIES = 3
"""So often a row is tried of which not one byte could be sent (reliability § 3.4)."""

Answered = Generator[Step, Any, Answer]


def send(row: Outgoing, ground: Ground) -> Way:
    """Send the row, once it is known that it may be; find out what became of it."""
    try:
        ground.encode(with_mark(row, ground.terms))
    except FieldNotSendable as error:
        return _not_sendable(row, error)
    return _create(row, ground) if row.is_create else _update(row, ground)


def _not_sendable(row: Outgoing, error: FieldNotSendable) -> Way:
    row = row.marked(State.PENDING, Note.NOT_SENDABLE, error.field)
    return (yield from settled(row, What.NOT_SENT, error=error))


# Updates


def _update(row: Outgoing, ground: Ground) -> Way:
    """Look, merge, write, look again. Each try starts with a look of its own."""
    tries = _Tries(ground)
    while True:
        record = yield ReadOne(row.uid or "")
        if isinstance(record, ProgramError):
            return not_sent(row, record)
        if record is None:
            return (yield from _missing(row))
        merged = merge(row, record)
        if merged.theirs:
            return (yield from in_conflict(row, merged.theirs, record))
        if not merged.row.fields:
            return (yield from saved(row, row.uid or "", record, Note.ALREADY_SO))
        row = _under_way(merged.row, ground, seen=shown_now(merged.row, record))
        answer = yield from _transmit(row, ground)
        if not tries.allow_another(answer):
            return (yield from UPDATE_RULED[_ruling(answer)](row, answer, ground))
        kept = yield from back_to_pending(row, None)
        if kept.error or (yield Pause(tries.pause)):
            return kept
        row = kept.row


def _missing(row: Outgoing) -> Way:
    """No record answers to its uid; only a whole read may call it gone."""
    store = yield ReadAll()
    if not isinstance(store, Store) or not store.is_complete:
        error = store if isinstance(store, ProgramError) else None
        return (yield from back_to_pending(row, error, Note.NOT_FOUND))
    if row.uid and store.row_of(row.key) is not None:
        return (yield from back_to_pending(row, None, Note.NOT_FOUND))
    return (yield from settled(row.marked(State.REJECTED, Note.GONE), What.REJECTED))


def _update_saved(row: Outgoing, _answer: Answer, ground: Ground) -> Way:
    return read_back(row, row.uid or "", ground)


def _update_rejected(row: Outgoing, answer: Answer, _ground: Ground) -> Way:
    """The server's no counts, unless the record shows the opposite."""
    stored = yield ReadOne(row.uid or "")
    words = _words(answer)
    if _has(stored, row):
        return (yield from saved(row, row.uid or "", stored, Note.REFUSED_YET_THERE, words))
    return (yield from settled(row.marked(State.REJECTED, words=words), What.REJECTED))


def _update_unclear(row: Outgoing, answer: Answer, ground: Ground) -> Way:
    """What is there proves that it arrived; what is not there proves nothing yet (rel-N6).

    A server that says it changed nothing has answered: then what is not there is not
    coming either (rel-T10).
    """
    closed_at = ground.now()
    stored = yield ReadOne(row.uid or "")
    if _has(stored, row):
        return (yield from saved(row, row.uid or "", stored, Note.FOUND))
    found = look_of(row, stored)
    if found == AS_SEEN and isinstance(answer, Verdict) and answer.has_changed_nothing:
        row = row.marked(State.REJECTED, Note.NOTHING_CHANGED)
        return (yield from settled(row, What.REJECTED, stored=stored))
    looked_at = ground.now() if found else 0.0
    row = row.marked(
        State.UNKNOWN,
        Note.NO_ANSWER,
        _words(answer),
        closed_at=closed_at,
        looked=found,
        looked_at=looked_at,
    )
    return (yield from settled(row, What.UNKNOWN, error=_busy(answer)))


# Creates


def _create(row: Outgoing, ground: Ground) -> Way:
    """Write once. What left this machine is never sent again by itself."""
    row = with_mark(row, ground.terms)
    if ground.highest is None or row.mark.trail.attempts:
        there = yield ReadAll(is_urgent=True)
        if isinstance(there, ProgramError):
            return not_sent(row, there)
        if row.mark.trail.attempts and (found := _turned_up(there, row, ground)):
            return (yield from found)
        ground.highest = max(ground.highest or 0, there.highest_uid)
    tries = _Tries(ground)
    while True:
        row = _under_way(row, ground, highest=ground.highest)
        answer = yield from _transmit(row, ground)
        if not isinstance(answer, Unsent) or not tries.allow_another(answer):
            return (yield from CREATE_RULED[_ruling(answer)](row, answer, ground))
        kept = yield from back_to_pending(row, None)
        if kept.error or (yield Pause(tries.pause)):
            return kept
        row = kept.row


def with_mark(row: Outgoing, terms: Terms) -> Outgoing:
    """A new record as it is sent: with its mark, where the connection has a field for it."""
    name = terms.marker_field
    if not name or not row.is_create:
        return row
    marked = replace(row, fields={**row.fields, name: marker_of(row.key)})
    return marked.marked(row.state, marker_field=name)


def _turned_up(there: Store, row: Outgoing, ground: Ground) -> Way | None:
    """A person said "send again", but what was missing then may be there now."""
    if found := by_mark(there, row, ground, Note.FOUND):
        return found
    like = new_and_like(there, row, ground)
    if set(like) <= set(row.mark.trail.candidates):
        return None
    return settled(row.marked(State.ASK, Note.LOOK_ALIKE, candidates=like), What.ASK)


def _create_saved(row: Outgoing, answer: Answer, ground: Ground) -> Way:
    uid = answer.uid if isinstance(answer, Verdict) else ""
    if ground.knows(uid) or uid in ground.own:
        return (yield from unknown(row, ground, note=Note.UID_OF_ANOTHER))
    finished = yield from read_back(row, uid, ground)
    if finished.row.state is not State.UNKNOWN:
        ground.own.add(uid)
    if finished.stored is not None and ground.highest is not None:
        ground.highest = max(ground.highest, number_of(uid))
    return finished


def _create_rejected(row: Outgoing, answer: Answer, ground: Ground) -> Way:
    """It counts once a whole read shows that nothing new is there (API notes § 3)."""
    words = _words(answer)
    store = yield ReadAll()
    is_read = isinstance(store, Store)
    if is_read and (found := by_mark(store, row, ground, Note.REFUSED_YET_THERE, words)):
        return (yield from found)
    if not is_read or not store.is_complete:
        return (yield from unknown(row, ground, note=Note.NOT_CHECKED, words=words))
    if like := new_and_like(store, row, ground):
        row = row.marked(State.ASK, Note.LOOK_ALIKE, words, candidates=like, closed_at=ground.now())
        return (yield from settled(row, What.ASK))
    return (yield from settled(row.marked(State.REJECTED, words=words), What.REJECTED))


def _create_unclear(row: Outgoing, answer: Answer, ground: Ground) -> Way:
    return unknown(row, ground, words=_words(answer), error=_busy(answer))


# Both


def _under_way(row: Outgoing, ground: Ground, **known: Any) -> Outgoing:
    """One more try begins; what was found before it says nothing of it."""
    return row.marked(
        State.SENDING,
        attempts=row.mark.trail.attempts + 1,
        sent_at=ground.now(),
        looked="",
        looked_at=0.0,
        candidates=(),
        **known,
    )


def _transmit(row: Outgoing, ground: Ground) -> Answered:
    """Durable first, then the wire; and what is sent is what was made durable."""
    body_hash = sha256(ground.encode(row)).hexdigest()
    failed: JournalFailed | None = yield Keep(row, What.SENDING, body_hash)
    if failed:
        return Unsent(failed)
    answer: Answer = yield Send(row)
    return answer


def _unsent(row: Outgoing, answer: Answer, _ground: Ground) -> Way:
    """Not one byte left. What could not be made durable is pending there as before."""
    error = answer.error if isinstance(answer, Unsent) else None
    if isinstance(error, JournalFailed):
        return not_sent(row, error)
    return (yield from back_to_pending(row, error))


def _token_trouble(row: Outgoing, answer: Answer, _ground: Ground) -> Way:
    row = row.marked(State.PENDING, Note.NOT_SENT, _words(answer))
    return settled(row, What.NOT_SENT, error=SessionRefused(_words(answer)))


def _ruling(answer: Answer) -> Ruling | None:
    """None: it was not sent."""
    if isinstance(answer, Verdict):
        return answer.ruling
    return None if isinstance(answer, Unsent) else Ruling.UNKNOWN


def _words(answer: Answer) -> str:
    return answer.words if isinstance(answer, Verdict) else ""


def _busy(answer: Answer) -> WorldError | None:
    if isinstance(answer, Verdict):
        return answer.busy
    return answer.error if isinstance(answer, Unsent) else answer


def _has(stored: Any, row: Outgoing) -> bool:
    """The record was read, and shows every field as it was sent."""
    if stored is None or isinstance(stored, ProgramError):
        return False
    return not not_arrived(row, stored)


class _Tries:
    """Whether a row is tried once more by itself, and after how many seconds."""

    def __init__(self, ground: Ground) -> None:
        self._dice = ground.dice
        self._failures = 0
        self._has_renewed = False
        self.pause = 0.0

    def allow_another(self, answer: Answer) -> bool:
        if _ruling(answer) is Ruling.TOKEN_TROUBLE:
            # The client has asked for another token by now.
            self.pause, is_first, self._has_renewed = 0.0, not self._has_renewed, True
            return is_first
        if not isinstance(answer, Unsent) or not isinstance(answer.error, NotSent):
            return False
        self._failures += 1
        self.pause = pause_between(self._failures, self._dice)
        return self._failures < TRIES


Ruled = Callable[[Outgoing, Answer, Ground], Way]

UPDATE_RULED: dict[Ruling | None, Ruled] = {
    None: _unsent,
    Ruling.SAVED: _update_saved,
    Ruling.REJECTED: _update_rejected,
    Ruling.TOKEN_TROUBLE: _token_trouble,
    Ruling.UNKNOWN: _update_unclear,
}
CREATE_RULED: dict[Ruling | None, Ruled] = {
    None: _unsent,
    Ruling.SAVED: _create_saved,
    Ruling.REJECTED: _create_rejected,
    Ruling.TOKEN_TROUBLE: _token_trouble,
    Ruling.UNKNOWN: _create_unclear,
}
