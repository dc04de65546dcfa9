"""The columns of the table as a person arranges them, kept by field through every reload."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QTableView

from cn_desktop.records.fields import FieldName
from cn_desktop.ui.table.column_layout import ColumnLayout
from cn_desktop.ui.table.columns import STATUS
from cn_desktop.ui.table.fitting import Fitting
from cn_desktop.ui.table.heading import Heading
from cn_desktop.ui.table.record_model import RecordModel
from cn_desktop.ui.workspace import Workspace


class Arrangement(QObject):
    """Shows a `ColumnLayout` on the table's heading, and takes in what is done there by mouse.

    `changed`: a person arranged something. `remembered` is asked for the layout of a dataset
    that has just been opened.
    """

    changed = Signal()

    def __init__(
        self, view: QTableView, heading: Heading, model: RecordModel, workspace: Workspace
    ) -> None:
        super().__init__(view)
        self._view = view
        self._heading = heading
        self._model = model
        self._workspace = workspace
        self._layout = ColumnLayout()
        self._scale = 1.0
        self._revealed: set[FieldName] = set()
        self._fitted: object = None
        self._dataset: object = None
        self._is_applying = False
        self.remembered: Callable[[], ColumnLayout] = ColumnLayout
        heading.sectionMoved.connect(self._after_move)
        heading.sectionResized.connect(self._after_resize)

    # What there is

    @property
    def layout(self) -> ColumnLayout:
        return self._layout

    def usual(self) -> list[FieldName]:
        """Every column as it stands where nobody moved one."""
        return list(self._model.fields)

    def everything(self) -> list[FieldName]:
        """Every column, from the left."""
        sections = range(self._heading.count())
        return [self._model.fields[self._heading.logicalIndex(at)] for at in sections]

    def shown(self) -> list[FieldName]:
        """The columns that are not hidden, from the left."""
        return [field for field in self.everything() if not self.is_hidden(field)]

    def is_hidden(self, field: FieldName) -> bool:
        """Now, for whatever reason."""
        return self._heading.isSectionHidden(self._section(field))

    def is_empty(self, field: FieldName) -> bool:
        """No record has anything in it."""
        store = self._workspace.sheet.store
        return field != STATUS and len(store) > 0 and store.is_blank(field)

    def is_pinned(self, field: FieldName) -> bool:
        return field in self._layout.pinned

    # What a person asks for

    def use(self, layout: ColumnLayout) -> None:
        """Arrange all columns so, those too that were revealed."""
        self._revealed.clear()
        self._change(layout)

    def reset(self) -> None:
        """As they were before anybody arranged them."""
        self.use(ColumnLayout())
        self.fit()

    def hide(self, *fields: FieldName) -> bool:
        """Whether that was done: one column has to stay."""
        if not set(self.shown()) - set(fields):
            return False
        self._revealed -= set(fields)
        self._change(self._layout.without(fields))
        return True

    def show(self, *fields: FieldName) -> None:
        """Empty ones too, until they are hidden again."""
        self._revealed |= set(fields)
        self._change(self._layout.with_shown(fields))

    def hide_empty(self, is_wanted: bool) -> None:
        if is_wanted != self._layout.hides_empty:
            self._revealed.clear()
            self._change(replace(self._layout, hides_empty=is_wanted))

    def move(self, field: FieldName, steps: int) -> None:
        """So many shown columns to the right, or to the left; across the pinned edge too."""
        shown = self.shown()
        to = shown.index(field) + steps
        if 0 <= to < len(shown):
            places = [self._heading.visualIndex(self._section(each)) for each in (field, shown[to])]
            self._heading.moveSection(*places)

    def move_in_list(self, field: FieldName, steps: int) -> None:
        """So many columns down the list of all of them, or up; hidden ones count."""
        at = self._heading.visualIndex(self._section(field))
        if 0 <= at + steps < self._heading.count():
            self._heading.moveSection(at, at + steps)

    def pin_up_to(self, field: FieldName) -> None:
        """The columns from the first to this one stay at the left; the others don't."""
        order = self.everything()
        self._pin(order[: order.index(field) + 1])

    def unpin(self) -> None:
        self._pin([])

    def set_pinned(self, field: FieldName, *, is_pinned: bool) -> None:
        """At the left, behind those that are pinned already; or the first of the others."""
        pinned = self._layout.pinned
        self._change(
            replace(self._layout, pinned=pinned | {field} if is_pinned else pinned - {field})
        )

    def reveal(self, field: FieldName) -> None:
        """Somebody goes to one of its cells: it is seen, until the dataset is opened anew."""
        if self.is_hidden(field):
            self._revealed.add(field)
            self._heading.setSectionHidden(self._section(field), False)

    def fit(self) -> None:
        """Every column as wide as it needs to be, or as a person chose."""
        fitting = self._fitting()
        with self._applying():
            for section, field in enumerate(self._model.fields):
                chosen = self._layout.widths.get(field)
                width = round(chosen * self._scale) if chosen else fitting.width(section)
                self._heading.resizeSection(section, width)

    def fit_anew(self) -> None:
        """As wide as they need to be, whatever was chosen."""
        self._change(replace(self._layout, widths={}))
        self.fit()

    def needed_width(self, section: int) -> int:
        return self._fitting().width(section)

    def scale_to(self, factor: float) -> None:
        """The text is so many times as large as usual."""
        self._scale = factor
        self.fit()

    def after_new_sheet(self) -> None:
        """Other columns, or the same ones of other records."""
        dataset = self._workspace.sheet.dataset
        if dataset != self._dataset:
            self._dataset = dataset
            self._revealed.clear()
            self._layout = self.remembered()
        self._take(self._layout)
        fitted = (dataset, list(self._model.fields))
        if fitted != self._fitted:  # a reload keeps the widths that are there
            self._fitted = fitted
            self.fit()

    # Inside

    def _section(self, field: FieldName) -> int:
        return self._model.fields.index(field)

    def _fitting(self) -> Fitting:
        return Fitting(self._model, self._view.fontMetrics(), self._scale)

    @contextmanager
    def _applying(self) -> Iterator[None]:
        """What the heading tells is our own doing."""
        before, self._is_applying = self._is_applying, True
        try:
            yield
        finally:
            self._is_applying = before

    def _change(self, layout: ColumnLayout) -> None:
        self._take(layout)
        self._leave_hidden()
        self.changed.emit()

    def _leave_hidden(self) -> None:
        """The current cell is one that is seen: what is typed goes there."""
        current, order = self._workspace.current, self.everything()
        if current and current[1] in order and self.is_hidden(current[1]):
            self._workspace.end_editing()
            at = order.index(current[1])
            behind = [field for field in order[at:] if not self.is_hidden(field)]
            self._workspace.set_current((current[0], behind[0] if behind else self.shown()[-1]))

    def _take(self, layout: ColumnLayout) -> None:
        self._layout = layout
        order = layout.arranged(self._model.fields)
        with self._applying():
            self._place(order)
            self._hide()
            for field, width in layout.widths.items():
                if field in self._model.fields:
                    self._heading.resizeSection(self._section(field), round(width * self._scale))
        self._count_pins(order)

    def _place(self, order: Sequence[FieldName]) -> None:
        for at, field in enumerate(order):
            present = self._heading.visualIndex(self._section(field))
            if present != at:
                self._heading.moveSection(present, at)

    def _hide(self) -> None:
        hidden = {field for field in self._model.fields if self._should_hide(field)}
        if hidden >= set(self._model.fields):
            hidden = set()
        for section, field in enumerate(self._model.fields):
            self._heading.setSectionHidden(section, field in hidden)

    def _should_hide(self, field: FieldName) -> bool:
        if field in self._revealed:
            return False
        layout = self._layout
        return field in layout.hidden or (layout.hides_empty and self.is_empty(field))

    def _count_pins(self, order: Sequence[FieldName]) -> None:
        self._heading.pins.wanted = sum(field in self._layout.pinned for field in order)
        self._view.viewport().update()
        self._heading.viewport().update()

    def _pin(self, fields: Sequence[FieldName]) -> None:
        self._change(replace(self._layout.ordered(self.everything()), pinned=frozenset(fields)))

    def _after_move(self, section: int, old: int, new: int) -> None:
        """Dropped among pinned columns, it is one of them; dropped behind them, it isn't."""
        if self._is_applying:
            return
        wanted = self._heading.pins.wanted
        field, pinned = self._model.fields[section], self._layout.pinned
        if old < wanted <= new:
            pinned -= {field}
        elif new < wanted <= old:
            pinned |= {field}
        self._change(replace(self._layout.ordered(self.everything()), pinned=pinned))

    def _after_resize(self, section: int, _old: int, new: int) -> None:
        if self._is_applying or new == 0:  # hidden ones are told as 0 wide
            return
        widths = {**self._layout.widths, self._model.fields[section]: round(new / self._scale)}
        self._layout = replace(self._layout, widths=widths)
        self.changed.emit()
