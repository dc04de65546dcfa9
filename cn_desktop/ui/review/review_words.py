"""Texts of the review: one table each."""

from enum import Enum

from cn_desktop.records.marks import State
from cn_desktop.records.row_ticks import Calling
from cn_desktop.ui.submit.gate_words import in_numbers

RISKY = "changes who is called"
ENDS_DIALLING = "ends dialling: nobody is called"
RISKY_NEW = "it can be called once it is saved"
CHANGED_BY_BOTH = "changed by both: was "
STORED_OTHERWISE = "sent, and stored differently"

WARNINGS: dict[str, str] = {
    "LIVE": "on a LIVE list: the dialler may call them at once.",
    "HOLD": "on a list that is on HOLD: nobody is called from it for now.",
    "EXPIRED": "on a list that has expired: the server may accept no changes to it.",
}
UNLISTED = (
    "on a list that is not known to be on HOLD, so it counts as LIVE: "
    "the dialler may call them at once."
)
NOTHING_CHANGED = "Nothing is pending in this dataset."
NOTHING_TO_SEE = "None of the changes is so just now."
LISTING = "Listing {:,} changed records…"


class Kind(Enum):
    """Which of the changed records are listed."""

    ALL = "All changes"
    TO_SEND = "To be sent"
    REJECTED = "Rejected"
    TO_DECIDE = "To be decided"
    IN_DOUBT = "Sending or unknown"
    GONE = "Record is gone"
    SAVED = "Saved"


STATES_OF: dict[Kind, tuple[State, ...]] = {
    Kind.ALL: tuple(State),
    Kind.TO_SEND: (State.PENDING,),
    Kind.REJECTED: (State.REJECTED,),
    Kind.TO_DECIDE: (State.CONFLICT, State.ASK),
    Kind.IN_DOUBT: (State.SENDING, State.UNKNOWN),
    Kind.GONE: (State.PENDING, State.REJECTED),
    Kind.SAVED: (State.SAVED,),
}


def warning(calling: Calling, status: str) -> str:
    """`2 numbers change on a LIVE list: …`; empty where nobody is called differently."""
    if not calling.rows:
        return ""
    return f"{in_numbers(calling.risks)} {WARNINGS.get(status, UNLISTED)}"


def spoken_change(title: str, old: str, new: str) -> str:
    """A changed field for a screen reader."""
    return f"{title}, changed from {old} to {new}" if old else f"{title}, new: {new}"


def submit_text(rows: int, *, is_counted: bool) -> str:
    """What the button says; without a number until all are counted."""
    return f"Submit {rows:,} ticked" if is_counted else "Submit ticked"


def title_of(kind: Kind, count: int) -> str:
    """A kind in the list of kinds."""
    return f"{kind.value} ({count:,})"
