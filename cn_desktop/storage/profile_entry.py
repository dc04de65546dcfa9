"""One saved connection as it stands in the file: written by this version, read from any."""

from collections.abc import Mapping
from dataclasses import asdict
from enum import StrEnum
from typing import Any, TypeVar

from cn_desktop.base.profile import (
    ENVIRONMENTS,
    MOST_AT_ONCE,
    REGION,
    UNLOCKABLE,
    Format,
    Forms,
    Profile,
    Safety,
)
from cn_desktop.records.marker_field import is_field_name, is_taken

Word = TypeVar("Word", bound=StrEnum)


def entry_of(profile: Profile) -> dict[str, Any]:
    """The connection as JSON values."""
    return asdict(profile)


def profile_of(entry: Any) -> Profile | None:
    """The connection an entry describes; None where it lacks a name, an address or a user.

    Members that are unknown, or not of their kind, count as not given. Two exceptions:
    what may stand for "read-only" is taken for it, and what may stand for another level of
    safety for the one that always asks.
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
        format=_word(entry.get("format"), Format.JSON),
        is_read_only=entry.get("is_read_only", False) is not False,
        unlocked=_unlocked(entry.get("unlocked")),
        proxy=_text(entry.get("proxy")),
        ca_file=_text(entry.get("ca_file")),
        forms=_word(entry.get("forms"), Forms.UNTESTED),
        safety=_safety(entry),
        marker_field=_marker_field(entry.get("marker_field")),
        at_once=_at_once(entry.get("at_once")),
        region=_region(entry.get("region")),
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


def _safety(entry: Mapping[str, Any]) -> Safety:
    is_given = "safety" in entry
    return _word(entry.get("safety"), Safety.ASK_ALWAYS if is_given else Safety.AS_ENVIRONMENT)


def _marker_field(value: Any) -> str:
    name = _text(value)
    return name if is_field_name(name) and not is_taken(name) else ""


def _at_once(value: Any) -> int:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 1 <= value <= MOST_AT_ONCE else MOST_AT_ONCE


def _region(value: Any) -> str:
    """Two letters; whether they are a country's is not looked up for every connection."""
    text = _text(value)
    is_code = len(text) == 2 and text.isascii() and text.isalpha()
    return text.upper() if is_code else REGION
