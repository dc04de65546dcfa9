"""P9: from the start of the process to the first painted window."""

import os
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

HERE = """
import sys
from benchmarks.p9_starting import start_here
start_here(sys.argv[1])
"""
"""What `python -m cn_desktop` does, told to end once the window is painted."""

BARE = """
import sys, time
for name in filter(None, sys.argv[2].split(",")):
    try:
        __import__(name)
    except Exception:
        pass
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
        for _ in range(context.runs):
            here.append(start(HERE))
            there.append(start(BARE, imports))
            python.append(start(BARE, ""))
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


def start_here(folder):
    """The program as the command line starts it."""
    from cn_desktop import cli  # noqa: PLC0415  importing is measured

    folders = cli.Folders(Path(folder))
    cli._start_log(folders)

    from cn_desktop.ui.app import Options, run  # noqa: PLC0415
    from cn_desktop.ui.process import make_application  # noqa: PLC0415

    _end_when_painted(make_application())
    run(Options(folders))


def _end_when_painted(application):
    """Tell the moment and the imports once a window is painted."""
    from PySide6.QtCore import QEvent, QObject, QTimer  # noqa: PLC0415  importing is measured
    from PySide6.QtWidgets import QMainWindow  # noqa: PLC0415

    class Watch(QObject):
        def eventFilter(self, watched, event):  # noqa: N802  Qt's
            if event.type() == QEvent.Type.Paint and isinstance(watched, QMainWindow):
                application.removeEventFilter(self)
                QTimer.singleShot(0, _tell)
            return False

    application.installEventFilter(Watch(application))


def _tell():
    """Only the start is measured: the process ends here, whatever its threads wait for."""
    from benchmarks import clock  # noqa: PLC0415  importing is measured

    moment, cpu = clock.now(), time.process_time()
    foreign = [name for name in sys.modules if not name.startswith(("cn_desktop", "benchmarks"))]
    sys.stdout.write(f"{moment}\n{cpu}\n{','.join(foreign)}\n")
    sys.stdout.flush()
    os._exit(0)
