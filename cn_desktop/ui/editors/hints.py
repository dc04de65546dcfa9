"""What an editor says of the text in it, in words; it never changes the text."""

from collections.abc import Callable
from dataclasses import dataclass

from cn_desktop.records.dates import ZERO_DATES, date_of, moment_of
from cn_desktop.records.dialling import ends_dialling
from cn_desktop.records.fields import FieldName
from cn_desktop.records.vocabulary import Vocabulary
from cn_desktop.ui.editors.kinds import Kind

MEANING_LENGTH = 40


@dataclass(frozen=True)
class Hint:
    """A few words below an editor. Plain text."""

    words: str
    is_warning: bool = False


ENDS_DIALLING = "ends dialling: nobody is called after it"
UNKNOWN_OUTCOME = Hint("Not among your account’s outcome codes", is_warning=True)
UNKNOWN_CHOICE = Hint("Not among the values your account lists", is_warning=True)
NEVER_SET = Hint("Never set")
MOMENT_WANTED = Hint("Like 2026-03-29 02:30:00, by the server’s clock")
NO_MOMENT = Hint("Not a date and time like 2026-03-29 02:30:00; kept as typed", is_warning=True)
DATE_WANTED = Hint("Like 2026-03-29")
NO_DATE = Hint("Not a date like 2026-03-29; kept as typed", is_warning=True)
SEVERAL_LINES = Hint("Enter takes it, Alt+Enter starts a new line")

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def hint_for(kind: Kind, vocabulary: Vocabulary, field: FieldName, text: str) -> Hint | None:
    """What is said of this text in this field; None where there is nothing to say."""
    say = SAYINGS.get(kind)
    return say(vocabulary, field, text) if say else None


def _of_outcome(vocabulary: Vocabulary, field: FieldName, text: str) -> Hint | None:
    meaning = vocabulary.meaning(field, text)[:MEANING_LENGTH]
    if ends_dialling(vocabulary, field, text):
        return Hint(f"{meaning or 'Do not call'} – {ENDS_DIALLING}", is_warning=True)
    if meaning or not text:
        return Hint(meaning) if meaning else None
    return UNKNOWN_OUTCOME if vocabulary.choices.get(field) else None


def _of_choice(vocabulary: Vocabulary, field: FieldName, text: str) -> Hint | None:
    values = {choice.value for choice in vocabulary.choices.get(field, ())}
    if text and text not in values:
        return UNKNOWN_CHOICE
    meaning = vocabulary.meaning(field, text)[:MEANING_LENGTH]
    return Hint(meaning) if meaning else None


def _of_moment(_vocabulary: Vocabulary, _field: FieldName, text: str) -> Hint:
    if not text:
        return MOMENT_WANTED
    if text in ZERO_DATES:
        return NEVER_SET
    found = moment_of(text)
    if found is None:
        return NO_MOMENT
    day = f"{DAYS[found.weekday()]} {found.day} {MONTHS[found.month - 1]} {found.year}"
    return Hint(f"{day}, {found:%H:%M}, by the server’s clock")


def _of_date(_vocabulary: Vocabulary, _field: FieldName, text: str) -> Hint:
    if not text:
        return DATE_WANTED
    if text in ZERO_DATES:
        return NEVER_SET
    found = date_of(text)
    if found is None:
        return NO_DATE
    return Hint(f"{DAYS[found.weekday()]} {found.day} {MONTHS[found.month - 1]} {found.year}")


def _of_text(_vocabulary: Vocabulary, _field: FieldName, _text: str) -> Hint:
    return SEVERAL_LINES


SAYINGS: dict[Kind, Callable[[Vocabulary, FieldName, str], Hint | None]] = {
    Kind.OUTCOME: _of_outcome,
    Kind.CHOICE: _of_choice,
    Kind.MOMENT: _of_moment,
    Kind.DATE: _of_date,
    Kind.TEXT: _of_text,
}
