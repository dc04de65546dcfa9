"""Tables, field definitions and picklists, for generated datasets and for a list from a file."""

import pytest

from cn_desktop.simulator.fields import DEMO_CUSTOM
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator

from .calling import Caller
from .reading import parsed

FIELD_COLUMNS = [
    "position",
    "order",
    "table",
    "name",
    "type",
    "size",
    "standard_field",
    "group_name",
    "prompt",
    "readonly",
    "hidden",
    "hidden_on_script",
    "required",
    "search",
    "picklist",
]


def listed(caller, method, script="ecnow.php", **more):
    arguments = {"token": caller.token, "method": method, "action": "read", **more}
    answer = caller.send("GET", script, arguments=arguments).said
    assert (answer["success"], answer["total"]) == (True, len(answer["list"]))
    return answer["list"]


def test_there_is_one_table(caller):
    assert listed(caller, "campaign_tables") == [{"name": "Demo_Campaign"}]


def test_fields_have_the_documented_columns_and_only_text(caller):
    rows = listed(caller, "campaign_fields")
    assert all(list(row) == FIELD_COLUMNS for row in rows)
    assert all(isinstance(value, str) for row in rows for value in row.values())
    flags = [row[name] for row in rows for name in FIELD_COLUMNS if "hidden" in name]
    assert set(flags) == {"Y", "N"}


def test_standard_fields_have_the_names_of_the_customer_side_and_custom_ones_their_own(caller):
    rows = {row["name"]: row for row in listed(caller, "campaign_fields")}
    assert {"id", "datasetid", "HomePhone", "AgentRef", "Address6", "VENDOR_URN"} <= set(rows)
    assert tuple(rows)[-len(DEMO_CUSTOM) :] == DEMO_CUSTOM
    assert {rows[name]["standard_field"] for name in DEMO_CUSTOM} == {"N"}
    assert (rows["MobilePhone"]["group_name"], rows["Postcode"]["size"]) == ("Phone Numbers", "30")


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"table": "demo_campaign", "name": "lastname"}, 1),
        ({"table": "Demo_Campaign", "name": "client_ref"}, 1),
        ({"name": "nothing"}, 0),
        ({"table": "Other"}, 0),
    ],
)
def test_fields_can_be_picked_by_table_and_name(caller, filters, count):
    assert len(listed(caller, "campaign_fields", **filters)) == count


def test_a_list_from_a_file_has_its_own_table_and_fields(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("firstname,Shoe size,ddi_home\nAda,5,01632960001\n")
    with Simulator(Options(csv=path)) as running:
        caller = Caller(running)
        tables = [row["name"] for row in listed(caller, "campaign_tables")]
        rows = listed(caller, "campaign_fields", table="Own_List")
        (dataset,) = listed(caller, "ecnow_datasets", dataset="100")
    assert (tables, dataset["crm_campaign"]) == (["Own_List", "Demo_Campaign"], "Own_List")
    assert [row["name"] for row in rows if row["standard_field"] == "N"] == ["Shoe size"]


def test_every_value_of_a_field_with_a_picklist_is_on_it(simulator, caller):
    fields = {row["name"]: row for row in listed(caller, "campaign_fields")}
    for name, column in (
        ("preferred_contact", "preferred_contact"),
        ("OutcomeCode", "outcomecode"),
    ):
        rows = listed(caller, "picklist", name=fields[name]["picklist"])
        used = {row[column] for row in simulator.rows("100")} - {""}
        assert used <= {row["value"] for row in rows}


def test_a_picklist_nobody_has_is_empty(caller):
    assert listed(caller, "picklist", name="nothing") == []


def test_rows_in_xml_are_called_like_their_method(caller):
    arguments = {"token": caller.token, "method": "agents", "action": "read", "format": "xml"}
    body = caller.send("GET", "database.php", arguments=arguments).body
    assert b"<list><agents><agentid>" in body
    assert parsed(body)["list"] == listed(caller, "agents", "database.php")


@pytest.mark.parametrize("method", ["queues", "campaigns"])
def test_what_the_account_has_no_business_with_is_denied(caller, method):
    arguments = {"token": caller.token, "method": method, "action": "read"}
    answer = caller.send("GET", "database.php", arguments=arguments).said
    assert answer == {"success": False, "error": "Access denied"}


def test_a_read_of_ecnow_may_be_limited(caller):
    arguments = {"token": caller.token, "method": "ecnow_datasets", "action": "read", "limit": "1"}
    answer = caller.send("GET", "ecnow.php", arguments=arguments).said
    assert (answer["total"], len(answer["list"])) == (4, 1)
