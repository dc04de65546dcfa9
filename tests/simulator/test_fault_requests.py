"""What a client library makes of the faults: they are as real as they claim to be."""

import pytest
import requests
from requests import exceptions

from cn_desktop.simulator.faults import Fault


def fetch(caller, **more):
    arguments = caller.arguments("read", dataset="100")
    with requests.Session() as session:
        session.trust_env = False
        return session.get(
            f"{caller.simulator.base_url}database.php",
            params=arguments,
            timeout=(5, 5),
            allow_redirects=False,
            **more,
        )


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("reset-before-apply", exceptions.ConnectionError),
        ("fin-after-apply", exceptions.ConnectionError),
        ("truncate-length", exceptions.ChunkedEncodingError),
        ("truncate-chunked", exceptions.ChunkedEncodingError),
        ("bad-chunk-size", exceptions.ChunkedEncodingError),
        ("bad-status-line", exceptions.ConnectionError),
        ("header-flood", exceptions.ConnectionError),
        ("header-long", exceptions.ConnectionError),
        ("http-0.9", exceptions.ConnectionError),
        ("not-gzip", exceptions.ContentDecodingError),
        ("gzip-nested", exceptions.ContentDecodingError),
        ("number-huge", ValueError),
        ("xml-bomb", exceptions.JSONDecodeError),
        ("truncate-unmarked", exceptions.JSONDecodeError),
        ("empty-body", exceptions.JSONDecodeError),
        ("html", exceptions.JSONDecodeError),
    ],
)
def test_a_library_trips_over_it(simulator, caller, name, error):
    simulator.faults.add(Fault(name, "read"))
    with pytest.raises(error):
        fetch(caller).json()


def test_silence_is_a_timeout(simulator, caller):
    simulator.faults.add(Fault("hang-before-apply", "read"))
    with pytest.raises(exceptions.ReadTimeout):
        requests.get(
            f"{simulator.base_url}database.php", params=caller.arguments("read"), timeout=0.3
        )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("interim-answers", None),
        ("gzip-nested", 3),
        ("wrong-type", None),
        ("no-type", None),
        ("drip", 20_000),
    ],
)
def test_a_library_takes_it_for_an_answer(simulator, caller, name, value):
    simulator.faults.add(Fault(name, "read", value=value))
    assert fetch(caller).json()["total"] == 30


def test_an_answer_after_a_fault_is_a_good_one(simulator, caller):
    simulator.faults.add(Fault("reset-before-apply", "read"))
    with pytest.raises(exceptions.ConnectionError):
        fetch(caller)
    assert fetch(caller).json()["list"] == simulator.rows("100")
