"""Takes the pictures: each state in both themes, on two screens, as they are and at 150 %."""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 1800
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Screen:
    """In pixels; `factor` of them make one of Qt's units."""

    pixels: tuple[int, int]
    factor: float = 1.0

    @property
    def size(self):
        return tuple(int(each / self.factor) for each in self.pixels)


SCREENS = {
    "1366": Screen((1366, 768)),
    "1366-150": Screen((1366, 768), 1.5),
    "1920": Screen((1920, 1080)),
    "1920-150": Screen((1920, 1080), 1.5),
}


def main(arguments=None):
    parser = _parser()
    asked = parser.parse_intermixed_args(arguments)
    if asked.golden:
        return _in_this_process(_remember())
    if asked.guide:
        return _in_this_process(_guide())
    if asked.folder is None:
        parser.error("say where the pictures go")
    if unknown := set(asked.states) - set(_states()):
        parser.error(f"no state is called {', '.join(unknown)}; there are {', '.join(_states())}")
    asked.folder.mkdir(parents=True, exist_ok=True)
    if asked.here:
        return _in_this_process(_take(asked))
    return _on_screens(asked)


def _parser():
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    add = parser.add_argument
    add("folder", type=Path, metavar="FOLDER", nargs="?", help="where the pictures go")
    add("states", nargs="*", metavar="STATE", help="these states; without it all")
    add("--golden", action="store_true", help="from now on the main states are meant to look so")
    add("--guide", action="store_true", help="take the pictures of the README anew")
    add("--on", choices=SCREENS, help="this screen alone")
    add("--here", action="store_true", help=argparse.SUPPRESS)
    return parser


def _on_screens(asked):
    """A process for each, side by side: Qt reads screen and scale once. 0 if none failed."""
    names = [asked.on] if asked.on else SCREENS
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        children = [
            stack.enter_context(_process(asked, name, folder / f"{name}.json")) for name in names
        ]
        results = [child.wait(PATIENCE) for child in children]
    pictures = sorted(asked.folder.glob("*.png"))
    sys.stdout.write(f"{len(pictures)} pictures are in {asked.folder}.\n")
    return max(results)


def _process(asked, name, described):
    screen = SCREENS[name]
    width, height = screen.pixels
    of_qt = {"name": name, "x": 0, "y": 0, "width": width, "height": height, "dpr": 1}
    described.write_text(json.dumps({"screens": [of_qt]}), "utf-8")
    environment = os.environ | {
        "QT_SCALE_FACTOR": str(screen.factor),
        "QT_QPA_PLATFORM": f"offscreen:configfile={described}",
    }
    command = [sys.executable, "-m", "tests.pictures", str(asked.folder.absolute())]
    return subprocess.Popen(
        [*command, *asked.states, "--here", "--on", name], cwd=ROOT, env=environment
    )


def _states():
    from pictures.states import STATES  # noqa: PLC0415  Qt's platform is chosen first

    return STATES


def _in_this_process(work):
    import keyring  # noqa: PLC0415  Qt's platform is chosen first
    import qasync  # noqa: PLC0415
    from keyring.backends.fail import Keyring as NoKeychain  # noqa: PLC0415

    from cn_desktop.ui.process import make_application  # noqa: PLC0415

    keyring.set_keyring(NoKeychain())
    loop = qasync.QEventLoop(make_application())
    asyncio.set_event_loop(loop)
    with loop:
        return loop.run_until_complete(work)


async def _pictures(name, size):
    """Of one state: the theme's name and the picture."""
    from pictures.taking import pictures_of  # noqa: PLC0415  Qt's platform is chosen first

    with tempfile.TemporaryDirectory(prefix="cn-desktop-pictures-") as folder:
        async for theme, picture in pictures_of(_states()[name], Path(folder), size):
            yield theme, picture


async def _take(asked):
    """A state that can't be reached is named, and the others are taken all the same."""
    failed = 0
    for name in asked.states or _states():
        try:
            async for theme, picture in _pictures(name, SCREENS[asked.on].size):
                picture.save(str(asked.folder / f"{name}-{asked.on}-{theme}.png"))
        except Exception as error:  # noqa: BLE001  whatever it was, it is said
            failed = 1
            sys.stderr.write(f"{name} on {asked.on} failed: {error!r}\n")
    return failed


async def _guide():
    from pictures import guide  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="cn-desktop-pictures-") as folder:
        await guide.take(Path(folder))
    return 0


async def _remember():
    from pictures import golden  # noqa: PLC0415  Qt's platform is chosen first

    taken = {}
    for name in golden.NAMES:
        async for theme, picture in _pictures(name, golden.SIZE):
            taken[golden.path_of(name, theme)] = golden.reduced(picture)
    golden.remember(taken)
    return 0
