"""How many rows are in each state; each count is a switch that shows only those rows."""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from cn_desktop.records.marks import State
from cn_desktop.records.refining import flip
from cn_desktop.ui.theme import STATE_ICONS, Icons, Theme
from cn_desktop.ui.workspace import Workspace

BOXES: dict[str, frozenset[State]] = {
    "All": frozenset(),
    "Pending": frozenset({State.PENDING}),
    "Sending": frozenset({State.SENDING}),
    "Saved": frozenset({State.SAVED}),
    "Rejected": frozenset({State.REJECTED}),
    "Unknown": frozenset({State.UNKNOWN, State.ASK}),
    "Conflict": frozenset({State.CONFLICT}),
}
TIPS: dict[str, str] = {
    "All": "Show rows in any state",
    "Pending": "Show only rows with changes that were not sent yet",
    "Sending": "Show only rows that are being sent",
    "Saved": "Show only rows that were saved since the records were loaded",
    "Rejected": "Show only rows that the server rejected",
    "Unknown": "Show only rows of which nobody knows yet whether they arrived",
    "Conflict": "Show only rows that somebody else changed too",
}
ICON = 14
ROOM = 40
"""Pixels of a box beside its text: the sign and padding."""
LEAST, WIDEST = "88", "88,888,888"
"""Counts that have room in a narrow window, and in one that is wide enough."""
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class StatusBox(QToolButton):
    """As wide as the window lets it be, whatever its count: no count moves another box."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        beside = ROOM if BOXES[name] else ROOM - ICON
        least, most = (self._advance(f"{name} {count}") + beside for count in (LEAST, WIDEST))
        self._least, self._most = least, most
        self.setMaximumWidth(most)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _advance(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)

    # Qt calls these; the names are Qt's.

    def sizeHint(self) -> QSize:
        return QSize(self._most, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least, super().minimumSizeHint().height())


class StatusBoxes(QWidget):
    """Several can be on: rows in any of their states are shown. `left`: back to the table."""

    left = Signal()

    def __init__(self, workspace: Workspace, theme: Theme, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("statusBoxes")
        self.setAccessibleName("Rows by state")
        self._workspace = workspace
        self._theme = theme
        self._icons = icons
        self.boxes = {name: self._box(name) for name in BOXES}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for box in self.boxes.values():
            row.addWidget(box)
        row.addStretch(1)
        workspace.pending_changed.connect(self._show)
        workspace.order_changed.connect(self._show)
        workspace.sheet_changed.connect(self._show)
        self._show()

    def show_signs(self) -> None:
        """From now on; before there is a dataset nobody sees the boxes."""
        self._theme.changed.connect(self._paint_signs)
        self._paint_signs()

    def start(self) -> None:
        """Go to the first box that is on."""
        is_on = (box for box in self.boxes.values() if box.isChecked())
        next(is_on).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _box(self, name: str) -> StatusBox:
        box = StatusBox(name, self)
        box.setObjectName(f"statusBox{name}")
        box.setProperty("isBox", True)
        box.setCheckable(True)
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        box.setToolTip(TIPS[name])
        box.clicked.connect(lambda: self._choose(BOXES[name]))
        box.installEventFilter(self)
        return box

    def _choose(self, states: Iterable[State]) -> None:
        query = self._workspace.query
        wanted = frozenset(states)
        self._workspace.ask(flip(query, wanted) if wanted else replace(query, states=wanted))
        self._show()

    def _show(self) -> None:
        self.setVisible(bool(self._workspace.sheet.dataset))
        asked = self._workspace.query.active_states
        for name, states in BOXES.items():
            box, count = self.boxes[name], self._count(states)
            text = f"{name} {count:,}"
            if box.text() != text:
                box.setText(text)
                box.setAccessibleName(f"{name}, {count:,}")
            box.setChecked(bool(states & asked) if states else not asked)

    def _count(self, states: frozenset[State]) -> int:
        sheet = self._workspace.sheet
        return sheet.changes.count(sheet.states_behind(states)) if states else len(sheet.store)

    def _paint_signs(self) -> None:
        """The same signs as in the table, in the same colours."""
        scale = self.devicePixelRatioF()
        for name, states in BOXES.items():
            for state in sorted(states, key=lambda each: each.value, reverse=True)[:1]:
                colour = self._theme.state_colour(state)
                pixmap = self._icons.pixmap(STATE_ICONS[state], colour, ICON, scale)
                self.boxes[name].setIcon(QIcon(pixmap))

    # Qt calls this; the name is Qt's.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Left and right go from box to box, Enter is a click, Esc and Down lead to the table."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_Down}:
            self.left.emit()
            return True
        boxes = list(self.boxes.values())
        here = next((at for at, box in enumerate(boxes) if box is watched), 0)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            boxes[here].click()
            return True
        if event.key() in STEPS:
            boxes[(here + STEPS[Qt.Key(event.key())]) % len(boxes)].setFocus()
            return True
        return super().eventFilter(watched, event)
