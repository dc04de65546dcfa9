"""The form of an answer, and that a long one is never whole in memory."""

import json
import tracemalloc
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest

from cn_desktop.simulator.options import Options
from cn_desktop.simulator.replies import Reply, failure, render
from cn_desktop.simulator.server import Simulator

from .calling import Caller


def counted(pages, taken):
    for page in pages:
        taken.append(page)
        yield page


def test_success_and_total_come_before_the_first_record():
    reply = Reply({"success": True, "total": 1}, [[{"uid": "1"}]])
    assert render(reply).get_data() == b'{"success":true,"total":1,"list":[{"uid":"1"}]}'


def test_pages_join_into_one_list():
    pages = [[{"uid": "1"}, {"uid": "2"}], [{"uid": "3"}]]
    answer = json.loads(render(Reply({"success": True}, pages)).get_data())
    assert [row["uid"] for row in answer["list"]] == ["1", "2", "3"]


def test_a_failure_says_no_and_why():
    assert render(failure("Expired token", expire=-1)).get_json() == {
        "success": False,
        "error": "Expired token",
        "expire": -1,
    }


def test_characters_outside_ascii_are_escaped():
    assert b"Si\\u00e2n" in render(failure("Siân")).get_data()


def test_a_page_is_read_only_when_it_is_sent():
    taken = []
    pages = counted([[{"uid": str(n)}] for n in range(5)], taken)
    chunks = iter(render(Reply({"success": True}, pages)).response)
    next(chunks)
    assert len(taken) == 0
    next(chunks)
    assert len(taken) == 1


@pytest.mark.slow
@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_read_of_a_hundred_thousand_records_is_not_built_in_memory(form):
    with Simulator(Options(records=100_000)) as running:
        tracemalloc.start()
        size = read_through(Caller(running), form)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert size > 60_000_000
    assert peak < 20_000_000


def read_through(caller, form):
    """The number of bytes of the whole answer, none of which is kept."""
    connection = HTTPConnection(urlsplit(caller.simulator.base_url).netloc, timeout=60)
    try:
        arguments = caller.arguments("read", dataset="100", raw="1") | {"format": form}
        connection.request("GET", f"/database.php?{urlencode(arguments)}")
        response = connection.getresponse()
        return sum(iter(lambda: len(response.read(65536)), 0))
    finally:
        connection.close()
