"""What a state is: how the program is started for it, and how a person gets there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from connect_driving import saved
from driving import options_for

from cn_desktop.base.paths import Folders
from cn_desktop.base.secret import Secret
from cn_desktop.ui.options import Options

MAIN, ON_HOLD, EXPIRED = "100", "101", "102"
UNLOCKED = "outcomecode", "callback", "call_back_notes"


async def plainly(simulator, folder):
    """Connected to the simulator at once."""
    return options_for(simulator, folder)


async def unlocked(simulator, folder):
    """Over a saved connection that allows what is locked by default."""
    folders = Folders(folder)
    saved(folders, simulator, "Our floor", unlocked=UNLOCKED)
    return Options(folders, profile="Our floor", key=Secret(simulator.key))


async def bare(_simulator, folder):
    """Without a connection: it asks for one."""
    return Options(Folders(folder))


@dataclass(frozen=True)
class State:
    """`begin` gives the program's options for a simulator and a folder; `reach` goes there."""

    reach: Callable[..., Awaitable]
    begin: Callable[..., Awaitable] = plainly


def states(*reaches, begin=plainly):
    """States that are started alike, by their names."""
    return {reach.__name__: State(reach, begin) for reach in reaches}
