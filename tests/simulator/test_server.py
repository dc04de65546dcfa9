"""The server: on this machine only, silent, and gone when it is stopped."""

import socket
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.simulator.startup import ListUnusable, PortUnavailable

from .calling import Caller, exchange


def address(simulator):
    parts = urlsplit(simulator.base_url)
    return parts.hostname, parts.port


def test_it_listens_on_the_loopback_address_only(simulator):
    assert simulator._server.socket.getsockname() == ("127.0.0.1", address(simulator)[1])


def test_a_key_that_is_not_given_is_random():
    with Simulator(Options(records=0)) as one, Simulator(Options(records=0)) as two:
        assert len({one.key, two.key, ""}) == 3


def test_nothing_answers_after_stop():
    with Simulator(Options(records=0)) as running:
        pass
    with pytest.raises(ConnectionRefusedError), socket.create_connection(address(running), 5):
        pass


def test_a_stopped_simulator_may_be_stopped_again():
    simulator = Simulator(Options(records=0))
    simulator.start()
    simulator.stop()
    simulator.stop()


def test_one_never_started_can_be_stopped():
    Simulator(Options(records=0)).stop()


def test_its_port_can_be_taken_again_at_once(caller):
    caller.read()
    port = address(caller.simulator)[1]
    caller.simulator.stop()
    with Simulator(Options(records=0, port=port)) as second:
        assert address(second)[1] == port


def test_a_port_in_use_is_refused(simulator):
    with pytest.raises(PortUnavailable) as refused:
        Simulator(Options(port=address(simulator)[1]))
    assert refused.value.port == address(simulator)[1]


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_number_that_is_no_port_is_refused(port):
    with pytest.raises(PortUnavailable):
        Simulator(Options(records=0, port=port))


def test_a_list_that_cannot_be_served_is_refused(tmp_path):
    with pytest.raises(ListUnusable):
        Simulator(Options(csv=tmp_path / "none.csv"))


def test_two_with_one_seed_answer_with_the_same_bytes():
    bodies = []
    for _ in range(2):
        with Simulator(Options(records=300, seed=9)) as running:
            caller = Caller(running)
            arguments = caller.arguments("read", dataset="100")
            bodies.append(caller.send("GET", "database.php", arguments=arguments).body)
    assert bodies[0] == bodies[1]


def test_what_is_stored_can_be_looked_at(simulator, caller):
    assert simulator.row("100", "550003") == simulator.rows("100")[2] == caller.read()["list"][2]


def test_a_record_that_is_not_there_is_a_key_error(simulator):
    with pytest.raises(KeyError):
        simulator.row("101", "550003")


def test_an_unknown_dataset_has_no_rows(simulator):
    assert simulator.rows("777") == []


def test_others_can_change_a_record(simulator, caller):
    before = simulator.row("100", "550003")
    simulator.change("100", "550003", lastname="Pugh", urn=None)
    assert caller.read(urn="550003")["list"] == [before | {"lastname": "Pugh", "urn": None}]
    assert simulator.ledger == []


def test_others_can_only_change_what_is_there(simulator):
    with pytest.raises(KeyError):
        simulator.change("101", "550003", lastname="Pugh")


def test_others_can_remove_a_record(simulator, caller):
    simulator.remove("100", "550003")
    answer = caller.write("update", [{"dataset": "100", "uid": "550003", "title": "Dr"}])
    assert answer["error"] == "Record id [550003] does not exist."
    assert len(simulator.rows("100")) == 29


def test_others_can_end_a_dataset(simulator, caller):
    simulator.set_status("100", "EXPIRED")
    answer = caller.write("update", [{"dataset": "100", "uid": "550003", "title": "Dr"}])
    assert answer["error"] == "Dataset [100] is expired."


def break_off(simulator, sent):
    with socket.create_connection(address(simulator), 5) as connection:
        connection.sendall(sent)
        connection.recv(10)


def test_it_prints_nothing_whatever_happens(capfd, simulator, caller):
    caller.read()
    exchange(simulator.base_url, "GET", "/missing?token=secret")
    exchange(simulator.base_url, "PUT", "/token.php")
    break_off(simulator, b"nonsense\r\n\r\n")
    break_off(simulator, b"GET /database.php HTTP/1.1\r\nContent-Length: x\r\n\r\n")
    simulator.stop()
    assert capfd.readouterr() == ("", "")


def test_a_caller_who_leaves_in_the_middle_does_no_harm(capfd):
    with Simulator(Options(records=5000)) as running:
        caller = Caller(running)
        connection = HTTPConnection(*address(running), timeout=5)
        target = f"/database.php?token={caller.token}&method=ecnow_data&action=read&dataset=100"
        connection.request("GET", target)
        connection.getresponse().close()
        connection.close()
        assert caller.read(urn="550001")["total"] == 1
    assert capfd.readouterr() == ("", "")


def test_a_fault_of_its_own_is_status_500_and_silent(capfd, simulator, caller):
    simulator._store.close()
    arguments = caller.arguments("read", dataset="100")
    assert caller.send("GET", "database.php", arguments=arguments).status == 500
    assert capfd.readouterr() == ("", "")


def test_a_port_in_use_leaves_no_database_behind(tmp_path, simulator):
    with pytest.raises(PortUnavailable):
        Simulator(Options(port=address(simulator)[1], db=tmp_path / "account.db"))
    assert list(tmp_path.iterdir()) == []
