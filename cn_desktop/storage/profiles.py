"""Named connections, in a file without any secret."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cn_desktop.base.errors import ProfileUnusable
from cn_desktop.base.profile import Profile
from cn_desktop.storage.private_file import keep_aside, write_private
from cn_desktop.storage.profile_entry import entry_of, profile_of

VERSION = 2
"""1 was a bare list of connections with four members each."""


@dataclass(frozen=True)
class _Content:
    profiles: tuple[Profile, ...] = ()
    last: str = ""
    is_damaged: bool = False


class Profiles:
    """The saved connections of one user. The file is read anew each time: it is small."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @property
    def last(self) -> str:
        """The name of the connection that was used last; empty if there is none of it."""
        content = self._readable()
        names = [profile.name for profile in content.profiles]
        return content.last if content.last in names else ""

    def all(self) -> list[Profile]:
        """Every readable connection; none if there is no file, or none that can be read."""
        return list(self._readable().profiles)

    def get(self, name: str) -> Profile:
        """The connection of this name. Raises `ProfileUnusable`."""
        for profile in self.all():
            if profile.name == name:
                return profile
        raise ProfileUnusable(name)

    def mend(self) -> Path | None:
        """Keep a damaged file under another name, and what can be read of it in its place.

        Returns where the damaged file is now; None if it is sound. Raises OSError.
        """
        content = self._content()
        if not content.is_damaged:
            return None
        aside = keep_aside(self._file)
        if content.profiles:
            self._write(content.profiles, content.last)
        return aside

    def save(self, profile: Profile, *, in_place_of: str = "") -> None:
        """Add the connection, or replace the one of its name or of its old name.

        Raises OSError.
        """
        self.mend()
        content = self._content()
        replaced = {profile.name, in_place_of}
        present = [each.name for each in content.profiles]
        place = next((row for row, name in enumerate(present) if name in replaced), len(present))
        others = [each for each in content.profiles if each.name not in replaced]
        last = profile.name if content.last in replaced else content.last
        self._write([*others[:place], profile, *others[place:]], last)

    def mark_used(self, name: str) -> None:
        """Remember which connection was used last. Raises OSError."""
        self.mend()
        content = self._content()
        if content.last != name:
            self._write(content.profiles, name)

    def delete(self, name: str) -> None:
        """Forget this connection; nothing happens if it is not there. Raises OSError."""
        self.mend()
        content = self._content()
        kept = [each for each in content.profiles if each.name != name]
        if len(kept) < len(content.profiles):
            self._write(kept, content.last)

    def _readable(self) -> _Content:
        try:
            return self._content()
        except OSError:
            return _Content()

    def _content(self) -> _Content:
        try:
            raw = self._file.read_bytes()
        except FileNotFoundError:
            return _Content()
        try:
            document = json.loads(raw.decode("utf-8"))
        except (ValueError, RecursionError):
            return _Content(is_damaged=True)
        return _content_of(document)

    def _write(self, profiles: Iterable[Profile], last: str) -> None:
        document = {
            "version": VERSION,
            "last": last,
            "profiles": [entry_of(profile) for profile in profiles],
        }
        write_private(self._file, json.dumps(document, indent=2) + "\n")


def _content_of(document: Any) -> _Content:
    entries = document.get("profiles") if isinstance(document, Mapping) else document
    if not isinstance(entries, list):
        return _Content(is_damaged=True)
    profiles = {profile.name: profile for entry in entries if (profile := profile_of(entry))}
    last = document.get("last") if isinstance(document, Mapping) else ""
    return _Content(
        tuple(profiles.values()),
        last if isinstance(last, str) else "",
        is_damaged=len(profiles) < len(entries),
    )
