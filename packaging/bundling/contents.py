"""What goes into the bundle and what stays out: tables, and the choice by them."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import PurePath, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    Entry = tuple[str, str, str]
    """PyInstaller's: the place in the bundle, the file it comes from, the kind of file."""

HIDDEN = (
    # keyring finds its back ends by name, through its metadata
    "keyring.backends.SecretService",
    "keyring.backends.Windows",
    "keyring.backends.kwallet",
    "keyring.backends.libsecret",
    "keyring.backends.macOS",
)
"""Modules that no import statement names."""

EXCLUDED = (
    "IPython",
    "PIL",
    "_pytest",
    "curses",
    "ensurepip",
    "hypothesis",
    "idlelib",
    "lib2to3",
    "numpy.distutils",
    "numpy.f2py",
    "numpy.fft",
    "numpy.polynomial",
    "numpy.random",
    "numpy.testing",
    "numpy._core._multiarray_tests",
    "numpy._core._operand_flag_tests",
    "numpy._core._rational_tests",
    "numpy._core._struct_ufunc_tests",
    "numpy._core._umath_tests",
    # 40 MB of places, carriers and time zones of numbers
    "phonenumbers.carrier",
    "phonenumbers.carrierdata",
    "phonenumbers.geocoder",
    "phonenumbers.geodata",
    "phonenumbers.timezone",
    "phonenumbers.tzdata",
    "pip",
    "pkg_resources",
    "pytest",
    "readline",  # under the GPL, too
    "setuptools",
    "test",
    "tkinter",
    "wheel",
)
"""Modules that something imports if it is there, and that this program never uses."""

METADATA = ("cn-desktop", "keyring")
"""Distributions that are asked for their version or their entry points while the program runs."""
KEPT_OF_METADATA = frozenset({"METADATA", "entry_points.txt"})
"""The rest says where things lay on the computer that built the bundle."""

QT_PLUGINS = (
    "iconengines/*svgicon*",
    "imageformats/*qsvg*",
    "platforminputcontexts/*compose*",
    "platforminputcontexts/*ibus*",
    "platforms/*cocoa*",
    "platforms/*qoffscreen*",
    "platforms/*qwayland*",
    "platforms/*qwindows*",
    "platforms/*qxcb*",
    "platformthemes/*xdgdesktopportal*",
    "styles/*",
    "wayland-decoration-client/*",
    "wayland-shell-integration/*xdg-shell*",
)
"""The program draws without OpenGL, speaks English, and leaves TLS to Python."""

LINKED = frozenset({"BINARY", "EXTENSION"})
"""The kinds of file that are linked to libraries."""


def is_wanted(place: str) -> bool:
    """Whether the file at this place in the bundle is one the program can use."""
    path = PurePosixPath(PurePath(place).as_posix())
    if "PySide6" in path.parts:
        return _is_wanted_of_qt(path)
    if path.parent.name.endswith(".dist-info"):
        return path.name in KEPT_OF_METADATA
    return not any(part.endswith(".dist-info") for part in path.parts)


def _is_wanted_of_qt(path: PurePosixPath) -> bool:
    parts = path.parts
    if "plugins" in parts:
        plugin = "/".join(parts[parts.index("plugins") + 1 :])
        return any(fnmatch(plugin, wanted) for wanted in QT_PLUGINS)
    return not {"qml", "translations"} & set(parts)


def trimmed(
    entries: Collection[Entry], needed_by: Callable[[str], Iterable[str]]
) -> Sequence[Entry]:
    """The wanted entries, without the libraries that only unwanted ones are linked to.

    `needed_by` gives the file names of what a file is linked to.
    """
    wanted = [entry for entry in entries if is_wanted(entry[0])]
    unwanted = [entry for entry in entries if not is_wanted(entry[0])]
    links = _links(entries, needed_by)
    suspects = _reached(map(_name, unwanted), links)
    roots = [_name(entry) for entry in wanted if _name(entry) not in suspects]
    orphans = suspects - _reached(roots, links)
    return [entry for entry in wanted if _name(entry) not in orphans]


def _name(entry: Entry) -> str:
    return PurePath(entry[0]).name


def _links(
    entries: Iterable[Entry], needed_by: Callable[[str], Iterable[str]]
) -> dict[str, frozenset[str]]:
    """By file name what it is linked to; a symbolic link stands for the file of its name."""
    return {_name(entry): frozenset(needed_by(entry[1])) for entry in entries if entry[2] in LINKED}


def _reached(names: Iterable[str], links: dict[str, frozenset[str]]) -> set[str]:
    reached: set[str] = set()
    ahead = list(names)
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead += links.get(name, ())
    return reached
