"""A list of fields to choose one from; typing finds it by its own name and by its prompt."""

from time import monotonic

from PySide6.QtWidgets import QApplication, QComboBox, QListView, QWidget

from cn_desktop.records.fields import FieldName
from cn_desktop.records.vocabulary import SAYS_NOTHING, Vocabulary
from cn_desktop.ui.field_names import begins_with, full_name, is_called

MOST_SHOWN = 20


class FieldChoice(QComboBox):
    """Each field in full; an entry that is no field may stand above them."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName("Field")
        self.setMaxVisibleItems(MOST_SHOWN)
        self._fields = FieldList(self)
        self.setView(self._fields)

    @property
    def field(self) -> FieldName:
        """The one chosen; empty for an entry that is no field."""
        return FieldName(self.currentData() or "")

    def offer(self, field: FieldName, vocabulary: Vocabulary) -> None:
        """One more to choose from."""
        self._fields.vocabulary = vocabulary
        self.addItem(full_name(field, vocabulary), field)

    def narrow(self, letters: int) -> None:
        """Only so many need have room; the list that opens shows all of each name."""
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(letters)

    def choose(self, field: FieldName) -> None:
        """The first entry where this one is not offered."""
        self.setCurrentIndex(max(0, self.findData(field)))

    # Qt calls this; the name is Qt's.

    def showPopup(self) -> None:
        bar = self._fields.verticalScrollBar().sizeHint().width()
        self._fields.setMinimumWidth(self._fields.sizeHintForColumn(0) + bar)
        super().showPopup()


class FieldList(QListView):
    """Opens below the choice."""

    def __init__(self, choice: FieldChoice) -> None:
        super().__init__(choice)
        self._choice = choice
        self.vocabulary = SAYS_NOTHING
        self._typed = ""
        self._typed_at = 0.0

    def _find(self, typed: str) -> int | None:
        """The first that begins so, else the first that has it in it."""
        fields = [self._choice.itemData(at) for at in range(self._choice.count())]
        for is_meant in (begins_with, is_called):
            for at, field in enumerate(fields):
                if field and is_meant(FieldName(field), self.vocabulary, typed):
                    return at
        return None

    # Qt calls this, also while the list is not open; the name is Qt's.

    def keyboardSearch(self, search: str) -> None:
        """Letters that come soon after each other are looked for together."""
        now = monotonic()
        is_more = now - self._typed_at < QApplication.keyboardInputInterval() / 1000
        self._typed = self._typed + search if is_more else search
        self._typed_at = now
        found = self._find(self._typed) if self._typed.strip() else None
        if found is not None:
            self.setCurrentIndex(self.model().index(found, 0))
