"""The one command: measures what it is asked for and shows it as a table."""

import argparse
import platform
import signal
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from benchmarks import bodies, p10_growth
from benchmarks.context import Context
from benchmarks.figures import Row, as_json, not_measurable, table
from benchmarks.processes import Failed

PARTS = {
    "P1": "p1_from_memory",
    "P2": "p2_over_http",
    "P3": "p3_gaps",
    "P4": "p4_painting",
    "P5": "p5_filtering",
    "P6": "p6_sorting",
    "P7": "p7_editing",
    "P8": "p8_submitting",
    "P9": "p9_starting",
    "P10": "p10_growth",
}
ONCE = {"P9"}
"""What the number of records has nothing to do with."""
SIZES = (10_000, 100_000, 1_000_000)
MANY = 500_000
"""From so many records on there are fewer runs, unless the caller says how many."""
RUNS, RUNS_OF_MANY = 5, 3
TERMINATED = 128 + signal.SIGTERM
"""The end that leaves no large files behind."""


def main(arguments=None):
    """Measure and report; returns the exit code."""
    asked = asked_for(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    rows = []
    with tempfile.TemporaryDirectory(prefix="cn-desktop-bench-") as folder:
        for context in _contexts(asked, Path(folder)):
            for found in _all(asked, context):
                rows += found
                _report(asked, rows)
    rows += list(p10_growth.growth(rows)) if "P10" in asked.parts else []
    _report(asked, rows)
    print(table(_ordered(rows)))  # noqa: T201  what the command is for
    return 0


def _report(asked, rows):
    """So far: a run that is ended early has not been in vain."""
    if asked.out:
        write(asked.out, _ordered(rows), _about(asked))


def _ordered(rows):
    return sorted(rows, key=lambda row: list(PARTS).index(row.part))


def _all(asked, context):
    """Everything at one size, part by part; the body is gone afterwards."""
    is_first = context.records == asked.records[0]
    for part in _wanted(asked.parts):
        if is_first or part not in ONCE:
            yield measured(part, context)
    context.body.unlink(missing_ok=True)


def measured(part, context) -> list[Row]:
    """The part's figures; what fails is one line that says so."""
    _say(f"{part}, {context.records:,} records")
    try:
        return list(import_module(f"benchmarks.{PARTS[part]}").measure(context))
    except Failed as failure:
        return [not_measurable(part, "all of it", context.records, str(failure))]


def write(out, rows, about):
    """The table beside all the runs: `out` with the endings .md and .json."""
    words = "\n".join(f"- {name}: {value}" for name, value in about.items())
    out.with_suffix(".md").write_text(f"{table(rows)}\n\n{words}\n", "utf-8")
    out.with_suffix(".json").write_text(as_json(rows, about), "utf-8")


def _contexts(asked, folder):
    for records in asked.records:
        runs = asked.runs or (RUNS_OF_MANY if records >= MANY else RUNS)
        yield Context(folder, records, runs, asked.shape, asked.seed, asked.updates)


def _wanted(parts):
    """P10 is drawn from the others."""
    needed = {*parts, *(p10_growth.PARTS if "P10" in parts else ())}
    return [part for part in PARTS if part in needed]


def _about(asked):
    return {
        "shape": asked.shape,
        "seed": asked.seed,
        "python": platform.python_version(),
        "clock": "without the time for which the machine ran something else, where it tells that",
        "machine": f"{platform.system()} {platform.machine()}",
    }


def asked_for(arguments=None):
    """What the command line says; no part named means all of them."""
    asked = _parser().parse_args(arguments)
    asked.parts = asked.parts or list(PARTS)
    return asked


def _parser():
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description="Measures CN Desktop beside its references; the goals are P1 to P10.",
    )
    add = parser.add_argument
    add("parts", nargs="*", type=_part, metavar="P", help="P1 … P10; none: all of them")
    add("--records", type=int, nargs="+", default=SIZES, metavar="N", help="sizes")
    add("--runs", type=int, default=0, metavar="N", help="runs of each figure")
    add("--shape", choices=list(bodies.SHAPES), default="usual", help="what the records are like")
    add("--seed", type=int, default=1, metavar="N", help="of the records")
    add("--updates", type=int, default=5_000, metavar="N", help="rows that P8 sends")
    add("--out", type=Path, metavar="FILE", help="write FILE.md and FILE.json")
    return parser


def _part(name):
    """`choices` of argparse would refuse a command line without any."""
    if name not in PARTS:
        raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(PARTS)}")
    return name


def _say(text):
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
