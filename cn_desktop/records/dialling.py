"""What a change means for who is called: the reason to ask before it is sent."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from cn_desktop.base.profile import Safety
from cn_desktop.records.fields import PHONES, DatasetId, FieldName
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.vocabulary import Vocabulary

HOLD = "HOLD"
OUTCOME = FieldName("outcomecode")
DO_NOT_CALL = "98"
"""The outcome that takes a record off for good (API notes § 4)."""


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


def ends_dialling(vocabulary: Vocabulary, field: FieldName, value: str) -> bool:
    """Whether the value takes a record off, as the account says; 98 always does (API notes § 4)."""
    if field != OUTCOME:
        return False
    choices = vocabulary.choices.get(field, ())
    return value == DO_NOT_CALL or any(
        each.ends_dialling for each in choices if each.value == value
    )


def risks_of(row: Outgoing) -> Counter[Risk]:
    """How many of its fields change who is called; a new record counts as one."""
    if row.is_create:
        return Counter([Risk.NEW])
    return Counter(FIELDS[name] for name in row.fields if name in FIELDS)


def risks_of_all(rows: Iterable[Outgoing]) -> Counter[Risk]:
    """The same over many rows."""
    return sum((risks_of(row) for row in rows), Counter[Risk]())


@dataclass(frozen=True)
class Lot:
    """Rows of one dataset that are to go together; `status` as the server lists it, or empty.

    What is not known to be on HOLD counts as LIVE.
    """

    dataset: DatasetId
    rows: Sequence[Outgoing]
    status: str = ""
    description: str = ""

    @property
    def altering(self) -> list[Outgoing]:
        """The rows that change who is called, be it now or once the dataset is LIVE."""
        return [row for row in self.rows if risks_of(row)]

    @property
    def calling(self) -> list[Outgoing]:
        """Those of them on which the dialler may act at once."""
        return [] if self.status == HOLD else self.altering


def asks(
    safety: Safety,
    lots: Iterable[Lot],
    was_agreed: Callable[[Outgoing], bool] = lambda _row: False,
) -> bool:
    """Whether a person has to agree before these rows go; not again to what `was_agreed`."""
    if safety is Safety.NEVER:
        return False
    is_always = safety is Safety.ASK_ALWAYS
    concerned = (row for lot in lots for row in (lot.rows if is_always else lot.calling))
    return any(not was_agreed(row) for row in concerned)
