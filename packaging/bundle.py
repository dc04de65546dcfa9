"""Builds the bundle. `python3 packaging/dev.py bundle` runs it with what it takes installed."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from bundling import licences, sizes
from dev_setup.running import run_quietly
from dev_setup.words import Stopped, say

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "packaging" / "bundling" / "cn-desktop.spec"
WORK = ROOT / "build" / "bundle"
BUNDLE = ROOT / "dist" / "cn-desktop"
SHARED = {
    "packaging/linux/cn-desktop.desktop": "applications",
    "packaging/linux/cn-desktop.metainfo.xml": "metainfo",
    "resources/cn-desktop.svg": "icons/hicolor/scalable/apps",
}
"""What a Linux desktop reads below /usr/share or ~/.local/share."""


def main() -> int:
    """Build it and return the exit code; what stops it ends in one sentence."""
    try:
        build()
        add_to(BUNDLE)
    except Stopped as stopped:
        print(stopped, file=sys.stderr, flush=True)
        return 1
    say(sizes.told(sizes.sizes_of(BUNDLE)))
    say(f"It is in {BUNDLE}")
    return 0


def build() -> None:
    """Run PyInstaller; raise Stopped when it fails."""
    say("Building the bundle (about a minute)...")
    WORK.mkdir(parents=True, exist_ok=True)
    log = WORK / "build.log"
    log.unlink(missing_ok=True)
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm"]
    places = ["--distpath", str(BUNDLE.parent), "--workpath", str(WORK)]
    if run_quietly([*command, *places, str(SPEC)], log=log, folder=ROOT).code:
        raise Stopped("bundle_failed", log=log)


def add_to(bundle: Path) -> None:
    """Add what is no part of the program itself: what the desktop reads, and the licences."""
    if sys.platform.startswith("linux"):
        share(bundle / "share")
        strip(bundle)
    try:
        names = (*licences.bundled_distributions(), licences.LOADER)
        unknown = licences.collect(bundle / "licences", names, bundled_sources())
    except licences.LicenceMissing as missing:
        raise Stopped("licence_missing", name=missing) from None
    if unknown:
        say(f"Add the licences of these before you give the bundle away: {', '.join(unknown)}")


def bundled_sources() -> dict[str, str]:
    """By place in the bundle, where each library came from: the spec leaves that list."""
    text = (WORK / SPEC.stem / "sources.json").read_text(encoding="utf-8")
    sources: dict[str, str] = json.loads(text)
    return sources


def share(folder: Path) -> None:
    """Put the desktop's files where a package, or a person by hand, takes them from."""
    for file, place in SHARED.items():
        (folder / place).mkdir(parents=True)
        shutil.copy(ROOT / file, folder / place)


def strip(bundle: Path) -> None:
    """Take the debugger's symbols out of Python's own files: 20 MB where it was built by hand."""
    inside = bundle / "_internal"
    files = [*inside.glob("libpython*"), *inside.glob("python3*/lib-dynload/*.so")]
    run_quietly(["strip", "--strip-unneeded", *map(str, files)], log=WORK / "build.log")


if __name__ == "__main__":
    sys.exit(main())
