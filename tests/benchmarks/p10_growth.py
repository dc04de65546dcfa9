"""P10: how the cost of loading, filtering, sorting, painting and sending grows with the records."""

from random import Random
from statistics import median

from benchmarks import clock
from benchmarks.figures import Goal, Of, Row
from benchmarks.p1_from_memory import DATASET, stored
from benchmarks.processes import apart

from cn_desktop.records.sheet import Sheet

PART = "P10"
CELLS = 20_000
LINEAR, CONSTANT = "linear", "constant"
SOURCES = {
    ("P1", "load, CPU"): LINEAR,
    ("P2", "load over HTTP until usable"): LINEAR,
    ("P4", "full repaint, full HD, with pending marks"): CONSTANT,
    ("P4", "scroll by 3 rows"): CONSTANT,
    ("P5", "typing a frequent word: complete"): LINEAR,
    ("P6", "sort by postcode, again"): LINEAR,
    ("P8", "submit 5,000 updates at 50 ms: CPU"): CONSTANT,
    ("P10", "one cell"): CONSTANT,
    ("P10", "one cell by its record’s key"): CONSTANT,
}
"""The figures that are held against themselves at another size, and what is to stay the same."""
PARTS = {part for part, _ in SOURCES}
SAME = Goal(Of.RATIO, 1.1, "≤ 1.1 ×")


def measure(context):
    runs = [apart(read_cells, path=str(context.body)) for _ in range(context.runs)]
    return [
        Row(PART, name, context.records, "us", [run[name] for run in runs])
        for name in ("one cell", "one cell by its record’s key")
    ]


def growth(rows):
    """The figures of every size beside those of the smallest."""
    for (part, what), same in SOURCES.items():
        found = [row for row in rows if (row.part, row.what) == (part, what) and row.here]
        found.sort(key=lambda row: row.records)
        for row in found[1:]:
            if row.records != found[0].records:
                yield _beside(row, found[0], same)


def _beside(row, least, same):
    here, there = ([value / _share(each, same) for value in each.here] for each in (row, least))
    unit = "1,000 records" if same == LINEAR else "all"
    of = f"{row.part}: {row.what}, {unit}"
    return Row(PART, of, row.records, row.unit, here, there, f"at {least.records:,}", SAME)


def _share(row, same):
    return row.records / 1000 if same == LINEAR else 1


def read_cells(path):
    """Seconds for one cell, drawn from anywhere in the store."""
    store = stored(path)
    sheet = Sheet(DATASET, store)
    dice = Random(1)
    rows = [dice.randrange(len(store)) for _ in range(CELLS)]
    fields = [dice.choice(store.fields) for _ in range(CELLS)]
    keys = [store.key(row) for row in rows]
    return {
        "one cell": _each(sheet.row_value, rows, fields),
        "one cell by its record’s key": _each(sheet.value, keys, fields),
    }


def _each(read, places, fields):
    runs = []
    for _ in range(5):
        began = clock.now()
        for place, field in zip(places, fields, strict=True):
            read(place, field)
        runs.append((clock.now() - began) / len(fields))
    return median(runs)
