"""Which columns the table has, in which order, and how wide."""

from collections.abc import Sequence

from cn_desktop.records.fields import DATASET, STANDARD, UID, FieldName
from cn_desktop.records.sheet import Sheet

STATUS = FieldName("\0status")
"""The column of the row's state; no field of a server can have this name."""

FIRST = ("title", "firstname", "lastname", "ddi_mobile", "ddi_home", "ddi_work")
ADDRESS = ("address1", "address2", "address3", "address4", "address5", "address6", "postcode")
DIALLING = ("outcomecode", "callback", "call_back_notes", "notes", "agentid")
LAST = ("urn", "vendor_urn", DATASET, "sourcefile", "loaddate", "processdate")


def arrange(fields: Sequence[FieldName]) -> list[FieldName]:
    """Who it is, the account's own fields, where they live, the dialler's and system's fields."""
    own = [field for field in fields if field not in STANDARD]
    wanted = [UID, *FIRST, *own, *ADDRESS, *DIALLING, *LAST]
    there = set(fields)
    ordered = [FieldName(name) for name in wanted if name in there]
    return [*ordered[:1], STATUS, *ordered[1:]]


def first_editable(sheet: Sheet) -> FieldName:
    """The first column that can be typed into; where there is none, the first of all."""
    fields = [field for field in arrange(sheet.fields) if field != STATUS]
    return next((field for field in fields if not sheet.locks.of_field(field)), fields[0])
