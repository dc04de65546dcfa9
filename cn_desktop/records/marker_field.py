"""Which field may carry the marker by which a new record is found again (rel § 3.5)."""

import re

from cn_desktop.records.fields import STANDARD

FREE = {"urn", "vendor_urn"}
"""Standard fields that are an account's own to fill."""
OTHER_NAMES = {"id", "datasetid", "homephone", "mobilephone", "workphone", "agentref"}
"""What `ecnow_records` calls standard fields whose names differ there (API notes § 4)."""
TAKEN = (set(STANDARD) | OTHER_NAMES) - FREE


def is_field_name(name: str) -> bool:
    """Letters, digits and underscores of ASCII, at least one."""
    return re.fullmatch("[A-Za-z0-9_]+", name) is not None


def is_taken(name: str) -> bool:
    """The field holds something of its own, which a marker would overwrite.

    The server may not tell large letters from small ones (API notes § 3).
    """
    return name.casefold() in TAKEN
