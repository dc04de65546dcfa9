"""Tokens over the wire, with the documented failure texts."""

import re
from time import time
from urllib.parse import urlencode

import pytest

from cn_desktop.simulator.tokens import TokenFault, Tokens

LOGIN = ("demo", "a key")
HOME = frozenset({"127.0.0.1"})
UNKNOWN = "0123456789abcdef0123456789abcdef01234567"


def validate(caller, token):
    return caller.send("GET", "token.php", arguments={"action": "validate", "token": token}).said


def test_a_login_gives_forty_hex_characters_and_a_unix_second_twelve_hours_ahead(caller):
    answer = caller.log_in()
    assert list(answer) == ["success", "token", "expire"]
    assert answer["success"] is True
    assert re.fullmatch("[0-9a-f]{40}", answer["token"])
    assert answer["expire"] == pytest.approx(time() + 12 * 3600, abs=60)


def test_a_second_login_gives_the_token_there_is(caller):
    assert caller.log_in() == caller.log_in()


def test_credentials_may_travel_in_a_form(caller):
    form = urlencode({"username": "demo", "password": "a key", "action": "get"}).encode()
    answer = caller.send(
        "POST",
        "token.php",
        arguments={"format": "json"},
        body=form,
        Content_Type="application/x-www-form-urlencoded",
    )
    assert answer.said["token"] == caller.token


@pytest.mark.parametrize("wrong", [{"password": "other"}, {"username": "other"}, {"password": ""}])
def test_a_wrong_login_is_an_authentication_failure(caller, wrong):
    assert caller.log_in(**wrong) == {"success": False, "error": "Authentication failure"}


def test_a_valid_token_validates_with_its_end(caller):
    assert validate(caller, caller.token) == {
        "success": True,
        "expire": caller.log_in()["expire"],
    }


@pytest.mark.parametrize(
    ("token", "text"),
    [
        ("", "Invalid token"),
        ("abc", "Invalid token"),
        ("z" * 40, "Invalid token"),
        (UNKNOWN, "Unknown token"),
    ],
)
def test_a_bad_token_is_refused_everywhere_with_the_same_text(caller, token, text):
    caller.token = token
    refused = {"success": False, "error": text}
    assert [caller.read(), caller.ecnow(), validate(caller, token)] == [refused] * 3


def test_an_expired_token_says_so_with_expire_minus_one(simulator, caller):
    simulator.expire_tokens()
    expired = {"success": False, "error": "Expired token", "expire": -1}
    assert [caller.read(), validate(caller, caller.token)] == [expired] * 2


def test_a_token_in_brackets_is_a_bad_token(caller):
    arguments = caller.arguments("read", dataset="100") | {"token[token]": caller.token}
    del arguments["token"]
    assert caller.send("GET", "database.php", arguments=arguments).said["error"] == "Invalid token"


def test_nothing_is_written_with_a_bad_token(simulator, caller):
    caller.token = UNKNOWN
    caller.write("create", [{"dataset": "100", "ddi_home": "01632960001"}])
    assert simulator.applied == []


def test_after_the_end_of_a_token_a_login_gives_another(simulator, caller):
    simulator.expire_tokens()
    assert caller.log_in()["token"] != caller.token


def test_requests_for_a_token_are_counted(simulator, caller):
    caller.log_in()
    caller.log_in(password="other")
    assert simulator.token_gets == 3


def test_a_token_ends_at_its_second():
    now = [1000.0]
    tokens = Tokens(LOGIN, lifetime=60, now=lambda: now[0])
    token = tokens.get(*LOGIN, HOME)
    assert tokens.fault(token.text, "127.0.0.1") is None
    now[0] = 1060.0
    assert tokens.fault(token.text, "127.0.0.1") is TokenFault.EXPIRED


def test_an_unknown_token_action_is_an_error(caller):
    answer = caller.send("GET", "token.php", arguments={"action": "renew"}).said
    assert answer == {"success": False, "error": "Unknown action [renew]."}
