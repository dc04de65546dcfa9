"""Texts for states, locks, problems and counts: one table each."""

from cn_desktop.records.changes import Mark, State
from cn_desktop.records.fields import ABSENT, Lock, Value, text_of
from cn_desktop.records.validation import Problem
from cn_desktop.ui.notices import quoted

STATES: dict[State, str] = {
    State.PENDING: "pending",
    State.SENDING: "sending",
    State.SAVED: "saved",
    State.REJECTED: "rejected",
    State.UNKNOWN: "unknown",
}

NOTES: dict[str, str] = {
    "stored differently": "saved, but the server stored something else than was sent; "
    "what it stored is shown",
    "not read back": "saved; it could not be read back, so it is shown as it was sent",
    "found by reading": "saved: found by reading the record again",
    "not sent": "not sent; it is still pending",
    "not sendable": "not sent: XML, this connection’s format, can’t carry what stands in",
    "no answer": "We don’t know whether it arrived. Reload looks again; "
    "Give up unknown row forgets it here.",
    "still old": "The server said it was saved, yet the record still holds the old value. "
    "Reload looks again; Give up unknown row forgets the change here.",
    "uid of another": "The server said it was saved, but named a record that was there before. "
    "Reload to look before you enter it again.",
    "look-alike": "The server refused it, yet a record like it is there now. "
    "Look before you enter it again.",
    "not checked": "The server refused it, but the dataset could not be read to make sure.",
}

LOCKS: dict[Lock, str] = {
    Lock.IDENTITY: "This names the record; the server gives it and it can’t be changed.",
    Lock.SERVER_KEEPS: "The server keeps this by itself.",
    Lock.DIALLING: "This changes who is called next and is locked.",
    Lock.ACCOUNT: "Your account defines this field as read-only.",
    Lock.NOT_IN_ANSWER: "The server’s record has no such field.",
    Lock.NO_UID: "The server gave this record no uid, so it can’t be changed.",
    Lock.UID_TWICE: "The server gave two records this uid, so neither can be changed safely.",
    Lock.DAMAGED: "This record was read with characters that can’t be read: "
    "it can be looked at and not changed.",
    Lock.SENDING: "This record is being sent.",
    Lock.UNKNOWN: "We don’t know yet whether this record’s changes arrived. Reload to look.",
    Lock.ENDLESS_TEXT: "This text is too long to be edited here.",
    Lock.LONG_TEXT: "This text is very long: edit it in the table.",
    Lock.NOT_ONE_LINE: "This text has several lines: edit it in the table.",
    Lock.READ_ONLY: "This connection is read-only: nothing can be changed over it.",
    Lock.OTHER_WINDOW: "Another window of CN Desktop holds the pending changes of this computer, "
    "so this one is read-only.",
    Lock.NOT_KEPT: "Changes can’t be kept on this computer just now, so none is taken. "
    "What was pending before is still shown.",
    Lock.DATASET_EXPIRED: "This dataset has expired: the server accepts no changes to it.",
}

PROBLEMS: dict[Problem, str] = {
    Problem.TOO_LONG: "A text is longer than your account allows, so the server may reject it.",
    Problem.EMPTY_REQUIRED: "Your account wants a value in a field that is empty.",
    Problem.UID_TWICE: "The server lists this uid twice, so it can’t be sent safely.",
    Problem.LOCKED_AGAIN: "It changes a field that is locked over this connection again. "
    "Revert that field, or unlock it in the connection’s settings.",
    Problem.DAMAGED: "It was read with characters that can’t be read, so it can’t be sent safely.",
    Problem.NO_PHONE: "A new record needs at least one phone number "
    "(ddi_home, ddi_mobile or ddi_work).",
}

HELD_BACK: dict[Problem, str] = {
    Problem.UID_TWICE: "the server lists their uid twice",
    Problem.LOCKED_AGAIN: "they change a field that is locked again",
    Problem.DAMAGED: "they were read with characters that can’t be read",
    Problem.NO_PHONE: "a new record needs a phone number",
}

LONGEST_SHOWN = 1000
KEPT_INVISIBLE = {"\N{ZERO WIDTH JOINER}", "\N{NO-BREAK SPACE}"}
"""Not printable by Python's rule, yet part of ordinary names and emoji."""


def describe(state: State | None, mark: Mark | None, problems: list[Problem]) -> str:
    """A row's state in one line: the word, the server's words, what holds it back."""
    if state is None:
        return ""
    parts = [NOTES[mark.note]] if mark and mark.note else []
    if mark and mark.words:
        parts.append(quoted(mark.words))
    parts += [PROBLEMS[problem] for problem in dict.fromkeys(problems)]
    word = STATES[state]
    return f"{word}: {' '.join(parts)}" if parts else word


def counted(number: int, one: str, many: str = "") -> str:
    """`3 records`, `1 record`, with thousands marked."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def shown_text(value: Value) -> str:
    """A cell as one line of text: line breaks and control characters become visible signs.

    Nobody sees more than the beginning of a very long one, and Qt would measure all of it.
    """
    text = text_of(value)
    if len(text) > LONGEST_SHOWN:
        text = text[:LONGEST_SHOWN] + "…"
    if text.isprintable():
        return text
    return "".join(map(_visible, text))


def _visible(mark: str) -> str:
    if mark == "\n":
        return "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}"
    if mark.isprintable() or mark in KEPT_INVISIBLE:
        return mark
    return chr(0x2400 + ord(mark)) if ord(mark) < 0x20 else "\N{SYMBOL FOR SUBSTITUTE FORM TWO}"


def was(value: Value) -> str:
    """A value beside another one: what is nothing has a word."""
    if value is None:
        return "null"
    return "–" if value is ABSENT else shown_text(value) or "empty"


def plain_tip(text: str) -> str | None:
    """A tooltip that Qt shows as it stands: text with a tag in it would be taken for HTML."""
    if "<" not in text and "&" not in text:
        return text or None
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
    return f"<span>{escaped}</span>"
