"""Goal P8: how fast rows are submitted, beside bare http.client, and what the window feels of it.

`python tests/benchmarks/submitting.py 1000` prints one line of JSON; `measured` gives the same
to whoever calls it.

The server is a process of its own on loopback that keeps its connections, answers every
request so many milliseconds late, and ends with its parent. The bare client does the exchanges
that each update takes (read, write, read) one after the other, in as many threads with one kept
connection each; `fresh` says how it fares with a new connection for each exchange.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

ROOT = Path(__file__).resolve().parents[2]
DATASET = "100"
TOKEN = "0123456789abcdef0123456789abcdef01234567"
FRAME_SECONDS = 0.016
BEAT_MS = 1


# The server


def record(number: int) -> dict[str, str | None]:
    """Thirty fields, as in a real read; the telephone numbers are those of Ofcom for drama."""
    fields: dict[str, str | None] = {
        "uid": str(550001 + number),
        "dataset": DATASET,
        "title": "Ms",
        "firstname": "Ada",
        "lastname": f"Example {number}",
        "ddi_home": f"01632960{number % 1000:03}",
        "ddi_mobile": f"07700900{number % 1000:03}",
        "address1": f"{number % 200} Example Road",
        "town": "Exampleton",
        "postcode": "EX1 1EX",
        "email": f"person{number}@example.com",
        "callback": "0000-00-00 00:00:00",
        "outcomecode": "0",
        "urn": None,
        "notes": "",
    }
    return fields | {f"custom{each}": f"value {number % 50}" for each in range(15)}


class Service:
    """Just enough of the account: a token, the datasets, one table, updates."""

    def __init__(self, size: int) -> None:
        self.records = {row["uid"]: row for row in map(record, range(size))}
        self.updates = 0

    def answer(self, target: str, body: bytes) -> bytes:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
        return json.dumps(self._document(asked, body), separators=(",", ":")).encode()

    def _document(self, asked: dict[str, str], body: bytes) -> dict[str, object]:
        if asked.get("action") == "update":
            (fields,) = json.loads(body)
            self.records[fields["uid"]] |= fields
            self.updates += 1
            return {"success": True, "total": 1, "bad": 0, "error": ""}
        if asked.get("action") == "get":
            return {"success": True, "token": TOKEN, "expire": int(time.time()) + 43200}
        if asked.get("method") == "ecnow_data":
            found = [self.records[asked["urn"]]] if "urn" in asked else [*self.records.values()]
            return {"success": True, "total": len(found), "list": found}
        if asked.get("method") == "ecnow_datasets":
            listed = [{"dataset": DATASET, "description": "Bench", "d_status": "LIVE"}]
            return {"success": True, "total": 1, "list": listed}
        return {"success": True, "total": 0, "list": []}


class Talk(asyncio.Protocol):
    """One connection: whole requests in, answers out after the latency."""

    def __init__(self, service: Service, seconds: float) -> None:
        self._service = service
        self._seconds = seconds
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, rest = self._received.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (x.partition(": ") for x in lines[1:])}
        length = int(headers.get("content-length", 0))
        if not end or len(rest) < length:
            return
        self._received = rest[length:]
        body = self._service.answer(lines[0].split(" ")[1], rest[:length])
        is_last = headers.get("connection", "").lower() == "close"
        kept = "close" if is_last else "keep-alive"
        answer = (
            f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: {kept}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode() + body
        asyncio.get_running_loop().call_later(
            self._seconds, partial(self._send, answer, is_last=is_last)
        )

    def _send(self, answer: bytes, *, is_last: bool) -> None:
        self._transport.write(answer)
        if is_last:
            self._transport.close()


async def serve(size: int, latency_ms: float) -> None:
    """Tell the port, answer until the parent's end of the pipe is closed."""
    loop = asyncio.get_running_loop()
    service = Service(size)
    server = await loop.create_server(
        lambda: Talk(service, latency_ms / 1000), "127.0.0.1", 0, backlog=256
    )
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


@contextmanager
def served(size: int, latency_ms: float):
    """The port of a server that ends with the block, or with this process."""
    command = [sys.executable, __file__, "serve", str(size), str(latency_ms)]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield int(server.stdout.readline())
    finally:
        server.stdin.close()
        server.wait(30)
        server.stdout.close()


# The reference


def bare_rate(port: int, rows: int, connections: int, *, is_kept: bool) -> float:
    """Updates a second of bare http.client: read, write and read of each."""
    todo = deque(str(550001 + number) for number in range(rows))

    def work() -> None:
        line = HTTPConnection("127.0.0.1", port)
        while todo:
            try:
                uid = todo.popleft()
            except IndexError:
                break
            for method, address, body in _exchanges(uid):
                headers = {} if is_kept else {"Connection": "close"}
                line.request(method, address, body, headers)
                json.loads(line.getresponse().read())
                if not is_kept:
                    line.close()
        line.close()

    threads = [threading.Thread(target=work) for _ in range(connections)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return rows / (time.perf_counter() - began)


def _exchanges(uid: str):
    asked = {"token": TOKEN, "format": "json", "method": "ecnow_data"}
    read = {**asked, "action": "read", "dataset": DATASET, "raw": "1", "urn": uid}
    write = {**asked, "action": "update", "raw": "1"}
    body = json.dumps([{"uid": uid, "dataset": DATASET, "title": "Dr"}]).encode()
    yield "GET", "/database.php?" + urlencode(read), None
    yield "POST", "/database.php?" + urlencode(write), body
    yield "GET", "/database.php?" + urlencode(read), None


# The window


@dataclass
class Figures:
    """`rate` and `bare` in updates a second; gaps in milliseconds, between two turns of the loop.

    `turns` are the same gaps in processor time of the window's thread: what the program itself
    computed between two turns, whatever else the machine was busy with. `idle` has both of the
    repainting window while nothing is sent. `cpu` is the program's processor time for one
    update, in milliseconds, painting included.
    """

    rows: int
    latency_ms: float
    at_once: int
    rate: float = 0.0
    bare: float = 0.0
    fresh: float = 0.0
    ratio: float = 0.0
    cpu: float = 0.0
    saved: int = 0
    gaps: dict[str, float] = field(default_factory=dict)
    turns: dict[str, float] = field(default_factory=dict)
    idle: dict[str, dict[str, float]] = field(default_factory=dict)


class Heart:
    """Notes how long the loop was away, while the table is repainted sixty times a second."""

    def __init__(self, table) -> None:
        from PySide6.QtCore import Qt, QTimer  # noqa: PLC0415  the server runs without Qt

        self._table = table
        self._last = (0.0, 0.0)
        self.gaps: list[float] = []
        self.turns: list[float] = []
        self._beat = QTimer(table, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._note)
        self._paint = QTimer(table, interval=16, timerType=Qt.TimerType.PreciseTimer)
        self._paint.timeout.connect(table.viewport().update)

    def start(self) -> None:
        self._last = time.perf_counter(), time.thread_time()
        self.gaps, self.turns = [], []
        self._beat.start()
        self._paint.start()

    def stop(self) -> dict[str, dict[str, float]]:
        self._beat.stop()
        self._paint.stop()
        return {"gaps": spread(self.gaps), "turns": spread(self.turns)}

    def _note(self) -> None:
        now = time.perf_counter(), time.thread_time()
        self.gaps.append(now[0] - self._last[0])
        self.turns.append(now[1] - self._last[1])
        self._last = now


def spread(seconds: list[float]) -> dict[str, float]:
    """The longest, in milliseconds, and how many took longer than a frame."""
    ordered = sorted(seconds)
    found = {
        name: round(1000 * ordered[int(len(ordered) * share)], 2)
        for name, share in (("p50", 0.5), ("p99", 0.99), ("p999", 0.999))
    }
    return found | {
        "max": round(1000 * ordered[-1], 2),
        "count": len(ordered),
        "over_a_frame": sum(each > FRAME_SECONDS for each in ordered),
    }


async def _submitted(program, figures: Figures) -> None:
    from cn_desktop.records.fields import DatasetId, FieldName  # noqa: PLC0415  without Qt: no need
    from cn_desktop.records.marks import State  # noqa: PLC0415

    workspace, window = program.workspace, program.window
    window.resize(900, 500)
    await _until(lambda: window.picker.count() and not program.jobs.is_busy)
    program.jobs.open_dataset(DatasetId(DATASET))
    await program.jobs.idle()
    keys = [workspace.sheet.store.key(row) for row in workspace.rows[: figures.rows]]
    workspace.set_cells({(key, FieldName("title")): "Dr" for key in keys}, "bench")
    await program.keeping.flush()
    heart = Heart(window.table)
    heart.start()
    await asyncio.sleep(1)
    figures.idle = heart.stop()
    heart.start()
    began, cpu = time.perf_counter(), time.process_time()
    program.sending.submit(keys, is_agreed=True)
    await _until(lambda: not program.jobs.is_busy)
    figures.rate = figures.rows / (time.perf_counter() - began)
    figures.cpu = 1000 * (time.process_time() - cpu) / figures.rows
    beats = heart.stop()
    figures.gaps, figures.turns = beats["gaps"], beats["turns"]
    figures.saved = workspace.count(State.SAVED)


async def _until(holds) -> None:
    turn = asyncio.Event()
    while not holds():
        with suppress(TimeoutError):
            await asyncio.wait_for(turn.wait(), 0.005)


def window_figures(port: int, figures: Figures) -> None:
    """Submit in the real window and fill in what it took."""
    from cn_desktop.base.paths import Folders  # noqa: PLC0415  the server needs none of it
    from cn_desktop.base.secret import Secret  # noqa: PLC0415
    from cn_desktop.ui.app import Options, run  # noqa: PLC0415

    async def script(program) -> int:
        await _submitted(program, figures)
        return 0

    with tempfile.TemporaryDirectory() as folder:
        options = Options(
            Folders(Path(folder)),
            base_url=f"http://127.0.0.1:{port}/",
            username="demo",
            key=Secret("a key"),
        )
        run(options, script)


def measured(rows: int, *, latency_ms: float = 50.0, at_once: int = 8) -> Figures:
    """One run of the program between two of the reference, each against a server of its own.

    `at_once` must be the connection's setting, which is 8 unless a person changed it.
    """
    figures = Figures(rows, latency_ms, at_once)
    few = min(rows, 400)
    with served(few, latency_ms) as port:
        bare = [bare_rate(port, few, at_once, is_kept=True)]
        figures.fresh = bare_rate(port, few, at_once, is_kept=False)
    with served(rows, latency_ms) as port:
        window_figures(port, figures)
    with served(few, latency_ms) as port:
        bare.append(bare_rate(port, few, at_once, is_kept=True))
    figures.bare = statistics.mean(bare)
    figures.ratio = figures.rate / figures.bare
    return figures


def main() -> None:
    if sys.argv[1:2] == ["serve"]:
        asyncio.run(serve(int(sys.argv[2]), float(sys.argv[3])))
        return
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rows", type=int)
    parser.add_argument("--latency-ms", type=float, default=50.0)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_API"] = "pyside6"
    sys.path.insert(0, str(ROOT))
    given = parser.parse_args()
    figures = measured(given.rows, latency_ms=given.latency_ms)
    sys.stdout.write(json.dumps(asdict(figures)) + "\n")


if __name__ == "__main__":
    main()
