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
    asked = _parser().parse_args(arguments)
    asked.folder.mkdir(parents=True, exist_ok=True)
    if asked.at:
        _in_this_process(asked)
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
    add("folder", type=Path, metavar="FOLDER", help="where the pictures go")
    add("--only", nargs="+", metavar="STATE", help="these states; without it all")
    add("--at", choices=SCALES, help="this scale alone, in this process")
    return parser


def _in_this_process(asked):
    """Qt reads the scale once, when the application is made."""
    import keyring  # noqa: PLC0415  Qt's platform is chosen first
    import qasync  # noqa: PLC0415
    from keyring.backends.fail import Keyring as NoKeychain  # noqa: PLC0415
    from pictures.states import STATES  # noqa: PLC0415
    from pictures.taking import pictures_of  # noqa: PLC0415

    from cn_desktop.ui.process import make_application  # noqa: PLC0415

    keyring.set_keyring(NoKeychain())
    loop = qasync.QEventLoop(make_application())
    asyncio.set_event_loop(loop)
    sizes = SIZES if asked.at == "100" else {"1366": SIZES["1366"]}

    async def all_of_them():
        for name in asked.only or STATES:
            with tempfile.TemporaryDirectory(prefix="cn-desktop-pictures-") as folder:
                async for size, theme, picture in pictures_of(STATES[name], Path(folder), sizes):
                    scale = "" if asked.at == "100" else f"-{asked.at}"
                    picture.save(str(asked.folder / f"{name}-{size}{scale}-{theme}.png"))

    with loop:
        loop.run_until_complete(all_of_them())
