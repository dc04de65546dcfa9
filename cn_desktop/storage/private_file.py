"""Files that nobody else on this computer may read."""

import os
import tempfile
from pathlib import Path


def make_private_folder(folder: Path) -> None:
    """Make the folder, for its owner only, unless it is there; its name lasts. Raises OSError."""
    if folder.is_dir():
        return
    missing = [each for each in (folder, *folder.parents) if not each.is_dir()]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for each in missing:
        sync_folder(each.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in the folder last, where the system needs that to be asked for."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_private(file: Path, text: str) -> None:
    """Write it whole or not at all; readable for its owner only from the start. Raises OSError."""
    write_private_bytes(file, text.encode("utf-8"))


def write_private_bytes(file: Path, content: bytes) -> None:
    """As `write_private`. Raises OSError."""
    make_private_folder(file.parent)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f"{file.stem}.", suffix=".new")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        fresh.replace(file)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def keep_aside(file: Path) -> Path:
    """Give the file a name of its own, so that nothing writes over it. Raises OSError."""
    number = 1
    while (aside := file.with_name(f"{file.stem}.damaged-{number}{file.suffix}")).exists():
        number += 1
    return file.rename(aside)
