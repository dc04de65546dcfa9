"""Which kind of editor a field's text needs."""

from enum import Enum

from cn_desktop.records.dialling import OUTCOME
from cn_desktop.records.fields import PHONES, FieldName
from cn_desktop.records.vocabulary import Vocabulary

BREAKS = "\n\r\u2028\u2029"
"""Signs that a line of text can't show as what they are."""


class Kind(Enum):
    """What an editor offers beside plain typing; none of them changes what was typed."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    OUTCOME = "outcome"
    PHONE = "phone"
    MOMENT = "moment"
    DATE = "date"


FIELDS: dict[FieldName, Kind] = {
    **dict.fromkeys(PHONES, Kind.PHONE),
    OUTCOME: Kind.OUTCOME,
    FieldName("callback"): Kind.MOMENT,
    FieldName("processdate"): Kind.MOMENT,
    FieldName("loaddate"): Kind.DATE,
    FieldName("notes"): Kind.TEXT,
    FieldName("call_back_notes"): Kind.TEXT,
}
"""What every account has (API notes § 3)."""

DEFINED: dict[str, Kind] = {
    "datetime": Kind.MOMENT,
    "timestamp": Kind.MOMENT,
    "date": Kind.DATE,
    "largetext": Kind.TEXT,
    "text": Kind.TEXT,
}
"""What an account calls the type of a field; all others are lines."""


def kind_of(field: FieldName, vocabulary: Vocabulary, text: str = "") -> Kind:
    """The kind for this text in this field; a text of several lines needs them."""
    if any(mark in text for mark in BREAKS):
        return Kind.TEXT
    if field in FIELDS:
        return FIELDS[field]
    if vocabulary.choices.get(field):
        return Kind.CHOICE
    return DEFINED.get(vocabulary.of(field).kind, Kind.LINE)
