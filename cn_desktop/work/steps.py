"""What a row's way to the server is made of: steps asked for, and what is told of them.

A way is a generator: it yields a step, gets what came of it, and in the end returns what
is known of the row. It reads no clock, opens no connection and writes no file, so that the
same answers always lead the same way.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from enum import Enum
from random import Random
from typing import Any, TypeAlias

from cn_desktop.api.reply import Verdict
from cn_desktop.base.errors import WorldError
from cn_desktop.records.fields import NO_FIELD, FieldName
from cn_desktop.records.marks import Note, State
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.store import Record

QUIET_SECONDS = 120.0
"""So long after its connection ended a write may still take effect (reliability § 3.5)."""
BETWEEN_LOOKS = 30.0
"""So far apart are two looks that have to agree before anything is called missing."""
AT_ONCE = 8


class What(Enum):
    """What is written down about a row, beside the row itself."""

    SENDING = "sending"
    NOT_SENT = "not sent"
    SAVED = "saved"
    CREATED = "created"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    LOOKED = "looked"
    ASK = "ask"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class ReadOne:
    """Read a record: gives it, None where there is none, or the `ProgramError` it failed with."""

    uid: str


@dataclass(frozen=True)
class ReadAll:
    """Read the whole dataset, after this was asked for: a `Store`, or a `ProgramError`.

    One that is not urgent waits for the end of the run, and is shared with all that wait.
    """

    is_urgent: bool = False


@dataclass(frozen=True)
class Keep:
    """Make durable what is known of the row: gives None, or the `JournalFailed`.

    A saved row is forgotten but for the event. `body_hash` is the SHA-256 of what is sent.
    """

    row: Outgoing
    what: What
    body_hash: str = ""
    uid: str = ""


@dataclass(frozen=True)
class Send:
    """Send the row once.

    Gives the `Verdict`; `Unsent` where not one byte of it left; or the `WorldError` it
    failed with after that.
    """

    row: Outgoing


@dataclass(frozen=True)
class Unsent:
    """Why the row did not leave this machine."""

    error: WorldError


Answer: TypeAlias = Verdict | Unsent | WorldError
"""What came of sending, or of trying to."""


@dataclass(frozen=True)
class Pause:
    """Wait so many seconds: gives None, or `Cancelled`."""

    seconds: float


Step: TypeAlias = ReadOne | ReadAll | Keep | Send | Pause


class Fate(Enum):
    """How a row came out of a run, for its summary."""

    SAVED = "saved"
    STORED_DIFFERENTLY = "stored differently"
    REJECTED = "rejected"
    CONFLICT = "conflict"
    UNKNOWN = "unknown"
    ASK = "ask"
    NOT_SENT = "not sent"
    NOT_SENDABLE = "not sendable"


FATES: dict[State, Fate] = {
    State.PENDING: Fate.NOT_SENT,
    State.SENDING: Fate.UNKNOWN,
    State.SAVED: Fate.SAVED,
    State.REJECTED: Fate.REJECTED,
    State.UNKNOWN: Fate.UNKNOWN,
    State.ASK: Fate.ASK,
    State.CONFLICT: Fate.CONFLICT,
}
FATES_BY_NOTE: dict[Note, Fate] = {
    Note.NORMALISED: Fate.STORED_DIFFERENTLY,
    Note.STORED_DIFFERENTLY: Fate.STORED_DIFFERENTLY,
    Note.NOT_SENDABLE: Fate.NOT_SENDABLE,
}


@dataclass(frozen=True)
class Finished:
    """What is known of a row now; its state and why are in its mark.

    `uid` is the record's once that is known; `stored` is the record as the server has it
    now, None if it could not be read; `error` is why the row was not sent, or why its fate
    is unknown.
    """

    row: Outgoing
    uid: str = ""
    stored: Record | None = None
    error: WorldError | None = None

    @property
    def fate(self) -> Fate:
        mark = self.row.mark
        return FATES_BY_NOTE.get(mark.note) or FATES[mark.state]

    @property
    def words(self) -> str:
        """The server's own."""
        return self.row.mark.words


Way: TypeAlias = Generator[Step, Any, Finished]


@dataclass(frozen=True)
class Terms:
    """How a connection sends. `marker_field`: where a new record carries its mark, if anywhere.

    `quiet` and `between_looks` are seconds, `at_once` the updates under way at a time.
    """

    marker_field: FieldName = NO_FIELD
    quiet: float = QUIET_SECONDS
    between_looks: float = BETWEEN_LOOKS
    at_once: int = AT_ONCE


@dataclass
class Ground:
    """What the ways of one dataset's rows stand on.

    `now` gives Unix seconds, `encode` the body a row is sent as (it raises
    `FieldNotSendable`). `knows` says of a uid whether the table had it before; `own` are the
    records this program is known to have created; `highest` is the highest uid that was seen
    there, None as long as nobody read the whole dataset.
    """

    now: Callable[[], float]
    encode: Callable[[Outgoing], bytes]
    terms: Terms = field(default_factory=Terms)
    dice: Random = field(default_factory=Random)  # noqa: S311  for pauses
    knows: Callable[[str], bool] = field(default=lambda _uid: False)
    own: set[str] = field(default_factory=set)
    highest: int | None = None
