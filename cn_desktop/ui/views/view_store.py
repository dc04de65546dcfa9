"""What is kept of views on this computer, for each account and dataset.

Of an account and a dataset only a digest is written; of the records only what a saved view's
filter holds, and that only where a person asked to save the filter too.
"""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QSettings

from cn_desktop.records.fields import FieldName
from cn_desktop.records.query import SortBy
from cn_desktop.ui.table.column_layout import ColumnLayout, layout_of
from cn_desktop.ui.views.saved_view import (
    SavedView,
    UnreadableView,
    parts_of,
    text_of_view,
    view_of_text,
)

MOST_SORTS = 50


@dataclass(frozen=True)
class Remembered:
    """How a dataset was last shown. `view`: the saved view that was chosen; empty: none."""

    columns: ColumnLayout = field(default_factory=ColumnLayout)
    sort: tuple[SortBy, ...] = ()
    view: str = ""


class ViewStore:
    """Damaged entries are as if they were not there, and stay until one of the same name comes."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def remembered(self, place: str) -> Remembered:
        kept = parts_of(self._settings.value(_last(place)))
        view = kept.get("view")
        return Remembered(
            layout_of(kept.get("columns")),
            _sort_of(kept.get("sort")),
            view if isinstance(view, str) else "",
        )

    def remember(self, place: str, how: Remembered) -> None:
        kept = {
            "columns": how.columns.as_dict(),
            "sort": [[by.field, by.is_descending] for by in how.sort],
            "view": how.view,
        }
        self._settings.setValue(_last(place), json.dumps(kept))

    def views(self, place: str) -> list[SavedView]:
        """By name."""
        self._settings.beginGroup(_saved(place))
        texts = [self._settings.value(key) for key in self._settings.childKeys()]
        self._settings.endGroup()
        views = [view for text in texts if (view := _read(text))]
        return sorted(views, key=lambda view: view.name.casefold())

    def view(self, place: str, name: str) -> SavedView | None:
        return _read(self._settings.value(_key(place, name)))

    def save(self, place: str, view: SavedView) -> None:
        self._settings.setValue(_key(place, view.name), text_of_view(view))
        if view.has_filter:
            self._make_private()

    def delete(self, place: str, name: str) -> None:
        self._settings.remove(_key(place, name))

    def _make_private(self) -> None:
        """The file holds a filter's texts: only its owner reads it from now on."""
        self._settings.sync()
        with suppress(OSError):
            Path(self._settings.fileName()).chmod(0o600)


def place_of(account: Sequence[str], dataset: str) -> str:
    """Stands for a dataset of an account; empty without a dataset."""
    return _digest([*account, dataset]) if dataset else ""


def _read(text: object) -> SavedView | None:
    try:
        return view_of_text(text)
    except UnreadableView:
        return None


def _sort_of(kept: object) -> tuple[SortBy, ...]:
    """What can be read of it, each column once."""
    sorts: dict[FieldName, SortBy] = {}
    for each in kept[:MOST_SORTS] if isinstance(kept, list) else ():
        match each:
            case [str(name), bool(is_descending)]:
                sorts.setdefault(FieldName(name), SortBy(FieldName(name), is_descending))
    return tuple(sorts.values())


def _last(place: str) -> str:
    return f"views/{place}/last"


def _saved(place: str) -> str:
    return f"views/{place}/saved"


def _key(place: str, name: str) -> str:
    """Two names that differ in capitals only are two views."""
    return f"{_saved(place)}/{_digest([name])}"


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]
