"""The program as P9 starts it; nothing but it is imported here before its window is painted."""

import os
import sys
import time


def start_here(folder):
    """The program as the command line starts it."""
    from cn_desktop import cli  # noqa: PLC0415  importing is measured

    opened = cli._open

    def open_watched(arguments, folders):
        from cn_desktop.ui import front  # noqa: PLC0415

        front.first_paint = _watched(front.first_paint)
        return opened(arguments, folders)

    cli._open = open_watched
    cli.main(["--data-dir", folder])


def _watched(first_paint):
    """Awaits it, and tells the moment and the imports once the window is painted.

    A filter of the whole application would be asked about every event of the building, too.
    """
    from PySide6.QtCore import QEvent, QObject, QTimer  # noqa: PLC0415  importing is measured

    class Watch(QObject):
        def eventFilter(self, _watched, event):  # noqa: N802  Qt's
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, _tell)
            return False

    async def watched(window):
        window.installEventFilter(Watch(window))
        await first_paint(window)

    return watched


def _tell():
    """Only the start is measured: the process ends here, whatever its threads wait for."""
    from benchmarks import clock  # noqa: PLC0415  importing is measured

    moment, cpu = clock.now(), time.process_time()
    sys.stdout.write("\n".join([f"{moment}\n{cpu}", *_imports()]) + "\n")
    sys.stdout.flush()
    os._exit(0)


def _imports():
    """What was imported so far that is not ours: the modules, and the names our modules take.

    PySide makes a class and its enumerations only when they are first named.
    """
    own = ("cn_desktop", "benchmarks")
    names = [name for name in sys.modules if not name.startswith((*own, "__main__"))]
    import ast  # noqa: PLC0415  only now: else it would be one of them
    from pathlib import Path  # noqa: PLC0415

    yield from (f"try: import {name}\nexcept Exception: pass" for name in names)
    paths = {module.__file__ for name, module in sys.modules.items() if name.startswith(own[0])}
    for path in sorted(filter(None, paths)):
        for line in ast.parse(Path(path).read_text("utf-8")).body:
            is_foreign = not getattr(line, "module", "").startswith(own)
            if isinstance(line, ast.Import | ast.ImportFrom) and is_foreign:
                yield f"try: {ast.unparse(line)}\nexcept Exception: pass"
