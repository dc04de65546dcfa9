"""What is said before and after records are marked do not call."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cn_desktop.records.dialling import DO_NOT_CALL, Lot, risks_of_all
from cn_desktop.records.fields import Lock, RecordKey
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.sheet import Sheet
from cn_desktop.ui.notices import Notice, Tone, quoted
from cn_desktop.ui.submit.gate_words import cut, in_numbers, line_of, sign_of, standing
from cn_desktop.ui.submit.question import Question
from cn_desktop.ui.words import LOCKS, counted, named

SEND = "markAndSend"
MARK = "markOnly"
STEP = "mark do not call"
USUAL = "do not call"
NOT_SENT = "marked do not call, and not sent yet"
UNTIL_SENT = "Until Submit has sent it the dialler may still call."

LOCKED_OUTCOME = (
    "The outcome code is locked over this connection. To unlock it: File › Edit this connection… › "
    "More › Outcome code."
)
ANOTHER_DATASET = Notice(
    "Nothing was marked",
    "Another dataset is shown by now. Choose the records again.",
    Tone.WARNING,
)


@dataclass(frozen=True)
class Plan:
    """What can be done with the chosen records.

    Of the `marked` ones those that are `waiting` can't be sent yet; `others` is what else is
    sent with the rest. `already`: so many have the outcome; `refused`: why others can't have it.
    """

    marked: Sequence[RecordKey]
    waiting: Sequence[RecordKey]
    others: Sequence[Outgoing]
    already: int
    refused: Counter[Lock]


def joined(plans: Sequence[Plan]) -> Plan:
    """One plan for the records of all."""
    return Plan(
        [key for plan in plans for key in plan.marked],
        [key for plan in plans for key in plan.waiting],
        [row for plan in plans for row in plan.others],
        sum(plan.already for plan in plans),
        sum((plan.refused for plan in plans), Counter()),
    )


def too_many(records: int, most: int) -> Notice:
    """Why nobody is asked about so many."""
    return Notice(
        f"Nothing was marked: {records:,} records are too many",
        f"Choose fewer: up to {most:,} records can be marked at once.",
        Tone.INFO,
    )


def question_of(
    environment: str, sheet: Sheet, lot: Lot, plan: Plan, *, meaning: str, is_sending: bool
) -> Question:
    """Whether to mark these, and whether to send that now; `meaning` is the account's word.

    It says who they are: the records are the `sheet`'s.
    """
    return Question(
        name="doNotCallDialog",
        sign=sign_of(environment),
        title=_title(sheet, plan.marked, meaning),
        paragraphs=[
            *_names(sheet, plan.marked),
            *_paragraphs(lot, plan, meaning, is_sending=is_sending),
        ],
        lines=cut((line_of(sheet, row, list(row.fields)) for row in plan.others), len(plan.others)),
        answers=_answers(plan, is_sending=is_sending),
    )


def none_of_them(plan: Plan) -> Notice:
    """No record can be marked, and why."""
    reasons = list(_reasons(plan.refused))
    if plan.already:
        reasons.insert(0, f"{_has(plan.already)} outcome code {DO_NOT_CALL} already.")
    advice = " ".join(reasons) or "Choose records in the table first."
    return Notice("Nothing was marked", advice, Tone.INFO)


def of_marking(done: int, wanted: int) -> Notice:
    """After it: how many are marked, and that this calls nobody off yet."""
    if done == wanted:
        return Notice(f"{_is(done, 'record')} {NOT_SENT}", UNTIL_SENT, Tone.INFO)
    title = f"{done:,} of {counted(wanted, 'record')} {NOT_SENT}"
    return Notice(title, f"The rest is gone or locked by now. {UNTIL_SENT}", Tone.WARNING)


def _title(sheet: Sheet, marked: Sequence[RecordKey], meaning: str) -> str:
    is_one = len(marked) == 1
    records = f"{named(sheet, marked[0])} gets" if is_one else f"{len(marked):,} records get"
    return f"{records} outcome code {DO_NOT_CALL}, {quoted(meaning or USUAL)}"


def _names(sheet: Sheet, marked: Sequence[RecordKey]) -> Iterator[str]:
    """Who they are, line by line; a single one stands in the title."""
    if len(marked) > 1:
        yield "\n".join(cut((named(sheet, key) for key in marked), len(marked)))


def _paragraphs(lot: Lot, plan: Plan, meaning: str, *, is_sending: bool) -> Iterator[str]:
    them = "this person" if len(plan.marked) == 1 else "these people"
    yield f"{standing(lot)}. Once that is saved, the dialler stops calling {them}."
    if meaning and meaning.strip().lower() != USUAL:
        yield (
            f"Your account calls this code {quoted(meaning)}. Make sure that it means "
            f"{quoted(USUAL)} there."
        )
    if left := _left_out(plan):
        yield left
    if plan.waiting:
        yield f"{_can_not(len(plan.waiting))} be sent yet (see Review changes): marked only."
    if is_sending:
        yield "Rows are being sent just now, so this can only be marked and sent later."
    elif plan.others:
        yield _sent_too(lot, len(plan.marked))


def _left_out(plan: Plan) -> str:
    parts = [f"{_has(plan.already)} it already."] if plan.already else []
    if refused := plan.refused.total():
        parts.append(f"{_can_not(refused)} be marked: {' '.join(_reasons(plan.refused))}")
    return " ".join(parts)


def _sent_too(lot: Lot, marked: int) -> str:
    count = len(lot.rows)
    more = in_numbers(risks_of_all(lot.rows))
    numbers = f" ({more})" if more else ""
    whose = f"{count:,} of these {marked:,} {'has' if count == 1 else 'have'}"
    if marked == 1:
        whose = "It has"
    return f"{whose} other pending changes, which would be sent too{numbers}:"


def _reasons(refused: Counter[Lock]) -> Iterator[str]:
    for lock in refused:
        yield LOCKED_OUTCOME if lock is Lock.DIALLING else LOCKS[lock]


def _answers(plan: Plan, *, is_sending: bool) -> dict[str, str]:
    answers = {MARK: "Mark &only (pending)"}
    if len(plan.waiting) < len(plan.marked) and not is_sending:
        answers[SEND] = "Mark and &send now"
    return answers


def _has(count: int) -> str:
    return f"{count:,} of the selected records {'has' if count == 1 else 'have'}"


def _can_not(count: int) -> str:
    return f"{count:,} of the selected records can’t"


def _is(count: int, one: str) -> str:
    return f"{counted(count, one)} {'is' if count == 1 else 'are'}"
