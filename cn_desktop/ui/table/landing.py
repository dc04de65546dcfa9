"""Where a paste begins, and what is selected once it is there."""

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel

from cn_desktop.records.fields import FieldName, RecordKey
from cn_desktop.records.order import HIDDEN
from cn_desktop.records.placing import Target
from cn_desktop.ui.table.columns import STATUS
from cn_desktop.ui.table.record_model import RecordModel
from cn_desktop.ui.table.record_view import RecordView

MOST_RANGES = 500
"""Records that lie far apart are ranges of their own, each of which Qt goes through."""


def target_in(view: RecordView, model: RecordModel) -> Target:
    """From the first selected cell on; in an empty table from the first column one can type into.

    Without a selection it begins at the current cell.
    """
    areas = view.selected_areas()
    shown = view.shown_fields()
    top, first = _first_place(view, model)
    if areas and areas[0].fields:
        first = areas[0].fields[0]
    fields = shown[shown.index(first) :] if first in shown else _writable(shown, model)
    rows = model.rows_at(top, model.rowCount() - 1)
    return Target(rows, [field for field in fields if field != STATUS], areas)


def select_cells(
    view: RecordView, model: RecordModel, keys: Sequence[RecordKey], fields: Iterable[FieldName]
) -> None:
    """Select these records' cells, unless they lie in too many places; the current cell stays."""
    chosen = QItemSelection()
    rows = list(_runs(place for place in model.places_of(keys) if place != HIDDEN))
    columns = list(_runs(model.fields.index(field) for field in fields if field in model.fields))
    if len(rows) * len(columns) > MOST_RANGES:
        return
    for top, bottom in rows:
        for left, right in columns:
            chosen.select(model.index(top, left), model.index(bottom, right))
    view.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def _first_place(view: RecordView, model: RecordModel) -> tuple[int, FieldName]:
    runs = view.selection().runs
    current = view.currentIndex()
    top = runs[0].top if runs else max(current.row(), 0)
    return top, model.fields[current.column()] if current.isValid() else FieldName("")


def _writable(shown: Sequence[FieldName], model: RecordModel) -> Sequence[FieldName]:
    first = next((place for place, name in enumerate(shown) if not model.is_locked(name)), 0)
    return shown[first:]


def _runs(places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring places, the first and the last of each run."""
    first = last = -2
    for place in sorted(set(places)):
        if place != last + 1:
            if last >= 0:
                yield first, last
            first = place
        last = place
    if last >= 0:
        yield first, last
