"""Which outcomes are read from the server: a button above the table, with the codes in its menu."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QInputDialog, QMenu, QToolButton, QWidget

from cn_desktop.records.fields import FieldName
from cn_desktop.ui.workspace import Workspace

OUTCOME = FieldName("outcomecode")
MORE = " ▾"
ALL = f"Outcomes: all{MORE}"
WIDEST = f"Outcomes: 888, 888{MORE}"
"""Of more codes the first stand on the button."""
TIP = (
    "Which records are read from the server: all, or only those with these outcome codes.\n"
    "Choosing reads the dataset again; pending changes are kept."
)
ALL_ENTRY = "&All outcomes"
TYPED_ENTRY = "&Several codes…"
DIALOG_TITLE = "Outcome codes to read"
DIALOG_TEXT = "Only records with these outcome codes are read.\nOne code, or several with commas:"
LONGEST_ENTRY = 60


class OutcomeButton(QToolButton):
    """`asked` gives the codes to read, with commas; empty for all."""

    asked = Signal(str)

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._codes: list[str] = []
        self._read: list[str] = []
        self.setObjectName("outcomeButton")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoRaise(True)
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self._show()
        margin = self.sizeHint().width() - self._advance(ALL)
        self.setFixedWidth(margin + self._advance(WIDEST))

    @property
    def codes(self) -> str:
        """What is read, as the server is asked for it; empty for all."""
        return ",".join(self._codes)

    def clear(self) -> None:
        """All of them, without asking for anything."""
        self._codes = []
        self._show()

    def note_read(self) -> None:
        """What was chosen has been read."""
        self._read = self._codes

    def show_read(self) -> None:
        """Reading has ended, be it in vain: say what the records on screen were read by."""
        self._codes = self._read if self._workspace.sheet.dataset else []
        self._show()

    def choose(self, typed: str) -> None:
        """Read these codes, with commas between them; all for an empty text."""
        self._codes = list(dict.fromkeys(filter(None, map(str.strip, typed.split(",")))))
        self._show()
        self.asked.emit(self.codes)

    def ask(self) -> None:
        """Have codes typed."""
        dialog = QInputDialog(self.window())
        dialog.setObjectName("outcomeDialog")
        dialog.setWindowTitle(DIALOG_TITLE)
        dialog.setLabelText(DIALOG_TEXT)
        dialog.setTextValue(", ".join(self._codes))
        dialog.textValueSelected.connect(self.choose)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        self._add(ALL_ENTRY, "")
        menu.addSeparator()
        for choice in self._workspace.sheet.vocabulary.choices.get(OUTCOME, ()):
            self._add(choice.title[:LONGEST_ENTRY].replace("&", "&&"), choice.value)
        menu.addSeparator()
        menu.addAction(TYPED_ENTRY, self.ask)

    def _add(self, text: str, codes: str) -> None:
        entry = self.menu().addAction(text)
        entry.setCheckable(True)
        entry.setChecked(codes == self.codes)
        entry.triggered.connect(lambda _is_on=False: self.choose(codes))

    def _show(self) -> None:
        text = f"Outcomes: {', '.join(self._codes) or 'all'}"
        room = self._advance(WIDEST) - self._advance(MORE)
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&") + MORE)
        self.setAccessibleName(text)
        self.setToolTip(TIP)

    def _advance(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)
