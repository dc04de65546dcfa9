"""What goes into the journal of pending changes, and what comes out of it."""

from dataclasses import dataclass
from pathlib import Path

from cn_desktop.records.fields import DatasetId, RecordKey
from cn_desktop.records.outgoing import Outgoing

Account = tuple[str, str]
"""Address and user name, as `Profile.account` gives them."""

CREATED = "created"
"""The event that makes a uid one of `Journal.created`."""

SAVED = "saved"
"""The event that proves that this version works: the copy of an older journal goes."""


@dataclass(frozen=True)
class Event:
    """Something that happened to a row. It holds no value of a field and is never changed."""

    dataset: DatasetId
    key: RecordKey
    what: str
    body_hash: str = ""
    uid: str = ""


@dataclass(frozen=True)
class Batch:
    """One user action, or one step of the engine: all of it is kept or nothing.

    What is dropped is dropped before anything is put.
    """

    account: Account
    put: tuple[Outgoing, ...] = ()
    drop: tuple[tuple[DatasetId, RecordKey], ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Kept:
    """A row as it was kept; `at` is its last change in Unix seconds."""

    row: Outgoing
    at: float


@dataclass(frozen=True)
class Opened:
    """What opening the journal found.

    A damaged journal is kept under the name `aside` (None: it was sound, or was gone
    altogether); `salvaged` rows of it are here, at least `lost` ones are not. Where it
    `is_behind`, changes that were kept are missing at its end: a row may have been sent,
    saved or dropped since it was written like this.
    """

    aside: Path | None = None
    salvaged: int = 0
    lost: int = 0
    is_behind: bool = False
