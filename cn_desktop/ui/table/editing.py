"""The table's open editor: how it opens, how it is left, and how it comes back."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QTableView

from cn_desktop.records.undo import Cell
from cn_desktop.ui.choices import ChoiceCompleter
from cn_desktop.ui.editors.factory import Editor
from cn_desktop.ui.editors.line_editor import LineEditor
from cn_desktop.ui.editors.text_editor import TextEditor
from cn_desktop.ui.table.cell_editor import CellDelegate
from cn_desktop.ui.table.keys import STEPS, Leave, Stay
from cn_desktop.ui.workspace import Workspace

NO_HINT = QAbstractItemDelegate.EndEditHint.NoHint


@dataclass(frozen=True)
class Paused:
    """The cell, and where in its text somebody was while the rows were exchanged."""

    cell: Cell
    start: int
    end: int
    is_large: bool


class Editing(QObject):
    """`left`: what was typed has been taken, and this is the way on.

    `fill_asked`: the text that was typed is meant for every selected cell; None: what the
    current one holds.
    """

    left = Signal(object)
    fill_asked = Signal(object)

    def __init__(self, view: QTableView, workspace: Workspace, delegate: CellDelegate) -> None:
        super().__init__(view)
        self._view = view
        self._workspace = workspace
        self._delegate = delegate
        self._paused: Paused | None = None
        self._acts: dict[Stay, Callable[[], object]] = {
            Stay.ENLARGE: self.enlarge,
            Stay.NEW_LINE: self._break_line,
            Stay.LIST: self._show_list,
        }
        delegate.pressed.connect(self._take_key)
        workspace.editing_ends.connect(self.finish)
        workspace.editing_pauses.connect(self._pause)

    def editor(self) -> Editor | None:
        """The current cell's editor; not one that was closed and waits to be deleted."""
        if self._view.state() != QAbstractItemView.State.EditingState:
            return None
        found = self._view.indexWidget(self._view.currentIndex())
        return found if isinstance(found, Editor) else None

    def open(self) -> Editor | None:
        """The current cell's editor, its text kept, the cursor behind it."""
        if editor := self.editor():
            return editor
        self._view.edit(self._view.currentIndex())
        editor = self.editor()
        if editor:
            editor.to_end()
        return editor

    def open_as(self, *, large: bool) -> Editor | None:
        """`open`, in the size that is wanted."""
        return self.enlarge() if large else self.open()

    def enlarge(self) -> Editor | None:
        """The same with room for several lines; what is typed so far goes along."""
        editor = self.editor()
        if isinstance(editor, TextEditor):
            return editor
        typed, place = (editor.typed(), editor.place()) if editor else (None, None)
        if editor:
            self._view.closeEditor(editor, NO_HINT)
        self._delegate.enlarges = True
        large = self.open()
        self._delegate.enlarges = False
        if large and typed is not None:
            large.replace(typed)
        if large and place:
            large.go_to(*place)
        return large

    def finish(self) -> None:
        """What is being typed counts before anything is sent (feat-A12)."""
        if editor := self.editor():
            self._view.commitData(editor)
            self._view.closeEditor(editor, NO_HINT)

    def resume(self) -> None:
        """Open the paused editor again, as it was."""
        paused, self._paused = self._paused, None
        if paused is None or paused.cell != self._workspace.current:
            return
        if editor := self.open_as(large=paused.is_large):
            editor.go_to(paused.start, paused.end)

    def _pause(self) -> None:
        """Other rows come: the editor must go, and comes back."""
        editor = self.editor()
        if editor and self._workspace.current:
            is_large = isinstance(editor, TextEditor)
            self._paused = Paused(self._workspace.current, *editor.place(), is_large)
        self.finish()

    def _take_key(self, meaning: Leave | Stay) -> None:
        if isinstance(meaning, Stay):
            self._acts[meaning]()
            return
        editor = self.editor()
        if editor is None:
            return
        QGuiApplication.inputMethod().commit()
        if meaning is Leave.FILL:
            self.fill()
            return
        if meaning is not Leave.DROP:
            self._view.commitData(editor)
        self._view.closeEditor(editor, NO_HINT)
        if meaning in STEPS:
            self.left.emit(meaning)

    def fill(self) -> None:
        """Leave the editor; what was typed is for all that is selected."""
        editor = self.editor()
        typed = editor.typed() if editor else None
        if editor:
            self._view.closeEditor(editor, NO_HINT)
        self.fill_asked.emit(typed)

    def _break_line(self) -> None:
        if large := self.enlarge():
            large.add("\n")

    def _show_list(self) -> None:
        editor = self.editor()
        completer = editor.completer() if isinstance(editor, LineEditor) else None
        if isinstance(completer, ChoiceCompleter):
            completer.show_all()
