"""The states of a changed row, and what is known of each (reliability § 3.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from cn_desktop.records.fields import NO_FIELD, FieldName, Value


class State(Enum):
    """What is known of one changed row. Exactly one holds.

    `UNKNOWN` is looked into by reading; `ASK` is an unknown row that a person has to decide
    on; `CONFLICT` has a field that somebody else changed meanwhile.
    """

    PENDING = "pending"
    SENDING = "sending"
    SAVED = "saved"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    ASK = "ask"
    CONFLICT = "conflict"


class Note(StrEnum):
    """What else is known of a row: why it is in its state."""

    NONE = ""
    # saved
    NORMALISED = "normalised"
    STORED_DIFFERENTLY = "stored differently"
    NOT_READ_BACK = "not read back"
    FOUND = "found by reading"
    ALREADY_SO = "already so"
    REFUSED_YET_THERE = "refused yet there"
    DECIDED = "decided"
    # pending
    NOT_SENT = "not sent"
    NOT_SENDABLE = "not sendable"
    NOT_ARRIVED = "not arrived"
    NOT_FOUND = "not found"
    SEND_AGAIN = "send again"
    # sending
    WAITING = "waiting"
    # rejected
    GONE = "gone"
    NOTHING_CHANGED = "nothing changed"
    # unknown
    NO_ANSWER = "no answer"
    INTERRUPTED = "interrupted"
    UID_OF_ANOTHER = "uid of another"
    NOT_CHECKED = "not checked"
    # for a person to decide
    IGNORED = "still old"
    LOOK_ALIKE = "look-alike"
    NOT_THERE = "not there"
    MARKED_TWICE = "marked twice"
    ONCE_ONLY = "once only"


@dataclass(frozen=True)
class Trail:
    """What a row went through on its way: needed to find out later what became of it.

    Times are Unix seconds, 0 where there is none. `seen` is what the server showed in the
    row's fields just before it was sent, or shows now in those that are in conflict.
    `highest` is the highest uid that was seen just before a create was sent, None where
    that was not known; `marker_field` the field that carries its mark. `looked` is what
    looking for it found, since `looked_at`; `candidates` are records that may be it.
    """

    attempts: int = 0
    sent_at: float = 0.0
    closed_at: float = 0.0
    seen: Mapping[FieldName, Value] = field(default_factory=dict)
    highest: int | None = None
    marker_field: FieldName = NO_FIELD
    looked_at: float = 0.0
    looked: str = ""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """A row's state after it was submitted, with the server's own words if it had any.

    `sent` holds what was sent in the fields where the server stored something else.
    """

    state: State
    words: str = ""
    note: Note = Note.NONE
    sent: Mapping[FieldName, str | None] = field(default_factory=dict)
    trail: Trail = field(default_factory=Trail)
