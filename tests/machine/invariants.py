"""The invariants of reliability § 3.8, each a function over everybody and the server.

A function gives what it found wrong; nothing is right.
"""

import sqlite3
from contextlib import closing

from cn_desktop.records.marks import Note, State

READ_BACK = {Note.NONE, Note.NORMALISED, Note.STORED_DIFFERENTLY}
DIFFERENTLY = {Note.NORMALISED, Note.STORED_DIFFERENTLY}

ON_ITS_WORD = {Note.NOT_READ_BACK, Note.STORED_DIFFERENTLY}


def no_edit_is_lost(server, person):
    """I1: an accepted edit is in the journal in a live state, or was applied.

    A value that stood on the server since the person wanted it is there as well.
    """
    rows = person.rows()
    for op in person.ops.values():
        if op.is_accepted:
            row = rows.get((op.dataset, op.key))
            yield from (
                f"lost: {name} of {op}"
                for name, (value, _, _) in op.wanted.items()
                if not (row and row.fields.get(name) == value) and not _is_there(server, op, name)
            )


def no_create_is_done_twice(_server, person):
    """I2: one create is one record, but for those sent again because a person said so.

    That is offered only when nothing of it can arrive any more.
    """
    for op in person.all_ops:
        done = [write for write in op.writes if write.done_at is not None]
        if op.is_create and len(done) > 1 + op.pressed:
            yield f"created {len(done)} times: {op}"
    yield from (f"offered to be sent again too soon: {op}" for op in person.untimely)


def nothing_is_overwritten_silently(server, _person):
    """I3: what a write replaced had been agreed to, or was written inside the window.

    The window is from the read before the write until the write took effect (§ 3.6).
    """
    for write in server.ledger:
        for name, (value, since) in write.replaced.items():
            if value not in {write.agreed.get(name), write.fields[name]} and since <= write.read_at:
                yield f"overwrote {value!r} in {name}: {write}"


def every_row_is_known(_server, person):
    """I4: a row is being sent only while a run has it; every run's sums add up."""
    going = {
        (each.sheet.dataset, row.key): each
        for each in person.going
        for row in each.tally.rows
        if not each.is_look
    }
    for place, row in person.rows().items():
        if row.state is State.SENDING and place not in going and place not in person.waiting:
            yield f"nobody sends {row}"
    for sheet in person.sheets.values():
        for key in sheet.changes.in_state(State.SENDING):
            if (sheet.dataset, key) not in going:
                yield f"nobody sends {key}"
        for key in sheet.changes.in_state(State.ASK):
            if sheet.changes.mark(key).note is Note.NONE:
                yield f"nobody knows why {key} asks"
    for run in person.sums:
        total = sum(run.tally.counts().values())
        is_once = len(run.finished) == len(set(run.finished))
        if total != len(run.tally.rows) or not is_once or not run.started <= set(run.finished):
            yield f"does not add up: {run.tally.counts()} of {len(run.tally.rows)}"


def what_is_said_is_true(server, person):
    """I5: saved is on the server; rejected and not sent are not, also later."""
    for op, finished in person.news:
        yield from _untrue_news(server, person, op, finished)
    for sheet in person.sheets.values():
        for key in sheet.changes.in_state(State.REJECTED, State.PENDING):
            op = person.ops.get((sheet.dataset, key))
            mark = sheet.changes.mark(key)
            if op and mark and op.writes and not _is_forgiven(server, op, mark.note):
                yield f"{mark.state.value} ({mark.note}), and was applied: {op}"


def what_is_sent_was_kept_before(_server, person):
    """I6: every request that arrived had been durable before, with an equal body."""
    yield from (f"was not kept before: {write}" for write in person.unkept_writes)


def the_disk_remembers_what_was_sent(server, person, database):
    """I6, read from the journal's own file: an event with an equal body for every request."""
    with closing(sqlite3.connect(database)) as connection:
        events = connection.execute("SELECT what, body_sha256 FROM event").fetchall()
    kept = {_text(body) for what, body in events if _text(what) == "sending"}
    mine = [write for write in server.requests if write.op in person.all_ops]
    yield from (f"no event of {write}" for write in mine if write.body_hash not in kept)


INVARIANTS = {
    "I1": no_edit_is_lost,
    "I2": no_create_is_done_twice,
    "I3": nothing_is_overwritten_silently,
    "I4": every_row_is_known,
    "I5": what_is_said_is_true,
    "I6": what_is_sent_was_kept_before,
}
"""I7 holds by construction: a program's only way out is the door it is given, and the test
forbids every socket."""


def _is_there(server, op, name):
    """It was applied for this change, or the record held the value since it was wanted."""
    value, _, since = op.wanted[name]
    done = [write for write in op.writes if write.done_at is not None]
    if any(op.is_create or write.fields.get(name) == value for write in done):
        return True
    return server.stood_since(op.dataset, op.key, name, value, since)


def _untrue_news(server, person, op, finished):
    if op is None:
        yield f"news of a row that nobody wanted: {finished}"
        return
    is_saved = finished is None or finished.row.state is State.SAVED
    if not is_saved or (finished is not None and _is_believed(op, finished)):
        return
    if missing := [name for name in op.wanted if not _is_there(server, op, name)]:
        yield f"called saved, but {missing} are not: {op}"
    if finished is None:
        return
    if op.is_create and server.origin.get((op.dataset, finished.uid)) is not op:
        yield f"took another record for it: {op} {finished.uid}"
    if finished.row.mark.note in READ_BACK:
        shown = person.shown[op.dataset, finished.uid]
        differs = any(shown[name] != value for name, value in finished.row.fields.items())
        if differs != (finished.row.mark.note in DIFFERENTLY):
            yield f"stored differently, and not said so, or not: {finished} {shown}"


def _is_believed(op, finished):
    """The server said that it did this, and no read shows the old value still: its word is proof.

    It could not be asked again, or somebody else has written something since.
    """
    return finished.row.mark.note in ON_ITS_WORD and op.writes[-1].was_a_lie


def _is_forgiven(server, op, note):
    """The last request was not applied, or somebody else has changed the record since, or it
    is as it was before: that can't be told from a request that was lost.

    A record that is gone was rejected for that (C6), whatever had been done to it.
    """
    last = op.writes[-1]
    if last.done_at is None or not last.is_seen:
        return True
    if note is Note.GONE:
        return last.uid not in server.records[op.dataset]
    return not server.is_untouched(op.dataset, last.uid, last.done_at, op)


def _text(value):
    return value.decode() if isinstance(value, bytes) else value
