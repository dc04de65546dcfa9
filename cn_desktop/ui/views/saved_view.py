"""A view under a name: columns, sort and, if a person asked for that, filter."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

from cn_desktop.records.query import Query
from cn_desktop.records.query_text import UnreadableQuery, as_plain, from_plain
from cn_desktop.ui.table.column_layout import ColumnLayout, layout_of

LONGEST_NAME = 60
LONGEST_TEXT = 1_000_000
"""Characters of a view as it is kept; more was not written by this program."""


class UnreadableView(ValueError):
    """What is kept is no view, or one of a later version."""


@dataclass(frozen=True)
class SavedView:
    """One that `is_locked` is neither changed nor deleted. `has_filter`: it filters too."""

    name: str
    columns: ColumnLayout = field(default_factory=ColumnLayout)
    query: Query = field(default_factory=Query)
    has_filter: bool = False
    is_locked: bool = False

    @property
    def title(self) -> str:
        return f"{self.name} (locked)" if self.is_locked else self.name

    def query_over(self, present: Query) -> Query:
        """What it asks for; without a filter of its own the present one stays."""
        return self.query if self.has_filter else replace(present, sort=self.query.sort)


def name_of(typed: str) -> str:
    """A typed name without what is not seen, or empty."""
    return " ".join("".join(c if c.isprintable() else " " for c in typed).split())[:LONGEST_NAME]


def text_of_view(view: SavedView) -> str:
    """For a file; a filter's texts only where it has one."""
    query = view.query if view.has_filter else view.query.unfiltered()
    return json.dumps({
        "name": view.name,
        "columns": view.columns.as_dict(),
        "query": as_plain(query),
        "has_filter": view.has_filter,
        "is_locked": view.is_locked,
    })


def view_of_text(text: object) -> SavedView:
    """Raises `UnreadableView`; columns that are damaged are as nobody had chosen them."""
    kept = parts_of(text)
    name = kept.get("name")
    if not isinstance(name, str) or not name or name != name_of(name):
        raise UnreadableView
    try:
        query = from_plain(kept.get("query"))
    except UnreadableQuery:
        raise UnreadableView from None
    return SavedView(
        name,
        layout_of(kept.get("columns")),
        query,
        has_filter=kept.get("has_filter") is True,
        is_locked=kept.get("is_locked") is True,
    )


def parts_of(text: object) -> dict[str, Any]:
    """The object that a kept text holds; empty if it holds none."""
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        return {}
    try:
        kept = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}
