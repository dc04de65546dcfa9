"""What the review says of a line: read when it is shown, kept nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from cn_desktop.records.changes import Edit
from cn_desktop.records.dialling import FIELDS, ends_dialling
from cn_desktop.records.fields import ABSENT, FieldName, RecordKey, Value, text_of
from cn_desktop.records.listing import Line
from cn_desktop.records.marks import State
from cn_desktop.records.permits import LOCKING_STATES
from cn_desktop.records.row_ticks import TICKABLE, Ticks
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.word_diff import Piece, compare
from cn_desktop.ui.field_names import full_name
from cn_desktop.ui.review.review_words import (
    CHANGED_BY_BOTH,
    ENDS_DIALLING,
    RISKY,
    RISKY_NEW,
    STORED_OTHERWISE,
    spoken_change,
)
from cn_desktop.ui.theme import STATE_ICONS
from cn_desktop.ui.words import CONTESTED_SIGN, PROBLEMS, named, status_said, was

NOTHING: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A line: of a record `title` and `words`, of a field `title`, `old`, `new` and `words`.

    `is_ticked` is None where there is nothing to tick.
    """

    line: Line
    title: str
    words: str
    state: State | None
    icon: str
    old: Sequence[Piece] = NOTHING
    new: Sequence[Piece] = NOTHING
    is_ticked: bool | None = None
    can_revert: bool = False
    is_wrong: bool = False

    @property
    def is_record(self) -> bool:
        return self.line.field is None

    @property
    def old_text(self) -> str:
        return "".join(piece.text for piece in self.old)

    @property
    def new_text(self) -> str:
        return "".join(piece.text for piece in self.new)

    @property
    def spoken(self) -> str:
        """The line for a screen reader."""
        if self.is_record:
            return f"{self.title}, {self.words}"
        change = spoken_change(self.title, self.old_text, self.new_text)
        return f"{change}. {self.words}" if self.words else change


def read_entry(sheet: Sheet, line: Line, ticks: Ticks) -> Entry:
    """What there is to say of the line now."""
    if line.field is None:
        return _of_record(sheet, line, ticks)
    return _of_field(sheet, line, line.field)


def _of_record(sheet: Sheet, line: Line, ticks: Ticks) -> Entry:
    key = line.key
    state, is_new = sheet.changes.state(key), sheet.changes.is_new(key)
    problems = [finding.problem for finding in sheet.holding.findings(key)]
    words = status_said(sheet, key, problems)
    if is_new and state in TICKABLE and not problems:
        words = f"{words} · {RISKY_NEW}"
    may_go = state in TICKABLE and not sheet.holding.blocking(key)
    return Entry(
        line,
        named(sheet, key),
        words,
        state,
        _icon(sheet.shown_state(key), is_new=is_new),
        is_ticked=ticks.has(key, state) if may_go else None,
        can_revert=_can_revert(state),
        is_wrong=bool(problems),
    )


def _icon(state: State | None, *, is_new: bool) -> str:
    if is_new and state is State.PENDING:
        return "plus"
    return STATE_ICONS[state] if state else "pencil"


def _can_revert(state: State | None) -> bool:
    return state is not None and state is not State.SAVED and state not in LOCKING_STATES


def _of_field(sheet: Sheet, line: Line, field: FieldName) -> Entry:
    key = line.key
    state = sheet.changes.state(key)
    old, new = values_of(sheet, key, field)
    words, is_wrong = _words(sheet, key, field)
    gone, come = _compared(old, new)
    return Entry(
        line,
        full_name(field, sheet.vocabulary),
        words,
        state,
        "",
        old=gone,
        new=come,
        can_revert=sheet.changes.edit(key, field) is not None and _can_revert(state),
        is_wrong=is_wrong,
    )


def _compared(old: Value, new: Value) -> tuple[Sequence[Piece], Sequence[Piece]]:
    """A word for nothing is no text that was changed, and is never marked as one."""
    if text_of(old) and text_of(new):
        return compare(was(old), was(new))
    gone = Piece(was(old), is_changed=bool(text_of(old)))
    come = Piece(was(new), is_changed=bool(text_of(new)))
    return NOTHING if old is ABSENT else [gone], [come]


def values_of(sheet: Sheet, key: RecordKey, field: FieldName) -> Edit:
    """What the server has and what is wanted; of a saved record what it had and what it stored.

    Where it stored something else than was sent: what was sent, and what it has.
    """
    if edit := sheet.changes.edit(key, field):
        return edit
    done = sheet.changes.done(key)
    if done is None or _is_stored_otherwise(sheet, key, field):
        mark = sheet.changes.mark(key)
        sent: Value = mark.sent.get(field, ABSENT) if mark else ABSENT
        return Edit(sent, sheet.server_value(key, field))
    return Edit(done.before.get(field, ABSENT), done.stored.get(field, ABSENT))


def _is_stored_otherwise(sheet: Sheet, key: RecordKey, field: FieldName) -> bool:
    mark = sheet.changes.mark(key)
    return mark is not None and field in mark.sent


def _words(sheet: Sheet, key: RecordKey, field: FieldName) -> tuple[str, bool]:
    """What is special about the field, and whether something is wrong with it."""
    state = sheet.changes.state(key)
    contested = sheet.changes.contested(key)
    if field in contested:
        return f"{CONTESTED_SIGN} {CHANGED_BY_BOTH}{was(contested[field])}", True
    if state is State.SAVED:
        is_otherwise = _is_stored_otherwise(sheet, key, field)
        return (STORED_OTHERWISE if is_otherwise else ""), is_otherwise
    wrong = [PROBLEMS[each.problem] for each in sheet.holding.findings(key) if each.field == field]
    if wrong:
        return " ".join(dict.fromkeys(wrong)), True
    if ends_dialling(sheet.vocabulary, field, text_of(sheet.value(key, field))):
        return ENDS_DIALLING, False
    is_risky = field in FIELDS and not sheet.changes.is_new(key)
    return (RISKY if is_risky else ""), False
