"""What holds at every moment, whatever happens (reliability § 3.8): I1 to I7."""

from collections import Counter

from cn_desktop.records.fields import ABSENT, DATASET
from cn_desktop.records.marks import Note, State
from cn_desktop.work.steps import Fate

from .client import encode
from .world import ADDRESS

LEFT_BY_OTHERS = {Note.GONE}
"""Rejected since its record is no more: whether it arrived before that nobody can tell."""

CALLED_MISSING = {Note.NOT_ARRIVED, Note.NOT_THERE, Note.ONCE_ONLY, Note.GONE, Note.NOTHING_CHANGED}


def no_edit_is_lost(world, client, kept):
    """I1: what was accepted is in the journal, or has been on the server."""
    for key, alternatives in client.accepted.items():
        assert any(
            wanted is None or _is_safe(world, client, kept.get(key), key, wanted)
            for wanted in alternatives
        ), f"I1: {key} {alternatives}"


def _is_safe(world, client, row, key, wanted):
    return all(
        (row is not None and row.fields.get(name, ABSENT) == value)
        or world.has_shown(key, name, value)
        or _was_sent(world, client, key, name, value)
        for name, value in wanted.items()
        if name != DATASET
    )


def _was_sent(world, client, key, name, value):
    applies = world.applies_of(client.name, key)
    return any(each.request.fields.get(name, ABSENT) == value for each in applies)


def no_create_is_made_twice(world, client):
    """I2: once for each row, and once more for each time a person said "Send again"."""
    mine = [each.request for each in world.ledger if each.request.client == client.name]
    made = Counter(each.key for each in mine if each.is_create)
    for key, count in made.items():
        assert count <= 1 + client.send_again_pressed.get(key, 0), f"I2: {key} made {count} times"


def nothing_is_sent_twice_by_itself(world, client):
    """I2: in one run a row takes effect once, whatever is tried for it."""
    arriving = [each.request for each in world.ledger] + world.late
    runs = Counter((each.run, each.key) for each in arriving if each.client == client.name)
    assert set(runs.values()) <= {1}, f"I2: {runs.most_common(1)}"


def nothing_is_overwritten_silently(world):
    """I3: what is overwritten is what the person saw, or was put there within the window.

    The window opens when the client looks just before it writes, and closes when the write
    takes effect. A write without such a look has no window.
    """
    for each in world.ledger:
        if each.request.is_create or each.is_ignored:
            continue
        opened = each.request.moment if each.request.looked_at is None else each.request.looked_at
        for name, before in each.before.items():
            is_agreed = before in {each.request.agreed.get(name, ABSENT), each.request.fields[name]}
            assert is_agreed or each.overwrites[name] > opened, f"I3: {name} of {each.uid}"


def every_row_is_known_or_marked(client, kept):
    """I4: a row is being sent only while somebody sends it; the sums add up; both books agree."""
    if client.is_alive:
        out = set(client.sheet.changes.in_state(State.SENDING))
        running = {row.key for row in client.tally.rows} if client.is_running else set()
        assert out <= running, "I4: shown as being sent"
        if not client.is_in_trouble:
            sending = {key for key, row in kept.items() if row.state is State.SENDING}
            assert sending <= running, "I4: kept as being sent"
        if not client.is_running and not client.is_in_trouble:
            touched = client.sheet.changes.touched()
            shown = {key: row for key in touched if (row := client.sheet.kept(key))}
            assert _states(shown) == _states(kept), "I4: shown and kept differ"
    for tally in client.tallies:
        assert sum(tally.counts().values()) == len(tally.rows), "I4: sums"
        for finished in map(tally.finished, (row.key for row in tally.rows)):
            assert finished is None or finished.fate in Fate


def _states(rows):
    """Each row's state and fields; a mark is put on a new record as it is sent.

    A rejected row that was submitted again and did not get away is kept as rejected.
    """
    return {
        key: (AS_KEPT.get(row.state, row.state), {**row.fields, row.mark.trail.marker_field: ""})
        for key, row in rows.items()
    }


AS_KEPT = {State.REJECTED: State.PENDING}


def what_is_said_is_true(world, client):
    """I5: what is called saved is in the ledger, or was seen; what is called rejected is not."""
    for told in client.told:
        row = told.finished.row
        if row.state in TRUTHS:
            TRUTHS[row.state](world, client, told)
        if row.mark.note in CALLED_MISSING:
            _is_missing(world, client, told)


def _is_saved(world, client, told):
    row, uid = told.finished.row, told.finished.uid
    applied = [each for each in world.applies_of(client.name, row.key) if each.uid == uid]
    for name, value in row.fields.items():
        if name == DATASET:
            continue
        was_sent = any(each.request.fields.get(name, ABSENT) == value for each in applied)
        was_seen = not row.is_create and world.has_shown(uid, name, value)
        assert was_sent or was_seen, f"I5: {row.key} is called saved"
    if row.mark.note in {Note.NORMALISED, Note.STORED_DIFFERENTLY}:
        assert row.mark.sent, f"I5: {row.key} is called stored differently"
        stored = told.finished.stored
        assert all(stored.get(name, ABSENT) != value for name, value in row.mark.sent.items())


def _is_rejected(world, client, told):
    """It did not take effect, as far as anybody could know."""
    row = told.finished.row
    if row.mark.note in LEFT_BY_OTHERS:
        return
    for each in world.applies_of(client.name, row.key):
        is_it = each.request.number == told.last_request
        assert not is_it or _is_hidden(world, each, told), f"I5: {row.key} is called rejected"


def _is_missing(world, client, told):
    """What was called missing does not turn up later."""
    key = told.finished.row.key
    for each in world.applies_of(client.name, key):
        is_it = each.request.number == told.last_request
        assert not is_it or each.moment <= told.moment, f"I5: {key} was called missing"


def _is_hidden(world, apply, told):
    """Somebody has written over it, or deleted it, before anybody could see it.

    Or the server denied an update that it had made, and could not be read after that: its
    no counts for an update (reliability § 3.4).
    """
    if apply.moment <= told.moment and world.changed_since(apply.uid, apply.moment):
        return True
    is_denied = apply.request.number in world.denied and not apply.request.is_create
    return is_denied and (told.looked_at or 0) < apply.moment


TRUTHS = {State.SAVED: _is_saved, State.REJECTED: _is_rejected}


def kept_before_sent(world):
    """I6: the journal held the row as being sent, to the byte, when its first byte left."""
    for request in world.requests:
        assert request.kept is not None, f"I6: {request.key} was not kept"
        assert request.kept.state is State.SENDING, f"I6: {request.key} was not kept as sent"
        assert encode(request.kept) == request.body, f"I6: {request.key} was kept otherwise"


def nobody_else_is_told(world):
    """I7: there is one server, and nothing but that was spoken to."""
    assert set(world.addresses) <= {ADDRESS}, "I7"
