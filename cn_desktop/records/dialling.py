"""What a change means for who is called: the reason to ask before it is sent."""

from collections import Counter
from collections.abc import Iterable
from enum import Enum

from cn_desktop.base.profile import Safety
from cn_desktop.records.fields import PHONES, FieldName
from cn_desktop.records.outgoing import Outgoing

HOLD = "HOLD"
OUTCOME = FieldName("outcomecode")
DO_NOT_CALL = "98"
"""The outcome code that takes a record off (API notes § 4)."""


class Risk(Enum):
    """How a row changes who is called, or when, or by whom."""

    NEW = "new record"
    NUMBER = "number"
    CALL_BACK = "call-back"
    OUTCOME = "outcome"
    AGENT = "agent"


FIELDS: dict[FieldName, Risk] = {
    **dict.fromkeys(PHONES, Risk.NUMBER),
    FieldName("callback"): Risk.CALL_BACK,
    OUTCOME: Risk.OUTCOME,
    FieldName("agentid"): Risk.AGENT,
}


def risks_of(row: Outgoing) -> Counter[Risk]:
    """How many of its fields change who is called; a new record counts as one."""
    if row.is_create:
        return Counter([Risk.NEW])
    return Counter(FIELDS[name] for name in row.fields if name in FIELDS)


def risks_of_all(rows: Iterable[Outgoing]) -> Counter[Risk]:
    """The same over many rows."""
    return sum((risks_of(row) for row in rows), Counter[Risk]())


def is_risky(row: Outgoing) -> bool:
    """Whether sending it changes who is called."""
    return bool(risks_of(row))


def is_to_be_asked(safety: Safety, status: str, rows: Iterable[Outgoing]) -> bool:
    """Whether a person has to agree before these rows of one dataset are sent.

    `status` is the dataset's: what is not known to be on HOLD counts as LIVE.
    """
    if safety is Safety.ASK_ALWAYS:
        return True
    return safety is Safety.ASK_DIALLING and status != HOLD and any(map(is_risky, rows))
