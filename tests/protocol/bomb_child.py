"""A process of its own that meets one bomb, and says what it cost: see test_bombs."""

import json
import re
import resource
import sys
import time
from pathlib import Path

from cn_desktop.api import retry
from cn_desktop.api.client import Habits
from cn_desktop.api.codecs import Format
from cn_desktop.api.reading import Selection
from cn_desktop.base.errors import WorldError
from cn_desktop.base.stop import Stop
from cn_desktop.work.load import load

from .network_bench import LIVE, client_at, session_at


def peak():
    """The most memory this process ever had, in MiB; what its parent had does not count."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text("utf-8"))[1]) / 1024
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def asked(what, simulator, server, form):
    """A call that meets the bomb; everything it takes has been used once before."""
    session = session_at(simulator)
    habits = Habits(format=Format(form))
    session.token(Stop())
    client = client_at(server, session=session, habits=habits)
    known = client_at(simulator, session=session, habits=habits)
    load(known, Selection(LIVE), Stop())
    return {
        "read": lambda: load(client, Selection(LIVE), Stop()).announced,
        "update": lambda: client.update(LIVE, "550001", {"title": "Dr"}, Stop()).ruling.value,
        "get": lambda: session_at(server).token(Stop()),
    }[what]


def main(what, simulator, server, form):
    retry.SHORTEST = 0.001
    call = asked(what, simulator, server, form)
    print("ready", flush=True)  # noqa: T201  to the parent, who lays the bomb now
    sys.stdin.readline()
    before, began = peak(), time.monotonic()
    try:
        came = repr(call())
    except WorldError as error:
        came = f"{type(error).__name__}: {error}"
    seconds = time.monotonic() - began
    print(json.dumps([came, seconds, peak() - before]))  # noqa: T201  to the parent


if __name__ == "__main__":
    main(*sys.argv[1:])
