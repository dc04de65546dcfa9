"""Faults: which requests they befall, and that the simulator outlives every one of them."""

import pytest

from cn_desktop.simulator.faults import Fault, FaultUnknown
from cn_desktop.simulator.faults.catalogue import CATALOGUE, listing
from cn_desktop.simulator.faults.spelling import fault_spelled
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator

from .calling import Caller
from .raw import hear

NEW = {"dataset": "100", "ddi_home": "01632960001"}
SHORT = 0.3


def errors(caller, times, **more):
    return [caller.read("103", **more).get("error", "") for _ in range(times)]


def test_a_fault_befalls_one_request(simulator, caller):
    simulator.faults.add(Fault("says-error", "read", value="no"))
    assert errors(caller, 3) == ["no", "", ""]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({"nth": 3}, ["", "", "no", "", ""]),
        ({"count": 2}, ["no", "no", "", "", ""]),
        ({"nth": 2, "count": None}, ["", "no", "no", "no", "no"]),
    ],
)
def test_a_fault_befalls_the_requests_it_names(simulator, caller, when, expected):
    simulator.faults.add(Fault("says-error", "read", value="no", **when))
    assert errors(caller, 5) == expected


@pytest.mark.parametrize(
    ("where", "is_hit"),
    [
        ("", True),
        ("read", True),
        ("database", True),
        ("database.php/ecnow_data/read", True),
        ("create", False),
        ("ecnow", False),
        ("token/read", False),
    ],
)
def test_a_fault_befalls_the_place_it_names(simulator, caller, where, is_hit):
    simulator.faults.add(Fault("says-error", where, value="no"))
    assert errors(caller, 1) == (["no"] if is_hit else [""])


def test_a_place_is_found_in_a_form_too(simulator, caller):
    simulator.faults.add(Fault("says-error", "read", value="no"))
    form = f"token={caller.token}&method=ecnow_data&action=read&dataset=103".encode()
    answer = caller.send(
        "POST",
        "database.php",
        arguments={},
        body=form,
        Content_Type="application/x-www-form-urlencoded",
    )
    assert answer.said["error"] == "no"


def test_a_request_spared_by_a_fault_is_answered_as_ever(simulator, caller):
    simulator.faults.add(Fault("html", "token", count=None))
    assert caller.write("create", [NEW])["total"] == 1
    assert caller.read()["list"] == simulator.rows("100")


def test_cleared_faults_are_gone(simulator, caller):
    simulator.faults.add(Fault("html", count=None))
    simulator.faults.clear()
    assert errors(caller, 2) == ["", ""]


def test_two_faults_may_befall_one_request(simulator, caller):
    simulator.faults.add(Fault("total-text"), Fault("other-account"), Fault("bom"))
    arguments = caller.arguments("read", dataset="103")
    answer = caller.send("GET", "database.php", arguments=arguments)
    assert answer.body.startswith(b"\xef\xbb\xbf{")
    said = answer.body.decode("utf-8-sig")
    assert '"total":"0"' in said
    assert '"account_id":"99999"' in said


def test_what_has_struck_is_known(simulator, caller):
    simulator.faults.add(Fault("latency", "read", nth=2, value=0))
    caller.read("103")
    caller.read("103")
    (struck,) = simulator.faults.struck
    assert (struck.name, struck.number) == ("latency", 3)


def test_faults_may_be_there_from_the_start():
    with Simulator(Options(records=0, faults=(Fault("says-error", "read"),))) as running:
        assert errors(Caller(running), 2) == ["Account is locked.", ""]


@pytest.mark.parametrize("name", ["", "nothing", "HTML"])
def test_an_unknown_fault_is_refused(name):
    with pytest.raises(FaultUnknown) as unknown:
        Fault(name)
    assert (unknown.value.name, unknown.value.place) == (name, "")


@pytest.mark.parametrize("place", ["nowhere", "read/x", "/", "read "])
def test_an_unknown_place_is_refused(place):
    with pytest.raises(FaultUnknown) as unknown:
        Fault("html", place)
    assert unknown.value.place == place


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("html", Fault("html", count=None)),
        ("html:create", Fault("html", "create", count=None)),
        ("html:database/read:3", Fault("html", "database/read", nth=3)),
        ("html::2", Fault("html", nth=2)),
    ],
)
def test_faults_are_spelled_on_a_command_line(text, fault):
    assert fault_spelled(text) == fault


@pytest.mark.parametrize("number", ["0", "-1", "x", "1:2", "²"])
def test_a_number_that_counts_nothing_is_refused(number):
    with pytest.raises(ValueError, match=number):
        fault_spelled(f"html:create:{number}")


def test_the_list_has_a_line_for_each_fault():
    lines = listing().splitlines()
    assert [line.split()[0] for line in lines] == list(CATALOGUE)
    assert all(len(line) < 100 for line in lines)


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_fault_is_outlived(capfd, simulator, caller, name):
    simulator.faults.add(Fault(name, count=2))
    for form in ("json", "xml"):
        hear(caller, "read", dataset="100", format=form, patience=SHORT)
        simulator.faults.release()
    simulator.faults.clear()
    caller.token = caller.log_in()["token"]
    assert (caller.read()["total"], simulator.applied) == (30, [])
    assert [struck.name for struck in simulator.faults.struck] == [name] * 2
    simulator.stop()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["late-apply", "hang-before-apply", "drip", "gzip-bomb"])
def test_a_simulator_under_faults_can_be_stopped(simulator, caller, name):
    simulator.faults.add(Fault(name))
    hear(caller, "create", b"[]", patience=SHORT)
    simulator.stop()
    assert simulator.applied == []
