"""Which fields the form shows under which heading."""

from dataclasses import dataclass

from cn_desktop.records.fields import LOCKED_FIELDS, PHONES, STANDARD, FieldName, Lock
from cn_desktop.records.sheet import Sheet
from cn_desktop.ui.words import LOCKS

NAMES = ("title", "firstname", "lastname")
OWN_GROUPS = ("Name", "Phone numbers", "Address", "Your account’s fields", "Calls")
LOCKED_GROUPS: dict[Lock, str] = {
    Lock.DIALLING: "Who is called next",
    Lock.ACCOUNT: "Read-only in your account",
    Lock.SERVER_KEEPS: "Kept by the system",
    Lock.IDENTITY: "The record itself",
}
OTHERWISE_LOCKED = "Locked"


@dataclass(frozen=True)
class Group:
    """A heading, its fields, and why none of them can be edited, if that is so."""

    title: str
    fields: tuple[FieldName, ...]
    reason: str = ""


def grouped(sheet: Sheet) -> list[Group]:
    """Groups with something in them: the account's own, else ours.

    What can't be edited stands last, by the reason for it.
    """
    groups: dict[str, list[FieldName]] = {title: [] for title in OWN_GROUPS}
    locked: dict[Lock, list[FieldName]] = {lock: [] for lock in LOCKED_GROUPS}
    for field in sheet.fields:
        if lock := sheet.locks.of_field(field):
            locked.setdefault(lock, []).append(field)
        else:
            title = sheet.vocabulary.of(field).group or _own_group(field)
            groups.setdefault(title, []).append(field)
    editable = [Group(title, tuple(fields)) for title, fields in groups.items() if fields]
    return editable + [
        Group(LOCKED_GROUPS.get(lock, OTHERWISE_LOCKED), tuple(fields), LOCKS[lock])
        for lock, fields in locked.items()
        if fields
    ]


def _own_group(field: FieldName) -> str:
    if field in NAMES:
        return "Name"
    if field in PHONES:
        return "Phone numbers"
    if field not in STANDARD:
        return "Your account’s fields"
    return "Calls" if field in LOCKED_FIELDS else "Address"
