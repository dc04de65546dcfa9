"""Named connections, in a file without any secret."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cn_desktop.base.errors import ProfileUnusable


@dataclass(frozen=True)
class Profile:
    """Where an account is and whose it is; `environment` is DEMO, TEST or PRODUCTION."""

    name: str
    base_url: str
    username: str
    environment: str = "PRODUCTION"


class Profiles:
    """The saved connections of one user."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def get(self, name: str) -> Profile:
        """The connection of this name. Raises `ProfileUnusable`."""
        for profile in self.all():
            if profile.name == name:
                return profile
        raise ProfileUnusable(name)

    def all(self) -> list[Profile]:
        """Every readable connection; none if there is no file or it is damaged."""
        try:
            entries = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return []
        if not isinstance(entries, list):
            return []
        return [profile for entry in entries if (profile := _profile(entry))]

    def save(self, profile: Profile) -> None:
        """Add the connection, or replace the one of its name. Raises OSError."""
        others = [each for each in self.all() if each.name != profile.name]
        text = json.dumps([asdict(each) for each in [*others, profile]], indent=2)
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(self._file)


def _profile(entry: Any) -> Profile | None:
    if not isinstance(entry, Mapping) or not all(isinstance(text, str) for text in entry.values()):
        return None
    try:
        return Profile(**entry)
    except TypeError:
        return None
