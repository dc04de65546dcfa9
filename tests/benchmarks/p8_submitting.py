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
FIELD = FieldName("firstname")
KEPT_ALIVE = "http.client, each connection kept"
ANEW = "http.client, a connection for each exchange"


def measure(context):
    updates = min(context.updates, context.records // 2)
    here, kept, anew, told = [], [], [], []
    with served(context.datasets, LATENCY, has_records=True) as server:
        for number in range(min(RUNS, context.runs)):
            sent = apart(submit, base_url=server.base_url, updates=updates, number=number)
            exchanges, most = sent.pop("log"), sent.pop("most")
            told.append({**sent, "exchanges": len(exchanges), "most": most})
            here.append(updates / sent["seconds"])
            kept.append(updates / _replayed(server, exchanges, most, is_kept=True))
            anew.append(updates / _replayed(server, exchanges, most, is_kept=False))
    return _rows(context.records, updates, (here, kept, anew), told)


def _rows(records, updates, rates, told):
    here, kept, anew = rates
    what = f"submit {updates:,} updates at 50 ms"
    each = told[-1]["exchanges"] / updates
    remark = f"{each:.1f} exchanges a row, {told[-1]['most']} at a time"
    goal = at_least_times(0.8)
    gaps, cpu = ([run[name] for run in told] for name in ("gap", "cpu"))
    return [
        Row(PART, what, records, "/s", here, kept, KEPT_ALIVE, goal, remark),
        Row(PART, what, records, "/s", here, anew, ANEW),
        Row(PART, f"{what}: CPU", records, "s", cpu),
        Row(
            PART,
            f"{what}: longest gap",
            records,
            here=gaps,
            goal=never_over(0.016, "none > 16 ms"),
            remark=f"{told[-1]['seen']} of {told[-1]['rounds']} over 16 ms",
        ),
    ]


def submit(base_url, updates, number):
    """Change so many rows and send them, journal and checks on."""
    return in_window(_submit(Served(base_url), updates, f"Run {number}"))


async def _submit(server, updates, name):
    async with window(server) as program:
        await opened(program, "100")
        model = program.window.model
        keys = [model.key_at(place) for place in range(updates)]
        wanted = {(key, FIELD): f"{name} {key}" for key in keys}
        program.workspace.set_cells(wanted, "measure")
        await program.keeping.flush()
        server.seen()
        with Gaps(program.window.table) as gaps:
            began, cpu = time.monotonic(), time.process_time()
            program.sending.submit(keys)
            await program.jobs.idle()
            seconds, spent = time.monotonic() - began, time.process_time() - cpu
        if program.workspace.count(State.SAVED) != updates:
            raise ValueError(program.window.notices.notice.title)
        found = gaps.summary()
        more = {"gap": found["max"], "seen": found["seen"], "rounds": found["rounds"]}
        seen = server.seen()
        return {"seconds": seconds, "cpu": spent, **more, "log": seen["log"], "most": seen["most"]}


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
