"""What may be changed over a connection, and which rows may not be, whatever it allows."""

from dataclasses import dataclass

from cn_desktop.base.profile import REGION
from cn_desktop.records.fields import FieldName, Lock
from cn_desktop.records.marks import State

LOCKING_STATES = {
    State.SENDING: Lock.SENDING,
    State.UNKNOWN: Lock.UNKNOWN,
    State.ASK: Lock.UNKNOWN,
}


@dataclass(frozen=True)
class Permits:
    """What may be changed: nothing, for the reason in `forbids`, or also `unlocked` fields.

    `sends_null`: null can be sent as something else than an empty text.
    Numbers are those of `region`, unless they begin with a country's own.
    """

    forbids: Lock | None = None
    unlocked: frozenset[FieldName] = frozenset()
    sends_null: bool = True
    region: str = REGION

    @property
    def is_read_only(self) -> bool:
        return self.forbids is not None
