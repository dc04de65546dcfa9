"""The JSON exchanges of the vendor's page, word for word."""

import json
from contextlib import closing
from datetime import date

import pytest
from vendor_page import READ_JSON

from cn_desktop.simulator.dataset import Contents, Dataset, Store
from cn_desktop.simulator.fields import blank_record
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator

from .calling import Caller, exchange

CREATE = b"""[{"title":"Mr",
"firstname":"Joe",
"lastname":"Blogs",
"ddi_mobile":"07123456789",
"dataset":"100",
"company_name":"Company Name"}]"""

CREATED = b'{"success":true,"account_id":"10278","total":1,"bad":0,"key":550423}'

UPDATE = b"""[{"uid":"550415",
"dataset":"100",
"company_name":"Company"}]"""

UPDATED = b'{"success":true,"account_id":"10278","total":1,"bad":0,"key":0}'

READ_BACK = READ_JSON.decode().replace('"total":2', '"total":1')
"""The page counts two and lists one."""

SPRING = Dataset("100", "210", "LIVE", "50", "", "1", "10278", "Demo", "Spring list", "0")


def record(uid):
    return blank_record("100", date(2019, 1, 7)) | {"uid": uid, "ddi_mobile": "07123456789"}


@pytest.fixture
def caller(tmp_path):
    with closing(Store(tmp_path / "account.db")) as store:
        records = [record("550415"), record("550422")]
        store.fill([Contents(SPRING, ["company_name", "test_field"], records)])
    with Simulator(Options(db=tmp_path / "account.db")) as running:
        yield Caller(running)


def call(caller, action, body):
    target = (
        f"/database.php?token={caller.token}&format=json&method=ecnow_data&action={action}&raw=1"
    )
    verb = "GET" if body is None else "POST"
    return exchange(caller.simulator.base_url, verb, target, body).body


def test_create(caller):
    assert call(caller, "create", CREATE) == CREATED


def test_update(caller):
    assert call(caller, "update", UPDATE) == UPDATED
    assert caller.simulator.row("100", "550415")["company_name"] == "Company"


def test_read(caller):
    call(caller, "create", CREATE)
    loaded = caller.simulator.row("100", "550423")["loaddate"]
    documented = json.loads(READ_BACK.replace("2019-01-07", loaded))
    answer = call(caller, "read&dataset=100&urn=550423", None)
    assert answer == json.dumps(documented, separators=(",", ":")).encode()
