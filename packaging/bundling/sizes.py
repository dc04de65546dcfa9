"""How large a bundle is, and which parts make it so."""

from __future__ import annotations

from collections import Counter
from fnmatch import fnmatch
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MEGABYTE = 1_000_000
LARGEST = 8
PARTS = (
    ("Qt: tables of Unicode (ICU)", "*/libicu*"),
    ("Qt and PySide6", "*/PySide6/*"),
    ("Qt and PySide6", "*/shiboken6/*"),
    ("numpy: linear algebra", "*/numpy.libs/*"),
    ("numpy", "*/numpy/*"),
    ("cryptography, for the keychain", "*/cryptography/*"),
    ("Python's library and modules", "*/libpython*"),
    ("Python's library and modules", "*/base_library.zip"),
    ("Python's library and modules", "*/python3*/*"),
    ("libraries of the system", "_internal/lib*"),
    ("licences", "licences/*"),
    ("the program and its Python modules", "cn-desktop*"),
)
"""The first that fits counts a file."""


def sizes_of(bundle: Path) -> Counter[str]:
    """Bytes of each part; a symbolic link has none."""
    sizes: Counter[str] = Counter()
    for file, size in _files(bundle):
        sizes[_part(file)] += size
    return sizes


def _files(bundle: Path) -> Iterator[tuple[str, int]]:
    for path in bundle.rglob("*"):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(bundle).as_posix(), path.stat().st_size


def _part(file: str) -> str:
    return next((part for part, pattern in PARTS if fnmatch(file, pattern)), "other libraries")


def told(sizes: Counter[str]) -> str:
    """A line for the whole, and one for each of the largest parts."""
    lines = [f"The bundle is {_megabytes(sizes.total())}. Its largest parts:"]
    lines += [f"  {_megabytes(size):>9}  {part}" for part, size in sizes.most_common(LARGEST)]
    return "\n".join(lines)


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f} MB"
