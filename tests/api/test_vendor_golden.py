"""The exchanges of the vendor's page, word for word, in JSON."""

import json
from urllib.parse import urlsplit

import pytest
from fakes import FakeTransport
from vendor_page import READ_JSON

from cn_desktop.api.client import Client
from cn_desktop.api.json_stream import JsonReader
from cn_desktop.api.reading import Reading, Selection
from cn_desktop.api.reply import Ruling, Verdict
from cn_desktop.api.token import Credentials, Session
from cn_desktop.api.transport import HttpTransport
from cn_desktop.base.secret import Secret
from cn_desktop.base.stop import Stop

from .raw_server import RawServer, response

TOKEN = "0123456789abcdef0123456789abcdef01234567"
LOGGED_IN = b'{"success":true,"token":"%s","expire":1307975676}' % TOKEN.encode()

ADDRESS = (
    "https://api.contactnow.8x8.com/"
    "database.php?token=[Token]&format=json&method=ecnow_data&action=%s&raw=1"
)
READ_ADDRESS = (
    "https://api.contactnow.8x8.com/database.php"
    "?token=[Token]&format=json&method=ecnow_data&action=read&dataset=100&raw=1"
)

CREATE = """[{"title":"Mr",
"firstname":"Joe",
"lastname":"Blogs",
"ddi_mobile":"07123456789",
"dataset":"100",
"company_name":"Company Name"}]"""

CREATED = b"""{"success":true,
"account_id":"10278",
"total":1,
"bad":0,
"key":550423}"""

UPDATE = """[{"uid":"550415",
"dataset":"100",
"company_name":"Company"}]"""

UPDATED = b"""{"success":true,
"account_id":"10278",
"total":1,
"bad":0,
"key":0}"""

RECORD = {
    "uid": "550423",
    "dataset": "100",
    "agentid": "0",
    "ddi_home": "",
    "ddi_mobile": "07123456789",
    "ddi_work": "",
    "callback": "0000-00-00 00:00:00",
    "urn": None,
    "vendor_urn": None,
    "title": "Mr",
    "firstname": "Joe",
    "lastname": "Blogs",
    "address1": "",
    "address2": "",
    "address3": "",
    "address4": "",
    "address5": "",
    "address6": "",
    "postcode": "",
    "sourcefile": "api_data_100.dat",
    "loaddate": "2019-01-07",
    "outcomecode": "100",
    "notes": "",
    "processdate": "0000-00-00 00:00:00",
    "call_back_notes": "",
    "company_name": "Company Name",
    "test_field": "",
}


def client_of(transport):
    return Client(transport, Session(transport, Credentials("demo", Secret("a key"))))


class Vendor:
    """Answers as the page says, over a real socket, and keeps what arrived."""

    def __init__(self, body):
        self.body = body
        self.target = ""
        self.method = ""
        self.payload = b""

    def __call__(self, call):
        head, _, body = call.request().partition(b"\r\n\r\n")
        method, target, _version = head.split(b"\r\n", maxsplit=1)[0].decode().split(" ")
        if target.startswith("/token.php"):
            call.send(response(LOGGED_IN))
            return
        self.method, self.target, self.payload = method, target, body
        call.send(response(self.body))

    def use(self, act):
        """Act on a client of this server; give what that gives."""
        with RawServer(self) as server:
            return act(client_of(HttpTransport(server.base_url)))


def below_the_base(address):
    parts = urlsplit(address.replace("[Token]", TOKEN))
    return f"{parts.path}?{parts.query}"


def rows_of(client):
    selection = Selection("100")
    reading = Reading(client.format, selection)
    with client.open_read(client.token(Stop()), selection, Stop()) as incoming:
        rows = [row for piece in incoming.chunks() for some in reading.feed(piece) for row in some]
    last, envelope = reading.finish_rows()
    return rows + last, envelope


def test_the_read_has_the_documented_address():
    vendor = Vendor(READ_JSON)
    vendor.use(rows_of)
    assert (vendor.method, vendor.target) == ("GET", below_the_base(READ_ADDRESS))


def test_the_documented_base_address_is_put_before_it():
    fake = FakeTransport(lambda _request: LOGGED_IN)
    client = client_of(fake)
    with client.open_read(client.token(Stop()), Selection("100"), Stop()):
        request = fake.requests[-1]
    sent = HttpTransport("https://api.contactnow.8x8.com/")._prepared(request)
    assert sent.url == READ_ADDRESS.replace("[Token]", TOKEN)


def test_the_documented_record_is_read_with_every_value():
    rows, _envelope = Vendor(READ_JSON).use(rows_of)
    assert rows == [RECORD]
    assert list(rows[0]) == list(RECORD)


def test_a_total_of_two_with_one_record_is_read():
    rows, envelope = Vendor(READ_JSON).use(rows_of)
    assert (len(rows), envelope.total) == (1, 2)


def test_the_create_is_sent_and_ruled_as_documented():
    vendor = Vendor(CREATED)
    fields = {name: value for name, value in json.loads(CREATE)[0].items() if name != "dataset"}
    verdict = vendor.use(lambda client: client.create("100", fields, Stop()))
    assert verdict == Verdict(Ruling.SAVED, uid="550423", account="10278")
    assert (vendor.method, vendor.target) == ("POST", below_the_base(ADDRESS % "create"))
    assert json.loads(vendor.payload) == json.loads(CREATE)


def test_the_update_is_sent_and_ruled_as_documented():
    vendor = Vendor(UPDATED)
    fields = {"company_name": "Company"}
    verdict = vendor.use(lambda client: client.update("100", "550415", fields, Stop()))
    assert verdict == Verdict(Ruling.SAVED, account="10278")
    assert (vendor.method, vendor.target) == ("POST", below_the_base(ADDRESS % "update"))
    assert json.loads(vendor.payload) == json.loads(UPDATE)


def test_the_update_answer_is_not_proof_of_a_create():
    verdict = Vendor(UPDATED).use(lambda client: client.create("100", {}, Stop()))
    assert verdict.ruling is Ruling.UNKNOWN


@pytest.mark.parametrize("size", [1, 2, 7, 64])
def test_the_documented_read_may_arrive_in_pieces(size):
    parser = JsonReader()
    pieces = [READ_JSON[at : at + size] for at in range(0, len(READ_JSON), size)]
    rows = [row for piece in pieces for some in parser.feed(piece) for row in some]
    last, _envelope = parser.finish()
    assert rows + last == [RECORD]


def test_the_one_record_is_asked_for_by_urn_and_the_outcomes_with_commas():
    vendor = Vendor(READ_JSON)
    vendor.use(lambda client: client.record("100", "550423", Stop()))
    assert vendor.target == below_the_base(READ_ADDRESS) + "&urn=550423"

    def by_outcome(client):
        asked = Selection("100", outcomes="100,109")
        with client.open_read(client.token(Stop()), asked, Stop()):
            return

    vendor.use(by_outcome)
    assert vendor.target == below_the_base(READ_ADDRESS) + "&outcome=100,109"
