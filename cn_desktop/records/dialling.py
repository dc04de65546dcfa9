"""What a change means for who is called: the reason to ask before it is sent."""

from collections import Counter
from collections.abc import Iterable
from enum import Enum

from cn_desktop.records.fields import PHONES, FieldName
from cn_desktop.records.outgoing import Outgoing


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
    FieldName("outcomecode"): Risk.OUTCOME,
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
