"""Other people's clients: the ways they are known to call (API notes, sections 1 and 6)."""

import gzip
import json
from urllib.parse import quote, urlencode

import pytest

from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator

from .calling import Caller, exchange
from .forms import FORM, multipart, multipart_type

RECORD = {"dataset": "100", "ddi_home": "01632960001", "lastname": "Pugh"}
PAYLOAD = json.dumps([RECORD]).encode()
XML = b"<dxi><dataset>100</dataset><ddi_home>01632960001</ddi_home></dxi>"
BASE = {"method": "ecnow_data", "format": "json"}


def post(caller, arguments, body, **headers):
    return caller.send("POST", "database.php", arguments=arguments, body=body, **headers).said


@pytest.mark.parametrize("in_address", [{}, {"raw": "1"}, {"raw": "1", "action": "read"}])
def test_a_read_may_be_posted_as_multipart_text(caller, in_address):
    texts = {"token": caller.token, "action": "read", "dataset": "100", "urn": "550007"} | BASE
    parts = [(name, None, text.encode()) for name, text in texts.items()]
    answer = post(caller, in_address, multipart(parts), Content_Type=multipart_type())
    assert [row["uid"] for row in answer["list"]] == ["550007"]


@pytest.mark.parametrize("in_address", [{}, {"raw": "1"}, {"raw": "1", "action": "read"}])
def test_a_read_may_be_posted_as_a_form(caller, in_address):
    form = {"token": caller.token, "action": "read", "dataset": "100", "urn": "550007"} | BASE
    answer = post(caller, in_address, urlencode(form).encode(), Content_Type=FORM)
    assert [row["uid"] for row in answer["list"]] == ["550007"]


@pytest.mark.parametrize("headers", [{}, {"Content_Type": FORM}, {"Content_Type": "text/xml"}])
def test_a_read_without_filters_has_two_bytes_as_its_body(caller, headers):
    arguments = caller.arguments("read", raw="1", dataset="100")
    assert post(caller, arguments, b"[]", **headers)["total"] == 30


@pytest.mark.parametrize("body", [PAYLOAD, PAYLOAD[1:-1], XML])
@pytest.mark.parametrize("kind", ["", FORM, "application/json", "text/xml", "text/plain"])
def test_a_raw_body_is_the_payload_whatever_the_header_says(caller, kind, body):
    headers = {"Content_Type": kind} if kind else {}
    assert post(caller, caller.arguments("create", raw="1"), body, **headers)["total"] == 1


def test_what_is_in_a_raw_body_is_never_an_argument(simulator, caller):
    body = json.dumps([RECORD | {"company_name": "a&action=read&token=x&b="}]).encode()
    answer = post(caller, caller.arguments("create", raw="1"), body, Content_Type=FORM)
    assert simulator.row("100", str(answer["key"]))["company_name"].startswith("a&action")


@pytest.mark.parametrize("body", [PAYLOAD, XML])
@pytest.mark.parametrize("raw", [{}, {"raw": "1"}])
def test_a_payload_may_be_an_uploaded_file(caller, body, raw):
    parts = [("easycall", "payload", body)]
    arguments = caller.arguments("create", **raw)
    answer = post(caller, arguments, multipart(parts), Content_Type=multipart_type())
    assert answer["total"] == 1


def test_a_payload_and_its_arguments_may_come_as_parts(caller):
    texts = {"token": caller.token, "action": "create"} | BASE
    parts = [(name, None, text.encode()) for name, text in texts.items()]
    parts.append(("easycall", "payload", PAYLOAD))
    assert post(caller, {}, multipart(parts), Content_Type=multipart_type())["total"] == 1


@pytest.mark.parametrize("verb", ["GET", "POST"])
@pytest.mark.parametrize("also", ["", "token={}&"])
def test_the_wrappers_answer_for_a_token_is_a_bad_token(caller, verb, also):
    token = f"token[success]=1&token[token]={caller.token}"
    text = also.format(caller.token) + quote(token, safe="=&")
    rest = urlencode(BASE | {"action": "read", "dataset": "100"})
    if verb == "GET":
        answer = exchange(caller.simulator.base_url, "GET", f"/database.php?{text}&{rest}").said
    else:
        answer = post(caller, {}, f"{text}&{rest}".encode(), Content_Type=FORM)
    assert answer == {"success": False, "error": "Invalid token"}


def test_the_wrappers_accept_encoding_gets_plain_bytes(caller):
    arguments = caller.arguments("read", dataset="100", raw="1")
    answer = caller.send("GET", "database.php", arguments=arguments, Accept_Encoding="UTF-8")
    assert "Content-Encoding" not in answer.headers
    assert answer.said["total"] == 30


@pytest.mark.parametrize(
    ("accepted", "is_gzip"),
    [("UTF-8", False), ("identity", False), ("gzip;q=0", False), ("gzip, deflate", True)],
)
def test_a_simulator_that_compresses_does_so_when_asked(accepted, is_gzip):
    with Simulator(Options(records=30, gzip=True)) as running:
        caller = Caller(running)
        arguments = caller.arguments("read", dataset="100")
        answer = caller.send("GET", "database.php", arguments=arguments, Accept_Encoding=accepted)
        assert (answer.headers.get("Content-Encoding") == "gzip") is is_gzip
        body = gzip.decompress(answer.body) if is_gzip else answer.body
        assert json.loads(body)["list"] == running.rows("100")


def test_the_contact_centre_id_changes_nothing(caller):
    assert caller.read(campaign="0") == caller.read()


@pytest.mark.parametrize(
    ("limit", "listed"), [("1", 1), ("7", 7), ("99", 30), ("0", 30), ("x", 30)]
)
def test_a_limit_shortens_the_list_and_not_the_total(caller, limit, listed):
    answer = caller.read(limit=limit)
    assert (answer["total"], len(answer["list"])) == (30, listed)
