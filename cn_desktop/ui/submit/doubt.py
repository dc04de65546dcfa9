"""What is known of a row of which nobody knows whether it arrived, in words."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass

from cn_desktop.records.fields import ABSENT, DATASET, FieldName, RecordKey, Value
from cn_desktop.records.marks import Note, State, Trail
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.vocabulary import SAYS_NOTHING, Vocabulary
from cn_desktop.ui.notices import notice_for
from cn_desktop.ui.submit.sending import Sending
from cn_desktop.ui.words import clock, counted, describe, named
from cn_desktop.work.checking import quiet_at
from cn_desktop.work.finding import AS_SEEN, GONE, NOTHING
from cn_desktop.work.steps import Finished
from cn_desktop.work.tally import Tally

IN_DOUBT = {State.UNKNOWN, State.ASK}

FOUND: dict[str, str] = {
    AS_SEEN: "the record still shows what it showed before",
    GONE: "the server shows no record of this uid",
    NOTHING: "it is not there",
}
SHOWS_OTHERS = "the record shows something else than before, and not what was sent"
NOT_LOOKED = "It has not been looked for yet."
SOON = "It is looked for again by itself within a minute."
AFTER_LOGIN = "It is looked for again by itself once you are logged in."
READ_ONLY = "This connection is read-only: nothing can be sent over it."
TWICE = "Two records carry its mark, so it did arrive: it is not sent again."
LOOK_FIRST = "Check now before you decide whether it is to be sent again."
WAIT = "Until {} it may still arrive: then you can decide to send it again."

DUPLICATE = "a duplicate: a second person who is called twice."
NOT_FOUND = (
    "It was not found{}. If 8x8 is slow it may still appear; sending again could then make "
    + DUPLICATE
)
LIKE_IT = "A record like it is there: {}. If that is the one, sending again makes " + DUPLICATE
TWICE_DONE = (
    "It was not found{}. If 8x8 is slow it may still arrive; a call-back, an outcome or a note "
    "that is set twice can do more than once."
)
IGNORED = "The server called it saved and kept the old value. That can happen again."

SEND_AGAIN = "Send again"
GIVE_UP = "Give up"
GIVE_UP_NEW = (
    "CN Desktop forgets the new record. If it did arrive it stays on the server, and if it did "
    "not, what you entered is lost. This can’t be undone."
)
GIVE_UP_CHANGE = (
    "CN Desktop forgets your change of this record. If it did arrive it stays on the server, and "
    "if it did not, what you entered is lost. This can’t be undone."
)


@dataclass(frozen=True)
class Compared:
    """A field as it was sent, and as the server shows it; a new record has nothing there."""

    field: FieldName
    sent: Value
    shown: Value


@dataclass(frozen=True)
class Doubt:
    """What the dialog shows of a row, and what can be done with it now.

    `candidates` are uids and what is known of them. `is_over`: the row is settled.
    """

    title: str
    lines: tuple[str, ...]
    fields: tuple[Compared, ...] = ()
    vocabulary: Vocabulary = SAYS_NOTHING
    candidates: Mapping[str, str] | None = None
    is_create: bool = False
    is_asking: bool = False
    is_looking: bool = False
    may_check: bool = False
    may_send: bool = False
    is_over: bool = False


def doubt_of(sheet: Sheet, key: RecordKey, sending: Sending, *, may_write: bool) -> Doubt:
    """A row in doubt as it is now; one that is not in doubt any more is over."""
    row = sheet.kept(key)
    if row is None or row.state not in IN_DOUBT:
        return _over(sheet, key, sending.last_look)
    is_asking = row.state is State.ASK
    next_line = _decision(row, sending, may_write) if is_asking else _next_look(key, sending)
    trail = row.mark.trail
    found = "" if row.mark.note is Note.IGNORED and not trail.looked else _found(trail)
    lines = (describe(row.state, row.mark, []), _sent(trail), found, next_line)
    is_free = not (sending.is_looking or sending.jobs.is_submitting)
    return Doubt(
        title=named(sheet, key),
        lines=tuple(filter(None, lines)),
        fields=tuple(_compared(sheet, row)),
        vocabulary=sheet.vocabulary,
        candidates={uid: _named_candidate(sheet, uid) for uid in trail.candidates},
        is_create=row.is_create,
        is_asking=is_asking,
        is_looking=sending.is_looking,
        may_check=is_free and sending.jobs.is_connected,
        may_send=is_free and may_write and sending.may_send_again(key),
    )


def look_line(finished: Finished | None, at: float) -> str:
    """What a look that was asked for has found, for a row that is still in doubt."""
    if finished is None:
        return f"At {clock(at)} it could not be looked for. Try again."
    if finished.error:
        return f"At {clock(at)} it could not be looked for: {notice_for(finished.error).title}."
    return f"Looked for at {clock(at)}: {_found_words(finished.row.mark.trail)}."


def send_warning(row: Outgoing) -> str:
    """What can come of sending it again, by what is known of it."""
    trail = row.mark.trail
    if row.mark.note is Note.IGNORED:
        return IGNORED
    if trail.candidates:
        return LIKE_IT.format(", ".join(trail.candidates))
    minutes = int((time.time() - trail.closed_at) // 60)
    later = f" {counted(minutes, 'minute')} later" if minutes else ""
    return (NOT_FOUND if row.is_create else TWICE_DONE).format(later)


# Inside


def _over(sheet: Sheet, key: RecordKey, look: Tally | None) -> Doubt:
    """A new record that was found is known by its uid now."""
    finished = look.finished(key) if look else None
    uid = RecordKey(finished.uid) if finished and finished.uid else key
    state = sheet.changes.state(uid)
    words = describe(state, sheet.changes.mark(uid), []) or "It is settled."
    return Doubt(named(sheet, uid), (words,), is_over=True)


def _sent(trail: Trail) -> str:
    if not trail.sent_at:
        return ""
    times = f" (sent {trail.attempts} times so far)" if trail.attempts > 1 else ""
    return f"Sent at {clock(trail.sent_at)}{times}."


def _found(trail: Trail) -> str:
    if not trail.looked and not trail.candidates:
        return NOT_LOOKED
    when = f"Since {clock(trail.looked_at)}" if trail.looked_at else "Looked for"
    return f"{when}: {_found_words(trail)}."


def _found_words(trail: Trail) -> str:
    if trail.candidates:
        count = len(trail.candidates)
        return f"{counted(count, 'record')} that may be it {'is' if count == 1 else 'are'} there"
    first = trail.looked.partition(" ")[0]
    return FOUND.get(first, SHOWS_OTHERS) if first else "nothing could be read"


def _next_look(key: RecordKey, sending: Sending) -> str:
    if not sending.jobs.has_session:
        return AFTER_LOGIN
    at = sending.looks_again_at(key)
    return f"It is looked for again by itself at {_full(at)}." if at > time.time() else SOON


def _decision(row: Outgoing, sending: Sending, may_write: bool) -> str:
    """Why it can't be sent again now; empty when it can."""
    if not may_write:
        return READ_ONLY
    if row.mark.note is Note.MARKED_TWICE:
        return TWICE
    if row.mark.note is Note.IGNORED:
        return ""
    if (at := quiet_at(row, sending.terms)) > time.time():
        return WAIT.format(_full(at))
    return "" if row.mark.trail.looked else LOOK_FIRST


def _full(at: float) -> str:
    """The first full minute that is not before this time."""
    return clock(math.ceil(at / 60) * 60)


def _compared(sheet: Sheet, row: Outgoing) -> list[Compared]:
    return [
        Compared(name, value, ABSENT if row.is_create else sheet.server_value(row.key, name))
        for name, value in row.fields.items()
        if name != DATASET
    ]


def _named_candidate(sheet: Sheet, uid: str) -> str:
    is_known = sheet.store.row_of(RecordKey(uid)) is not None
    return named(sheet, RecordKey(uid)) if is_known else uid
