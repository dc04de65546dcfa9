"""Tokens belong to addresses, and end by the server's clock."""

import sys
from email.utils import parsedate_to_datetime
from time import time

import pytest

from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator

from .calling import Caller, exchange

HERE, THERE = "127.0.0.1", "127.0.0.2"
INVALID = {"success": False, "error": "Invalid token"}
BAD_ADDRESS = {"success": False, "error": "Bad argument: address"}

two_addresses = pytest.mark.skipif(
    sys.platform != "linux", reason="other systems have one loopback address"
)


def validate(caller):
    arguments = {"action": "validate", "token": caller.token}
    return caller.send("GET", "token.php", arguments=arguments).said


@two_addresses
def test_a_token_is_invalid_from_another_address(simulator, caller):
    elsewhere = Caller(simulator, source=THERE)
    elsewhere.token = caller.token
    assert [elsewhere.read(), validate(elsewhere)] == [INVALID, INVALID]
    assert caller.read()["success"] is True


@two_addresses
def test_each_address_gets_a_token_of_its_own(simulator, caller):
    elsewhere = Caller(simulator, source=THERE)
    assert elsewhere.token != caller.token
    assert elsewhere.read()["success"] is True


@two_addresses
def test_a_token_works_for_the_addresses_it_was_asked_for(simulator):
    caller = Caller(simulator)
    caller.token = caller.log_in(address=f"203.0.113.9, {THERE}")["token"]
    elsewhere = Caller(simulator, source=THERE)
    elsewhere.token = caller.token
    assert [each.read()["total"] for each in (caller, elsewhere)] == [30, 30]


def test_an_address_can_be_pretended(simulator, caller):
    simulator.conditions.address = "203.0.113.9"
    assert caller.read() == INVALID
    caller.token = caller.log_in()["token"]
    assert caller.read()["success"] is True


@pytest.mark.parametrize("count", [0, 1, 10])
def test_ten_other_addresses_may_be_named(caller, count):
    addresses = ",".join(f"203.0.113.{number}" for number in range(count))
    assert caller.log_in(address=addresses)["success"] is True


def test_an_eleventh_address_is_refused(caller):
    addresses = ",".join(f"203.0.113.{number}" for number in range(11))
    assert caller.log_in(address=addresses) == BAD_ADDRESS


@pytest.mark.parametrize("address", ["here", "1.2.3", "203.0.113.9;203.0.113.8"])
def test_what_is_no_address_is_refused(caller, address):
    assert caller.log_in(address=address) == BAD_ADDRESS


def test_a_forgotten_token_is_unknown(simulator, caller):
    simulator.forget_tokens()
    assert caller.read() == {"success": False, "error": "Unknown token"}
    assert caller.log_in()["token"] != caller.token


def test_expire_may_be_text():
    with Simulator(Options(records=0, expire_as_text=True)) as running:
        caller = Caller(running)
        answers = [caller.log_in(), validate(caller)]
    assert all(isinstance(each["expire"], str) and int(each["expire"]) for each in answers)


@pytest.mark.parametrize("skew", [-86400.0, 0.0, 86400.0])
def test_the_clock_of_the_server_may_be_off(skew):
    with Simulator(Options(records=0, clock_skew=skew, token_lifetime=60)) as running:
        caller = Caller(running)
        answer = exchange(running.base_url, "GET", "/token.php?action=validate")
        expire = caller.log_in()["expire"]
        assert caller.read("103")["success"] is True
    shown = parsedate_to_datetime(answer.headers["Date"]).timestamp()
    assert shown == pytest.approx(time() + skew, abs=60)
    assert expire == pytest.approx(time() + skew + 60, abs=60)


def test_an_account_may_be_refused_a_method():
    with Simulator(Options(records=0, refuses=("ecnow_datasets",))) as running:
        caller = Caller(running)
        assert caller.ecnow() == {"success": False, "error": "Access denied"}
        assert caller.read("103")["success"] is True
