"""Dates as the server writes them: text by its own clock, without a time zone (API notes § 3).

Nothing here changes a text, and nothing knows the time zone of this computer: 02:30 on the day the
clocks change is what it says.
"""

from collections.abc import Iterable
from datetime import date, datetime

from cn_desktop.records.fields import ZERO_DATE

MOMENT = "%Y-%m-%d %H:%M:%S"
TO_THE_MINUTE = "%Y-%m-%d %H:%M"
DATE = "%Y-%m-%d"
DAY_FIRST = "%d/%m/%Y"
MIDNIGHT = "00:00:00"
ZERO_DATES = {ZERO_DATE, ZERO_DATE.partition(" ")[0]}


def moment_of(text: str) -> datetime | None:
    """The date and time a text of the server's form says; None for any other text."""
    return _read(text, MOMENT)


def date_of(text: str) -> date | None:
    """The same of a date alone."""
    found = _read(text, DATE)
    return found.date() if found else None


def is_moment(text: str) -> bool:
    """A date, with a time of day behind it or without; or the one that was never set."""
    forms = (DATE, MOMENT, TO_THE_MINUTE)
    return text in ZERO_DATES or any(_read(text, form) for form in forms)


def today_as(form: str, today: date, before: str) -> str:
    """Today in this form; a date and time keeps the time it had."""
    if form != MOMENT:
        return today.strftime(form)
    time = before.partition(" ")[2] if moment_of(before) else MIDNIGHT
    return f"{today.strftime(DATE)} {time}"


def form_among(texts: Iterable[str]) -> str:
    """The form in which most of these dates are written; the server's where there are none.

    A day first is believed only where a day above 12 has shown it.
    """
    counts = dict.fromkeys((DATE, MOMENT, DAY_FIRST), 0)
    shows_day = False
    for text in texts:
        for form in counts:
            if (found := _read(text, form)) is not None:
                counts[form] += 1
                shows_day = shows_day or (form == DAY_FIRST and found.day > 12)
    if not shows_day:
        counts[DAY_FIRST] = 0
    return max(counts, key=lambda form: counts[form])


def _read(text: str, form: str) -> datetime | None:
    """Only what would be written so: `strptime` takes one digit for two, and spaces."""
    try:
        found = datetime.strptime(text, form)  # noqa: DTZ007  the server names no zone
    except ValueError:
        return None
    return found if found.strftime(form) == text else None
