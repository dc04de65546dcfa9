"""Every change before it is sent, and what became of each after."""

from collections.abc import Callable, Container, Iterable, Mapping
from functools import partial
from weakref import WeakKeyDictionary

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cn_desktop.records.fields import DatasetId, RecordKey
from cn_desktop.records.listing import Line
from cn_desktop.records.marks import State
from cn_desktop.records.row_ticks import TICKABLE, Ticks
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.undo import Cell
from cn_desktop.ui.bars import wrapped_label
from cn_desktop.ui.review.change_detail import ChangeDetail
from cn_desktop.ui.review.changes_list import ChangesList
from cn_desktop.ui.review.following import Following
from cn_desktop.ui.review.kind_choice import KindChoice
from cn_desktop.ui.review.line_painter import LinePainter
from cn_desktop.ui.review.review_head import ReviewHead
from cn_desktop.ui.review.review_model import ReviewModel
from cn_desktop.ui.review.review_words import NOTHING_CHANGED, NOTHING_TO_SEE, Kind
from cn_desktop.ui.theme import Icons, Theme
from cn_desktop.ui.workspace import Workspace


class ReviewPanel(QWidget):
    """A card per record and in it a line per field; live while it is seen.

    `submit_asked`: the ticked rows are to go. `left`: the keyboard goes back to the table.
    """

    submit_asked = Signal(list)
    left = Signal()

    def __init__(
        self,
        workspace: Workspace,
        theme: Theme,
        icons: Icons,
        status_of: Callable[[DatasetId], str],
        parent: QWidget,
    ) -> None:
        """`status_of`: what the account's list says of a dataset: LIVE, HOLD …, or nothing."""
        super().__init__(parent)
        self.setObjectName("reviewPanel")
        self.setAccessibleName("Review changes")
        self._workspace = workspace
        self._theme = theme
        self._ticks: WeakKeyDictionary[Sheet, Ticks] = WeakKeyDictionary()
        self._is_entered = False
        self.head = ReviewHead(workspace, theme, icons, status_of, self)
        self._model = ReviewModel(workspace, self)
        self.list = ChangesList(self._model, LinePainter(theme, icons, self), self)
        self._build()
        self._following = Following(workspace, self._model, self.list)
        self._arrange()
        self._connect()

    def _build(self) -> None:
        self.kinds = KindChoice(self)
        self._empty = wrapped_label(self, "reviewEmpty")
        self._empty.setProperty("isDim", True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.hide()
        self._detail = ChangeDetail(self._theme, self)
        self._tick_all = self._button("Tick all", "Every pending row is to go")
        self._tick_none = self._button("Tick none", "No row is to go, until you tick it")
        self._buttons: list[tuple[QToolButton, Container[State]]] = []
        self._tools = QHBoxLayout()
        self._tools.setSpacing(4)

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton(self, autoRaise=True)
        button.setText(text)
        button.setToolTip(tip)
        return button

    def _arrange(self) -> None:
        choice = QHBoxLayout()
        choice.addWidget(self.kinds, 1)
        choice.addWidget(self._tick_all)
        choice.addWidget(self._tick_none)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.head)
        column.addLayout(choice)
        column.addWidget(self._empty, 1)
        column.addWidget(self.list, 1)
        column.addWidget(self._detail)
        column.addLayout(self._tools)

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.rows_changed.connect(self._note)
        workspace.pending_changed.connect(self._show_counts)
        workspace.sheet_changed.connect(self._start_anew)
        workspace.key_changed.connect(self._following.rename)
        workspace.vocabulary_changed.connect(self._paint_anew)
        self._theme.changed.connect(self._paint_anew)
        self._following.listed.connect(self._show_listed)
        self.list.jump_asked.connect(self._jump)
        self.list.line_chosen.connect(self._follow_line)
        self.list.revert_asked.connect(self._revert)
        self.list.tick_asked.connect(self._turn)
        self.list.left.connect(self.left)
        self.left.connect(self._stay_out)
        self.list.line_changed.connect(self._show_detail)
        self.kinds.activated.connect(self._choose_kind)
        self._tick_all.clicked.connect(lambda: self._set_all(are_ticked=True))
        self._tick_none.clicked.connect(lambda: self._set_all(are_ticked=False))
        self._start_anew()

    # What others ask of it

    @property
    def ticks(self) -> Ticks:
        """Of the open dataset; another account's dataset of the same id has its own."""
        return self._ticks.setdefault(self._workspace.sheet, Ticks())

    def use_actions(
        self, shown: Mapping[str, tuple[QAction, Container[State]]], menu: Iterable[QAction]
    ) -> None:
        """Commands that act on the current record: the line's is made the current one first.

        `shown` have a button, by its text, for records in these states.
        """
        for text, (action, states) in shown.items():
            button = self._button(text, action.toolTip())
            self._buttons.append((button, states))
            button.setAccessibleName(action.text().replace("&", ""))
            button.clicked.connect(lambda _checked=False, own=action: self._do(own))
            self._tools.addWidget(button)
        self._tools.addStretch(1)
        self._add_to_menu("Revert this\tDel", lambda: self._revert(self.list.selected_lines()))
        self._add_to_menu("Tick or untick\tSpace", lambda: self._turn(self.list.selected_lines()))
        self._add_to_menu("Submit only this", lambda: self._submit_only(self.selected_records()))
        for action in menu:
            self._add_to_menu(action.text(), partial(self._do, action)).setToolTip(action.toolTip())
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _add_to_menu(self, text: str, act: Callable[[], None]) -> QAction:
        own = QAction(text, self.list)
        own.triggered.connect(lambda _checked=False: act())
        self.list.addAction(own)
        return own

    def enter(self) -> None:
        """Take the keyboard, at the current record's change if it has one.

        At once, though many changes are still to be listed: the table must not get the next key.
        """
        self._is_entered = True
        if self._following.is_listing:
            self.list.show()
            self.list.is_waiting = True
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._go_in()

    def _stay_out(self) -> None:
        self._is_entered = self.list.is_waiting = False

    def _go_in(self) -> None:
        self._stay_out()
        if not len(self._model.listing):
            self.kinds.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        if current := self._workspace.current:
            self.list.go_to(Line(*current))
        if self.list.current_line() is None:
            self.list.select_only(self._model.index(0))
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def selected_records(self) -> list[RecordKey]:
        """The records of the selected lines."""
        return list(dict.fromkeys(line.key for line in self.list.selected_lines()))

    def show_kind(self, kind: Kind) -> None:
        """List only these."""
        self.kinds.choose(kind)
        self._choose_kind()

    def submit_ticked(self) -> None:
        """What is being typed counts first."""
        self._workspace.end_editing()
        sheet = self._workspace.sheet
        keys = self.ticks.ticked(sheet)
        rejected = [key for key in keys if sheet.changes.state(key) is State.REJECTED]
        self.submit_asked.emit(keys)
        self.ticks.forget(rejected)

    def _submit_only(self, keys: list[RecordKey]) -> None:
        """Whatever is ticked."""
        self._workspace.end_editing()
        self.submit_asked.emit(keys)

    # What the workspace says

    def _start_anew(self) -> None:
        self._model.ticks = self.ticks
        if self.isVisible():
            self._following.begin()
            self._show_counts()

    def _note(self, keys: set[RecordKey] | None) -> None:
        if self.isVisible():
            self._following.note(keys)

    def _paint_anew(self) -> None:
        self._model.tell_all()
        self._show_detail()

    def _show_listed(self) -> None:
        """The list has caught up."""
        is_empty = not len(self._model.listing)
        changes = self._workspace.sheet.changes
        self._empty.setText(NOTHING_TO_SEE if len(changes) else NOTHING_CHANGED)
        self._empty.setVisible(is_empty)
        if is_empty and self.list.hasFocus():  # a widget that goes hands its keyboard to anyone
            self.kinds.setFocus(Qt.FocusReason.OtherFocusReason)
        self.list.setVisible(not is_empty)
        self._detail.setVisible(not is_empty)
        self._show_detail()
        self.head.show_summary(is_listing=self._following.is_listing)
        if self._is_entered:
            self._go_in()

    def _show_counts(self) -> None:
        if not self.isVisible():
            return
        self.head.show_summary(is_listing=self._following.is_listing)
        self.kinds.show_counts(self._workspace.sheet)
        self.head.count_soon(self.ticks)

    # Ticks

    def _turn(self, lines: list[Line]) -> None:
        """Tick what is not ticked; where all of it is, untick."""
        state = self._workspace.sheet.changes.state
        keys = [key for key in dict.fromkeys(line.key for line in lines) if state(key) in TICKABLE]
        are_ticked = all(self.ticks.has(key, state(key)) for key in keys)
        self.ticks.put(keys, is_ticked=not are_ticked)
        self._after_ticking()

    def _set_all(self, *, are_ticked: bool) -> None:
        self.ticks.set_all(are_ticked=are_ticked)
        self._after_ticking()

    def _after_ticking(self) -> None:
        self._model.tell_all()
        self.head.count_soon(self.ticks)
        self.head.count_now()

    # Lines

    def _choose_kind(self) -> None:
        self._following.begin(self.kinds.chosen())

    def _show_detail(self) -> None:
        index = self.list.currentIndex()
        is_there = index.isValid() and index.row() < len(self._model.listing)
        entry = self._model.entry(index.row()) if is_there else None
        self._detail.show_entry(entry)
        state = entry and self._workspace.sheet.changes.state(entry.line.key)
        for button, states in self._buttons:
            button.setEnabled(state in states)

    def _follow_line(self, line: Line | None) -> None:
        """Commands speak of the record that is looked at; no hidden row is shown for that."""
        if line is None or self._workspace.sheet.store.row_of(line.key) is None:
            return
        current = self._workspace.current
        field = line.field or (current[1] if current else self._workspace.sheet.fields[0])
        self._workspace.set_current((line.key, field))

    def _jump(self, line: Line | None) -> None:
        if line:
            self._workspace.go_to(line.key, line.field)

    def _do(self, action: QAction) -> None:
        if line := self.list.current_line():
            self._jump(line)
        action.trigger()

    def _revert(self, lines: list[Line]) -> None:
        rows = dict.fromkeys(line.key for line in lines if line.field is None)
        cells: list[Cell] = [
            (line.key, line.field) for line in lines if line.field and line.key not in rows
        ]
        self._workspace.revert_rows(rows)
        self._workspace.revert_cells(cells)

    # Qt calls these; the names are Qt's.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, wherever in the panel nobody else wants it."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: object) -> None:  # noqa: ARG002  Qt's signature
        self._following.begin()
        self._show_counts()
