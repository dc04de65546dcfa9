"""Field definitions: how the customer side names, types and groups fields (API notes, section 4).

The names of standard fields are those of `ecnow_records`. Names not in the notes, types, sizes,
groups and prompts are inferred.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cn_desktop.simulator.codes import DESCRIPTIONS
from cn_desktop.simulator.fields import STANDARD, Row

_SYSTEM, _PHONES, _PERSON, _CALLS = "System", "Phone Numbers", "Name and Address", "Call Details"
_CUSTOM = "Custom Fields"


@dataclass(frozen=True)
class Definition:
    """One field; `size` is in characters, and `flags` are the columns that say Y."""

    name: str
    type: str = "varchar"
    size: int = 255
    group: str = _CUSTOM
    prompt: str = ""
    picklist: str = ""
    flags: frozenset[str] = frozenset()


def _fixed(name: str, kind: str, size: int, prompt: str, *flags: str) -> Definition:
    return Definition(name, kind, size, _SYSTEM, prompt, flags=frozenset(flags))


def _address_line(number: int) -> Definition:
    return Definition(f"Address{number}", "varchar", 100, _PERSON, f"Address {number}")


_DEFINITIONS = (
    _fixed("id", "int", 18, "Record id", "readonly", "hidden_on_script"),
    _fixed("datasetid", "int", 9, "Dataset", "readonly", "required"),
    Definition("AgentRef", "int", 9, _CALLS, "Agent"),
    Definition("HomePhone", "smalltext", 20, _PHONES, "Home phone"),
    Definition("MobilePhone", "smalltext", 20, _PHONES, "Mobile phone"),
    Definition("WorkPhone", "smalltext", 20, _PHONES, "Work phone"),
    Definition("Callback", "datetime", 19, _CALLS, "Call back at"),
    Definition("URN", "smalltext", 50, _SYSTEM, "Reference"),
    _fixed("VENDOR_URN", "smalltext", 50, "Vendor reference", "hidden", "hidden_on_script"),
    Definition("Title", "smalltext", 20, _PERSON, "Title"),
    Definition("FirstName", "smalltext", 60, _PERSON, "First name"),
    Definition("LastName", "smalltext", 60, _PERSON, "Last name", flags=frozenset({"required"})),
    *(_address_line(number) for number in range(1, 7)),
    Definition("Postcode", "smalltext", 30, _PERSON, "Postcode"),  # more than a write takes
    _fixed("SourceFile", "varchar", 255, "Source file", "readonly", "hidden_on_script"),
    _fixed("LoadDate", "date", 10, "Loaded on", "readonly", "hidden_on_script"),
    Definition("OutcomeCode", "select", 9, _CALLS, "Outcome", "outcomes"),
    Definition("Notes", "largetext", 65535, _CALLS, "History", flags=frozenset({"readonly"})),
    _fixed("ProcessDate", "datetime", 19, "Last handled", "readonly", "hidden_on_script"),
    Definition("Call_Back_Notes", "largetext", 65535, _CALLS, "Call back notes"),
)

RECORD_NAMES = {
    field: definition.name for field, definition in zip(STANDARD, _DEFINITIONS, strict=True)
}
"""What `ecnow_records` calls each standard field of `ecnow_data`."""

_KNOWN_CUSTOM = {
    "company_name": Definition("company_name", size=100, prompt="Company"),
    "test_field": Definition("test_field", "smalltext", 50, prompt="Test field"),
    "client_ref": Definition("client_ref", "smalltext", 20, prompt="Client reference"),
    "account_number": Definition("account_number", "smalltext", 12, prompt="Account number"),
    "customer_since": Definition("customer_since", "date", 10, prompt="Customer since"),
    "preferred_contact": Definition(
        "preferred_contact", "select", 20, prompt="Preferred contact", picklist="contact_ways"
    ),
}

PICKLISTS = {
    "contact_ways": {way: way for way in ("Phone", "Email", "Text", "Post")},
    "outcomes": DESCRIPTIONS,
}
"""The values and what people read for them, by the name of the list."""


def field_rows(table: str, custom_fields: Iterable[str]) -> list[Row]:
    """The standard fields, then the custom ones, as a `campaign_fields` read lists them."""
    custom = [_KNOWN_CUSTOM.get(name) or _plain(name) for name in custom_fields]
    fields = (*_DEFINITIONS, *custom)
    return [_row(table, place, definition) for place, definition in enumerate(fields, start=1)]


def picklist_rows(name: str) -> list[Row]:
    """A list's values; the columns are invented, since nobody documents them."""
    values = PICKLISTS.get(name, {})
    return [
        {"picklist": name, "value": value, "description": label} for value, label in values.items()
    ]


def _plain(name: str) -> Definition:
    return Definition(name, prompt=name.replace("_", " ").capitalize())


def _row(table: str, place: int, definition: Definition) -> Row:
    return {
        "position": str(place),
        "order": str(place * 10),
        "table": table,
        "name": definition.name,
        "type": definition.type,
        "size": str(definition.size),
        "standard_field": _flag(definition.group != _CUSTOM),
        "group_name": definition.group,
        "prompt": definition.prompt,
        "readonly": _flag("readonly" in definition.flags),
        "hidden": _flag("hidden" in definition.flags),
        "hidden_on_script": _flag("hidden_on_script" in definition.flags),
        "required": _flag("required" in definition.flags),
        "search": "yes",
        "picklist": definition.picklist,
    }


def _flag(value: object) -> str:
    return "Y" if value else "N"
