"""A secret does not show up anywhere by accident."""

import copy
import json
import logging
import traceback
from dataclasses import asdict, dataclass

import pytest

from cn_desktop.base.secret import Secret, masked

TEXT = "a-key-nobody-may-see"


@dataclass(frozen=True)
class Holder:
    name: str
    key: Secret


SHOWN = {
    "repr": repr,
    "str": str,
    "format": format,
    "f-string": lambda secret: f"{secret} {secret!r} {secret!s}",
    "percent": lambda secret: "%s %r" % (secret, secret),  # noqa: UP031  a log does it this way
    "in a list": lambda secret: str([secret]),
    "in a dataclass": lambda secret: repr(Holder("demo", secret)),
    "in a dataclass made a dictionary": lambda secret: str(asdict(Holder("demo", secret))),
    "a copy": lambda secret: repr(copy.deepcopy(secret)),
}


@pytest.mark.parametrize("show", SHOWN.values(), ids=SHOWN.keys())
def test_a_secret_is_shown_as_dots(show):
    text = show(Secret(TEXT))
    assert "•••" in text
    assert TEXT not in text


def test_a_traceback_through_a_secret_does_not_show_it():
    with pytest.raises(TypeError) as caught:
        json.dumps(Secret(TEXT))
    assert TEXT not in "".join(traceback.format_exception(caught.value))


def test_a_log_line_does_not_show_it(caplog):
    with caplog.at_level(logging.INFO):
        logging.getLogger("test").info("with %s", Secret(TEXT))
    assert caplog.messages == ["with Secret(•••)"]


def test_reveal_gives_the_text():
    assert Secret(TEXT).reveal() == TEXT


@pytest.mark.parametrize(("text", "is_there"), [("", False), (" ", True), (TEXT, True)])
def test_only_an_empty_secret_is_false(text, is_there):
    assert bool(Secret(text)) is is_there


def test_secrets_with_the_same_text_are_equal():
    assert len({Secret(TEXT), Secret(TEXT), Secret("another")}) == 2


def test_a_secret_is_not_equal_to_its_text():
    assert Secret(TEXT) != TEXT


def test_every_live_secret_and_every_address_is_masked():
    key = Secret("a long key")
    text = masked(
        "Bad key a long key at https://x.invalid/a?b=1 token.php?x token=abc&password=p "
        f"{'0123456789' * 4} username=somebody."
    )
    assert key.reveal() not in text
    for part in ("x.invalid", "abc", "somebody", "0123456789", "=p"):
        assert part not in text
    assert text.startswith("Bad key •••")


def test_a_secret_that_is_gone_and_a_short_one_mask_nothing():
    Secret("forgotten")
    short = Secret("ab")
    assert masked("forgotten about ab") == "forgotten about ab"
    assert short


def test_a_secret_that_begins_like_another_leaves_nothing_of_the_longer_one():
    both = [Secret("canary-key"), Secret("canary-key-5b1e77")]
    assert masked("no canary-key-5b1e77 here") == "no ••• here"
    assert both
