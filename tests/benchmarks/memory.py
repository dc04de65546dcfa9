"""How much memory this process has, as Linux tells it."""

from pathlib import Path

STATUS = Path("/proc/self/status")


def resident():
    """Bytes of memory of our own, files that are only mapped left out; None: nobody says."""
    return _line("RssAnon:")


def forget_peak():
    """From now on `peak` counts anew."""
    if STATUS.exists():
        Path("/proc/self/clear_refs").write_text("5", "ascii")


def peak():
    """The most bytes there were at a time; None: nobody says."""
    return _line("VmHWM:")


def _line(name):
    if not STATUS.exists():
        return None
    lines = (line.split() for line in STATUS.read_text("ascii", "replace").splitlines())
    return next((int(line[1]) * 1024 for line in lines if line and line[0] == name), None)
