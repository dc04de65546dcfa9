"""P9: from the start of the process to the first painted window."""

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.figures import Row, times
from benchmarks.processes import ROOT, environment

PART = "P9"
REFERENCE = "an empty PySide6 window with the same imports"

SAME = "same_imports"
"""A module of nothing but them."""

HERE = """
import sys
from benchmarks.started import start_here
start_here(sys.argv[1])
"""
"""What `python -m cn_desktop` does, told to end once the window is painted."""

BARE = """
import sys, time
if len(sys.argv) > 2:
    sys.path.append(sys.argv[1])
    __import__(sys.argv[2])
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        QTimer.singleShot(0, self.end)

    def end(self):
        from benchmarks import clock
        print(clock.now(), time.process_time(), sep="\\n", flush=True)
        application.exit()

application = QApplication(sys.argv[:1])
window = Window()
window.resize(1366, 768)
window.show()
application.exec()
"""


def measure(context):
    here, there, python = [], [], []
    with tempfile.TemporaryDirectory(prefix="cn-desktop-bench-") as folder:
        start = partial(_started, folder)
        imports = start(HERE).told  # the first start writes the bytecode that later ones find
        (Path(folder) / f"{SAME}.py").write_text(imports, "utf-8")
        start(BARE, SAME)
        for _ in range(context.runs):
            here.append(start(HERE))
            there.append(start(BARE, SAME))
            python.append(start(BARE))
    return [
        *_rows(here, there, REFERENCE, times(1.3)),
        *_rows(here, python, "the same without the imports"),
    ]


def _rows(here, there, beside, goal=None):
    for what, figure in (("by the clock", "seconds"), ("CPU", "cpu")):
        runs, reference = ([getattr(run, figure) for run in each] for each in (here, there))
        name = f"start to the first painted window, {what}"
        yield Row(PART, name, 0, here=runs, there=reference, beside=beside, goal=goal)


@dataclass(frozen=True)
class Start:
    """Seconds by the clock and of CPU until a program said that it is there, and what it said."""

    seconds: float
    cpu: float
    told: str


def _started(folder, program, *arguments):
    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", program, folder, *arguments],
        cwd=ROOT,
        env=_with_bytecode(folder),
        capture_output=True,
        check=True,
        timeout=120,
        text=True,
    )
    moment, cpu, told = ended.stdout.split("\n", 2)
    return Start(float(moment) - began, float(cpu), told.strip())


def _with_bytecode(folder):
    """Modules are compiled once, as where the program is installed."""
    given = environment() | {"PYTHONPYCACHEPREFIX": folder}
    return {name: value for name, value in given.items() if name != "PYTHONDONTWRITEBYTECODE"}
