"""The system CN Desktop runs on: is there a display, are Qt's libraries there, and apt-get."""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dev_setup.running import run_quietly
from dev_setup.words import Stopped, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

INSTALL = ("apt-get", "install", "-y", "--no-install-recommends")
WAIT_FOR_OTHER_APT = ("-o", "DPkg::Lock::Timeout=120")
X_SOCKETS = "/tmp/.X11-unix"  # noqa: S108 - where every X server listens
SECONDS_TO_CONNECT = 2


class Library(NamedTuple):
    """A shared object Qt needs, and the Debian package that brings it."""

    soname: str
    package: str


# What Qt's own libraries in PySide6-Essentials 6.11 name as NEEDED, and D-Bus, which QtDBus opens.
DRAWING = (
    Library("libglib-2.0.so.0", "libglib2.0-0"),
    Library("libgthread-2.0.so.0", "libglib2.0-0"),
    Library("libEGL.so.1", "libegl1"),
    Library("libGL.so.1", "libgl1"),
    Library("libX11.so.6", "libx11-6"),
    Library("libxkbcommon.so.0", "libxkbcommon0"),
    Library("libdbus-1.so.3", "libdbus-1-3"),
    Library("libfontconfig.so.1", "libfontconfig1"),
    Library("libfreetype.so.6", "libfreetype6"),
    Library("libgssapi_krb5.so.2", "libgssapi-krb5-2"),
    Library("libbrotlidec.so.1", "libbrotli1"),
)
X_WINDOW = (
    Library("libX11-xcb.so.1", "libx11-xcb1"),
    Library("libxcb-cursor.so.0", "libxcb-cursor0"),
    Library("libxcb-icccm.so.4", "libxcb-icccm4"),
    Library("libxcb-image.so.0", "libxcb-image0"),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    Library("libxcb-randr.so.0", "libxcb-randr0"),
    Library("libxcb-render.so.0", "libxcb-render0"),
    Library("libxcb-render-util.so.0", "libxcb-render-util0"),
    Library("libxcb-shape.so.0", "libxcb-shape0"),
    Library("libxcb-shm.so.0", "libxcb-shm0"),
    Library("libxcb-sync.so.1", "libxcb-sync1"),
    Library("libxcb-util.so.1", "libxcb-util1"),
    Library("libxcb-xfixes.so.0", "libxcb-xfixes0"),
    Library("libxcb-xkb.so.1", "libxcb-xkb1"),
    Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
)
WAYLAND_WINDOW = (
    Library("libwayland-client.so.0", "libwayland-client0"),
    Library("libwayland-cursor.so.0", "libwayland-cursor0"),
)
NEEDED_FOR = {
    "": DRAWING,
    "native": DRAWING,
    "x11": DRAWING + X_WINDOW,
    "wayland": DRAWING + WAYLAND_WINDOW,
}

EVERY_WINDOW = DRAWING + X_WINDOW + WAYLAND_WINDOW
"""What must be there where a bundle is built: it takes most of that along."""


def find_display(environ: Mapping[str, str], platform: str = sys.platform) -> str:
    """Return a key of NEEDED_FOR: the kind of display that answers, "" where there is none."""
    if environ.get("QT_QPA_PLATFORM") in {"offscreen", "minimal"}:
        return ""
    if platform in {"win32", "darwin"}:
        return "native"
    if x_answers(environ.get("DISPLAY", "")):
        return "x11"
    return "wayland" if wayland_answers(environ) else ""


def x_answers(display: str) -> bool:
    """Whether a server listens at `display`, written as in DISPLAY: `:0`, `:0.0`, `host:10.0`."""
    host, _colon, screen = display.rpartition(":")
    number = screen.partition(".")[0]
    if not number.isdecimal():
        return False
    if host in {"", "unix"}:
        path = f"{X_SOCKETS}/X{number}"
        return _listens(path) or _listens("\0" + path)
    return _listens((host.rpartition("/")[2], 6000 + int(number)))


def wayland_answers(environ: Mapping[str, str]) -> bool:
    """Whether a compositor listens at WAYLAND_DISPLAY: a path, or a name in XDG_RUNTIME_DIR."""
    name = environ.get("WAYLAND_DISPLAY", "")
    return bool(name) and _listens(str(Path(environ.get("XDG_RUNTIME_DIR", "/"), name)))


def _listens(address: str | tuple[str, int]) -> bool:
    try:
        with _connection(address):
            return True
    except (OSError, OverflowError):  # a port no computer has
        return False


def _connection(address: str | tuple[str, int]) -> socket.socket:
    if not isinstance(address, str):
        return socket.create_connection(address, SECONDS_TO_CONNECT)
    client = socket.socket(socket.AF_UNIX)
    try:
        client.settimeout(SECONDS_TO_CONNECT)
        client.connect(address)
    except OSError:
        client.close()
        raise
    return client


def missing(libraries: Iterable[Library]) -> tuple[Library, ...]:
    """Return those that can't be loaded (asking for all takes about 5 ms)."""
    if not sys.platform.startswith("linux"):
        return ()
    return tuple(library for library in libraries if not _loads(library.soname))


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def packages_of(libraries: Iterable[Library]) -> tuple[str, ...]:
    """Return the packages that bring them, each once."""
    return tuple(dict.fromkeys(library.package for library in libraries))


def packages_for_x_server() -> tuple[str, ...]:
    """Return the Debian packages that a test in a real window of its own X server still lacks."""
    lacks_server = sys.platform.startswith("linux") and shutil.which("Xvfb") is None
    return packages_of(missing(X_WINDOW)) + (("xvfb",) if lacks_server else ())


def packages_for_bundling() -> tuple[str, ...]:
    """Return the Debian packages of PyInstaller's own needs that are missing.

    It looks into libraries with objdump, and Debian keeps Python's shared library apart.
    """
    if not sys.platform.startswith("linux"):
        return ()
    version = ".".join(map(str, sys.version_info[:2]))
    has_objdump = shutil.which("objdump") is not None
    has_library = _loads(f"libpython{version}.so.1.0")
    return (() if has_objdump else ("binutils",)) + (
        () if has_library else (f"libpython{version}",)
    )


def can_install_packages() -> bool:
    """Whether apt-get is there and this is root."""
    return has_apt() and os.geteuid() == 0


def has_apt() -> bool:
    """Whether this is a Debian or one of its kind."""
    return sys.platform.startswith("linux") and shutil.which("apt-get") is not None


def install_line(packages: Sequence[str]) -> str:
    """Return the line with which a person installs them."""
    return " ".join(("sudo", *INSTALL, *packages))


def check_libraries(libraries: Iterable[Library]) -> None:
    """Raise Stopped when some are missing and nothing here can install them."""
    lacking = missing(libraries)
    if lacking and not can_install_packages():
        raise _missing_sentence(lacking)


def install_libraries(libraries: Iterable[Library], log: Path) -> None:
    """Install those that are missing; raise Stopped when they still are afterwards."""
    lacking = missing(libraries)
    if not lacking:
        return
    packages = packages_of(lacking)
    if not apt_install(packages, log):
        raise Stopped("apt_failed", packages=" ".join(packages), log=log)
    still_lacking = missing(lacking)
    if still_lacking:
        raise _missing_sentence(still_lacking)


def _missing_sentence(libraries: Sequence[Library]) -> Stopped:
    packages = packages_of(libraries)
    return Stopped(
        "libraries_missing" if has_apt() else "libraries_missing_without_apt",
        libraries=", ".join(library.soname for library in libraries),
        packages=" ".join(packages),
        line=install_line(packages),
    )


def apt_install(packages: Sequence[str], log: Path) -> bool:
    """Install Debian packages, fetching the package lists only if it fails without."""
    say("Installing with apt-get: " + " ".join(packages))
    return _apt([*INSTALL, *WAIT_FOR_OTHER_APT, *packages], log) or (
        _apt(["apt-get", "update"], log) and _apt([*INSTALL, *WAIT_FOR_OTHER_APT, *packages], log)
    )


def _apt(command: Sequence[str], log: Path) -> bool:
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    return run_quietly(command, log=log, environ=environ).code == 0
