"""What an answer's head says about time: the server's clock, and when to come again."""

import time
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

from cn_desktop.base.errors import ServerBusy

Headers = Mapping[str, str]

BUSY = {429, 503}


def server_clock(headers: Headers) -> float | None:
    """The server's time as Unix seconds, from `Date`; None where it is missing or nonsense."""
    return _date(headers.get("Date", ""))


def server_busy(status: int, headers: Headers) -> ServerBusy | None:
    """The wish to be asked again later, if this is one (rel-N18)."""
    return ServerBusy(status, seconds_to_wait(headers, time.time())) if status in BUSY else None


def seconds_to_wait(headers: Headers, now: float) -> float | None:
    """What `Retry-After` asks for, in seconds from `now` (Unix time); None: nothing usable.

    Whole seconds or an HTTP date (RFC 9110, 10.2.3); a time that is over is 0.
    """
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:10])
    date = _date(text)
    return None if date is None else max(0.0, date - now)


def _date(text: str) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
