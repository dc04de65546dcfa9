"""The licences of what is bundled, put where a person finds them: beside the program."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import Distribution, distribution
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PROGRAM = "cn-desktop"
TEXTS = Path(__file__).resolve().parents[1] / "licences"
OF_LGPL = ("LGPL-3.0.txt", "GPL-3.0.txt")
"""The first adds to the second, so both go along."""
OWN_TEXTS = {
    "pyside6-essentials": OF_LGPL,
    "shiboken6": OF_LGPL,
}
"""Distributions that bring no text of their licence."""
LOADER = "pyinstaller"
"""The program that starts the bundle comes from it."""
LICENCE_FILE = re.compile(r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS)", re.IGNORECASE)
SYSTEM = Path("/usr")
"""Where the system's own Python is too: what it consists of belongs to packages."""
DEBIAN_DOCS = Path("/usr/share/doc")
DEBIAN_TEXTS = Path("/usr/share/common-licenses")


class LicenceMissing(Exception):
    """Something would be given away without its licence; the text names it."""


def bundled_distributions(name: str = PROGRAM) -> list[str]:
    """The names, normalised, of this distribution and all that it needs on this computer."""
    found = {name}
    ahead = [name]
    while ahead:
        for required in _required_by(ahead.pop()):
            if required not in found:
                found.add(required)
                ahead.append(required)
    return sorted(found)


def _required_by(name: str) -> list[str]:
    requirements = map(Requirement, distribution(name).requires or ())
    return [
        _normal(each.name)
        for each in requirements
        if not each.marker or each.marker.evaluate({"extra": ""})
    ]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def texts_of(name: str) -> dict[str, Path]:
    """A distribution's licence texts by their names. Raises LicenceMissing when there is none."""
    own = {text: TEXTS / text for text in OWN_TEXTS.get(name, ())}
    texts = own or _texts_in(distribution(name))
    if not texts:
        raise LicenceMissing(name)
    return texts


def _texts_in(found: Distribution) -> dict[str, Path]:
    """Older packages have their texts beside the metadata, newer ones in a folder `licenses`."""
    texts = {}
    for file in found.files or ():
        inside = PurePosixPath(*file.parts[1:])
        is_text = inside.parts[:1] == ("licenses",) or LICENCE_FILE.match(inside.name)
        if file.parts[0].endswith(".dist-info") and is_text:
            texts[str(inside).removeprefix("licenses/")] = Path(str(file.locate()))
    return texts


def text_of_python() -> Path:
    """The licence of this Python. Raises LicenceMissing where it was left out."""
    major, minor = sys.version_info[:2]
    places = (
        Path(sysconfig.get_path("stdlib"), "LICENSE.txt"),
        Path(sys.base_prefix, "LICENSE.txt"),
        DEBIAN_DOCS / f"python{major}.{minor}" / "copyright",
    )
    for text in places:
        if text.is_file():
            return text
    raise LicenceMissing("Python")


def collect(folder: Path, names: Iterable[str], sources: Mapping[str, str]) -> list[str]:
    """Fill the folder, and return the system's libraries whose licence was not found.

    `names`: the distributions in the bundle. `sources`: by place in the bundle, the file that each
    library was taken from. Raises LicenceMissing.
    """
    folder.mkdir()
    shutil.copy(TEXTS / "README.txt", folder)
    for text in OF_LGPL:
        shutil.copy(TEXTS / text, folder)
    for name in names:
        _copy_texts(texts_of(name), folder / name)
    _copy_texts({"LICENSE.txt": text_of_python()}, folder / "python")
    packages, unknown = _packages_of(_of_the_system(sources.values()))
    _copy_of_debian(packages, folder / "system")
    return unknown


def _copy_of_debian(packages: Iterable[str], folder: Path) -> None:
    """The packages' own texts, and those that they only name."""
    named: set[str] = set()
    for package in packages:
        text = DEBIAN_DOCS / package / "copyright"
        _copy_texts({text.name: text}, folder / package)
        words = text.read_text(encoding="utf-8", errors="replace")
        named |= set(re.findall(rf"{DEBIAN_TEXTS}/([\w.-]*\w)", words))
    texts = {name: DEBIAN_TEXTS / name for name in named if (DEBIAN_TEXTS / name).is_file()}
    _copy_texts(texts, folder / DEBIAN_TEXTS.name)


def _copy_texts(texts: Mapping[str, Path], folder: Path) -> None:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(text, folder / name)


def _of_the_system(sources: Iterable[str]) -> list[Path]:
    """Files that belong neither to this environment nor to its Python."""
    places = (sys.prefix, sys.base_prefix, TEXTS.parents[1])
    ours = {Path(place).resolve() for place in places} - {SYSTEM}
    paths = {Path(source).resolve() for source in sources}
    return sorted(path for path in paths if not any(own in path.parents for own in ours))


def _packages_of(libraries: Iterable[Path]) -> tuple[list[str], list[str]]:
    """Debian's packages of these, and the names of the libraries that no package owns."""
    packages: set[str] = set()
    unknown = []
    for library in libraries:
        package = _package_of(library)
        if package and (DEBIAN_DOCS / package / "copyright").is_file():
            packages.add(package)
        else:
            unknown.append(library.name)
    return sorted(packages), unknown


def _package_of(library: Path) -> str:
    if shutil.which("dpkg") is None:
        return ""
    # Packages from before /lib became a link to /usr/lib name the file by its old place.
    for place in (str(library), str(library).removeprefix("/usr")):
        answer = subprocess.run(["dpkg", "-S", place], capture_output=True, text=True, check=False)
        if answer.returncode == 0:
            return answer.stdout.partition(":")[0]
    return ""
