"""Creates and updates: what is saved, what is refused, and how a batch is counted."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest

from cn_desktop.simulator.fields import DEMO_CUSTOM, blank_record

PHONE = "01632960001"
NEW = {"dataset": "100", "ddi_home": PHONE}
OLD = {"dataset": "100", "uid": "550001"}


def refused(error):
    counts = {"total": 0, "bad": 1, "key": 0}
    return {"success": True, "account_id": "10278", **counts, "error": error}


def test_a_create_answers_with_the_new_uid(simulator, caller):
    answer = caller.write("create", [NEW])
    key = answer["key"]
    saved = {"success": True, "account_id": "10278", "total": 1, "bad": 0, "key": key}
    assert answer == saved
    assert simulator.row("100", str(key))["ddi_home"] == PHONE


def test_one_object_is_as_good_as_an_array(caller):
    assert caller.write("create", NEW)["total"] == 1


def test_what_a_create_leaves_out_gets_the_documented_values(simulator, caller):
    row = simulator.row("100", str(caller.write("create", [NEW])["key"]))
    loaded = date.fromisoformat(row["loaddate"])
    custom = dict.fromkeys(DEMO_CUSTOM, "")
    sent = {"uid": row["uid"], "ddi_home": PHONE}
    assert row == blank_record("100", loaded) | custom | sent
    assert abs(datetime.now(UTC).date() - loaded).days <= 1


def test_the_same_record_twice_is_two_records(simulator, caller):
    keys = {caller.write("create", [NEW])["key"] for _ in range(2)}
    assert len(keys) == 2
    assert [row["ddi_home"] for row in simulator.rows("100")].count(PHONE) == 2


def test_names_are_understood_in_any_case(simulator, caller):
    sent = {"Dataset": "100", "DDI_Home": PHONE, "LastName": "Pugh", "Client_Ref": "X"}
    row = simulator.row("100", str(caller.write("create", [sent])["key"]))
    assert (row["ddi_home"], row["lastname"], row["client_ref"]) == (PHONE, "Pugh", "X")


def test_numbers_are_stored_as_they_were_written(simulator, caller):
    numbers = b'"account_number":1.50,"client_ref":12345678901234567890'
    body = b'[{"dataset":100,"ddi_home":1632960001,%b}]' % numbers
    row = simulator.row("100", str(caller.write_bytes("create", body)["key"]))
    values = row["ddi_home"], row["account_number"], row["client_ref"]
    assert values == ("1632960001", "1.50", "12345678901234567890")


@pytest.mark.parametrize("text", ["Siân O'Neill-Żukowski", "两", "😀", 'a"b\\c\n\td', "\x00", ""])
def test_text_comes_back_as_it_was_sent(caller, text):
    key = caller.write("create", [NEW | {"company_name": text}])["key"]
    assert caller.read(urn=str(key))["list"][0]["company_name"] == text


@pytest.mark.parametrize(
    ("field", "stored"), [("urn", None), ("client_ref", None), ("title", ""), ("ddi_work", "")]
)
def test_null_stays_null_where_the_platform_has_null(simulator, caller, field, stored):
    row = simulator.row("100", str(caller.write("create", [NEW | {field: None}])["key"]))
    assert row[field] == stored


def test_an_update_changes_the_sent_fields_only(simulator, caller):
    before = simulator.row("100", "550001")
    answer = caller.write("update", [OLD | {"company_name": "Company"}])
    saved = {"success": True, "account_id": "10278", "total": 1, "bad": 0, "key": 0}
    assert answer == saved
    assert simulator.row("100", "550001") == before | {"company_name": "Company"}


def test_an_update_touches_no_other_record(simulator, caller):
    before = simulator.rows("100")[1:]
    caller.write("update", [OLD | {"title": "Dr"}])
    assert simulator.rows("100")[1:] == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("callback", "2026-12-01 10:30:00"),
        ("callback", "0000-00-00 00:00:00"),
        ("outcomecode", "98"),
        ("agentid", "0"),
        ("urn", "U1"),
        ("vendor_urn", ""),
        ("call_back_notes", "Ring after six"),
    ],
)
def test_the_fields_that_steer_calling_can_be_written(simulator, caller, field, value):
    assert caller.write("update", [OLD | {field: value}])["total"] == 1
    assert simulator.row("100", "550001")[field] == value


@pytest.mark.parametrize("uid", ["2499265", "abc", "9" * 40])
def test_an_unknown_uid_is_success_with_nothing_done(caller, uid):
    answer = caller.write("update", [OLD | {"uid": uid, "title": "Dr"}])
    assert answer == refused(f"Record id [{uid}] does not exist.")


def test_a_uid_counts_only_in_its_own_dataset(simulator, caller):
    answer = caller.write("update", [{"dataset": "101", "uid": "550001", "title": "Dr"}])
    assert answer == refused("Record id [550001] does not exist.")
    assert simulator.applied == []


REFUSED_EITHER_WAY = [
    ({"shoe_size": "9"}, "Bad argument: shoe_size"),
    ({"address7": "x"}, "Bad argument: address7"),
    ({"firstname": ["a"]}, "Bad value for argument: firstname"),
    ({"firstname": {"a": "b"}}, "Bad value for argument: firstname"),
    ({"firstname": "\ud800"}, "Bad value for argument: firstname"),
    ({"outcomecode": "777"}, "Bad value for argument: outcomecode"),
    ({"agentid": "12"}, "Bad value for argument: agentid"),
    ({"callback": "tomorrow"}, "Bad value for argument: callback"),
    ({"postcode": "CF10 1AA XY"}, "Value too long for argument: postcode"),
    ({"sourcefile": "x"}, "Read only argument: sourcefile"),
    ({"loaddate": "2020-01-01"}, "Read only argument: loaddate"),
    ({"processdate": "2020-01-01 00:00:00"}, "Read only argument: processdate"),
    ({"notes": "x"}, "Read only argument: notes"),
    ({"dataset": "777"}, "Dataset [777] does not exist."),
    ({"dataset": "\ud800"}, "Dataset [\ud800] does not exist."),
    ({"dataset": "102"}, "Dataset [102] is expired."),
    ({"dataset": ""}, "Missing argument: dataset"),
    ({"dataset": None}, "Missing argument: dataset"),
    ({"dataset": ["100"]}, "Missing argument: dataset"),
]


@pytest.mark.parametrize(("fields", "error"), REFUSED_EITHER_WAY)
@pytest.mark.parametrize(("action", "base"), [("create", NEW), ("update", OLD)])
def test_a_record_is_refused_with_the_reason(simulator, caller, action, base, fields, error):
    before = simulator.rows("100")
    assert caller.write(action, [base | fields]) == refused(error)
    assert (simulator.rows("100"), simulator.applied) == (before, [])


@pytest.mark.parametrize(
    ("action", "record", "error"),
    [
        ("create", {"dataset": "100", "lastname": "Pugh"}, "At least one ddi is required."),
        ("create", {"dataset": "100", "ddi_home": ""}, "At least one ddi is required."),
        ("create", NEW | {"uid": "550001"}, "Read only argument: uid"),
        ("create", {"ddi_home": PHONE}, "Missing argument: dataset"),
        ("update", {"uid": "550001", "title": "Dr"}, "Missing argument: dataset"),
        ("update", {"dataset": "100", "title": "Dr"}, "Missing argument: uid"),
        ("create", "a word", "Bad argument: not a record"),
        ("update", None, "Bad argument: not a record"),
    ],
)
def test_a_record_lacks_what_its_action_needs(simulator, caller, action, record, error):
    assert caller.write(action, [record]) == refused(error)
    assert simulator.applied == []


def test_a_postcode_of_ten_characters_is_saved(caller):
    assert caller.write("create", [NEW | {"postcode": "CF10  1AAX"}])["total"] == 1


def test_a_batch_counts_good_and_bad_and_names_the_last_created(simulator, caller):
    answer = caller.write("create", [NEW, {"dataset": "100"}, NEW | {"lastname": "Last"}])
    assert (answer["total"], answer["bad"]) == (2, 1)
    assert answer["error"] == "At least one ddi is required."
    assert simulator.row("100", str(answer["key"]))["lastname"] == "Last"


def test_a_batch_of_updates_skips_the_bad_one(simulator, caller):
    others = [OLD | {"uid": uid, "title": "Rev"} for uid in ("550001", "1", "550003")]
    answer = caller.write("update", others)
    assert (answer["total"], answer["bad"], answer["key"]) == (2, 1, 0)
    titles = [simulator.row("100", uid)["title"] for uid in ("550001", "550003")]
    assert titles == ["Rev", "Rev"]


def test_an_empty_batch_writes_nothing(caller):
    answer = caller.write("create", [])
    assert (answer["total"], answer["bad"], answer["key"]) == (0, 0, 0)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"5", b'"text"', b"[NaN]", b"\xff\xfe\xff", b"null", b"[" * 100_000]
)
def test_a_body_that_is_not_json_is_an_error(caller, body):
    answer = caller.write_bytes("create", body)
    assert answer == {"success": False, "error": "Payload is not valid json."}


def test_the_ledger_has_every_write_that_was_done(simulator, caller):
    key = caller.write("create", [NEW, {"dataset": "100"}])["key"]
    caller.write("update", [OLD | {"TITLE": "Dr"}])
    assert simulator.applied == [
        ("create", str(key), NEW),
        ("update", "550001", {"dataset": "100", "title": "Dr"}),
    ]


def test_creates_at_the_same_time_all_get_their_own_uid(simulator, caller):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: caller.write("create", [NEW]), range(40)))
    assert len({answer["key"] for answer in answers}) == 40
    assert len(simulator.rows("100")) == 70


def test_updates_of_different_fields_at_the_same_time_are_all_kept(simulator, caller):
    fields = [f"address{number}" for number in range(1, 7)] * 4
    changes = [[OLD | {field: f"{field} changed"}] for field in fields]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda change: caller.write("update", change), changes))
    row = simulator.row("100", "550001")
    assert all(row[field] == f"{field} changed" for field in fields)


def test_a_thousand_records_in_one_batch_are_saved(simulator, caller):
    answer = caller.write_bytes("create", json.dumps([NEW] * 1000).encode())
    assert (answer["total"], len(simulator.rows("100"))) == (1000, 1030)
