"""Whether a text is a date or a time as the server writes them.

They are the server's local time and stay text: nothing is converted, and half past two in the
night in which the clocks change is a time like any other (feat-R34).
"""

import re
from datetime import datetime

UNSET = re.compile(r"0000-00-00(?: 00:00:00)?")
"""Never set (API notes § 3)."""
SHAPE = re.compile(r"(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d)(?::(\d\d))?)?")


def is_moment(text: str) -> bool:
    """`2027-03-28`, with a time of day behind it or without; or the date that was never set."""
    if UNSET.fullmatch(text):
        return True
    found = SHAPE.fullmatch(text)
    if found is None or not text.isascii():
        return False
    day, minute, second = found.groups("00")
    clock = "00:00" if minute == "00" else minute
    try:
        datetime.strptime(f"{day} {clock}:{second}", "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007  no zone
    except ValueError:
        return False
    return True
