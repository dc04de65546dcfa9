"""The tree of errors, and what their texts hold."""

import inspect

import pytest

from cn_desktop.base import errors
from cn_desktop.base.errors import (
    AnswerUnusable,
    Cancelled,
    Flaw,
    LoginRefused,
    NotSent,
    OutcomeUnknown,
    ProfileUnusable,
    ProgramError,
    ServerRefusal,
    SessionRefused,
    SimulatorFailed,
    TransportError,
    Trouble,
    WorldError,
)

WORDS = "Joe Blogs, 07700 900123 does not exist."
ALL = [
    kind
    for kind in vars(errors).values()
    if inspect.isclass(kind) and issubclass(kind, ProgramError)
]


@pytest.mark.parametrize("kind", [ServerRefusal, LoginRefused, SessionRefused, SimulatorFailed])
def test_the_server_s_words_are_an_attribute_and_never_the_error_s_text(kind):
    error = kind(WORDS)
    assert error.words == WORDS
    assert str(error) == ""
    assert WORDS not in repr(error)


def test_the_name_of_a_connection_is_not_the_error_s_text():
    error = ProfileUnusable("A customer")
    assert (error.name, str(error)) == ("A customer", "")


@pytest.mark.parametrize("trouble", Trouble)
@pytest.mark.parametrize("kind", [TransportError, NotSent, OutcomeUnknown])
def test_a_transport_error_says_its_trouble(kind, trouble):
    error = kind(trouble)
    assert (error.kind, str(error)) == (trouble, trouble.value)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (AnswerUnusable(Flaw.NOT_JSON), "not JSON"),
        (AnswerUnusable(Flaw.HTTP_STATUS, status=502), "HTTP status 502"),
        (AnswerUnusable(Flaw.HTTP_STATUS, status=0), "HTTP status 0"),
    ],
)
def test_an_unusable_answer_says_its_flaw_and_status(error, text):
    assert str(error) == text


@pytest.mark.parametrize("kind", ALL)
def test_the_drawing_of_the_tree_names_every_error(kind):
    assert kind.__name__ in errors.__doc__.split()


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        (Cancelled, ProgramError),
        (WorldError, ProgramError),
        (TransportError, WorldError),
        (NotSent, TransportError),
        (OutcomeUnknown, TransportError),
        (AnswerUnusable, WorldError),
        (ServerRefusal, WorldError),
        (LoginRefused, ServerRefusal),
        (SessionRefused, ServerRefusal),
        (SimulatorFailed, WorldError),
        (ProfileUnusable, WorldError),
    ],
)
def test_the_tree_is_as_drawn(kind, parent):
    assert kind.__bases__ == (parent,)
