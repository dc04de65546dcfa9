"""P8: many updates to a slow server, beside the same exchanges of bare http.client."""

import json
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.bare_exchanges import replay
from benchmarks.figures import Row, at_least_times, never_over
from benchmarks.processes import Served, apart, served
from benchmarks.watching import Gaps
from benchmarks.windows import in_window, opened, window

from cn_desktop.records.fields import FieldName
from cn_desktop.records.marks import State

PART = "P8"
LATENCY = 0.050
RUNS = 2
WATCHED = 5
"""One in so many rows is sent once more, the window being watched."""
FIELD = FieldName("firstname")
KEPT_ALIVE = "http.client, each connection kept"
ANEW = "http.client, a connection for each exchange"


def measure(context):
    updates = min(context.updates, context.records // 2)
    few = -(-updates // WATCHED)
    runs = [_compared(context, updates) for _ in range(min(RUNS, context.runs))]
    with _service(context) as server:
        gaps = apart(watch, base_url=server.base_url, updates=few)
    return [*_rows(context.records, updates, runs), *_gaps(context.records, few, gaps)]


def _service(context):
    """A server that has the records as they are in the file."""
    return served(context.datasets, LATENCY, has_records=True)


def _compared(context, updates):
    """The program's run, and the seconds that the same exchanges take without it."""
    with _service(context) as server:
        run = apart(submit, base_url=server.base_url, updates=updates)
        log, most = run.pop("log"), run["most"]
        kept = _replayed(server, log, most, is_kept=True)
        anew = _replayed(server, log, most, is_kept=False)
        return {**run, "exchanges": len(log), "kept": kept, "anew": anew}


def _rows(records, updates, runs):
    what = f"submit {updates:,} updates at 50 ms"
    here, kept, anew = (
        [updates / run[name] for run in runs] for name in ("seconds", "kept", "anew")
    )
    remark = f"{runs[-1]['exchanges'] / updates:.1f} exchanges a row, {runs[-1]['most']} at a time"
    goal = at_least_times(0.8)
    return [
        Row(PART, what, records, "/s", here, kept, KEPT_ALIVE, goal, remark),
        Row(PART, what, records, "/s", here, anew, ANEW),
        Row(PART, f"{what}: CPU", records, "s", [run["cpu"] for run in runs]),
    ]


def _gaps(records, updates, gaps):
    """Apart from the rate: painting for each frame takes its share of the processor."""
    yield Row(
        PART,
        f"submit {updates:,} updates at 50 ms: longest gap",
        records,
        here=[gaps["max"]],
        goal=never_over(0.016, "none > 16 ms"),
        remark=f"{gaps['seen']} of {gaps['rounds']} over 16 ms",
    )


def submit(base_url, updates):
    """Change so many rows and send them, journal and checks on."""
    return in_window(_submit(Served(base_url), updates))


def watch(base_url, updates):
    """The gaps while so many rows are sent."""
    return in_window(_watch(Served(base_url), updates))


async def _submit(server, updates):
    async with window(server) as program:
        keys = await _changed(program, updates)
        server.seen()
        began, cpu = time.monotonic(), time.process_time()
        await _sent(program, keys)
        seconds, spent = time.monotonic() - began, time.process_time() - cpu
        seen = server.seen()
        return {"seconds": seconds, "cpu": spent, "log": seen["log"], "most": seen["most"]}


async def _watch(server, updates):
    async with window(server) as program:
        keys = await _changed(program, updates)
        with Gaps(program.window.table) as gaps:
            await _sent(program, keys)
        return gaps.summary()


async def _changed(program, updates):
    """Rows with a change that is kept; their keys."""
    await opened(program, "100")
    keys = [program.window.model.key_at(place) for place in range(updates)]
    program.workspace.set_cells({(key, FIELD): f"Changed {key}" for key in keys}, "measure")
    await program.keeping.flush()
    return keys


async def _sent(program, keys):
    program.sending.submit(keys)
    await program.jobs.idle()
    if program.workspace.count(State.SAVED) != len(keys):
        raise ValueError(program.window.notices.notice.title)


def _replayed(server, exchanges, connections, *, is_kept):
    with tempfile.TemporaryDirectory(prefix="cn-desktop-bench-") as folder:
        log = Path(folder) / "log.json"
        log.write_text(json.dumps(exchanges), "utf-8")
        return apart(
            replay,
            port=urlsplit(server.base_url).port,
            log=str(log),
            connections=connections,
            is_kept=is_kept,
        )
