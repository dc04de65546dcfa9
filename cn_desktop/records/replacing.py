"""Find and replace: what is looked for in a cell, and what comes in its place."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from cn_desktop.records.block import Flags
from cn_desktop.records.fields import FieldName, Value
from cn_desktop.records.packing import folded_needle
from cn_desktop.records.patterns import Match, SlowPattern
from cn_desktop.records.scan import cells_with
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.steps import AT_ONCE, Work, pieces

Searcher: TypeAlias = Callable[[str], Sequence[Match]]
"""Every place of a text; raises `SlowPattern` where looking took too long."""


@dataclass(frozen=True)
class Sought:
    """What somebody looks for."""

    text: str
    is_case_kept: bool = False
    is_whole: bool = False
    is_pattern: bool = False

    @property
    def is_nothing(self) -> bool:
        """An empty text stands everywhere; only a whole cell can be one."""
        return not self.text and not self.is_whole


class Template:
    r"""What comes in the place of a match of a pattern.

    `$1` and `\1` stand for what the pattern's first group has found, `$0` for all of it, `\n`
    and `\t` for a line break and a tab; `$$` is one `$` and `\\` one `\`. `highest` is the
    highest group it asks for.
    """

    def __init__(self, text: str) -> None:
        self._parts = [_part(each) for each in TEMPLATE_PARTS.findall(text)]
        self.highest = max((part for part in self._parts if isinstance(part, int)), default=0)

    def text(self, found: str, match: Match) -> str:
        """In the place of this match of a text; a group that is not there is empty."""
        groups = [found[match.start : match.stop], *match.groups]
        return "".join(
            part if isinstance(part, str) else groups[part] if part < len(groups) else ""
            for part in self._parts
        )


class Replacing:
    """The rule of a replacement; `gave_up` counts the cells in which looking took too long."""

    def __init__(self, search: Searcher, replacement: str | Template) -> None:
        self._search = search
        self._replacement = replacement
        self.gave_up = 0

    def __call__(self, _field: FieldName, value: Value) -> str | None:
        if not isinstance(value, str):
            return None
        try:
            matches = self._search(value)
        except SlowPattern:
            self.gave_up += 1
            return None
        return "".join(self._pieces(value, matches)) if matches else None

    def _pieces(self, text: str, matches: Sequence[Match]) -> Iterable[str]:
        end = 0
        for match in matches:
            yield text[end : match.start]
            yield self._text(text, match)
            end = match.stop
        yield text[end:]

    def _text(self, text: str, match: Match) -> str:
        if isinstance(self._replacement, Template):
            return self._replacement.text(text, match)
        return self._replacement


def literal_searcher(sought: Sought) -> Searcher:
    """Looks for a text as it stands; in time that grows with the cell's length alone."""
    flags = re.NOFLAG if sought.is_case_kept else re.IGNORECASE
    pattern = re.compile(re.escape(sought.text), flags)
    if sought.is_whole:
        return lambda text: [Match(0, len(text))] if pattern.fullmatch(text) else []
    return lambda text: [Match(*found.span()) for found in pattern.finditer(text)]


def worth_a_look(
    sheet: Sheet, fields: Sequence[FieldName], sought: Sought
) -> Work[dict[FieldName, Flags] | None]:
    """For each field which rows of the store may have the text; None where all may.

    Block by block, many times as quick as cell by cell. Rows that differ from their block stay
    in, and so do all where a pattern is looked for.
    """
    if sought.is_pattern or not sought.text:
        return None
    needle = folded_needle(sought.text)
    may = {name: np.zeros(sheet.store.size, np.bool_) for name in fields}
    for first, block in list(sheet.store.blocks()):
        has_it = cells_with(block, needle, is_whole=sought.is_whole)
        for name, place in block.layout.places.items():
            if name in may:
                may[name][first : first + len(block)] = has_it[:, place]
        yield None
    for rows in pieces(list(sheet.store.own), AT_ONCE):
        _put_in(may, rows)
    for keys in pieces(sheet.changes.touched(), AT_ONCE):
        _put_in(may, [row for row in sheet.store.rows_of(keys) if row is not None])
        yield None
    return may


# Inside

TEMPLATE_PARTS = re.compile(r"[$\\]\d{1,2}|\$\$|\\[\\nt]|[^$\\]+|[$\\]")
ESCAPES = {"$$": "$", "\\\\": "\\", "\\n": "\n", "\\t": "\t"}


def _part(text: str) -> str | int:
    """A group's number, or a text as it stands."""
    return int(text[1:]) if text[1:].isdigit() and text[0] in "$\\" else ESCAPES.get(text, text)


def _put_in(may: Mapping[FieldName, Flags], rows: Sequence[int]) -> None:
    for flags in may.values():
        flags[list(rows)] = True
