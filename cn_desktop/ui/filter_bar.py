"""The row above the table: quick filter, the server's outcome filter, how many are shown."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from cn_desktop.ui.bars import plain_label
from cn_desktop.ui.theme import Icons
from cn_desktop.ui.words import counted
from cn_desktop.ui.workspace import Workspace


class FilterBar(QWidget):
    """`outcomes_asked` gives the outcome codes to read from the server; empty for all.

    `left`: the person is done with the filter and wants to go on in the table.
    """

    outcomes_asked = Signal(str)
    left = Signal()

    def __init__(self, workspace: Workspace, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.filter = self._field("filterField", "Filter all columns", "Filter")
        self.filter.setToolTip("Shows the loaded records that contain this text in any column")
        icons.dress(
            self.filter.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition), "funnel"
        )
        self.outcomes = self._field(
            "outcomeField", "Outcome codes to read", "Outcomes: all  (100,109 and Enter)"
        )
        self.outcomes.setToolTip(
            "Reads only records with these outcome codes from the server: "
            "one code, or several with commas. Empty: all."
        )
        self._count = plain_label(self, "countLabel")
        self._arrange()
        self.filter.textEdited.connect(self._apply)
        self.filter.textChanged.connect(self._apply_when_cleared)
        self.outcomes.returnPressed.connect(self._ask_outcomes)
        self.filter.returnPressed.connect(self._leave)
        self.filter.installEventFilter(self)
        workspace.sheet_changed.connect(self._show_query)
        workspace.sheet_changed.connect(self._show_count)
        workspace.order_changed.connect(self._show_count)
        self._show_count()

    def clear_outcomes(self) -> None:
        self.outcomes.clear()

    def _field(self, name: str, spoken: str, hint: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName(name)
        field.setAccessibleName(spoken)
        field.setPlaceholderText(hint)
        field.setClearButtonEnabled(True)
        return field

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.filter.setMinimumWidth(220)
        self.outcomes.setMinimumWidth(250)
        row.addWidget(self.filter, 2)
        row.addWidget(self.outcomes, 1)
        row.addStretch(1)
        row.addWidget(self._count)

    def _apply_when_cleared(self, text: str) -> None:
        if not text:
            self._apply()

    def _apply(self) -> None:
        query = replace(self._workspace.query, text=self.filter.text().strip())
        if query != self._workspace.query:
            self._workspace.ask(query)

    def _leave(self) -> None:
        self._apply()
        self.left.emit()

    def _clear(self) -> None:
        self.filter.clear()
        self.left.emit()

    def _ask_outcomes(self) -> None:
        codes = (code.strip() for code in self.outcomes.text().split(","))
        self.outcomes_asked.emit(",".join(code for code in codes if code))

    def _show_query(self) -> None:
        if self.filter.text().strip() != self._workspace.query.text:
            self.filter.setText(self._workspace.query.text)

    def _show_count(self) -> None:
        workspace = self._workspace
        shown, total = len(workspace.rows), len(workspace.sheet.store)
        if not workspace.sheet.dataset:
            self._count.clear()
            return
        part = f"{shown:,} of " if workspace.is_counting or shown != total else ""
        counting = "counting… " if workspace.is_counting else ""
        so_far = " so far" if workspace.is_arriving else ""
        self._count.setText(f"{counting}{part}{counted(total, 'record')}{so_far}")

    # Qt calls this; the name is Qt's.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes on in the table; Esc shows every record again and does so too."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self._leave()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._clear()
                return True
        return super().eventFilter(watched, event)
