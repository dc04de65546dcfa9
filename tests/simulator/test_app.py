"""Requests: where arguments and payloads are looked for, and how answers travel."""

import json
from http.client import HTTPConnection
from time import monotonic
from urllib.parse import urlencode, urlsplit

import pytest

from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator

from .calling import Caller, exchange
from .forms import FORM, multipart, multipart_type

PAYLOAD = b'[{"dataset":"100","ddi_home":"01632960001"}]'
NO_UPLOAD = {"success": False, "error": "No file uploaded. Missing 'easycall' section?"}


def post_multipart(caller, arguments, parts):
    return caller.send(
        "POST",
        "database.php",
        arguments=arguments,
        body=multipart(parts),
        Content_Type=multipart_type(),
    ).said


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content_Type": "application/json"},
        {"Content_Type": FORM},
        {"Content_Type": "text/plain; charset=utf-8"},
        {"Content_Type": "multipart/form-data"},
    ],
)
def test_a_raw_body_is_read_whatever_the_header_says(caller, headers):
    assert caller.write_bytes("create", PAYLOAD, **headers)["total"] == 1


def test_a_raw_body_may_come_in_chunks(caller):
    target = f"/database.php?{urlencode(caller.arguments('create', raw='1'))}"
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (PAYLOAD[:9], PAYLOAD[9:]))
    url = caller.simulator.base_url
    answer = exchange_chunked(url, target, chunks + b"0\r\n\r\n")
    assert answer["total"] == 1


def exchange_chunked(url, target, body):
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        connection.putrequest("POST", target)
        connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders(body)
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def test_arguments_may_travel_in_a_form(caller):
    form = urlencode(caller.arguments("read", dataset="103")).encode()
    answer = caller.send("POST", "database.php", arguments={}, body=form, Content_Type=FORM)
    assert answer.said == {"success": True, "total": 0, "list": []}


def test_arguments_may_travel_as_multipart_text(caller):
    parts = [("dataset", None, b"103"), ("raw", None, b"1")]
    assert post_multipart(caller, caller.arguments("read"), parts)["total"] == 0


def test_a_read_may_have_an_empty_array_as_its_body(caller):
    arguments = caller.arguments("read", dataset="103", raw="1")
    answer = caller.send("POST", "database.php", arguments=arguments, body=b"[]")
    assert answer.said["success"] is True


def test_of_an_argument_given_twice_the_last_counts(caller):
    target = f"/database.php?dataset=777&{urlencode(caller.arguments('read', dataset='103'))}"
    answer = exchange(caller.simulator.base_url, "GET", target)
    assert answer.said["success"] is True


@pytest.mark.parametrize("body", [b"", PAYLOAD, b"x" * 600_000])
@pytest.mark.parametrize("headers", [{}, {"Content_Type": FORM}])
def test_without_raw_a_payload_must_be_uploaded(simulator, caller, body, headers):
    arguments = caller.arguments("create")
    answer = caller.send("POST", "database.php", arguments=arguments, body=body, **headers)
    assert answer.said == NO_UPLOAD
    assert simulator.applied == []


def test_an_uploaded_easycall_file_is_the_payload(caller):
    parts = [("easycall", "payload.json", PAYLOAD)]
    assert post_multipart(caller, caller.arguments("create"), parts)["total"] == 1


def test_an_upload_of_another_name_is_not_the_payload(caller):
    parts = [("upload", "payload.json", PAYLOAD)]
    assert post_multipart(caller, caller.arguments("create"), parts) == NO_UPLOAD


@pytest.mark.parametrize("accepted", ["UTF-8", "gzip, deflate, br", "identity"])
def test_an_answer_is_never_compressed(caller, accepted):
    arguments = caller.arguments("read", dataset="100", raw="1")
    answer = caller.send("GET", "database.php", arguments=arguments, Accept_Encoding=accepted)
    assert "Content-Encoding" not in answer.headers
    assert answer.said["total"] == 30


def test_answers_are_called_json(caller):
    arguments = caller.arguments("read", dataset="100")
    answer = caller.send("GET", "database.php", arguments=arguments)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")


def test_failures_have_status_200(caller):
    caller.token = "wrong"
    answer = caller.send("GET", "database.php", arguments=caller.arguments("read"))
    assert answer.status == 200


def test_another_address_is_not_found(simulator):
    assert exchange(simulator.base_url, "GET", "/other.php").status == 404


def test_every_answer_is_as_late_as_asked_for():
    with Simulator(Options(records=0, latency_ms=40)) as running:
        caller = Caller(running)
        started = monotonic()
        caller.read("103")
        assert monotonic() - started >= 0.04
