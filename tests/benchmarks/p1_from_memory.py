"""P1: a body in memory becomes a store that can be searched."""

import gc
import time
from pathlib import Path

import orjson
from benchmarks import memory
from benchmarks.figures import Row, not_measurable, times
from benchmarks.processes import apart

from cn_desktop.api.client import Client
from cn_desktop.api.reading import Selection
from cn_desktop.api.token import Credentials, Session
from cn_desktop.api.transport import HttpTransport
from cn_desktop.base.secret import Secret
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import DatasetId
from cn_desktop.records.query import Query
from cn_desktop.records.search import Search
from cn_desktop.records.sheet import Sheet
from cn_desktop.work.load import Load

PART = "P1"
DATASET = DatasetId("100")
PIECE = 256 * 1024
"""Bytes; as they come from the network."""
NOWHERE = "zqxzq"
REFERENCE = "orjson.loads, GC off"


def measure(context):
    here, there = [], []
    for _ in range(context.runs):
        here.append(apart(load_here, path=str(context.body)))
        there.append(apart(load_there, path=str(context.body)))
    size = context.body.stat().st_size
    return [*_times(context, here, there), *_memory(context, here, there, size)]


def _times(context, here, there):
    reference = [run["cpu"] for run in there]
    for what, name, goal in (
        ("load, CPU", "cpu", times(0.8)),
        ("load and first search, CPU", "cpu_searched", times(0.8)),
    ):
        runs = [run[name] for run in here]
        yield Row(PART, what, context.records, "s", runs, reference, REFERENCE, goal)


def _memory(context, here, there, size):
    if here[0]["kept"] is None:
        yield not_measurable(PART, "memory", context.records, "only Linux tells it")
        return
    for what, name, goal in (
        ("memory kept", "kept", times(1.2)),
        ("memory kept, searched once", "kept_searched", times(1.2)),
        ("peak of memory", "peak", None),
    ):
        runs = [run[name] for run in here]
        yield Row(PART, what, context.records, "MB", runs, [size], "size of the body", goal)
    kept, peak = [run["kept_searched"] for run in here], [run["kept"] for run in there]
    yield Row(PART, "memory beside orjson’s", context.records, "MB", kept, peak, REFERENCE)


def load_here(path):
    """Seconds of CPU and bytes of memory; the pieces are there before and are not counted."""
    pieces = list(_pieces(Path(path)))
    gc.collect()
    gc.disable()
    read = Load(_client(), Selection(DATASET), Stop())
    before = memory.resident()
    memory.forget_peak()
    began = time.process_time()
    for piece in pieces:
        for _count in read.take(piece):
            pass
    store = read.finish().store
    loaded, kept = time.process_time(), memory.resident()
    Search(Sheet(DATASET, store)).rows(Query(text=NOWHERE))
    searched = time.process_time()
    if not store.is_complete:
        raise ValueError("the read was not complete")
    return {
        "cpu": loaded - began,
        "cpu_searched": searched - began,
        "kept": _grown(before, kept),
        "kept_searched": _grown(before, memory.resident()),
        "peak": _grown(before, memory.peak()),
    }


def load_there(path):
    text = Path(path).read_bytes()
    gc.collect()
    gc.disable()
    before = memory.resident()
    began = time.process_time()
    document = orjson.loads(text)
    ended = time.process_time()
    kept = _grown(before, memory.resident())
    return {"cpu": ended - began, "kept": kept, "records": len(document["list"])}


def stored(path):
    """The store of a body in a file."""
    read = Load(_client(), Selection(DATASET), Stop())
    for piece in _pieces(Path(path)):
        for _count in read.take(piece):
            pass
    return read.finish().store


def _client():
    transport = HttpTransport("http://127.0.0.1/")
    return Client(transport, Session(transport, Credentials("demo", Secret(""))))


def _pieces(path):
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _grown(before, after):
    return None if before is None or after is None else after - before
