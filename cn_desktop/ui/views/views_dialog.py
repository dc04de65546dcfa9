"""The saved views of the open dataset: choose, rename, lock, delete."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from cn_desktop.ui.bars import wrapped_label
from cn_desktop.ui.dialogs import fit
from cn_desktop.ui.theme import Icons
from cn_desktop.ui.views.keeper import Keeper
from cn_desktop.ui.views.list_with_buttons import beside_buttons, lay_out
from cn_desktop.ui.views.saved_view import SavedView, name_of
from cn_desktop.ui.views.view_words import CHOOSE_VIEW, IS_LOCKED, NONE_YET, not_renamed
from cn_desktop.ui.workspace import Workspace

NAME = Qt.ItemDataRole.UserRole
SIZE = 460, 340
FREE = {"show", "lock"}
"""What can be done with a locked view."""


class ViewsDialog(QDialog):
    """`chosen` gives a view's name to show; `delete_asked` one to delete, after a question."""

    chosen = Signal(str)
    delete_asked = Signal(str)

    def __init__(self, keeper: Keeper, workspace: Workspace, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self._icons = icons
        self._is_filling = False
        self.setObjectName("viewsDialog")
        self.setWindowTitle("Saved views")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.list = QListWidget(self)
        self.list.setAccessibleName("Saved views")
        self.list.setEditTriggers(QListWidget.EditTrigger.EditKeyPressed)
        self._note = wrapped_label(self, "viewsNote")
        self.buttons = beside_buttons(
            self,
            [
                ("show", "&Show", self._show),
                ("rename", "&Rename", self._rename),
                ("lock", "&Lock", self._lock),
                ("delete", "&Delete…", self._delete),
            ],
        )
        lay_out(self, self.list, self.buttons.values(), below=[self._note])
        self.list.currentItemChanged.connect(self._show_possible)
        self.list.itemActivated.connect(lambda _item: self._show())
        self.list.itemChanged.connect(self._take_name)
        keeper.changed.connect(self._fill)
        workspace.sheet_changed.connect(self.reject)
        fit(self, *SIZE)
        self._fill()

    # What is shown

    def _fill(self) -> None:
        present = self._present()
        views = self._keeper.views()
        self._is_filling = True
        self.list.clear()
        for view in views:
            self.list.addItem(self._line(view))
        self._is_filling = False
        wanted = present or self._keeper.chosen
        names = [view.name for view in views]
        self.list.setCurrentRow(names.index(wanted.name) if wanted and wanted.name in names else 0)
        self._show_possible()

    def _line(self, view: SavedView) -> QListWidgetItem:
        item = QListWidgetItem(view.title)
        item.setData(NAME, view.name)
        if view.is_locked:
            item.setIcon(self._icons.get("lock"))
        else:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        return item

    def _present(self) -> SavedView | None:
        item = self.list.currentItem()
        return self._keeper.view(item.data(NAME)) if item else None

    def _show_possible(self) -> None:
        view = self._present()
        for name, button in self.buttons.items():
            why = self._why_not(view, name)
            button.setEnabled(not why)
            button.setToolTip(why)
        self._note.setText(self._why_not(view, "delete") if self.list.count() else NONE_YET)
        self.buttons["lock"].setText("Un&lock" if view and view.is_locked else "&Lock")

    def _why_not(self, view: SavedView | None, deed: str) -> str:
        """Nothing where it can be done."""
        if view is None:
            return CHOOSE_VIEW if self.list.count() else NONE_YET
        return IS_LOCKED if view.is_locked and deed not in FREE else ""

    # What a person does

    def _show(self) -> None:
        if view := self._present():
            self.chosen.emit(view.name)
            self.accept()

    def _rename(self) -> None:
        if item := self.list.currentItem():
            self.list.editItem(item)

    def _take_name(self, item: QListWidgetItem) -> None:
        if self._is_filling:
            return
        name, wanted = item.data(NAME), name_of(item.text())
        is_done = wanted == name or self._keeper.rename(name, wanted)
        self._fill()
        if is_done:
            self._go_to(wanted)
        else:
            self._note.setText(not_renamed(wanted))

    def _go_to(self, name: str) -> None:
        for item in map(self.list.item, range(self.list.count())):
            if item.data(NAME) == name:
                self.list.setCurrentItem(item)

    def _lock(self) -> None:
        if view := self._present():
            self._keeper.lock(view.name, is_locked=not view.is_locked)

    def _delete(self) -> None:
        if view := self._present():
            self.delete_asked.emit(view.name)
