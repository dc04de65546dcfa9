"""The review's lines follow the sheet: gathered, in slices, and never under a hand that scrolls."""

from collections.abc import Iterator
from operator import itemgetter
from weakref import WeakKeyDictionary

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from cn_desktop.records.fields import FieldName, RecordKey
from cn_desktop.records.listing import AT_ONCE, Fields, Listing, listed
from cn_desktop.records.marks import State
from cn_desktop.records.order import HIDDEN
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.steps import pieces
from cn_desktop.ui.review.changes_list import ChangesList, Place
from cn_desktop.ui.review.review_model import FEW, ReviewModel
from cn_desktop.ui.review.review_words import STATES_OF, Kind
from cn_desktop.ui.slices import Slices
from cn_desktop.ui.table.columns import arrange
from cn_desktop.ui.workspace import Workspace

GATHERING_MS = 100
"""Between two updates: a person reads no faster."""
MOST_SORTED = 50_000
"""Records; so many are sorted in 25 ms, a million would stop the window for 0.7 s (measured)."""
LAST = 2**40
"""The place of a record that the table does not have any more."""
MANY = 5_000
"""Records; where more have changed, all are listed anew behind what is shown."""


class Following(QObject):
    """`listed`: the lines are up to date. While `is_listing` they are still those of before."""

    listed = Signal()

    def __init__(self, workspace: Workspace, model: ReviewModel, view: ChangesList) -> None:
        super().__init__(view)
        self._workspace = workspace
        self._model = model
        self._view = view
        self.kind = Kind.ALL
        self._sheet: Sheet | None = None
        self._left: WeakKeyDictionary[Sheet, Place] = WeakKeyDictionary()
        self._dirty: set[RecordKey] = set()
        self._is_stale = False
        self._slices = Slices(self)
        self._pause = QTimer(self, singleShot=True, interval=GATHERING_MS)
        self._pause.timeout.connect(self._catch_up)

    @property
    def is_listing(self) -> bool:
        return self._slices.is_running

    def begin(self, kind: Kind | None = None) -> None:
        """List everything anew, in the table's order."""
        self.kind = kind or self.kind
        sheet = self._workspace.sheet
        if sheet is not self._sheet:
            self._turn_to(sheet)
        before = self._model.listing.keys()
        self._is_stale = False
        self._dirty.clear()
        fresh = Listing()
        self._slices.start(self._fill(fresh, before), lambda: self._show(fresh))

    def note(self, keys: set[RecordKey] | None) -> None:
        """These records have changed; None: many, or all.

        A person's own edit is shown at once, what follows it closely together.
        """
        if keys is None:
            self._is_stale = True
        else:
            self._dirty |= keys
        if self._pause.isActive() or self.is_listing:
            return
        if keys is not None and len(keys) <= FEW:
            self._catch_up()
        else:
            self._pause.start()

    def rename(self, old: RecordKey, new: RecordKey) -> None:
        self._model.rename(old, new)
        self._dirty.add(new)

    # Inside

    def _turn_to(self, sheet: Sheet) -> None:
        """Its lines are not those of the one before, to which a reload leads back at its end."""
        if self._sheet is not None and len(self._model.listing):
            self._left[self._sheet] = self._view.place()
        self._sheet = sheet
        self._model.show(Listing())

    def _catch_up(self) -> None:
        if self._view.verticalScrollBar().isSliderDown():
            self._pause.start()
        elif self._is_stale or len(self._dirty) > MANY:
            self.begin()
        elif self._dirty:
            dirty, self._dirty = self._dirty, set()
            self._update(dirty)
            self._pause.start()

    def _update(self, keys: set[RecordKey]) -> None:
        found = {key: each for some in self._found(list(keys)) for key, each in some.items()}
        listing, known = self._model.listing, self._model.listing.fields_of
        fresh = [key for key, each in found.items() if each is not None and not listing.knows(key)]
        if fresh and len(listing) <= MANY:
            if len(fresh) > FEW:
                self.begin()
                return
            self._make_room(fresh)
        changed = {
            key: each for key, each in found.items() if each is not None or known(key) is not None
        }
        with self._view.kept_in_place():
            self._model.update(changed)
        self._model.ticks.forget(key for key in keys if not self._state(key))
        self.listed.emit()

    def _make_room(self, fresh: list[RecordKey]) -> None:
        """What comes into the list stands where the table has it."""
        listed_keys = self._model.listing.keys()
        places = self._places_of(listed_keys)
        placed = zip(fresh, self._places_of(fresh), strict=True)
        for key, place in sorted(placed, key=itemgetter(1)):
            below = next((at for at, other in enumerate(places) if other > place), None)
            if below is not None:
                self._model.listing.make_room(key, listed_keys[below])

    def _places_of(self, keys: list[RecordKey]) -> list[int]:
        """Where the table has each of these; behind those it shows the ones that it hides."""
        rows = self._workspace.sheet.store.rows_of(keys)
        order = self._workspace.rows
        shown = order.every_place([HIDDEN if row is None else row for row in rows])
        return [
            LAST if row is None else place if place != HIDDEN else len(order) + row
            for row, place in zip(rows, shown, strict=True)
        ]

    def _fill(self, fresh: Listing, before: list[RecordKey]) -> Iterator[None]:
        """In the table's order; too many to be sorted: those listed first, then by their change."""
        yield
        keys = list(dict.fromkeys([*before, *self._candidates()]))
        yield
        if len(keys) <= MOST_SORTED:
            places: list[int] = []
            for part in pieces(keys, AT_ONCE):
                places += self._places_of(list(part))
                yield
            keys = [keys[at] for at in np.argsort(places, kind="stable").tolist()]
            yield
        for some in self._found(keys):
            fresh.extend({key: fields for key, fields in some.items() if fields is not None})
            yield

    def _candidates(self) -> list[RecordKey]:
        sheet = self._workspace.sheet
        if self.kind is Kind.GONE:
            return sheet.orphans.all()
        if self.kind is Kind.ALL:
            return sheet.changes.touched()
        return sheet.changes.in_state(*sheet.states_behind(STATES_OF[self.kind]))

    def _found(self, keys: list[RecordKey]) -> Iterator[dict[RecordKey, Fields | None]]:
        sheet = self._workspace.sheet
        for some in listed(sheet, keys, _order(sheet)):
            yield {key: fields if self._is_meant(key) else None for key, fields in some.items()}

    def _is_meant(self, key: RecordKey) -> bool:
        if self.kind is Kind.ALL:
            return True
        is_gone = self._workspace.sheet.orphans.has(key)
        is_there = self.kind in {Kind.TO_SEND, Kind.GONE}
        if is_there and is_gone is not (self.kind is Kind.GONE):
            return False
        return self._state(key) in STATES_OF[self.kind]

    def _state(self, key: RecordKey) -> State | None:
        return self._workspace.sheet.shown_state(key)

    def _show(self, fresh: Listing) -> None:
        """Under a hand that scrolls it waits."""
        if self._view.verticalScrollBar().isSliderDown():
            self._is_stale = True
            self._pause.start()
            return
        place = self._left.pop(self._workspace.sheet, None) or self._view.place()
        self._model.show(fresh)
        self._view.go_back(place)
        self.listed.emit()
        if self._dirty or self._is_stale:
            self._pause.start()


def _order(sheet: Sheet) -> list[FieldName]:
    """That of the table; a field that the server no longer shows stands behind."""
    return arrange(list(dict.fromkeys([*sheet.fields, *sheet.changes.edited_fields()])))
