"""Which of the changes are listed: each kind with its count."""

from PySide6.QtWidgets import QComboBox, QWidget

from cn_desktop.records.sheet import Sheet
from cn_desktop.ui.review.review_words import STATES_OF, Kind, title_of


class KindChoice(QComboBox):
    """The kinds of changes, live counts beside them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("reviewKinds")
        self.setAccessibleName("Which changes are listed")
        for kind in Kind:
            self.addItem(title_of(kind, 0), kind)

    def choose(self, kind: Kind) -> None:
        self.setCurrentIndex(self.findData(kind))

    def chosen(self) -> Kind:
        kind: Kind = self.currentData()
        return kind

    def show_counts(self, sheet: Sheet) -> None:
        """Only what has changed is set: an open list stays as it is."""
        for row in range(self.count()):
            kind: Kind = self.itemData(row)
            text = title_of(kind, _count(sheet, kind))
            if text != self.itemText(row):
                self.setItemText(row, text)


def _count(sheet: Sheet, kind: Kind) -> int:
    if kind is Kind.GONE:
        return len(sheet.orphans.all())
    return sheet.changes.count(sheet.states_behind(STATES_OF[kind]))
