"""The ledger: every write that was done, in the order in which it was."""

import hashlib
import time
from dataclasses import dataclass

from cn_desktop.simulator.calls import Call
from cn_desktop.simulator.fields import Row
from cn_desktop.simulator.writes import Applied


@dataclass(frozen=True)
class Entry:
    """One record written by one request.

    `number` counts the requests of the simulator from 1; `fields` are as sent but for the uid,
    under the names of `ecnow_data`; `body_hash` is the SHA-256 of the payload; `at` is a reading
    of `time.monotonic` in seconds; `is_late` is true when the client could not be told.
    """

    number: int
    method: str
    action: str
    dataset: str
    uid: str
    fields: Row
    body_hash: str
    at: float
    is_late: bool


def entry_of(call: Call, applied: Applied) -> Entry:
    """What the ledger says of a write that was just done."""
    return Entry(
        number=call.meddling.number,
        method=call.arguments.get("method", ""),
        action=applied.action,
        dataset=str(applied.fields["dataset"]),
        uid=applied.uid,
        fields=applied.fields,
        body_hash=hashlib.sha256(call.payload or b"").hexdigest(),
        at=time.monotonic(),
        is_late=call.meddling.is_late,
    )
