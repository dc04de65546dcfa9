"""The ledger: what was written, by which request, and when."""

import hashlib
import json
from time import monotonic

NEW = {"dataset": "100", "ddi_home": "01632960001"}
OLD = {"dataset": "100", "uid": "550001", "title": "Dr"}


def test_an_entry_says_what_was_written_and_by_which_request(simulator, caller):
    before = monotonic()
    body = json.dumps([OLD]).encode()
    caller.write_bytes("update", body)
    (entry,) = simulator.ledger
    said = (entry.number, entry.method, entry.action, entry.dataset, entry.uid, entry.fields)
    assert said == (2, "ecnow_data", "update", "100", "550001", {"dataset": "100", "title": "Dr"})
    assert entry.body_hash == hashlib.sha256(body).hexdigest()
    assert before <= entry.at <= monotonic()
    assert not entry.is_late


def test_each_request_has_its_own_number(simulator, caller):
    caller.read("103")
    caller.write("create", [NEW, NEW])
    caller.write("update", [OLD])
    assert [entry.number for entry in simulator.ledger] == [3, 3, 4]


def test_what_was_refused_is_not_in_it(simulator, caller):
    caller.write("create", [{"dataset": "777"}])
    caller.token = "wrong"
    caller.write("create", [NEW])
    assert simulator.ledger == []


def test_it_can_be_kept(simulator, caller):
    kept = simulator.ledger
    caller.write("create", [NEW])
    assert kept == []


def test_the_other_method_is_in_it_too(simulator, caller):
    arguments = caller.arguments("create", raw="1") | {"method": "ecnow_records"}
    body = json.dumps([{"dataset": 101, "HomePhone": "01632960001"}]).encode()
    caller.send("POST", "ecnow.php", arguments=arguments, body=body)
    (entry,) = simulator.ledger
    assert (entry.method, entry.dataset) == ("ecnow_records", "101")
    assert entry.fields == {"dataset": "101", "ddi_home": "01632960001"}
