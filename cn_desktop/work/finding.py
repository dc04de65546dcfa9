"""What a read shows of a row of which nobody knows whether it arrived."""

from hashlib import sha256

from cn_desktop.base.errors import ProgramError
from cn_desktop.records.likeness import is_like
from cn_desktop.records.marks import State
from cn_desktop.records.merge import shown_now
from cn_desktop.records.outgoing import Outgoing, marker_of
from cn_desktop.records.store import Record, Store
from cn_desktop.records.uid_index import number_of
from cn_desktop.work.steps import Ground

AS_SEEN = "as seen"
GONE = "gone"
NOTHING = "nothing"


def look_of(row: Outgoing, stored: Record | ProgramError | None) -> str:
    """What a look found of an update that is not there, in a word that can be kept.

    Empty where the look failed. No value stands in it: what somebody else wrote is known
    again by its fingerprint.
    """
    if isinstance(stored, ProgramError):
        return ""
    if stored is None:
        return GONE
    shown = shown_now(row, stored)
    seen = {name: row.mark.trail.seen.get(name) for name in row.fields}
    if shown == seen:
        return AS_SEEN
    return sha256(repr(sorted(shown.items())).encode()).hexdigest()[:16]


def marked_in(store: Store, row: Outgoing) -> list[int]:
    """The store's rows that carry the row's own mark."""
    name = row.mark.trail.marker_field
    if not name:
        return []
    mark = marker_of(row.key)
    return [each for each in store.rows() if store.value(each, name) == mark]


def new_and_like(store: Store, row: Outgoing, ground: Ground) -> tuple[str, ...]:
    """The uids of records that may be this one: new since it was sent, not known to be others."""
    return tuple(
        uid
        for each in store.rows()
        if _is_new(uid := store.key(each), row, ground)
        if is_like(store.record(each), row)
    )


def _is_new(uid: str, row: Outgoing, ground: Ground) -> bool:
    """A table that was read after a first try may hold the record itself: it proves nothing.

    So it counts only while that try is under way.
    """
    trail = row.mark.trail
    is_first_try = row.state is State.SENDING and trail.attempts <= 1
    is_known = is_first_try and ground.knows(uid)
    if not uid or is_known or uid in ground.own:
        return False
    number = number_of(uid)
    return not number or number > (trail.highest or 0)
