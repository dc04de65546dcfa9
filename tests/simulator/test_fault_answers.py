"""Answers cut short, slow, in broken HTTP, or somebody else's."""

import gzip
import json
import zlib

import pytest

from cn_desktop.simulator.faults import Fault

from .calling import eventually
from .raw import PLENTY, hear

NEW = json.dumps([{"dataset": "100", "ddi_home": "01632960001"}]).encode()


def whole(caller):
    return json.dumps(caller.read(), separators=(",", ":")).encode()


def heard_with(simulator, caller, name, action="read", body=b"", **more):
    simulator.faults.add(Fault(name, action, **more))
    return hear(caller, action, body, dataset="100")


@pytest.mark.parametrize("at", [0, 1, 100, 0.25, 0.999, 10**9])
def test_an_answer_with_a_length_may_be_cut(simulator, caller, at):
    full = whole(caller)
    heard = heard_with(simulator, caller, "truncate-length", value=at)
    assert f"Content-Length: {len(full)}".encode() in heard.head
    assert len(heard.body) < len(full)
    assert full.startswith(heard.body)


@pytest.mark.parametrize("at", [0, 1, 0.5, 0.999])
def test_a_chunked_answer_may_be_cut(simulator, caller, at):
    full = whole(caller)
    heard = heard_with(simulator, caller, "truncate-chunked", value=at)
    assert b"Transfer-Encoding: chunked" in heard.head
    assert not heard.body.endswith(b"0\r\n\r\n")
    assert full.startswith(heard.body.partition(b"\r\n")[2].removesuffix(b"\r\n"))


def test_an_answer_without_a_length_may_be_cut(simulator, caller):
    heard = heard_with(simulator, caller, "truncate-unmarked", value=50)
    assert b"Length" not in heard.head
    assert (heard.body, heard.end) == (whole(caller)[:50], "fin")


def test_an_answer_may_end_in_a_reset(simulator, caller):
    assert heard_with(simulator, caller, "reset-mid-answer").end == "reset"


def test_a_dripping_answer_is_whole_in_the_end(simulator, caller):
    heard = heard_with(simulator, caller, "drip", "create", NEW, value=5000)
    assert json.loads(heard.body)["total"] == 1


def test_one_byte_is_all_there_is_before_the_silence(simulator, caller):
    simulator.faults.add(Fault("one-byte-then-hang", "read"))
    heard = hear(caller, "read", patience=0.3, dataset="100")
    assert (heard.body, heard.end) == (b"{", "silence")


def test_a_gzip_bomb_is_small_on_the_wire(simulator, caller):
    heard = heard_with(simulator, caller, "gzip-bomb", value=64)
    assert b"Content-Encoding: gzip" in heard.head
    unpacked = zlib.decompressobj(wbits=31).decompress(heard.body)
    assert unpacked[:1] == b"{"
    assert len(unpacked) == 64 * 2**20 + 1
    assert len(heard.body) < 200_000


def test_an_answer_may_be_packed_again_and_again(simulator, caller):
    heard = heard_with(simulator, caller, "gzip-nested", value=3)
    assert b"Content-Encoding: gzip, gzip, gzip" in heard.head
    body = heard.body
    for _ in range(3):
        body = gzip.decompress(body)
    assert body == whole(caller)


def test_a_bomb_in_chunks_does_not_end(simulator, caller):
    assert len(heard_with(simulator, caller, "chunked-bomb").received) >= PLENTY


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("not-gzip", b"Content-Encoding: gzip\r\n"),
        ("bad-chunk-size", b"\r\n\r\nzz\r\n{"),
        ("bad-status-line", b"HTTP/1.1 what\r\n"),
        ("header-flood", b"X-Flood-9999: x\r\n"),
        ("header-long", b"X-Long: xxxx"),
        ("interim-answers", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"),
        ("early-hints", b"HTTP/1.1 103 Early Hints\r\n"),
    ],
)
def test_http_may_be_broken(simulator, caller, name, part):
    assert part in heard_with(simulator, caller, name).received


def test_an_old_server_sends_the_body_alone(simulator, caller):
    assert heard_with(simulator, caller, "http-0.9").received == whole(caller)


@pytest.mark.parametrize(
    ("name", "status", "applied"),
    [
        ("html", 200, 0),
        ("html-as-json", 200, 0),
        ("empty-body", 200, 1),
        ("redirect-301", 301, 0),
        ("redirect-308", 308, 0),
        ("status-403", 403, 0),
        ("status-429", 429, 0),
        ("status-500", 500, 1),
        ("status-504", 504, 1),
    ],
)
def test_something_else_may_answer(simulator, caller, name, status, applied):
    heard = heard_with(simulator, caller, name, "create", NEW)
    assert heard.head.startswith(b"HTTP/1.1 %d " % status)
    assert len(simulator.ledger) == applied


@pytest.mark.parametrize("applies", [True, False])
@pytest.mark.parametrize("name", ["html", "status-503", "status-500", "empty-body", "redirect-302"])
def test_whether_the_call_was_made_can_be_chosen(simulator, caller, name, applies):
    heard_with(simulator, caller, name, "create", NEW, applies=applies)
    assert len(simulator.ledger) == int(applies)


@pytest.mark.parametrize(
    "value", ["7", "-1", "99999999999", "Fri, 31 Dec 1999 23:59:59 GMT", "soon"]
)
def test_retry_after_is_what_it_was_told_to_be(simulator, caller, value):
    heard = heard_with(simulator, caller, "status-503", value=value)
    assert f"Retry-After: {value}\r\n".encode() in heard.head + b"\r\n"


def test_retry_after_may_be_missing(simulator, caller):
    assert b"Retry-After" not in heard_with(simulator, caller, "status-429", value="").head


def test_a_redirect_goes_where_it_was_told_to(simulator, caller):
    heard = heard_with(simulator, caller, "redirect-307", value="http://127.0.0.1:1/x")
    assert b"Location: http://127.0.0.1:1/x" in heard.head


@pytest.mark.parametrize(
    ("name", "text", "expire"),
    [
        ("says-invalid-token", "Invalid token", None),
        ("says-unknown-token", "Unknown token", None),
        ("says-expired-token", "Expired token", -1),
        ("says-login-refused", "Authentication failure", None),
        ("says-error", "Account is locked.", None),
    ],
)
def test_a_refusal_is_said_and_nothing_done(simulator, caller, name, text, expire):
    answer = json.loads(heard_with(simulator, caller, name, "create", NEW).body)
    assert (answer["success"], answer["error"], answer.get("expire")) == (False, text, expire)
    assert simulator.ledger == []


def test_another_record_may_answer(simulator, caller):
    simulator.faults.add(Fault("other-record", "read"))
    assert caller.read(urn="550007")["list"][0]["uid"] == "550008"
    assert caller.read(urn="550007")["list"][0]["uid"] == "550007"


def test_the_urn_may_be_ignored(simulator, caller):
    simulator.faults.add(Fault("urn-ignored", "read"))
    assert [caller.read(urn="550007")["total"] for _ in range(2)] == [30, 1]


def test_the_answer_to_the_call_before_may_come(simulator, caller):
    simulator.faults.add(Fault("previous-answer", "read", count=3))
    found = [caller.read(urn=str(550001 + number))["list"][0]["uid"] for number in range(4)]
    assert found == ["550001", "550001", "550002", "550004"]


def test_a_client_that_leaves_does_not_have_its_call_made_twice(simulator, caller):
    simulator.faults.add(Fault("drip", "create"))
    hear(caller, "create", NEW, patience=0.3)
    assert eventually(lambda: simulator.faults.waiting.count == 0)
    caller.read("103")
    assert len(simulator.ledger) == 1


@pytest.mark.parametrize("skew", [0, 86400])
def test_a_faulty_answer_has_the_servers_date(simulator, caller, skew):
    simulator.conditions.clock_skew = skew
    assert b"\r\nDate: " in heard_with(simulator, caller, "bom").head
