"""What is asked before rows change who is called: every text, with its numbers."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from cn_desktop.records.dialling import FIELDS, HOLD, Lot, Risk, risks_of_all
from cn_desktop.records.fields import DatasetId, FieldName
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.sheet import Sheet
from cn_desktop.ui.field_names import full_names
from cn_desktop.ui.submit.question import Question, Sign
from cn_desktop.ui.words import counted, named, shown_text

SEND_ALL = "sendAll"
SEND_REST = "sendRest"
MOST_LINES = 5
LONGEST_NAME = 60

SIGNS: dict[str, str] = {
    "PRODUCTION": "Real people are called from this account.",
    "TEST": "Whoever made this connection calls it a test.",
    "DEMO": "The people in the demo are invented; nobody is called.",
}
STATUSES: dict[str, tuple[str, str]] = {
    "LIVE": ("is LIVE", "the dialler may call {them} at once"),
    "HOLD": ("is on HOLD", "nobody is called from it for now"),
    "EXPIRED": ("has expired", "the server may accept no changes to it"),
}
UNLISTED = (
    "is not known to be on HOLD",
    "it counts as LIVE, and the dialler may call {them} at once",
)
"""What the dataset is, and what that means for `them`."""
RISKS: dict[Risk, tuple[str, str]] = {
    Risk.NUMBER: ("number changes", "numbers change"),
    Risk.CALL_BACK: ("call-back time changes", "call-back times change"),
    Risk.OUTCOME: ("outcome code changes", "outcome codes change"),
    Risk.AGENT: ("agent changes", "agents change"),
    Risk.NEW: ("new record", "new records"),
}


def sign_of(environment: str) -> Sign:
    """The environment as a question shows it."""
    return Sign(environment, SIGNS.get(environment, ""))


def question_of(
    environment: str, lots: Sequence[Lot], sheets: Mapping[DatasetId, Sheet], known: int = 0
) -> Question:
    """Whether these rows may go: who is called differently, and which rows are only text.

    `sheets` are the lots' own. `known`: so many of the rows are new records whose number another
    record has.
    """
    rows = sum(len(lot.rows) for lot in lots)
    calling = sum(len(lot.calling) for lot in lots)
    is_one_of_many = len(lots) > 1
    lines = (
        line
        for lot in lots
        for line in _lines(lot, sheets[lot.dataset], is_one_of_many=is_one_of_many)
    )
    return Question(
        name="gateDialog",
        sign=sign_of(environment),
        title=_title(rows, calling),
        paragraphs=[*map(_paragraph, lots), *([_twins(known)] if known else [])],
        lines=cut(lines, calling),
        answers=_answers(lots, rows, calling),
    )


def dataset_name(lot: Lot) -> str:
    """`Spring list (100)`, or the id alone."""
    name = shown_text(lot.description)
    if len(name) > LONGEST_NAME:
        name = f"{name[: LONGEST_NAME - 1]}…"
    return f"{name} ({lot.dataset})" if name else f"Dataset {lot.dataset}"


def standing(lot: Lot) -> str:
    """The dataset's name and status, in words."""
    return f"{dataset_name(lot)} {STATUSES.get(lot.status, UNLISTED)[0]}"


def in_numbers(risks: Counter[Risk]) -> str:
    """`2 numbers change, 1 new record`."""
    return ", ".join(counted(risks[risk], *words) for risk, words in RISKS.items() if risks[risk])


def line_of(sheet: Sheet, row: Outgoing, fields: Sequence[FieldName]) -> str:
    """Whose record it is and what its fields are called; none of their values."""
    who = named(sheet, row.key)
    if row.is_create:
        return who
    return f"{who}: {full_names(fields, sheet.vocabulary)}"


def cut(lines: Iterable[str], count: int) -> list[str]:
    """The first of so many, and how many more there are; the others are not made."""
    first = list(islice(lines, MOST_LINES))
    more = count - len(first)
    return [*first, f"… and {more:,} more"] if more > 0 else first


def _title(rows: int, calling: int) -> str:
    if not calling:
        return "Send this row?" if rows == 1 else f"Send these {rows:,} rows?"
    if rows == 1:
        return "This row changes who is called"
    if calling == rows:
        return f"These {rows:,} rows change who is called"
    verb = "changes" if calling == 1 else "change"
    return f"{calling:,} of these {rows:,} rows {verb} who is called"


def _paragraph(lot: Lot) -> str:
    them = "this person" if len(lot.calling) == 1 else "these people"
    meaning = STATUSES.get(lot.status, UNLISTED)[1].format(them=them)
    has_meaning = lot.calling or lot.status == HOLD
    sentences = [f"{standing(lot)}: {meaning}." if has_meaning else f"{standing(lot)}."]
    if lot.altering:
        sentences.append(f"{in_numbers(risks_of_all(lot.altering))}.")
    if only_text := len(lot.rows) - len(lot.altering):
        sentences.append(_only_text(only_text, is_rest=bool(lot.altering)))
    return " ".join(sentences)


def _twins(known: int) -> str:
    if known == 1:
        return (
            "1 new record has a number that another record has already: that person may be "
            "called twice."
        )
    return (
        f"{known:,} new records have numbers that other records have already: these people may "
        "be called twice."
    )


def _only_text(count: int, *, is_rest: bool) -> str:
    rows = "row" if count == 1 else f"{count:,} rows"
    start = f"The other {rows}" if is_rest else counted(count, "row")
    return f"{start} {'changes' if count == 1 else 'change'} text only."


def _lines(lot: Lot, sheet: Sheet, *, is_one_of_many: bool) -> Iterator[str]:
    for row in lot.calling:
        line = line_of(sheet, row, [name for name in row.fields if name in FIELDS])
        yield f"{lot.dataset} · {line}" if is_one_of_many else line


def _answers(lots: Sequence[Lot], rows: int, calling: int) -> dict[str, str]:
    answers = {}
    if 0 < calling < rows:
        answers[SEND_REST] = _send_rest(lots, rows - calling)
    answers[SEND_ALL] = "&Send" if rows == 1 else f"&Send all {rows:,}"
    return answers


def _send_rest(lots: Sequence[Lot], count: int) -> str:
    altering = sum(len(lot.altering) - len(lot.calling) for lot in lots)
    if altering:
        return f"Send &only the other {count:,}"
    return f"Send &only the {count:,} that {'changes' if count == 1 else 'change'} text"
