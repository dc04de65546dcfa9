"""Reads: what is listed, in which order, and what is answered when there is nothing to list."""

import json

import pytest

from cn_desktop.simulator.fields import DEMO_CUSTOM, STANDARD
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator

from .calling import Caller

DATASET_COLUMNS = [
    "dataset",
    "qid",
    "d_status",
    "d_priority",
    "notes",
    "callbacks",
    "crm_account",
    "crm_campaign",
    "description",
    "locked",
]


def test_a_read_lists_every_record_of_the_dataset(simulator, caller):
    answer = caller.read()
    assert list(answer) == ["success", "total", "list"]
    assert (answer["success"], answer["total"]) == (True, 30)
    assert answer["list"] == simulator.rows("100")


def test_fields_come_in_the_documented_order_then_the_custom_ones(caller):
    assert list(caller.read()["list"][0]) == [*STANDARD, *DEMO_CUSTOM]


def test_values_are_text_or_null(caller):
    values = {type(value) for row in caller.read()["list"] for value in row.values()}
    assert values == {str, type(None)}


def test_uids_are_given_in_order_from_550001(caller):
    assert [row["uid"] for row in caller.read()["list"]] == [str(550001 + n) for n in range(30)]


def test_urn_reads_the_one_record_of_that_uid(caller):
    answer = caller.read(urn="550007")
    assert (answer["total"], [row["uid"] for row in answer["list"]]) == (1, ["550007"])


@pytest.mark.parametrize("urn", ["550999", "0", "abc", "9" * 40, "-1", "²"])
def test_a_urn_nobody_has_finds_nothing(caller, urn):
    assert caller.read(urn=urn) == {"success": True, "total": 0, "list": []}


def test_a_uid_of_another_dataset_is_not_found(caller):
    assert caller.read("101", urn="550001")["total"] == 0


@pytest.mark.parametrize("outcome", ["100", "100,109", " 101 , 102 "])
def test_outcome_picks_one_code_or_several(simulator, caller, outcome):
    codes = {code.strip() for code in outcome.split(",")}
    expected = [row for row in simulator.rows("100") if row["outcomecode"] in codes]
    answer = caller.read(outcome=outcome)
    assert (answer["total"], answer["list"]) == (len(expected), expected)
    assert expected


def test_an_outcome_nobody_has_finds_nothing(caller):
    assert caller.read(outcome="777") == {"success": True, "total": 0, "list": []}


def test_an_empty_dataset_is_an_empty_list(caller):
    assert caller.read("103") == {"success": True, "total": 0, "list": []}


def test_an_unknown_dataset_is_an_error(caller):
    error = {"success": False, "error": "Dataset [777] does not exist."}
    assert caller.read("777") == error


def test_a_read_without_a_dataset_is_an_error(caller):
    assert caller.read("") == {"success": False, "error": "Missing argument: dataset"}


def test_without_a_format_the_answer_is_json(caller):
    arguments = caller.arguments("read", dataset="103")
    del arguments["format"]
    answer = caller.send("GET", "database.php", arguments=arguments)
    assert answer.said["success"] is True


def test_a_format_not_spoken_is_an_error_and_writes_nothing(simulator, caller):
    arguments = caller.arguments("create", raw="1") | {"format": "yaml"}
    body = json.dumps([{"dataset": "100", "ddi_home": "01632960001"}]).encode()
    answer = caller.send("POST", "database.php", arguments=arguments, body=body)
    assert answer.said == {"success": False, "error": "Unknown format [yaml]."}
    assert simulator.applied == []


@pytest.mark.parametrize(
    ("script", "method", "action", "error"),
    [
        ("database.php", "easy", "read", "Unknown method [easy]."),
        ("database.php", "ecnow_datasets", "read", "Unknown method [ecnow_datasets]."),
        ("ecnow.php", "ecnow_data", "read", "Unknown method [ecnow_data]."),
        ("database.php", "ecnow_data", "delete", "Unknown action [delete]."),
        ("database.php", "ecnow_data", "", "Unknown action []."),
    ],
)
def test_an_unknown_method_or_action_is_an_error(caller, script, method, action, error):
    arguments = caller.arguments(action) | {"method": method}
    answer = caller.send("GET", script, arguments=arguments).said
    assert answer == {"success": False, "error": error}


def test_the_datasets_are_a_live_one_two_on_hold_and_an_expired_one(caller):
    rows = caller.ecnow()["list"]
    assert [(row["dataset"], row["d_status"], row["description"]) for row in rows] == [
        ("100", "LIVE", "Spring list"),
        ("101", "HOLD", "Win-back calls"),
        ("102", "EXPIRED", "Autumn list 2024"),
        ("103", "HOLD", "New enquiries"),
    ]
    assert all(list(row) == DATASET_COLUMNS for row in rows)
    assert all(isinstance(value, str) for row in rows for value in row.values())


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"dataset": "102"}, ["102"]),
        ({"state": "HOLD"}, ["101", "103"]),
        ({"state": "hold", "dataset": "103"}, ["103"]),
        ({"description": "Spring list"}, ["100"]),
        ({"qid": "210"}, ["100", "101", "102", "103"]),
        ({"qid": "1"}, []),
        ({"state": ""}, ["100", "101", "102", "103"]),
    ],
)
def test_filters_pick_datasets(caller, filters, found):
    answer = caller.ecnow(**filters)
    assert (answer["total"], [row["dataset"] for row in answer["list"]]) == (len(found), found)


def test_the_main_dataset_may_have_any_id():
    with Simulator(Options(records=1, dataset="102")) as running:
        rows = Caller(running).ecnow()["list"]
    assert [(row["dataset"], row["d_status"]) for row in rows] == [
        ("101", "HOLD"),
        ("102", "LIVE"),
        ("103", "EXPIRED"),
        ("104", "HOLD"),
    ]


def test_datasets_have_the_numbers_of_records_asked_for():
    with Simulator(Options(records=300)) as running:
        sizes = [len(running.rows(dataset)) for dataset in ("100", "101", "102", "103")]
    assert sizes == [300, 30, 25, 0]


def test_every_outcome_code_in_use_is_listed(simulator, caller):
    arguments = caller.arguments("read") | {"method": "outcomecodes"}
    listed = caller.send("GET", "database.php", arguments=arguments).said["list"]
    used = {row["outcomecode"] for row in simulator.rows("100")}
    assert used <= {row["outcome"] for row in listed}
    assert {"outcome": "109", "complete": "N"}.items() <= listed[6].items()


def test_every_agent_in_use_is_listed(simulator, caller):
    arguments = caller.arguments("read") | {"method": "agents"}
    listed = caller.send("GET", "database.php", arguments=arguments).said["list"]
    used = {row["agentid"] for row in simulator.rows("100")} - {"0"}
    assert used <= {row["agentid"] for row in listed}
    assert {"999", "505050"} <= {row["agentid"] for row in listed}
