"""Each dataset is shown as it was left: its columns and its sort come back with it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from cn_desktop.records.query import Query, SortBy
from cn_desktop.ui.table.arrangement import Arrangement
from cn_desktop.ui.table.column_layout import ColumnLayout
from cn_desktop.ui.views.saved_view import SavedView
from cn_desktop.ui.views.view_store import Remembered, ViewStore, place_of
from cn_desktop.ui.views.view_words import unreadable
from cn_desktop.ui.workspace import Workspace


class Keeper(QObject):
    """Remembers how the open dataset is shown, and knows its saved views.

    Filters are not remembered: they may hold a person's name or number. `chosen` is the saved
    view that was shown last; `changed`: that is another one, or something else is shown now.
    """

    changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        arrangement: Arrangement,
        store: ViewStore,
        account: Callable[[], Sequence[str]],
    ) -> None:
        super().__init__(arrangement)
        self._workspace = workspace
        self._arrangement = arrangement
        self._store = store
        self._account = account
        self._place = ""
        self._is_sorted = False
        self._last = Remembered()
        self._seen: tuple[ColumnLayout, Query] | None = None
        self.chosen: SavedView | None = None
        arrangement.remembered = lambda: store.remembered(self._present_place()).columns
        arrangement.changed.connect(self._note)
        workspace.order_changed.connect(self._note)
        workspace.sheet_changed.connect(self._open)
        self._open()

    # Saved views

    def views(self) -> list[SavedView]:
        """Of the open dataset, by name."""
        return self._store.views(self._place) if self._place else []

    def view(self, name: str) -> SavedView | None:
        return self._store.view(self._place, name) if self._place and name else None

    @property
    def is_changed(self) -> bool:
        """What is shown is not what the chosen view shows."""
        return self.chosen is not None and not self._shows(self.chosen)

    def choose(self, name: str) -> bool:
        """Show this view; whether there is one."""
        view = self.view(name)
        if view is None:
            return False
        self._arrangement.use(view.columns)
        query = self._usable(view.query_over(self._workspace.query))
        if query != self._workspace.query:
            self._workspace.ask(query)
        self._choose(view)
        return True

    def save(self, name: str, *, with_filter: bool) -> bool:
        """Keep what is shown under this name; False: a locked view has it."""
        before = self.view(name)
        if before and before.is_locked:
            return False
        query = self._workspace.query
        view = SavedView(
            name,
            self._arrangement.layout,
            query if with_filter else query.unfiltered(),
            has_filter=with_filter,
        )
        self._store.save(self._place, view)
        self._choose(view)
        return True

    def lock(self, name: str, *, is_locked: bool) -> None:
        if view := self.view(name):
            self._replace(view, replace(view, is_locked=is_locked))

    def rename(self, name: str, wanted: str) -> bool:
        """False: the view is locked, or another one has that name."""
        view = self.view(name)
        if view is None or view.is_locked or not wanted or self.view(wanted):
            return False
        self._store.delete(self._place, name)
        self._replace(view, replace(view, name=wanted))
        return True

    def delete(self, name: str) -> bool:
        """False: it is locked."""
        view = self.view(name)
        if view is None or view.is_locked:
            return False
        self._store.delete(self._place, name)
        if self.chosen and self.chosen.name == name:
            self._choose(None)
        else:
            self.changed.emit()
        return True

    def reset(self) -> None:
        """As if nobody had arranged or sorted anything; saved views stay."""
        self._choose(None)
        self._arrangement.reset()
        if self._workspace.query.sort:
            self._workspace.ask(replace(self._workspace.query, sort=()))

    def _replace(self, old: SavedView, new: SavedView) -> None:
        self._store.save(self._place, new)
        if self.chosen and self.chosen.name == old.name:
            self._choose(new)
        else:
            self.changed.emit()

    def _choose(self, view: SavedView | None) -> None:
        self.chosen = view
        self._remember()
        self.changed.emit()

    # What is remembered

    def _present_place(self) -> str:
        return place_of(self._account(), self._workspace.sheet.dataset)

    def _open(self) -> None:
        place = self._present_place()
        if place != self._place:
            self._place, self._is_sorted = place, False
            if damage := self._store.mend(place) if place else None:
                self._workspace.tell(unreadable(damage))
            self._last = self._store.remembered(place) if place else Remembered()
            self.chosen = self.view(self._last.view)
        self._restore_sort()
        self.changed.emit()

    def _restore_sort(self) -> None:
        """Once all records are there: until then they are shown as they come."""
        if self._is_sorted or not self._place or self._workspace.is_arriving:
            return
        self._is_sorted = True
        query = self._workspace.query
        wanted = self._usable(replace(query, sort=self._last.sort))
        if wanted.sort and not query.sort:
            self._workspace.ask(wanted)

    def _usable(self, query: Query) -> Query:
        """Sorted only by columns that there are."""
        fields = set(self._workspace.sheet.fields)
        return replace(query, sort=tuple(by for by in query.sort if by.field in fields))

    def _note(self) -> None:
        """Rows may have come, or something is shown otherwise."""
        seen = (self._arrangement.layout, self._workspace.query)
        if seen == self._seen or self._place != self._present_place():
            return
        self._seen = seen
        self._remember()
        self.changed.emit()

    def _remember(self) -> None:
        name = self.chosen.name if self.chosen else ""
        how = Remembered(self._arrangement.layout, self._present_sort(), name)
        if self._place and how != self._last:
            self._last = how
            self._store.remember(self._place, how)

    def _present_sort(self) -> tuple[SortBy, ...]:
        return self._workspace.query.sort if self._is_sorted else self._last.sort

    def _shows(self, view: SavedView) -> bool:
        query = self._workspace.query
        return view.query_over(query) == query and self._is_arranged(view.columns)

    def _is_arranged(self, columns: ColumnLayout) -> bool:
        present = self._arrangement.layout
        usual = self._arrangement.usual()
        return replace(columns, order=()) == replace(present, order=()) and (
            columns.arranged(usual) == present.arranged(usual)
        )
