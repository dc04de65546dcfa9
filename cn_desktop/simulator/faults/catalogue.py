"""Every fault by its name."""

from collections.abc import Mapping

from cn_desktop.simulator.faults.acts import Entry
from cn_desktop.simulator.faults.bodies import BODIES
from cn_desktop.simulator.faults.broken import BROKEN
from cn_desktop.simulator.faults.cuts import CUTS
from cn_desktop.simulator.faults.pages import PAGES
from cn_desktop.simulator.faults.sending import SENDING
from cn_desktop.simulator.faults.shapes import SHAPES
from cn_desktop.simulator.faults.stored import STORED
from cn_desktop.simulator.faults.swaps import SWAPS

CATALOGUE: Mapping[str, Entry] = {
    **CUTS,
    **SENDING,
    **BROKEN,
    **PAGES,
    **BODIES,
    **SHAPES,
    **SWAPS,
    **STORED,
}


def listing() -> str:
    """A line for each fault: its name, what happens, and the value it has unless told."""
    return "".join(f"{name:24} {_line(entry)}\n" for name, entry in CATALOGUE.items())


def _line(entry: Entry) -> str:
    value = entry.value
    if isinstance(value, float):
        return f"{entry.line} ({value:,.10g})"
    return f"{entry.line} ({value})" if value and "\n" not in value else entry.line
