"""Send pending rows one by one, and say of each what is known.

The verdict on an answer is `api.reply`'s; here stands what is done about it.
"""

import random
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from enum import Enum

from cn_desktop.api.client import Client
from cn_desktop.api.reply import Ruling, Verdict
from cn_desktop.api.retry import pause_before_retry
from cn_desktop.base.errors import (
    Cancelled,
    FieldNotSendable,
    NotSent,
    ServerBusy,
    SessionRefused,
    WorldError,
)
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import ABSENT, PHONES, FieldName, RecordKey, Value, text_of
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.store import Record, Store

GIVE_UP_AFTER = 3
"""So many rows in a row that could not be sent end the run (feat-D6)."""


SESSION_SECONDS = 15 * 60.0
"""What the session should have left when a run begins (reliability § 3.3)."""


class Fate(Enum):
    """What is known of one row after it was sent, or not sent."""

    SAVED = "saved"
    STORED_DIFFERENTLY = "stored differently"
    STILL_OLD = "still old"
    REJECTED = "rejected"
    REFUSED_CREATE = "refused create"
    UNKNOWN = "unknown"
    NOT_SENT = "not sent"
    NOT_SENDABLE = "not sendable"


@dataclass(frozen=True)
class Started:
    """The row is about to be sent."""

    row: Outgoing


@dataclass(frozen=True)
class Finished:
    """The row's fate.

    `words` are the server's; `uid` is the record's once that is known; `stored` is the
    record as the server has it now, None if it could not be read; `error` is why the row
    was not sent, or why its fate is unknown.
    """

    row: Outgoing
    fate: Fate
    words: str = ""
    uid: str = ""
    stored: Record | None = None
    error: WorldError | None = None


@dataclass(frozen=True)
class Stopped:
    """The run ended before its last row; the rest is as it was."""

    error: WorldError | None


Progress = Started | Finished | Stopped


def submit(rows: Sequence[Outgoing], client: Client, stop: Stop) -> Generator[Progress, None, None]:
    """Send each row in its own request; stops between rows when asked to.

    A server that asks for a pause gets it, up to a minute; one that asks for more, or
    again and again, ends the run (rel-N18).

    A create that the server refused ends as REFUSED_CREATE: `refused_creates` rules on
    it with one read of the dataset. Raises nothing but programming errors.
    """
    pace = _Pace(client)
    for number, row in enumerate(rows):
        try:
            pace.keep(stop)
            client.prepare_to_write(0.0 if number else SESSION_SECONDS, stop)
        except Cancelled:
            yield Stopped(None)
            return
        except WorldError as error:
            yield Stopped(error)
            return
        yield Started(row)
        finished = _send(row, client, stop)
        yield finished
        if pace.is_over(finished):
            yield Stopped(finished.error)
            return


class _Pace:
    """Whether a run goes on, and how soon, by what became of its last rows."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._not_sent = self._refused = self._busy = 0
        self._pause = 0.0

    def keep(self, stop: Stop) -> None:
        """Make the pause before the next row. Raises `Cancelled` once stopping is asked for."""
        stop.check()
        if self._pause:
            stop.wait(self._pause)

    def is_over(self, finished: Finished) -> bool:
        """Whether this row was the run's last one; else the pause is set."""
        if isinstance(finished.error, ServerBusy):
            return self._is_too_busy(finished.error)
        self._pause = 0.0
        if finished.fate is Fate.NOT_SENT:
            return self._cannot_send(finished)
        self._not_sent = self._refused = self._busy = 0
        return False

    def _is_too_busy(self, error: ServerBusy) -> bool:
        self._busy += 1
        dice = random.Random()  # noqa: S311  for pauses
        pause = pause_before_retry(self._busy, error, dice)
        self._pause = pause or 0.0
        return pause is None

    def _cannot_send(self, finished: Finished) -> bool:
        self._not_sent += 1
        if isinstance(finished.error, SessionRefused):
            # An update has been refused twice by now, a new token in between (rel-T3).
            self._refused += 1 if finished.row.uid is None else 2
        is_refused_again = self._refused > 1 and self._client.has_session
        return is_refused_again or self._not_sent == GIVE_UP_AFTER


def _send(row: Outgoing, client: Client, stop: Stop) -> Finished:
    """A write that has begun is not cut off half-way by a cancel; looking afterwards is."""
    try:
        verdict = _write(row, client, Stop())
    except FieldNotSendable as error:
        return Finished(row, Fate.NOT_SENDABLE, words=error.field, error=error)
    except NotSent as error:
        return Finished(row, Fate.NOT_SENT, error=error)
    except WorldError as error:
        return _look(row, client, Finished(row, Fate.UNKNOWN, error=error), stop)
    return RULED[verdict.ruling](row, client, verdict, stop)


def _write(row: Outgoing, client: Client, stop: Stop) -> Verdict:
    if row.uid is None:
        return client.create(row.dataset, row.fields, stop)
    return client.update(row.dataset, row.uid, row.fields, stop)


def _saved(row: Outgoing, client: Client, verdict: Verdict, stop: Stop) -> Finished:
    uid = row.uid or verdict.uid
    try:
        stored = client.record(row.dataset, uid, stop)
    except Cancelled:
        return Finished(row, Fate.SAVED, uid=uid)
    except WorldError as error:
        return Finished(row, Fate.SAVED, uid=uid, error=error)
    if stored is None:
        return Finished(row, Fate.UNKNOWN, uid=uid)
    if any(field not in stored for field in row.fields):
        return Finished(row, Fate.SAVED, uid=uid)  # the answer does not show what was sent
    return Finished(row, _fate_by(stored, row), uid=uid, stored=stored)


def _fate_by(stored: Record, row: Outgoing) -> Fate:
    """What a record read after the server called it saved says of that."""
    if holds(stored, row):
        return Fate.SAVED
    is_old = all(stored.get(name, ABSENT) == value for name, value in row.before.items())
    return Fate.STILL_OLD if row.before and is_old else Fate.STORED_DIFFERENTLY


def _rejected(row: Outgoing, _client: Client, verdict: Verdict, _stop: Stop) -> Finished:
    fate = Fate.REFUSED_CREATE if row.uid is None else Fate.REJECTED
    return Finished(row, fate, words=verdict.words)


def _token_trouble(row: Outgoing, _client: Client, verdict: Verdict, _stop: Stop) -> Finished:
    error = SessionRefused(verdict.words)
    return Finished(row, Fate.NOT_SENT, words=verdict.words, error=error)


def _unclear(row: Outgoing, client: Client, verdict: Verdict, stop: Stop) -> Finished:
    unknown = Finished(row, Fate.UNKNOWN, words=verdict.words, error=verdict.busy)
    return _look(row, client, unknown, stop)


RULED: dict[Ruling, Callable[[Outgoing, Client, Verdict, Stop], Finished]] = {
    Ruling.SAVED: _saved,
    Ruling.REJECTED: _rejected,
    Ruling.TOKEN_TROUBLE: _token_trouble,
    Ruling.UNKNOWN: _unclear,
}


def _look(row: Outgoing, client: Client, unknown: Finished, stop: Stop) -> Finished:
    """An update whose answer was lost: if the record already holds it, it was saved.

    The opposite proves nothing: a slow server may still apply it (rel-N6). A create
    has no uid to look up.
    """
    if row.uid is None:
        return unknown
    try:
        stored = client.record(row.dataset, row.uid, stop)
    except (WorldError, Cancelled):
        return unknown
    if stored is None or not holds(stored, row):
        return unknown
    return Finished(row, Fate.SAVED, uid=row.uid, stored=stored)


def holds(stored: Record, row: Outgoing) -> bool:
    """The record has every value that was sent."""
    return not stored_otherwise(stored, row)


def stored_otherwise(stored: Record, row: Outgoing) -> dict[FieldName, str | None]:
    """What was sent in the fields where the record has something else."""
    return {
        field: value for field, value in row.fields.items() if stored.get(field, ABSENT) != value
    }


def refused_creates(
    refused: Sequence[Finished], known: set[RecordKey], now: Store | None
) -> list[Finished]:
    """Rule on creates the server refused: rejected only if a read shows nothing new like them.

    `known` are the uids that were there before or came from this run; `now` is a whole
    read made after the refusals, None if there is none to be had.
    """
    if now is None or not now.is_complete:
        return [_with_fate(each, Fate.UNKNOWN) for each in refused]
    new = [now.record(row) for row in now.rows() if now.key(row) not in known]
    return [
        _with_fate(each, Fate.UNKNOWN if _is_among(each.row, new) else Fate.REJECTED)
        for each in refused
    ]


def _is_among(row: Outgoing, records: Sequence[Record]) -> bool:
    return any(_is_like(record, row) for record in records)


def _is_like(record: Record, row: Outgoing) -> bool:
    """The same number, or the same text throughout, however the server spells it."""
    numbers = {_digits(record.get(phone)) for phone in PHONES} - {""}
    if numbers & {_digits(row.fields.get(phone)) for phone in PHONES}:
        return True
    return all(_plain(record.get(name)) == _plain(value) for name, value in row.fields.items())


def _digits(value: Value) -> str:
    """A number's last nine digits: +44 and 0 in front make no other number."""
    return "".join(filter(str.isdigit, text_of(value)))[-9:]


def _plain(value: Value) -> str:
    return "".join(filter(str.isalnum, text_of(value))).casefold()


def _with_fate(finished: Finished, fate: Fate) -> Finished:
    return Finished(finished.row, fate, words=finished.words, error=finished.error)
