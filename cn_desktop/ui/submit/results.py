"""What the person is told after a read, a look-up or a submit."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from cn_desktop.base.errors import ServerRefusal
from cn_desktop.records.fields import REPLACEMENT, DatasetId
from cn_desktop.records.marks import State
from cn_desktop.records.sheet import Rebased
from cn_desktop.records.validation import Problem
from cn_desktop.storage.journal import Opened
from cn_desktop.ui.notices import LOG_IN, Notice, Tone, notice_for, quoted
from cn_desktop.ui.words import PROBLEMS, as_sentences, counted, said_of
from cn_desktop.work.load import Loaded
from cn_desktop.work.run import Stopped
from cn_desktop.work.steps import Fate, Finished
from cn_desktop.work.tally import Tally

NOT_KEPT = Notice(
    "Nothing was sent: the changes can’t be kept on this computer",
    "They are still shown. Make room on the disk, or see who else writes there; then submit again.",
)
BEHIND = Notice(
    "The newest pending changes are missing from this computer",
    "A row that is shown as pending may have been sent, or changed, since: look before you submit.",
    Tone.WARNING,
    stays=True,
)
KEPT_AGAIN = Notice(
    "Changes are kept on this computer again",
    "All that is pending has been written. You can go on.",
    Tone.GOOD,
)
BUSY_SENDING = Notice(
    "Rows are being sent just now",
    "That waits: do it again when the sending has ended, or cancel the sending.",
    Tone.INFO,
)

NOTHING_LEFT = "No change is pending here. Saved rows are on the server."
LEFT: tuple[tuple[frozenset[State], str, str], ...] = (
    (
        frozenset({State.CONFLICT, State.ASK}),
        "1 row waits for you: Record › Decide… asks about it.",
        "{:,} rows wait for you: Record › Decide… asks about them one by one.",
    ),
    (
        frozenset({State.UNKNOWN}),
        "1 row may have arrived: it is looked for by itself.",
        "{:,} rows may have arrived: they are looked for by themselves.",
    ),
    (
        frozenset({State.REJECTED}),
        "1 row was rejected: correct it, or File › Send rejected rows again.",
        "{:,} rows were rejected: correct them, or File › Send rejected rows again.",
    ),
)
"""What Submit leaves where it is, for one row and for several."""
WARNED = Notice(
    "The server printed a warning beside its answer",
    "The data was read all the same. Tell whoever runs the server.",
    Tone.WARNING,
)
DAMAGED = Notice(
    "Some characters could not be read",
    f"{REPLACEMENT} stands in their place. Records that have it can be looked at and not changed.",
    Tone.WARNING,
)
UNDO_LOCKED = Notice(
    "That can’t be undone or redone now",
    "One of its rows is being sent, may have arrived, or may not be changed over this connection.",
    Tone.INFO,
)
UNDO_BUSY = Notice("Cells are still being set back", "Do it again when that is done.", Tone.INFO)
EXPIRED = Notice(
    "This dataset has expired",
    "Its records can be looked at. The server accepts no changes to them.",
    Tone.INFO,
)

SUMMARY: tuple[tuple[Fate, str], ...] = (
    (Fate.SAVED, "saved"),
    (Fate.STORED_DIFFERENTLY, "saved, stored differently"),
    (Fate.REJECTED, "rejected"),
    (Fate.CONFLICT, "conflict"),
    (Fate.UNKNOWN, "unknown"),
    (Fate.ASK, "unknown, needs you"),
    (Fate.NOT_SENT, "not sent"),
    (Fate.NOT_SENDABLE, "held back"),
)

ADVICE: tuple[tuple[Fate, str], ...] = (
    (
        Fate.UNKNOWN,
        "Unknown rows may have arrived: they are looked for by themselves, and never sent again.",
    ),
    (Fate.ASK, "Where you are needed, Record › Decide… says what was found."),
    (Fate.CONFLICT, "In a conflict nothing was sent: Record › Decide… lets you choose."),
    (Fate.REJECTED, "Rejected rows are still here: correct them, then submit again."),
    (Fate.NOT_SENT, "Rows that were not sent are still pending."),
    (
        Fate.NOT_SENDABLE,
        "Rows held back say which field XML can’t carry: take the unusual characters out, "
        "or set the connection to JSON.",
    ),
    (
        Fate.STORED_DIFFERENTLY,
        "Where the server stored something else, the table shows what it stored.",
    ),
)


STOPPED = "The sending was stopped."
"""How far it came is in the title's numbers: they add up to the rows submitted."""

SETTLED_BY_PEOPLE: dict[Fate, frozenset[State]] = {
    Fate.SAVED: frozenset(),
    Fate.REJECTED: frozenset({State.REJECTED}),
    Fate.CONFLICT: frozenset({State.CONFLICT}),
    Fate.UNKNOWN: frozenset({State.UNKNOWN, State.ASK}),
    Fate.ASK: frozenset({State.UNKNOWN, State.ASK}),
}
"""What a summary asks people to settle; while a row is in such a state it is worth reading."""

HELD_BACK_ADVICE: dict[Problem, str] = {
    Problem.NO_PHONE: " Type one in, then submit again.",
    Problem.GONE: "",
    Problem.ROUNDED_PHONE: "",
    **dict.fromkeys(
        (Problem.IMPOSSIBLE_PHONE, Problem.NO_DATE, Problem.TOO_LONG),
        " Put it right or revert it: F8 goes there.",
    ),
}


def nothing_to_send(count: Callable[[Iterable[State]], int]) -> Notice:
    """No row is pending; `count` says how many are in which states."""
    counts = [(count(states), one, more) for states, one, more in LEFT]
    told = [one if number == 1 else more.format(number) for number, one, more in counts if number]
    return Notice("Nothing to submit", " ".join(told) or NOTHING_LEFT, Tone.INFO)


def held_back(problem: Problem) -> Notice:
    """Nothing could be sent, because of this."""
    advice = HELD_BACK_ADVICE.get(problem, " Reload first.")
    return Notice("Nothing was sent", PROBLEMS[problem] + advice, Tone.WARNING)


def too_much_to_clear(cells: int, most: int) -> Notice:
    """Why nothing is cleared."""
    return Notice(
        f"Nothing was cleared: {cells:,} cells are too many",
        f"Choose fewer rows or columns: up to {most:,} cells can be cleared at once.",
        Tone.INFO,
    )


def of_submit(tallies: Sequence[Tally], *, paused: int = 0) -> Notice:
    """The summary of a run, over all its datasets: its numbers add up to the rows submitted.

    `paused`: so many rows wait for a log-in, and then go on.
    """
    counts = sum((tally.counts() for tally in tallies), Counter[Fate]())
    total = sum(len(tally.rows) for tally in tallies)
    parts = [f"{counts[fate]:,} {word}" for fate, word in SUMMARY if counts[fate]]
    advice = [text for fate, text in ADVICE if counts[fate]]
    if stopped := next((tally.stopped for tally in tallies if tally.stopped), None):
        advice = [STOPPED, _why_stopped(stopped.error), *_goes_on(paused), *advice]
    is_all_saved = counts[Fate.SAVED] == total
    title = f"Of {counted(total, 'row')} submitted: {', '.join(parts)}."
    return Notice(
        title,
        " ".join(advice),
        Tone.GOOD if is_all_saved else Tone.WARNING,
        command=LOG_IN if paused else "",
        stays=True,
        until_none_is=_until_none_is(counts),
    )


def _until_none_is(counts: Counter[Fate]) -> frozenset[State]:
    """In which states its rows wait for somebody; nothing where it has more to tell than that."""
    fates = {fate for fate, count in counts.items() if count}
    if not fates <= SETTLED_BY_PEOPLE.keys():
        return frozenset()
    return frozenset().union(*(SETTLED_BY_PEOPLE[fate] for fate in fates))


def of_leaving(rows: int, sending: int, *, is_kept: bool, is_demo: bool) -> str:
    """What quitting means for so many rows, of which some are being sent just now."""
    if is_demo:
        fate = "The demo’s server ends with the program, and these changes with it."
    elif is_kept:
        it_is, it = ("It is", "it") if rows == 1 else ("They are", "them")
        fate = (
            f"{it_is} kept on this computer: the next start over this connection shows {it} again."
        )
    else:
        fate = (
            "Changes can’t be kept on this computer just now: quitting loses those that are not "
            "kept yet."
        )
    if not sending:
        return f"{fate} Quitting sends nothing."
    return (
        f"{fate} {counted(sending, 'row')} {'is' if sending == 1 else 'are'} being sent just now: "
        "what has left may still be saved there"
        + ("." if is_demo or not is_kept else ", and is looked for at the next start.")
    )


def status_of(finished: Finished | None) -> str:
    """A row’s status in the words of the summary; None: it was never reached."""
    return dict(SUMMARY)[finished.fate if finished else Fate.NOT_SENT]


def reason_of(finished: Finished | None, stopped: Stopped | None) -> str:
    """Why the row is what it is, with the server’s words in quotation marks; empty if saved."""
    if finished is None:
        return _why_stopped(stopped.error if stopped else None)
    parts = said_of(finished.row.mark)
    if finished.error:
        parts.append(f"{notice_for(finished.error).title}.")
    return as_sentences(parts)


def of_file(name: str, rows: int) -> Notice:
    """The result file was written; its name in quotation marks."""
    return Notice(
        f"Saved: {name}, {counted(rows, 'row')}",
        "It names fields and holds none of their values.",
        Tone.INFO,
    )


def of_look(tally: Tally) -> Notice:
    """What looking for rows in doubt has found."""
    counts = tally.counts()
    words = {**dict(SUMMARY), Fate.NOT_SENT: "not arrived, pending again"}
    parts = [f"{counts[fate]:,} {words[fate]}" for fate in words if counts[fate]]
    advice = [text for fate, text in ADVICE if counts[fate] and fate is not Fate.NOT_SENT]
    is_settled = not (counts[Fate.UNKNOWN] or counts[Fate.ASK])
    title = f"Looked for {counted(len(tally.rows), 'row')}: {', '.join(parts)}."
    return Notice(title, " ".join(advice), Tone.GOOD if is_settled else Tone.INFO)


def of_restore(rows: int, checked: int, at: float) -> Notice:
    """What was pending when the program ended; `at` is the last change's time (Unix seconds)."""
    when = datetime.fromtimestamp(at).astimezone()
    is_today = when.date() == datetime.now().astimezone().date()
    clock = when.strftime("%H:%M" if is_today else "%d %b %H:%M")
    title = f"{counted(rows, 'unsent edit')} from {clock} restored"
    if checked:
        title += f", {checked:,} being checked"
    return Notice(
        title,
        "Nothing was sent. Choose their dataset to see them; Submit sends them.",
        Tone.INFO,
        stays=True,
    )


def elsewhere(rows: int) -> Notice:
    """Rows of other accounts are kept here too."""
    return Notice(
        f"{counted(rows, 'unsent edit')} of another account "
        f"{'is' if rows == 1 else 'are'} kept on this computer",
        "They are shown again over the connection they were made on, and never sent over another.",
        Tone.INFO,
        stays=True,
    )


def of_damage(opened: Opened) -> Notice | None:
    """The journal was damaged: what could be read of it, and where the old one is."""
    if opened.aside is None:
        return BEHIND if opened.is_behind else None
    lost = f"{counted(opened.lost, 'edit')} could not be read" if opened.lost else "All was read"
    return Notice(
        "The file with pending changes was damaged",
        f"{counted(opened.salvaged, 'edit')} restored. {lost}. "
        f"The damaged file was kept as {opened.aside.name}.",
        Tone.WARNING,
        stays=True,
    )


def _why_stopped(error: Exception | None) -> str:
    if error is None:
        return "It was cancelled."
    notice = notice_for(error)
    # Of a fault on the way the advice speaks of its own request alone: "Nothing was sent."
    return f"{notice.title}. {notice.advice if isinstance(error, ServerRefusal) else ''}".strip()


def _goes_on(paused: int) -> list[str]:
    if not paused:
        return []
    is_one = paused == 1
    goes = "goes on by itself" if is_one else "go on by themselves"
    return [f"{counted(paused, 'row')} {goes} once you have logged in again."]


def of_load(dataset: DatasetId, loaded: Loaded, rebased: Rebased) -> Iterator[Notice]:
    """What is unusual about a read that succeeded; nothing if nothing is."""
    if loaded.announced is not None and loaded.announced != loaded.count:
        yield Notice(
            f"The server announced {counted(loaded.announced, 'record')} and sent {loaded.count:,}",
            "What was sent is shown. Records may be missing from it.",
            Tone.WARNING,
        )
    if loaded.is_damaged:
        yield DAMAGED
    if loaded.has_warning:
        yield WARNED
    if rebased.gone:
        yield Notice(
            f"{counted(len(rebased.gone), 'record')} with pending changes "
            f"{'is' if len(rebased.gone) == 1 else 'are'} no longer in dataset {dataset}",
            "The changes are kept: see Review changes. Record › Create as new makes new records "
            "of them.",
            Tone.WARNING,
        )
    if rebased.moved:
        yield Notice(
            f"{counted(len(rebased.moved), 'record')} with pending changes changed on the server",
            "Somebody else changed the same field. Nothing is sent of these rows until you choose: "
            "Record › Decide….",
            Tone.WARNING,
        )
    if not loaded.count:
        yield Notice(f"0 records in dataset {dataset}", "Add one with New record.", Tone.INFO)


def of_create_as_new(*, is_whole: bool) -> Notice:
    """Edits whose record was gone are new records now; `is_whole`: its other values were known."""
    known = (
        "It starts from the record’s last values and your changes."
        if is_whole
        else "Of the old record only the fields you had changed are known: fill in the rest."
    )
    advice = f"{known} What the system keeps by itself is left out. Submit creates it."
    return Notice("A new record is pending", advice, Tone.INFO)


CHOOSE_GONE = Notice(
    "Choose in the review which one",
    "They are listed there: select one, then Record › Create as new.",
    Tone.INFO,
)


def together(notices: Sequence[Notice]) -> Notice:
    """Several things to say at once: the first is the title, none is left out."""
    first, *others = notices
    told = [first.advice, *(f"{other.title}. {other.advice}" for other in others)]
    tones = {notice.tone for notice in notices}
    return Notice(
        first.title,
        " ".join(told),
        Tone.WARNING if len(tones) > 1 else first.tone,
        stays=any(notice.stays for notice in notices),
    )


def not_listed(error: Exception) -> Notice:
    """The account's datasets could not be listed; everything else may still work."""
    why = notice_for(error)
    return Notice(
        "The list of datasets is not to be had",
        f"{why.title}. {why.advice} Type a dataset’s id to open it.",
        Tone.WARNING,
    )


def not_found(dataset: DatasetId, uid: str) -> Notice:
    """A look-up that found nothing."""
    return Notice(
        f"There is no record {quoted(uid)} in dataset {quoted(dataset)}",
        "Check the uid, or choose another dataset and look again.",
        Tone.WARNING,
    )
