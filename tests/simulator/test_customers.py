"""ecnow_records: the same records under other names, with filters of their own."""

import json

import pytest

NEW = {"dataset": "101", "HomePhone": "01632960001", "LastName": "Pugh"}
EXTRA_COLUMNS = ["ProcessType", "Agent_Specific", "Call_Back_Sametime", "Customer_Email"]


def read(caller, **filters):
    arguments = {"token": caller.token, "method": "ecnow_records", "action": "read", **filters}
    return caller.send("GET", "ecnow.php", arguments=arguments).said


def write(caller, action, payload):
    arguments = {"token": caller.token, "method": "ecnow_records", "action": action, "raw": "1"}
    body = json.dumps(payload).encode()
    return caller.send("POST", "ecnow.php", arguments=arguments, body=body).said


def ids(caller, **filters):
    answer = read(caller, **filters)
    assert answer["total"] == len(answer["list"])
    return [row["id"] for row in answer["list"]]


def expected(simulator, is_wanted):
    return [row["uid"] for row in simulator.rows("100") if is_wanted(row)]


def test_a_row_has_the_customer_sides_names(simulator, caller):
    row = read(caller, dataset="100")["list"][0]
    stored = simulator.rows("100")[0]
    assert (row["id"], row["datasetid"], row["AgentRef"]) == ("550001", "100", stored["agentid"])
    assert (row["LastName"], row["company_name"]) == (stored["lastname"], stored["company_name"])
    assert list(row)[-4:] == EXTRA_COLUMNS


def test_a_table_has_the_records_of_all_its_datasets(simulator, caller):
    sizes = [len(simulator.rows(dataset)) for dataset in ("100", "101", "102", "103")]
    assert read(caller, table="Demo_Campaign")["total"] == sum(sizes)
    assert read(caller, table="Other")["total"] == 0


def test_a_table_or_a_dataset_is_needed(caller):
    error = {"success": False, "error": "Missing argument: table or dataset"}
    assert read(caller) == error


def test_filters_pick_records(simulator, caller):
    first = simulator.rows("100")[0]
    surname = first["lastname"]
    agent = first["agentid"]
    by_name = expected(simulator, lambda row: surname.casefold() in row["lastname"].casefold())
    cases = [
        ({"id": "550003"}, ["550003"]),
        ({"outcome": "100,109"}, expected(simulator, lambda r: r["outcomecode"] in {"100", "109"})),
        ({"agent": agent}, expected(simulator, lambda row: row["agentid"] == agent)),
        ({"search": json.dumps({"LastName": surname.lower()})}, by_name),
        ({"search": json.dumps({"LastName": f"*{surname}*"})}, by_name),
        ({"search": json.dumps({"LastName": surname[:-1]}), "type": "exact"}, []),
        ({"search": json.dumps({"id": 550002, "LastName": "nobody"})}, ["550002"]),
        ({"mode": "callbacks"}, expected(simulator, lambda row: row["outcomecode"] == "109")),
        ({"mode": "live"}, expected(simulator, bool)),
    ]
    for filters, found in cases:
        assert ids(caller, dataset="100", **filters) == found, filters


def test_ddi_is_looked_for_in_all_three_phones(simulator, caller):
    for phone in ("ddi_home", "ddi_mobile", "ddi_work"):
        row = next(row for row in simulator.rows("100") if row[phone])
        assert row["uid"] in ids(caller, dataset="100", ddi=row[phone])


@pytest.mark.parametrize(
    ("dataset", "mode"), [("102", "unexpired"), ("101", "live"), ("102", "active")]
)
def test_a_mode_leaves_out_whole_datasets(caller, dataset, mode):
    assert ids(caller, dataset=dataset, mode=mode) == []


def test_times_pick_records(simulator, caller):
    handled = sorted(row["processdate"] for row in simulator.rows("100"))
    first, last = handled[-3], handled[-1]
    found = ids(caller, dataset="100", timetype="processdate", tstart=first, tstop=last)
    assert found == expected(simulator, lambda row: first <= row["processdate"] <= last)


@pytest.mark.parametrize(
    "filters", [{"mode": "lively"}, {"timetype": "tea"}, {"search": "{"}, {"search": "[]"}]
)
def test_a_filter_that_makes_no_sense_is_an_error(caller, filters):
    (name,) = filters
    answer = read(caller, dataset="100", **filters)
    assert answer == {"success": False, "error": f"Bad value for argument: {name}"}


def test_rows_can_be_sorted(caller):
    names = [row["LastName"] for row in read(caller, dataset="100", sort="LastName")["list"]]
    assert names == sorted(names)


def test_a_sort_by_nothing_known_changes_nothing(caller):
    assert ids(caller, dataset="100", sort="x") == ids(caller, dataset="100")
    assert ids(caller, dataset="103", sort="x") == []


def test_process_types_follow_the_state_and_the_outcome(caller):
    types = {
        dataset: {row["ProcessType"] for row in read(caller, dataset=dataset)["list"]}
        for dataset in ("100", "101", "102")
    }
    assert types["100"] >= {"NEW PROSPECT", "NEEDSMOREWORK"}
    assert (types["101"], types["102"]) == ({"HOLD"}, {"EXPIRED"})


@pytest.mark.parametrize(
    ("dataset", "text"),
    [("100", "Record is LIVE on the dialer."), ("101", "Record NOT live on the dialer.")],
)
def test_a_create_tells_whether_the_record_is_live(simulator, caller, dataset, text):
    answer = write(
        caller, "create", [NEW | {"dataset": int(dataset), "MobilePhone": "07700900001"}]
    )
    counts = {"success": True, "total": 1, "bad": 0, "key": answer["key"]}
    assert answer == counts | {"info": text}
    row = simulator.row(dataset, str(answer["key"]))
    assert (row["ddi_mobile"], row["lastname"]) == ("07700900001", "Pugh")


@pytest.mark.parametrize("dataset", [{}, {"dataset": "100"}, {"datasetid": "100"}])
def test_an_update_names_the_record_by_its_id(simulator, caller, dataset):
    answer = write(caller, "update", [{"id": "550002", "LastName": "Pugh", **dataset}])
    assert (answer["total"], answer["key"]) == (1, 550002)
    assert simulator.row("100", "550002")["lastname"] == "Pugh"
    assert simulator.applied[-1].fields == {"dataset": "100", "lastname": "Pugh"}


@pytest.mark.parametrize("dataset", [{}, {"dataset": "100"}])
def test_a_wrong_id_is_success_with_nothing_done(caller, dataset):
    answer = write(caller, "update", [{"id": 2499265, "LastName": "Pugh", **dataset}])
    error = {"error": "Record id [2499265] does not exist."}
    assert answer == {"success": True, "total": 0, "bad": 1, "key": 0, **error}


def test_notes_are_added_to(simulator, caller):
    before = simulator.row("100", "550002")["notes"]
    for text in ("first", "second"):
        write(caller, "update", [{"id": "550002", "notes_append": text}])
    added = simulator.row("100", "550002")["notes"].splitlines()
    assert added == [*before.splitlines(), "first", "second"]


def test_what_only_the_customer_side_has_comes_back(caller):
    write(caller, "update", [{"id": "550002", "Customer_Email": "a@example.com"}])
    (row,) = read(caller, dataset="100", id="550002")["list"]
    assert (row["Customer_Email"], row["Agent_Specific"]) == ("a@example.com", "N")


def test_a_batch_counts_good_and_bad(caller):
    answer = write(caller, "create", [NEW, {"dataset": "101"}, "a word", None])
    assert (answer["total"], answer["bad"]) == (1, 3)
    assert answer["error"]
