"""The conditions of the filter, each as a chip."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cn_desktop.records.query import Query
from cn_desktop.records.refining import drop, switch
from cn_desktop.ui.filters.chip import Chip
from cn_desktop.ui.filters.flow import FlowLayout
from cn_desktop.ui.theme import Icons
from cn_desktop.ui.workspace import Workspace

GAP = 4


class ChipRow(QWidget):
    """`behind` stands after the last chip.

    `edit_asked` gives the place of the condition that somebody wants to change.
    `left`: the last chip is gone, and the focus with it.
    """

    edit_asked = Signal(int)
    left = Signal()

    def __init__(
        self, workspace: Workspace, icons: Icons, behind: QWidget, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._icons = icons
        self._flow = FlowLayout(self, GAP)
        self._behind = behind
        self._flow.addWidget(behind)
        self.chips: list[Chip] = []
        self._shown: object = None
        workspace.sheet_changed.connect(self._show)
        workspace.order_changed.connect(self._show)
        workspace.vocabulary_changed.connect(self._show)

    def _show(self) -> None:
        """Chips stay what they are while there are as many: the focus stays in them."""
        query = self._workspace.query
        vocabulary = self._workspace.sheet.vocabulary
        shown = (query.conditions, query.is_off, self._workspace.unusable, vocabulary)
        if shown == self._shown:
            return
        self._shown = shown
        while len(self.chips) > len(query.conditions):
            self._take_last()
        while len(self.chips) < len(query.conditions):
            self._add_chip()
        for chip, condition in zip(self.chips, query.conditions, strict=True):
            is_unusable = condition in self._workspace.unusable
            chip.show_condition(
                condition, vocabulary, is_applied=not query.is_off, is_unusable=is_unusable
            )
        self.updateGeometry()

    def _add_chip(self) -> None:
        place, chip = len(self.chips), Chip(self._icons, self)
        self.chips.append(chip)
        chip.switched.connect(
            lambda is_on: self._ask(switch(self._workspace.query, place, is_on=is_on))
        )
        chip.edit_asked.connect(lambda: self.edit_asked.emit(place))
        chip.removed.connect(lambda: self._drop(place))
        self._flow.removeWidget(self._behind)
        self._flow.addWidget(chip)
        self._flow.addWidget(self._behind)
        chip.show()
        self._order_tabs()

    def _take_last(self) -> None:
        chip = self.chips.pop()
        self._flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()

    def _drop(self, place: int) -> None:
        """The focus goes on to the next chip."""
        had_focus = self.chips[place].isAncestorOf(self.focusWidget() or self)
        self._ask(drop(self._workspace.query, place))
        if had_focus and self.chips:
            self.chips[min(place, len(self.chips) - 1)].text.setFocus()
        elif had_focus:
            self.left.emit()

    def _ask(self, query: Query) -> None:
        self._workspace.ask(query)

    def _order_tabs(self) -> None:
        """The last chip comes before what stands behind all of them."""
        last = self.chips[-1]
        before = self.chips[-2].text if len(self.chips) > 1 else None
        if first := before or self._behind.previousInFocusChain():
            QWidget.setTabOrder(first, last.switch)
        QWidget.setTabOrder(last.switch, last.text)
