"""P3: how long the window stands still while a dataset loads and the table is painted."""

from benchmarks.figures import Row, at_most
from benchmarks.processes import Served, apart, served
from benchmarks.watching import Gaps
from benchmarks.windows import in_window, opened, window

PART = "P3"
SIZES = {(900, 500): at_most(0.016, "< 16 ms"), (1920, 1080): at_most(0.033, "< 33 ms")}
"""Of the table's cells in pixels, and what 999 of 1,000 gaps may last."""


def measure(context):
    rows = []
    with served(context.datasets) as server:
        for size, goal in SIZES.items():
            runs = [
                apart(watch_load, base_url=server.base_url, size=size) for _ in range(context.runs)
            ]
            rows += _rows(context.records, size, goal, runs)
    return rows


def _rows(records, size, goal, runs):
    where = f"gaps while loading at {size[0]} × {size[1]}"
    over = ", ".join(f"{run['seen']} of {run['rounds']}" for run in runs)
    for name in ("p50", "p99", "p99.9", "max"):
        is_goal = name == "p99.9"
        yield Row(
            PART,
            f"{where}, {name}",
            records,
            here=[run[name] for run in runs],
            goal=goal if is_goal else None,
            remark=f"over 16 ms: {over}" if is_goal else "",
        )


def watch_load(base_url, size):
    """The gaps from the wish to the last record on screen, another dataset being shown before."""
    return in_window(_watch_load(Served(base_url), size))


async def _watch_load(server, size):
    async with window(server, size) as program:
        with Gaps(program.window.table, every=0) as gaps:
            await opened(program, "100")
        return gaps.summary()
