"""Everything that was done to the open dataset, as a list: a click goes to that moment."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from cn_desktop.records.undo import Step
from cn_desktop.ui.bars import wrapped_label
from cn_desktop.ui.bulk.step_words import (
    BEGINNING,
    NOW,
    UNDONE,
    sentence,
    step_place,
    step_title,
)
from cn_desktop.ui.theme import Theme
from cn_desktop.ui.words import plain_tip
from cn_desktop.ui.workspace import Workspace

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
NO_PARENT = QModelIndex()
HEADINGS = ("What was done", "Where", "")
ROW_HEIGHT = 24
STEP_WIDTH, STATE_WIDTH = 260, 70
INTRODUCTION = (
    "Click a line, or press Enter on it, to go back or forward to that moment. Nothing is sent "
    "by that, and what is done next drops the lines below."
)


class HistoryModel(QAbstractTableModel):
    """A line for each moment: the beginning, then each step that is done, then those undone.

    It keeps no steps, only how many there are.
    """

    def __init__(self, workspace: Workspace, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._theme = theme
        self._size = 0
        self.now = 0
        self._texts: tuple[Callable[[Step | None], str], ...] = (
            lambda step: (
                sentence(step_title(step, workspace.sheet.vocabulary)) if step else BEGINNING
            ),
            lambda step: step_place(step, workspace.sheet) if step else "",
        )
        self._readers: dict[int, Callable[[Index], Any]] = {
            Role.DisplayRole: self._text,
            Role.ToolTipRole: lambda index: plain_tip(self._text(index)),
            Role.AccessibleTextRole: self._spoken,
            Role.ForegroundRole: self._colour,
            Role.FontRole: self._font,
        }
        self.look()

    def look(self) -> None:
        """See what there is now."""
        history = self._workspace.sheet.history
        self.beginResetModel()
        self.now = len(history.done)
        self._size = self.now + len(history.undone) + 1
        self.endResetModel()

    def _step(self, moment: int) -> Step | None:
        """What led to this moment; None for the beginning."""
        history = self._workspace.sheet.history
        count = len(history.done)
        if moment == 0 or moment > count + len(history.undone):
            return None
        return history.done[moment - 1] if moment <= count else history.undone[count - moment]

    def _state(self, moment: int) -> str:
        if moment == self.now:
            return NOW
        return UNDONE if moment > self.now else ""

    def _text(self, index: Index) -> str:
        if index.column() == len(self._texts):
            return self._state(index.row())
        return self._texts[index.column()](self._step(index.row()))

    def _spoken(self, index: Index) -> str:
        parts = [self._text(index), self._state(index.row())]
        return ", ".join(dict.fromkeys(filter(None, parts)))

    def _colour(self, index: Index) -> QColor | None:
        return QColor(self._theme.colours.dim) if index.row() > self.now else None

    def _font(self, index: Index) -> QFont | None:
        if index.row() != self.now:
            return None
        font = QFont()
        font.setBold(True)
        return font

    # Qt calls these; the names are Qt's.

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else self._size

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= self._size:
            return None
        reader = self._readers.get(role)
        return reader(index) if reader else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Role.DisplayRole:
            return HEADINGS[section]
        return None


class HistoryWindow(QDialog):
    """Beside the window, live, and never in its way. `moment_asked`: somebody wants to go there.

    A moment is the number of steps that are done then.
    """

    moment_asked = Signal(int)

    def __init__(self, workspace: Workspace, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Tool)  # the window's keys work in it too
        self.setObjectName("historyWindow")
        self._workspace = workspace
        self.model = HistoryModel(workspace, theme, self)
        self.list = QTableView(self)
        self.list.setObjectName("historyList")
        self.list.setAccessibleName("What was done, the first at the top")
        self.list.setModel(self.model)
        self._set_up()
        label = wrapped_label(self, "historyWords")
        label.setText(INTRODUCTION)
        column = QVBoxLayout(self)
        column.addWidget(label)
        column.addWidget(self.list, 1)
        self.list.clicked.connect(self._ask)
        self.list.activated.connect(self._ask)
        for signal in (workspace.pending_changed, workspace.sheet_changed, theme.changed):
            signal.connect(self._look_if_seen)
        self.resize(720, 420)

    def _set_up(self) -> None:
        self.list.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setShowGrid(False)
        self.list.setWordWrap(False)
        self.list.setTabKeyNavigation(False)
        self.list.verticalHeader().hide()
        self.list.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.list.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
        self.list.setColumnWidth(0, STEP_WIDTH)
        self.list.setColumnWidth(2, STATE_WIDTH)

    def _ask(self, index: QModelIndex) -> None:
        if index.row() != self.model.now:
            self.moment_asked.emit(index.row())

    def _look_if_seen(self) -> None:
        if self.isVisible():
            self._look()

    def _look(self) -> None:
        """The present moment is the line that is selected and in sight."""
        self.model.look()
        dataset = self._workspace.sheet.dataset
        self.setWindowTitle(f"History of changes in {dataset}" if dataset else "History of changes")
        index = self.model.index(self.model.now, 0)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)

    # Qt calls this; the name is Qt's.

    def showEvent(self, event: object) -> None:  # noqa: ARG002  Qt's signature
        self._look()
        self.list.setFocus()
