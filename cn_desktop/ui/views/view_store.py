"""What is kept of views on this computer, for each account and dataset.

Of an account and a dataset only a digest is written; of the records only what a saved view's
filter holds, and that only where a person asked to save the filter too.
"""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
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


@dataclass(frozen=True)
class Damage:
    """So many saved views can't be read; 0: nobody knows how many. `aside`: the file as it was."""

    views: int
    aside: Path | None


class ViewStore:
    """Damaged entries are as if they were not there; `mend` takes them out and tells of them."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings
        is_whole = settings.status() is not QSettings.Status.FormatError
        self._damage = None if is_whole else Damage(0, self._copy_aside())

    def mend(self, place: str) -> Damage | None:
        """Take out the views of this place that can't be read, once the file is kept aside.

        What the whole file lacks is told once, with the first place.
        """
        damage, self._damage = self._damage, None
        bad = [key for key in self._keys(place) if _read(self._settings.value(key)) is None]
        if not bad:
            return damage
        aside = damage.aside if damage else self._copy_aside()
        for key in bad if aside else ():
            self._settings.remove(key)
        return Damage(len(bad), aside)

    def _copy_aside(self) -> Path | None:
        """Readable for its owner alone; None: there is no room for it, or no file."""
        self._settings.sync()
        file = Path(self._settings.fileName())
        with suppress(OSError):
            content, aside = file.read_bytes(), _name_aside(file)
            aside.touch(0o600, exist_ok=False)
            aside.write_bytes(content)
            return aside
        return None

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
        texts = map(self._settings.value, self._keys(place))
        views = [view for text in texts if (view := _read(text))]
        return sorted(views, key=lambda view: view.name.casefold())

    def _keys(self, place: str) -> list[str]:
        self._settings.beginGroup(_saved(place))
        names = self._settings.childKeys()
        self._settings.endGroup()
        return [f"{_saved(place)}/{name}" for name in names]

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


def _name_aside(file: Path) -> Path:
    names = (file.with_name(f"{file.stem}.damaged-{n}{file.suffix}") for n in count(1))
    return next(name for name in names if not name.exists())


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
