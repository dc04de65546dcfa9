"""Texts for states, locks, problems and counts: one table each."""

from collections.abc import Sequence
from datetime import datetime
from unicodedata import bidirectional

from cn_desktop.records.fields import (
    ABSENT,
    REPLACEMENT,
    FieldName,
    Lock,
    RecordKey,
    Value,
    text_of,
)
from cn_desktop.records.marks import Mark, Note, State
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.validation import Problem
from cn_desktop.ui.notices import Notice, Tone, quoted

CHOOSE_DATASET = Notice(
    "Choose a dataset first",
    "Records are read from one dataset. Pick it or type its id, then do that again.",
    Tone.INFO,
)
NO_RECORD_CHOSEN = "Choose a record in the table to see it here."

STATES: dict[State, str] = {
    State.PENDING: "pending",
    State.SENDING: "sending",
    State.SAVED: "saved",
    State.REJECTED: "rejected",
    State.UNKNOWN: "unknown",
    State.ASK: "unknown, needs you",
    State.CONFLICT: "conflict",
}

STORED_DIFFERENTLY = "saved, stored differently"

NOTES: dict[Note, str] = {
    Note.NORMALISED: "the server spells it in another way, which is shown",
    Note.STORED_DIFFERENTLY: "what the server stored is not what was sent; it is shown",
    Note.NOT_READ_BACK: "it could not be read back, so it is shown as it was sent",
    Note.FOUND: "found by reading the record again",
    Note.ALREADY_SO: "the server had it already; nothing was sent",
    Note.REFUSED_YET_THERE: "the server refused it, yet the record shows it",
    Note.DECIDED: "you found it",
    Note.NOT_SENT: "not sent",
    Note.NOT_SENDABLE: "not sent: XML, this connection’s format, can’t carry what stands in",
    Note.NOT_ARRIVED: "it did not arrive: looked for twice. Submit sends it again",
    Note.NOT_FOUND: "not sent: the server shows no record of this uid just now",
    Note.WAITING: "not sent yet, it waits its turn",
    Note.SEND_AGAIN: "you chose to send it again",
    Note.GONE: "its record is no longer in the dataset; your change is kept.",
    Note.NOTHING_CHANGED: "the server changed nothing",
    Note.NO_ANSWER: "We don’t know whether it arrived. Checking…",
    Note.INTERRUPTED: "It was being sent when the program ended. "
    "We don’t know whether it arrived. Checking…",
    Note.UID_OF_ANOTHER: "The server said it was saved, but named a record that was there before. "
    "Look before you enter it again.",
    Note.NOT_CHECKED: "The server refused it, but the dataset could not be read to make sure. "
    "Checking…",
    Note.IGNORED: "The server said it was saved, yet the record still holds the old value",
    Note.LOOK_ALIKE: "A record like it is there now: look whether it is this one",
    Note.NOT_THERE: "It was not found, looked for twice. If 8x8 is slow it may still appear",
    Note.MARKED_TWICE: "Two records carry its mark",
    Note.ONCE_ONLY: "It did not arrive, and is never sent twice by itself",
}

WAITS_FOR_ANSWER = "waits for your answer"
CONTESTED_SIGN = "≠"
CONFLICT = "Somebody else changed it too. Record › Decide… lets you choose what is to stay"

LOCKS: dict[Lock, str] = {
    Lock.IDENTITY: "This names the record; the server gives it and it can’t be changed.",
    Lock.SERVER_KEEPS: "The server keeps this by itself.",
    Lock.DIALLING: "This changes who is called next and is locked. "
    "To unlock it: File › Edit this connection… › More.",
    Lock.ACCOUNT: "Your account defines this field as read-only.",
    Lock.NOT_IN_ANSWER: "The server’s record has no such field.",
    Lock.NO_UID: "The server gave this record no uid, so it can’t be changed.",
    Lock.UID_TWICE: "The server gave two records this uid, so neither can be changed safely.",
    Lock.DAMAGED: "This record was read with characters that can’t be read: "
    "it can be looked at and not changed.",
    Lock.SENDING: "This record is being sent, or waits until you agree to that.",
    Lock.UNKNOWN: "We don’t know yet whether this record’s changes arrived: "
    "Record › Decide… says what was found.",
    Lock.CONTESTED: "Record › Decide… lets you choose which value is to stay.",
    Lock.ENDLESS_TEXT: "This text is too long to be edited here.",
    Lock.LONG_TEXT: "This text is very long: edit it in the table.",
    Lock.UNWIELDY_TEXT: "This text is too long to be typed into, and stays as it is. "
    "You can paste another one over its cell, or change it by Edit › Find and replace….",
    Lock.READ_ONLY: "This connection is read-only: nothing can be changed over it.",
    Lock.OTHER_WINDOW: "Another window of CN Desktop holds the pending changes of this computer, "
    "so this one is read-only.",
    Lock.NOT_KEPT: "Changes can’t be kept on this computer just now, so none is taken. "
    "What was pending before is still shown.",
    Lock.ARRIVING: "The records are still being loaded: they can be changed once all are here.",
    Lock.DATASET_EXPIRED: "This dataset has expired: the server accepts no changes to it.",
}

PROBLEMS: dict[Problem, str] = {
    Problem.TOO_LONG: "A text is longer than its field holds in your account: shorten it.",
    Problem.EMPTY_REQUIRED: "Your account wants a value in a field that is empty.",
    Problem.UID_TWICE: "The server lists this uid twice, so it can’t be sent safely.",
    Problem.LOCKED_AGAIN: "It changes a field that is locked over this connection again. "
    "Revert that field, or unlock it: File › Edit this connection… › More.",
    Problem.DAMAGED: "It was read with characters that can’t be read, so it can’t be sent safely.",
    Problem.NO_PHONE: "A new record needs at least one phone number: home, mobile or work.",
    Problem.IMPOSSIBLE_PHONE: "That can’t be a phone number: it has too few or too many digits, "
    "or something that is no digit.",
    Problem.ROUNDED_PHONE: "A spreadsheet has rounded this phone number: its last digits are lost. "
    "Format the column as text there, and copy it again.",
    Problem.LOST_START: "This phone number has lost the 0 or + in front, as spreadsheets do to "
    "numbers.",
    Problem.DOUBTFUL_PHONE: "Nobody has a phone number like this, as far as is known.",
    Problem.NO_DATE: "That is no date or time as the server writes them: "
    "2027-03-28 14:30:00, or 2027-03-28.",
    Problem.ROUNDED: "A spreadsheet has rounded this number: its last digits are lost.",
    Problem.UNKNOWN_CHOICE: "Your account does not list this value for the field.",
    Problem.GONE: "There is no record to send it to: Record › Create as new makes a new one of "
    "it, Revert drops it.",
}

FOUND_SAID = "check"
"""Before it, where a cell is read out."""

HELD_BACK: dict[Problem, str] = {
    Problem.UID_TWICE: "the server lists their uid twice",
    Problem.LOCKED_AGAIN: "they change a field that is locked again",
    Problem.DAMAGED: "they were read with characters that can’t be read",
    Problem.NO_PHONE: "a new record needs a phone number",
    Problem.IMPOSSIBLE_PHONE: "a phone number can’t be one",
    Problem.ROUNDED_PHONE: "a phone number was rounded by a spreadsheet",
    Problem.NO_DATE: "a date is none",
    Problem.TOO_LONG: "a text is longer than its field",
    Problem.GONE: "their record is gone",
}

VIEW_ONLY: dict[Lock, str] = {
    Lock.NOT_KEPT: "Changes can’t be kept on this computer: view only",
    Lock.OTHER_WINDOW: "Another window holds the pending changes: view only",
}
PASTE_REFUSED = Notice(
    "Nothing was pasted: that text is too long to be typed into",
    "To put it in the place of a whole cell, leave this one and paste over the cell in the table.",
    Tone.INFO,
)
UNKEPT = "Not kept on this computer yet: a crash would lose it."

NULL_MEANS = "null: the server has no text here, not even an empty one."

ENDS = (".", "!", "?", "…")
"""What a sentence ends with."""
LONGEST_SHOWN = 1000
LONGEST_NAME = 60
NAMES = (FieldName("firstname"), FieldName("lastname"))
KEPT_INVISIBLE = {"\N{ZERO WIDTH JOINER}", "\N{NO-BREAK SPACE}"}
"""Not printable by Python's rule, yet part of ordinary names and emoji."""


def describe(state: State | None, mark: Mark | None, problems: list[Problem]) -> str:
    """A row's state in one line: the word, the server's words, what holds it back."""
    if state is None:
        return ""
    parts = [CONFLICT] if state is State.CONFLICT else []
    parts += said_of(mark) if mark else []
    parts += [PROBLEMS[problem] for problem in dict.fromkeys(problems)]
    word = STORED_DIFFERENTLY if mark and mark.note is Note.STORED_DIFFERENTLY else STATES[state]
    return f"{word}: {as_sentences(parts)}" if parts else word


def status_said(sheet: Sheet, key: RecordKey, problems: list[Problem]) -> str:
    """The record's row as `describe` has it, or that it waits for the person who is asked."""
    state, mark = sheet.changes.state(key), sheet.changes.mark(key)
    if sheet.shown_state(key) is state:
        return describe(state, mark, problems)
    parts = [WAITS_FOR_ANSWER, *(PROBLEMS[problem] for problem in dict.fromkeys(problems))]
    return f"{STATES[State.PENDING]}: {as_sentences(parts)}"


def said_of(mark: Mark) -> list[str]:
    """Why the row is in its state, and the server's words; a field's name belongs to its note."""
    parts = [NOTES[mark.note]] if mark.note else []
    if mark.words:
        parts.append(quoted(mark.words))
    return [" ".join(parts)] if mark.note is Note.NOT_SENDABLE else parts


def as_sentences(parts: Sequence[str]) -> str:
    """Texts one behind the other, with a full stop between two where the first has no end."""
    ended = [part if part.endswith(ENDS) else f"{part}." for part in parts[:-1]]
    return " ".join([*ended, *parts[-1:]])


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


def cell_text(value: Value, *, is_new: bool = False) -> str:
    """A cell of the table: each kind of nothing looks different; a new record is just empty."""
    if value is None:
        return "null"
    if value is ABSENT:
        return "" if is_new else "–"
    return shown_text(value)


def _visible(mark: str) -> str:
    if mark == "\n":
        return "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}"
    if mark.isprintable() or mark in KEPT_INVISIBLE:
        return mark
    if "\ud800" <= mark <= "\udfff":  # half a character, which Qt would leave out
        return REPLACEMENT
    return chr(0x2400 + ord(mark)) if ord(mark) < 0x20 else "\N{SYMBOL FOR SUBSTITUTE FORM TWO}"


def was(value: Value) -> str:
    """A value beside another one: what is nothing has a word."""
    if value is None:
        return "null"
    return "–" if value is ABSENT else shown_text(value) or "empty"


def moved(before: Value, now: Value) -> str:
    """What is said of a cell that somebody else changed too."""
    return f"was {was(before)} when you changed it; somebody changed it to {was(now)} meanwhile"


LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"
"""Around a Hebrew or Arabic name: else it would move what stands beside it to its other side."""
FROM_THE_RIGHT = {"R", "AL"}


def named(sheet: Sheet, key: RecordKey) -> str:
    """A record in a list or a heading: its uid and whose it is."""
    return _titled(sheet, key, [sheet.value(key, name) for name in NAMES])


def named_there(sheet: Sheet, key: RecordKey) -> str:
    """The same with the name that the server has, whatever is wanted here."""
    return _titled(sheet, key, [sheet.server_value(key, name) for name in NAMES])


def _titled(sheet: Sheet, key: RecordKey, values: Sequence[Value]) -> str:
    names = (text_of(value).strip() for value in values)
    who = shown_text(" ".join(filter(None, names)))[:LONGEST_NAME]
    first = "New record" if sheet.changes.is_new(key) else shown_text(key)
    mark = LEFT_TO_RIGHT if FROM_THE_RIGHT & set(map(bidirectional, who)) else ""
    return f"{first}{mark} · {who}{mark}" if who else first


def clock(at: float) -> str:
    """A time (Unix seconds) on this computer's clock; another day's with its date."""
    when = datetime.fromtimestamp(at).astimezone()
    is_today = when.date() == datetime.now().astimezone().date()
    return when.strftime("%H:%M" if is_today else "%d %b %H:%M")


def lasted(seconds: float) -> str:
    """`1 h 20 min`."""
    hours, minutes = divmod(int(seconds) // 60, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def plain_tip(text: str) -> str | None:
    """A tooltip that Qt shows as it stands: text with a tag in it would be taken for HTML."""
    if "<" not in text and "&" not in text:
        return text or None
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
    return f"<span>{escaped}</span>"


def of_retake_stopped(cells: int, total: int, *, is_back: bool) -> Notice:
    """A step was undone or redone in part."""
    way, done = ("Undo", "taken back") if is_back else ("Redo", "set again")
    next_way = "Undo once more takes back the rest." if is_back else "Undo takes back what was set."
    return Notice(
        f"{way} stopped: {cells:,} of {counted(total, 'cell')} {done}",
        f"Something else was changed meanwhile, or one of its rows is being sent. {next_way}",
        Tone.INFO,
    )


def of_left_alone(cells: int, total: int) -> Notice:
    """Some of many cells could not be set when their turn came."""
    were = "was" if cells == 1 else "were"
    return Notice(
        f"{cells:,} of {counted(total, 'cell')} {were} left alone",
        "They hold something else by now, or may not be changed: their record is being sent, say.",
        Tone.INFO,
    )
