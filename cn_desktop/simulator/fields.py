"""The fields of a record, as the vendor's documented read lists them (API notes, section 3)."""

from datetime import date

Row = dict[str, str | None]

PHONES = ("ddi_home", "ddi_mobile", "ddi_work")

STANDARD = (
    "uid",
    "dataset",
    "agentid",
    *PHONES,
    "callback",
    "urn",
    "vendor_urn",
    "title",
    "firstname",
    "lastname",
    "address1",
    "address2",
    "address3",
    "address4",
    "address5",
    "address6",
    "postcode",
    "sourcefile",
    "loaddate",
    "outcomecode",
    "notes",
    "processdate",
    "call_back_notes",
)

READ_ONLY = frozenset({"uid", "sourcefile", "loaddate", "processdate", "notes"})

NULLABLE = frozenset({"urn", "vendor_urn"})
"""Standard fields that may be null; the others are "" when nothing is in them."""

UNSET_TIME = "0000-00-00 00:00:00"

LONGEST_POSTCODE = 10

DEMO_CUSTOM = (
    "company_name",
    "test_field",
    "client_ref",
    "account_number",
    "customer_since",
    "preferred_contact",
)
"""Custom fields of the generated datasets: the two of the vendor's page, then our own."""


def blank_record(dataset: str, loaded: date) -> Row:
    """The standard fields of a record created with nothing in it, in the documented order.

    The values are those of the vendor's read sample; `uid` is null until the store gives one.
    """
    filled: Row = {
        "uid": None,
        "dataset": dataset,
        "agentid": "0",
        "callback": UNSET_TIME,
        "urn": None,
        "vendor_urn": None,
        "sourcefile": f"api_data_{dataset}.dat",
        "loaddate": loaded.isoformat(),
        "outcomecode": "100",
        "processdate": UNSET_TIME,
    }
    return {name: filled.get(name, "") for name in STANDARD}
