"""P2: a dataset read over loopback, from the wish to the table."""

import gc

import orjson
import requests
from benchmarks import clock
from benchmarks.figures import Row, at_most, times
from benchmarks.processes import Served, apart, served
from benchmarks.watching import Paints, until
from benchmarks.windows import in_window, opened, window

PART = "P2"
REFERENCE = "requests .content + orjson.loads"
READ = "database.php?format=json&method=ecnow_data&action=read&dataset=100&raw=1&token="


def measure(context):
    here, there = [], []
    with served(context.datasets) as server:
        for _ in range(context.runs):
            here.append(apart(load_here, base_url=server.base_url, records=context.records))
            there.append(apart(load_there, base_url=server.base_url))
    records = context.records
    usable, first = [run["usable"] for run in here], [run["first"] for run in here]
    return [
        Row(
            PART, "load over HTTP until usable", records, "s", usable, there, REFERENCE, times(0.7)
        ),
        Row(
            PART,
            "first row on screen after the first byte",
            records,
            here=first,
            goal=at_most(0.020, "≤ 20 ms"),
        ),
    ]


def load_here(base_url, records):
    """Seconds until all is on screen, and from the first byte to the first row on screen."""
    return in_window(_load_here(Served(base_url), records))


async def _load_here(server, records):
    async with window(server) as program:
        moments = []

        def note(moment):
            if not moments and program.window.model.rowCount():
                moments.append(moment)

        Paints(program.window.table.viewport(), note)
        waited, began = clock.waited(), clock.now()
        await opened(program, "100")
        usable = clock.now() - began
        if len(program.workspace.rows) != records:
            raise ValueError("records are missing")
        await until(lambda: moments)
        first = moments[0] + waited - server.seen()["first_byte"]
        return {"usable": usable, "first": first}


def load_there(base_url):
    gc.disable()
    began = clock.now()
    document = orjson.loads(requests.get(base_url + READ, timeout=600).content)
    return clock.now() - began if document["list"] else None
