"""Which columns a person wants to see, in which order and how wide, by field."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cn_desktop.records.fields import UID, FieldName
from cn_desktop.ui.table.columns import STATUS

NARROWEST, BROADEST = 20, 3000
"""Pixels of a column's width, as a damaged file might not have them."""
MOST = 2000
"""Columns named in a layout."""


@dataclass(frozen=True)
class ColumnLayout:
    """Columns that are not named in it are shown where they usually stand, as wide as they need.

    Fields that the open dataset lacks keep their places in it. `order`: from the left.
    `widths`: in pixels at a text size of 100 %, where a person chose them.
    """

    order: tuple[FieldName, ...] = ()
    hidden: frozenset[FieldName] = frozenset()
    pinned: frozenset[FieldName] = frozenset({UID, STATUS})
    widths: Mapping[FieldName, int] = field(default_factory=dict)
    hides_empty: bool = False

    def arranged(self, usual: Sequence[FieldName]) -> list[FieldName]:
        """These fields, which usually stand so, from the left: pinned ones first."""
        named = [each for each in self.order if each in set(usual)]
        for before, each in zip((None, *usual), usual, strict=False):
            if each not in self.order:
                named.insert(named.index(before) + 1 if before in named else 0, each)
        pinned = [each for each in named if each in self.pinned]
        return pinned + [each for each in named if each not in self.pinned]

    def ordered(self, seen: Sequence[FieldName]) -> "ColumnLayout":
        """These fields stand so; the others that it names keep what they stood behind."""
        return replace(self, order=tuple(_with_absent(seen, self.order)))

    def without(self, fields: Iterable[FieldName]) -> "ColumnLayout":
        """These are hidden too."""
        return replace(self, hidden=self.hidden | set(fields))

    def with_shown(self, fields: Iterable[FieldName]) -> "ColumnLayout":
        """These are not hidden."""
        return replace(self, hidden=self.hidden - set(fields))

    def as_dict(self) -> dict[str, Any]:
        """For a file."""
        return {
            "order": list(self.order),
            "hidden": sorted(self.hidden),
            "pinned": sorted(self.pinned),
            "widths": dict(self.widths),
            "hides_empty": self.hides_empty,
        }


def layout_of(kept: object) -> ColumnLayout:
    """From what `as_dict` gave; whatever is damaged in it is as if nobody had chosen it."""
    parts = kept if isinstance(kept, dict) else {}
    usual = ColumnLayout()
    pinned = parts.get("pinned")
    return ColumnLayout(
        tuple(dict.fromkeys(_names(parts.get("order")))),
        frozenset(_names(parts.get("hidden"))),
        frozenset(_names(pinned)) if isinstance(pinned, list) else usual.pinned,
        _widths(parts.get("widths")),
        parts.get("hides_empty") is True,
    )


def _names(kept: object) -> list[FieldName]:
    if not isinstance(kept, list):
        return []
    return [FieldName(each) for each in kept[:MOST] if isinstance(each, str)]


def _widths(kept: object) -> dict[FieldName, int]:
    if not isinstance(kept, dict):
        return {}
    return {
        FieldName(name): width
        for name, width in list(kept.items())[:MOST]
        if isinstance(name, str) and type(width) is int and NARROWEST <= width <= BROADEST
    }


def _with_absent(seen: Sequence[FieldName], before: Sequence[FieldName]) -> list[FieldName]:
    """`seen`, and each other one of `before` behind the one it followed there."""
    merged = list(seen)
    for previous, each in zip((None, *before), before, strict=False):
        if each not in merged:
            merged.insert(merged.index(previous) + 1 if previous in merged else 0, each)
    return merged
