"""Takes the pictures: each state in both themes and sizes, and once more at 150 %."""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SIZES = {"1366": (1366, 768), "1920": (1920, 1080)}
SCALES = {"100": "1", "150": "1.5"}
PATIENCE = 900
ROOT = Path(__file__).parents[2]


def main(arguments=None):
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.golden:
        _in_this_process(_remember())
        return 0
    if asked.guide:
        _in_this_process(_guide())
        return 0
    if asked.folder is None:
        parser.error("say where the pictures go")
    asked.folder.mkdir(parents=True, exist_ok=True)
    if asked.at:
        _in_this_process(_take(asked))
        return 0
    for scale, factor in SCALES.items():
        command = [
            sys.executable,
            "-m",
            "tests.pictures",
            str(asked.folder.absolute()),
            "--at",
            scale,
        ]
        command += ["--only", *asked.only] if asked.only else []
        environment = os.environ | {"QT_SCALE_FACTOR": factor}
        subprocess.run(command, cwd=ROOT, env=environment, timeout=PATIENCE, check=True)
    pictures = sorted(asked.folder.glob("*.png"))
    sys.stdout.write(f"{len(pictures)} pictures are in {asked.folder}.\n")
    return 0


def _parser():
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    add = parser.add_argument
    add("folder", type=Path, metavar="FOLDER", nargs="?", help="where the pictures go")
    add("--golden", action="store_true", help="from now on the main states are meant to look so")
    add("--guide", action="store_true", help="take the pictures of the README anew")
    add("--only", nargs="+", metavar="STATE", help="these states; without it all")
    add("--at", choices=SCALES, help="this scale alone, in this process")
    return parser


def _in_this_process(work):
    """Qt reads the scale once, when the application is made."""
    import keyring  # noqa: PLC0415  Qt's platform is chosen first
    import qasync  # noqa: PLC0415
    from keyring.backends.fail import Keyring as NoKeychain  # noqa: PLC0415

    from cn_desktop.ui.process import make_application  # noqa: PLC0415

    keyring.set_keyring(NoKeychain())
    loop = qasync.QEventLoop(make_application())
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(work)


async def _pictures(names, sizes):
    from pictures.states import STATES  # noqa: PLC0415
    from pictures.taking import pictures_of  # noqa: PLC0415

    for name in names or STATES:
        with tempfile.TemporaryDirectory(prefix="cn-desktop-pictures-") as folder:
            async for size, theme, picture in pictures_of(STATES[name], Path(folder), sizes):
                yield name, size, theme, picture


async def _take(asked):
    sizes = SIZES if asked.at == "100" else {"1366": SIZES["1366"]}
    scale = "" if asked.at == "100" else f"-{asked.at}"
    async for name, size, theme, picture in _pictures(asked.only, sizes):
        picture.save(str(asked.folder / f"{name}-{size}{scale}-{theme}.png"))


async def _guide():
    from pictures import guide  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="cn-desktop-pictures-") as folder:
        await guide.take(Path(folder))


async def _remember():
    from pictures import golden  # noqa: PLC0415

    taken = {}
    async for name, _size, theme, picture in _pictures(golden.NAMES, golden.SIZE):
        taken[golden.path_of(name, theme)] = golden.reduced(picture)
    golden.remember(taken)
