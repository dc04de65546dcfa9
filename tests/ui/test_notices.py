import pytest

from cn_desktop.base import errors
from cn_desktop.base.errors import (
    AnswerUnusable,
    Flaw,
    LoginRefused,
    NotSent,
    OutcomeUnknown,
    ProgramError,
    Trouble,
)
from cn_desktop.base.profile import Format
from cn_desktop.records.fields import Lock
from cn_desktop.records.marks import Note, State
from cn_desktop.records.validation import Problem
from cn_desktop.storage.credentials import Kept
from cn_desktop.ui.connect.connect_trial import SIGNS
from cn_desktop.ui.connect.connection_words import CHECKS, FAULTS, FORMATS
from cn_desktop.ui.connect.remembering import KEPT
from cn_desktop.ui.notices import FLAWS, KINDS, TROUBLES, UNEXPECTED, notice_for, quoted
from cn_desktop.ui.submit.results import SUMMARY
from cn_desktop.ui.words import LOCKS, NOTES, PROBLEMS, STATES
from cn_desktop.work.entry import Fault
from cn_desktop.work.probe import Check, Outcome
from cn_desktop.work.steps import Fate


def every_error():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    return [k for k in kinds if issubclass(k, ProgramError) and k is not ProgramError]


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        (KINDS, every_error()),
        (TROUBLES, Trouble),
        (FLAWS, Flaw),
        (STATES, State),
        (LOCKS, Lock),
        (PROBLEMS, Problem),
        (dict(SUMMARY), Fate),
        (FAULTS, Fault),
        (CHECKS, Check),
        (SIGNS, Outcome),
        (KEPT, Kept),
        (FORMATS, Format),
    ],
)
def test_everything_that_can_happen_has_words(table, kinds):
    assert not [kind for kind in kinds if kind not in table]


def test_every_note_of_a_mark_has_words():
    assert not [note for note in Note if note and note not in NOTES]


def test_a_kind_is_more_telling_than_its_class():
    assert notice_for(NotSent(Trouble.REFUSED)) == TROUBLES[Trouble.REFUSED]
    assert notice_for(AnswerUnusable(Flaw.WEB_PAGE)) == FLAWS[Flaw.WEB_PAGE]


@pytest.mark.parametrize("kind", Trouble)
def test_nothing_was_sent_is_never_said_when_that_is_unknown(kind):
    notice = notice_for(OutcomeUnknown(kind))
    assert "nothing was sent" not in f"{notice.title} {notice.advice}".casefold()


def test_the_servers_words_are_quoted():
    assert "“Authentication failure”" in notice_for(LoginRefused("Authentication failure")).advice


def test_what_nobody_expected_says_that_changes_are_safe():
    assert notice_for(ValueError("a name")) == UNEXPECTED


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("plain", "“plain”"),
        ("two\nlines  and\tmore", "“two lines and more”"),
        ("x" * 400, "“" + "x" * 300 + "…”"),
        ("bell\x07", "“bell\u241a”"),
    ],
)
def test_foreign_words_are_one_short_plain_line(words, shown):
    assert quoted(words) == shown
