"""P6: sorting by a column and by two, the first time and again."""

from dataclasses import replace
from pathlib import Path

import orjson
from benchmarks import clock, proxies
from benchmarks.figures import Row, never_over, times
from benchmarks.processes import Served, apart, served
from benchmarks.watching import Gaps, until_shown
from benchmarks.windows import in_window, opened, window
from PySide6.QtCore import Qt

from cn_desktop.records.fields import FieldName
from cn_desktop.records.query import SortBy

PART = "P6"
FIELDS = ("lastname", "postcode", "client_ref")
"""With few different values, with many, and with another in each record."""
BOTH = "address3 and lastname"
TWO = ("address3", "lastname")
"""With many rows alike by the first of them."""
AGAIN_BOTH = never_over(0.300, "each < 300 ms")
AGAIN = never_over(0.150, "each < 150 ms")
NO_GAP = never_over(0.016, "none > 16 ms")
ORDERS = (Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder)


def measure(context):
    with served(context.datasets) as server:
        runs = [apart(sort_here, base_url=server.base_url) for _ in range(context.runs)]
    there = [apart(sort_there, path=str(context.body)) for _ in range(context.runs)]
    for field in FIELDS:
        yield from _rows(context.records, field, [run[field] for run in runs], there)
    yield from _rows(context.records, BOTH, [run[BOTH] for run in runs], there)
    if context.records <= proxies.MOST:
        yield _beside_proxy(context, runs)


def _rows(records, field, runs, there):
    reference = [run[field] for run in there]
    first = [run["first"]["seconds"] for run in runs]
    again = [each["seconds"] for run in runs for each in run["again"]]
    gaps = [each["gap"] for run in runs for each in run["again"]]
    yield Row(PART, f"sort by {field}, first time", records, here=first)
    yield Row(
        PART,
        f"sort by {field}, again",
        records,
        here=again,
        there=reference,
        beside="sorted",
        goal=AGAIN_BOTH if field == BOTH else AGAIN,
    )
    yield Row(PART, f"sort by {field}, again: longest gap", records, here=gaps, goal=NO_GAP)


def _beside_proxy(context, runs):
    field = FIELDS[0]
    beside = apart(proxies.use, path=str(context.body), words=[], fields=[field])
    return Row(
        PART,
        f"sort by {field}, again",
        context.records,
        here=[each["seconds"] for run in runs for each in run[field]["again"]],
        there=[beside["sorted"][field]],
        beside=proxies.NAME,
        goal=times(0.01),
    )


def sort_here(base_url):
    """For each field the first sort and the later ones: seconds until on screen, longest gap."""
    return in_window(_sort_here(Served(base_url)))


async def _sort_here(server):
    async with window(server) as program:
        await opened(program, "100")
        return {field: await _sorts(program, field) for field in (*FIELDS, BOTH)}


async def _sorts(program, field):
    first = await _sort(program, field, Qt.SortOrder.AscendingOrder)
    return {"first": first, "again": [await _sort(program, field, order) for order in ORDERS]}


async def _sort(program, field, order):
    told = []
    table, workspace = program.window.table, program.workspace
    workspace.order_changed.connect(lambda: told.append(1))
    with Gaps(table) as gaps:
        began = clock.now()
        if field == BOTH:
            workspace.ask(replace(workspace.query, sort=_by_both(order)))
        else:
            table.sortByColumn(program.window.model.fields.index(field), order)
        await until_shown(table, lambda: told and not workspace.is_counting)
        seconds = clock.now() - began
    return {"seconds": seconds, "gap": max(gaps.seconds)}


def _by_both(order):
    is_descending = order is Qt.SortOrder.DescendingOrder
    return tuple(SortBy(FieldName(field), is_descending) for field in TWO)


def sort_there(path):
    """Seconds to sort row numbers by a list of values."""
    records = orjson.loads(Path(path).read_bytes())["list"]
    columns = {field: [record[field] or "" for record in records] for field in {*FIELDS, *TWO}}
    columns[BOTH] = list(zip(*map(columns.get, TWO), strict=True))
    seconds = {}
    for field, values in columns.items():
        began = clock.now()
        sorted(range(len(values)), key=values.__getitem__)
        seconds[field] = clock.now() - began
    return seconds
