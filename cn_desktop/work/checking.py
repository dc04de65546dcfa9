"""What became of a row nobody knows of, by reading alone (reliability § 3.5).

What is found counts at once. What is not found counts only when the row's quiet period is
over and two looks, far enough apart, agree: the server may be slow.
"""

from dataclasses import replace

from cn_desktop.base.errors import ProgramError
from cn_desktop.records.fields import ABSENT
from cn_desktop.records.marks import Note, State
from cn_desktop.records.merge import not_arrived, shown_now
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.store import Record, Store
from cn_desktop.work.ending import by_mark, in_conflict, saved, settled, world_error
from cn_desktop.work.finding import NOTHING, look_of, new_and_like
from cn_desktop.work.steps import Finished, Ground, ReadAll, ReadOne, Terms, Way, What


def check(row: Outgoing, ground: Ground) -> Way:
    """Look for the row; nothing is sent."""
    return _check_create(row, ground) if row.is_create else _check_update(row, ground)


def is_quiet(row: Outgoing, ground: Ground) -> bool:
    """It can't arrive any more."""
    return ground.now() >= quiet_at(row, ground.terms)


# Updates


def _check_update(row: Outgoing, ground: Ground) -> Way:
    uid = row.uid or ""
    stored = yield ReadOne(uid)
    if isinstance(stored, ProgramError):
        return Finished(row, error=world_error(stored))
    if stored is not None and not (left := not_arrived(row, stored)):
        return (yield from saved(row, uid, stored, Note.FOUND))
    looked = _looked(row, look_of(row, stored), ground)
    if not _agrees(row, looked, ground):
        return (yield from settled(looked, What.LOOKED, stored=stored))
    if stored is None:
        return (yield from _gone(looked))
    return (yield from _not_arrived(replace(looked, fields=left), stored))


def _gone(row: Outgoing) -> Way:
    store = yield ReadAll()
    if not isinstance(store, Store) or not store.is_complete or store.row_of(row.key) is not None:
        return Finished(row)
    return (yield from settled(row.marked(State.REJECTED, Note.GONE), What.REJECTED))


def _not_arrived(row: Outgoing, stored: Record) -> Way:
    """As it was before: pending again. Changed by somebody meanwhile: a conflict.

    A field that the server held already was not sent, and what was agreed to counts there.
    """
    seen = {**row.before, **row.mark.trail.seen}
    theirs = {
        name: shown
        for name, shown in shown_now(row, stored).items()
        if shown != seen.get(name, ABSENT)
    }
    if theirs:
        return (yield from in_conflict(row, theirs, stored))
    if row.state is State.ASK:  # a person looks at it already, and it is as it was
        return (yield from settled(row, What.LOOKED, stored=stored))
    if row.is_once_only:
        row = row.marked(State.ASK, Note.ONCE_ONLY)
        return (yield from settled(row, What.ASK, stored=stored))
    row = row.marked(State.PENDING, Note.NOT_ARRIVED)
    return (yield from settled(row, What.NOT_SENT, stored=stored))


# Creates


def _check_create(row: Outgoing, ground: Ground) -> Way:
    store = yield ReadAll()
    if not isinstance(store, Store):
        return Finished(row, error=world_error(store))
    if found := by_mark(store, row, ground, Note.FOUND):
        return (yield from found)
    if not store.is_complete:
        return Finished(row)
    return (yield from _not_marked(row, store, ground))


def _not_marked(row: Outgoing, store: Store, ground: Ground) -> Way:
    like = new_and_like(store, row, ground)
    looked = _looked(row, " ".join((NOTHING, *like)), ground)
    is_agreed = _agrees(row, looked, ground)
    if like and (is_agreed or not row.mark.trail.marker_field):
        return (yield from _ask(looked, Note.LOOK_ALIKE, like))
    if is_agreed:
        return (yield from _ask(looked, Note.NOT_THERE, ()))
    return (yield from settled(looked, What.LOOKED))


def _ask(row: Outgoing, note: Note, candidates: tuple[str, ...]) -> Way:
    row = row.marked(State.ASK, note, row.mark.words, candidates=candidates)
    return (yield from settled(row, What.ASK))


# Looks


def _looked(row: Outgoing, found: str, ground: Ground) -> Outgoing:
    """The row with this look; the first of those that agree is the one remembered."""
    trail = row.mark.trail
    at = trail.looked_at if trail.looked == found and trail.looked_at else ground.now()
    fresh = replace(trail, looked=found, looked_at=at)
    return replace(row, mark=replace(row.mark, trail=fresh))


def _agrees(row: Outgoing, looked: Outgoing, ground: Ground) -> bool:
    """The quiet period is over, and this look says what an earlier one said."""
    first = looked.mark.trail.looked_at
    is_far_apart = ground.now() - first >= ground.terms.between_looks
    return is_quiet(row, ground) and is_far_apart


# What else is asked of such rows


def interrupted(row: Outgoing, at: float) -> Outgoing:
    """A row that was being sent when the program ended: nobody knows whether it arrived.

    Its connection ended before `at` (Unix seconds), so a quiet period from there is long
    enough.
    """
    return row.marked(State.UNKNOWN, Note.INTERRUPTED, row.mark.words, closed_at=at)


def may_be_sent_again(row: Outgoing, ground: Ground) -> bool:
    """A person may decide so now: it was looked for long enough, and is not known to be there."""
    if row.state is not State.ASK or row.mark.note is Note.MARKED_TWICE:
        return False
    return row.mark.note is Note.IGNORED or (is_quiet(row, ground) and bool(row.mark.trail.looked))


def is_due(row: Outgoing, ground: Ground) -> bool:
    """Another look can settle something: there was none yet, or the last one had to wait."""
    return not row.mark.trail.looked or ground.now() >= settles_at(row, ground.terms)


def settles_at(row: Outgoing, terms: Terms) -> float:
    """From when on (Unix seconds) another look that finds the same settles the row."""
    trail = row.mark.trail
    return max(quiet_at(row, terms), trail.looked_at + terms.between_looks)


def quiet_at(row: Outgoing, terms: Terms) -> float:
    """From when on (Unix seconds) it can't arrive any more."""
    return row.mark.trail.closed_at + terms.quiet
