"""Field names, the four kinds of cell value, and which fields may be written.

Names, order and writability are those of the API notes § 3.
"""

from enum import Enum
from typing import Final, Literal, NewType, TypeAlias

DatasetId = NewType("DatasetId", str)
FieldName = NewType("FieldName", str)
RecordKey = NewType("RecordKey", str)
"""A record inside its dataset: its uid as the server spells it, or a new record's own id."""


class Absent(Enum):
    """The server's row has no such key: not null, not empty."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent.ABSENT
Value: TypeAlias = str | Literal[Absent.ABSENT] | None
"""What a cell holds: text, null, or nothing at all."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
"""Stands for what could not be read, where an answer is shown all the same (rel-R4)."""

ZERO_DATE = "0000-00-00 00:00:00"
"""The server's way to say that a date was never set; it is text and stays text."""

NO_FIELD = FieldName("")
UID = FieldName("uid")
DATASET = FieldName("dataset")
PHONES = tuple(map(FieldName, ("ddi_home", "ddi_mobile", "ddi_work")))

STANDARD = tuple(
    map(
        FieldName,
        (
            *("uid", "dataset", "agentid", "ddi_home", "ddi_mobile", "ddi_work", "callback"),
            *("urn", "vendor_urn", "title", "firstname", "lastname"),
            *("address1", "address2", "address3", "address4", "address5", "address6", "postcode"),
            *("sourcefile", "loaddate", "outcomecode", "notes", "processdate", "call_back_notes"),
        ),
    )
)


class Lock(Enum):
    """Why a cell can't be edited."""

    IDENTITY = "identity"
    SERVER_KEEPS = "server keeps"
    DIALLING = "dialling"
    NOT_IN_ANSWER = "not in answer"
    NO_UID = "no uid"
    UID_TWICE = "uid twice"
    DAMAGED = "damaged"
    SENDING = "sending"
    UNKNOWN = "unknown"
    CONTESTED = "contested"
    DATASET_EXPIRED = "dataset expired"
    READ_ONLY = "read only"
    OTHER_WINDOW = "other window"
    NOT_KEPT = "not kept"
    ARRIVING = "arriving"
    ACCOUNT = "account"
    LONG_TEXT = "long text"
    UNWIELDY_TEXT = "unwieldy text"
    ENDLESS_TEXT = "endless text"


LOCKED_FIELDS: dict[FieldName, Lock] = {
    UID: Lock.IDENTITY,
    DATASET: Lock.IDENTITY,
    **dict.fromkeys(
        map(FieldName, ("sourcefile", "loaddate", "processdate", "notes")), Lock.SERVER_KEEPS
    ),
    **dict.fromkeys(
        map(
            FieldName,
            ("callback", "outcomecode", "agentid", "urn", "vendor_urn", "call_back_notes"),
        ),
        Lock.DIALLING,
    ),
}

LONGEST_EDITED = 1_500_000
"""Characters; a longer text can only be looked at."""

LABELS: dict[FieldName, str] = {
    FieldName(name): label
    for name, label in {
        "uid": "Record id",
        "dataset": "Dataset",
        "agentid": "Agent",
        "ddi_home": "Home phone",
        "ddi_mobile": "Mobile phone",
        "ddi_work": "Work phone",
        "callback": "Call-back time",
        "urn": "URN",
        "vendor_urn": "Vendor URN",
        "title": "Title",
        "firstname": "First name",
        "lastname": "Last name",
        "address1": "Address line 1",
        "address2": "Address line 2",
        "address3": "Address line 3",
        "address4": "Address line 4",
        "address5": "Address line 5",
        "address6": "Address line 6",
        "postcode": "Postcode",
        "sourcefile": "Source file",
        "loaddate": "Loaded on",
        "outcomecode": "Outcome code",
        "notes": "System notes",
        "processdate": "Last processed",
        "call_back_notes": "Call-back notes",
    }.items()
}


def label_of(field: FieldName) -> str:
    """The field's name for people; a custom field's name with spaces for underscores."""
    return LABELS.get(field) or field.replace("_", " ").strip().capitalize() or field


def folded(name: str) -> str:
    """What two spellings of a name have in common: small letters and digits."""
    return "".join(filter(str.isalnum, name.casefold()))


def text_of(value: Value) -> str:
    """What an editor starts with: null and absent are edited as empty text."""
    return value if isinstance(value, str) else ""


def is_empty(value: Value) -> bool:
    """Nothing to see: null, absent, empty, or a date that was never set."""
    return not isinstance(value, str) or value in {"", ZERO_DATE}
