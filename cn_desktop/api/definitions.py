"""Rows of the pickers' methods as definitions and choices (API notes § 4)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from cn_desktop.records.fields import STANDARD, FieldName, text_of
from cn_desktop.records.store import Record
from cn_desktop.records.vocabulary import Choice, Definition, Definitions

CUSTOMER_NAMES = {
    "id": "uid",
    "datasetid": "dataset",
    "homephone": "ddi_home",
    "mobilephone": "ddi_mobile",
    "workphone": "ddi_work",
    "agentref": "agentid",
}
"""What the customer side calls a field, in lower case, and the dialler side's name of it."""

HIDDEN_AGENTS = {"999", "505050"}
"""The deleted agent and the default exchange."""

LONGEST_SIZE = 1_000_000


def definitions_of(rows: Iterable[Record]) -> dict[str, Definitions]:
    """`campaign_fields`, by table; a row without a name is left out."""
    tables: dict[str, dict[FieldName, Definition]] = {}
    for row in rows:
        if name := text_of(row.get(FieldName("name"))):
            table = tables.setdefault(_text(row, "table"), {})
            table.setdefault(data_name(name), _definition(row))
    return dict(tables)


def data_name(customer_name: str) -> FieldName:
    """The dialler side's name of a field. A custom field has one name on both sides."""
    lowered = customer_name.lower()
    known = CUSTOMER_NAMES.get(lowered, lowered)
    return FieldName(known if known in STANDARD else customer_name)


def outcome_choices(rows: Iterable[Record]) -> tuple[Choice, ...]:
    """`outcomecodes`; those that complete a record take it out of dialling."""
    found = ((row, choice) for row in rows for choice in _choices([row], "outcome", "description"))
    return tuple(replace(choice, ends_dialling=_ends_dialling(row)) for row, choice in found)


def agent_choices(rows: Iterable[Record]) -> tuple[Choice, ...]:
    """`agents`, without those nobody is."""
    choices = _choices(rows, "agentid", "name")
    return tuple(choice for choice in choices if choice.value not in HIDDEN_AGENTS)


def picklist_choices(rows: Iterable[Record]) -> tuple[Choice, ...]:
    """`picklist`, whose columns nobody documents: `value` and perhaps `description`, else none."""
    return _choices(rows, "value", "description")


def _choices(rows: Iterable[Record], value: str, label: str) -> tuple[Choice, ...]:
    found = (Choice(_text(row, value), _text(row, label)) for row in rows)
    return tuple(choice for choice in found if choice.value)


def _ends_dialling(row: Record) -> bool:
    return _is_yes(row, "complete") or _is_yes(row, "do_not_call")


def _definition(row: Record) -> Definition:
    return Definition(
        label=_text(row, "prompt"),
        kind=_text(row, "type").casefold(),
        size=_size(_text(row, "size")),
        group=_text(row, "group_name"),
        is_required=_is_yes(row, "required"),
        is_read_only=_is_yes(row, "readonly"),
        picklist=_text(row, "picklist"),
    )


def _size(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) < 9
    return int(text) if is_number and int(text) <= LONGEST_SIZE else 0


def _is_yes(row: Mapping[FieldName, object], name: str) -> bool:
    return str(row.get(FieldName(name)) or "").strip().casefold() in {"y", "yes", "1", "true"}


def _text(row: Record, name: str) -> str:
    return text_of(row.get(FieldName(name))).strip()
