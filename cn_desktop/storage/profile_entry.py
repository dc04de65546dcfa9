"""One saved connection as it stands in the file: written by this version, read from any."""

from collections.abc import Mapping
from dataclasses import asdict
from enum import StrEnum
from typing import Any, TypeVar

from cn_desktop.base.profile import ENVIRONMENTS, UNLOCKABLE, Forms, Profile, WireFormat

Word = TypeVar("Word", bound=StrEnum)


def entry_of(profile: Profile) -> dict[str, Any]:
    """The connection as JSON values."""
    return asdict(profile)


def profile_of(entry: Any) -> Profile | None:
    """The connection an entry describes; None where it lacks a name, an address or a user.

    Members that are unknown, or not of their kind, count as not given. One exception:
    what may stand for "read-only" is taken for it.
    """
    if not isinstance(entry, Mapping):
        return None
    name, base_url, username = (entry.get(part) for part in ("name", "base_url", "username"))
    if not (isinstance(name, str) and isinstance(base_url, str) and isinstance(username, str)):
        return None
    return Profile(
        name,
        base_url,
        username,
        environment=_one_of(entry.get("environment"), ENVIRONMENTS),
        format=_word(entry.get("format"), WireFormat.JSON),
        is_read_only=entry.get("is_read_only", False) is not False,
        unlocked=_unlocked(entry.get("unlocked")),
        proxy=_text(entry.get("proxy")),
        ca_file=_text(entry.get("ca_file")),
        forms=_word(entry.get("forms"), Forms.UNTESTED),
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _one_of(value: Any, words: tuple[str, ...]) -> str:
    return value if isinstance(value, str) and value in words else words[0]


def _word(value: Any, default: Word) -> Word:
    known = {str(each): each for each in type(default)}
    return known.get(value, default) if isinstance(value, str) else default


def _unlocked(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(field for field in UNLOCKABLE if field in value)
