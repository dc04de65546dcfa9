"""A process of its own that loads one dataset, and says what came and what it cost.

See test_load_at_size. It is told the way, the format, the address, the user name, a folder
and the rows to show; the key is in its environment.
"""

import asyncio
import json
import os
import re
import resource
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from cn_desktop.api.client import Client, Habits
from cn_desktop.api.reading import Selection
from cn_desktop.api.token import Credentials, Session
from cn_desktop.api.transport import HttpTransport
from cn_desktop.base.paths import Folders
from cn_desktop.base.profile import Format
from cn_desktop.base.secret import Secret
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import DatasetId
from cn_desktop.work.load import load

DATASET = DatasetId("100")
STATUS = Path("/proc/self/status")


class Costs:
    """Seconds, and memory in bytes, from its making on."""

    def __init__(self):
        self._before = memory("VmRSS")
        self._began = time.monotonic()
        self._cpu = time.process_time()

    def figures(self):
        return {
            "seconds": round(time.monotonic() - self._began, 2),
            "cpu": round(time.process_time() - self._cpu, 2),
            "before": self._before,
            "peak": memory("VmHWM"),
            "kept": memory("VmRSS"),
        }


def memory(what):
    """VmRSS or VmHWM in bytes; the peak for both where only that can be had."""
    if STATUS.exists():
        return int(re.search(rf"{what}:\s+(\d+) kB", STATUS.read_text("utf-8"))[1]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


class Counted:
    """A transport that adds up the bytes of bodies."""

    def __init__(self, transport):
        self._transport = transport
        self.size = 0

    @contextmanager
    def open(self, request, stop):
        with self._transport.open(request, stop) as incoming:
            yield Body(incoming, self)


class Body:
    def __init__(self, incoming, counted):
        self.status, self.headers = incoming.status, incoming.headers
        self._incoming = incoming
        self._counted = counted

    def chunks(self):
        for chunk in self._incoming.chunks():
            self._counted.size += len(chunk)
            yield chunk


def by_load(form, address, username, _folder, rows):
    transport = Counted(HttpTransport(address))
    session = Session(transport, Credentials(username, Secret(os.environ["CN_DESKTOP_API_KEY"])))
    session.token(Stop())
    client = Client(transport, session, Habits(format=Format(form)))
    transport.size, costs = 0, Costs()
    loaded = load(client, Selection(DATASET), Stop())
    figures = costs.figures() | {"body": transport.size, "announced": loaded.announced}
    tell(figures, loaded.store, rows)


def by_window(_form, address, username, folder, rows):
    """The whole program: its window is open and shows the table while the rest arrives."""
    from cn_desktop.ui.front import run  # noqa: PLC0415  the other way needs no Qt
    from cn_desktop.ui.options import Options  # noqa: PLC0415

    async def look(program):
        loaded, costs = asyncio.get_running_loop().create_future(), Costs()
        program.jobs.loaded.connect(lambda: loaded.done() or loaded.set_result(None))
        await loaded
        await program.jobs.idle()
        figures = costs.figures() | {"shown": program.window.model.rowCount()}
        tell(figures, program.workspace.sheet.store, rows)
        return 0

    options = Options(
        Folders(Path(folder)),
        base_url=address,
        username=username,
        key=Secret(os.environ["CN_DESKTOP_API_KEY"]),
        dataset=DATASET,
    )
    run(options, look)


def tell(figures, store, rows):
    """One line of JSON. Uids are given as the first, and whether each is one above the last."""
    keys = [int(store.key(row)) for row in store.rows()]
    told = {
        "count": len(store),
        "is_complete": store.is_complete,
        "first": keys[0],
        "is_without_gap": keys == list(range(keys[0], keys[0] + len(keys))),
        "records": [store.record(row) for row in map(int, rows.split(","))],
    }
    print(json.dumps(figures | told), flush=True)  # noqa: T201  to the parent


WAYS = {"load": by_load, "window": by_window}

if __name__ == "__main__":
    WAYS[sys.argv[1]](*sys.argv[2:])
