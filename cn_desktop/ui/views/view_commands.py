"""What the commands on saved views do."""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from cn_desktop.ui import dialogs
from cn_desktop.ui.deeds import Slot
from cn_desktop.ui.theme import Icons
from cn_desktop.ui.views.keeper import Keeper
from cn_desktop.ui.views.save_view_dialog import SaveViewDialog
from cn_desktop.ui.views.view_words import DELETE_ADVICE, NO_VIEW, RESET, gone, locked, saved
from cn_desktop.ui.views.views_dialog import ViewsDialog
from cn_desktop.ui.workspace import Workspace

Start = Callable[[Coroutine[Any, Any, None]], object]
"""Runs what waits for an answer."""


class ViewCommands:
    """Choose, save, change and delete the saved views of the open dataset."""

    def __init__(
        self, keeper: Keeper, workspace: Workspace, icons: Icons, start: Start, window: QWidget
    ) -> None:
        self._keeper = keeper
        self._workspace = workspace
        self._icons = icons
        self._start = start
        self._window = window

    def slots(self) -> dict[str, Slot]:
        return {
            "actionSaveView": self.ask_name,
            "actionUpdateView": self.update,
            "actionViews": self.show_views,
            "actionResetColumns": self.reset,
        }

    def names(self) -> list[str]:
        """The saved views of the open dataset."""
        return [view.name for view in self._keeper.views()]

    def choose(self, name: str) -> None:
        """Show this view."""
        self._workspace.end_editing()
        if not self._keeper.choose(name):
            self._workspace.tell(gone(name))

    def ask_name(self) -> None:
        """Save what is shown under a name."""
        self._workspace.end_editing()
        chosen = self._keeper.chosen
        dialog = SaveViewDialog(
            self._keeper.view,
            self.names(),
            chosen.name if chosen else "",
            self._window,
            has_filter=self._workspace.query.has_filter,
        )
        dialog.asked.connect(self._save)
        dialog.open()

    def update(self) -> None:
        """Into the view that was chosen last; with its filter only if it had one."""
        chosen = self._keeper.chosen
        if chosen is None:
            self._workspace.tell(NO_VIEW)
        else:
            self._save(chosen.name, chosen.has_filter)

    def show_views(self) -> None:
        """All of them in a list."""
        self._workspace.end_editing()
        dialog = ViewsDialog(self._keeper, self._workspace, self._icons, self._window)
        dialog.chosen.connect(self.choose)
        dialog.delete_asked.connect(lambda name: self._start(self._delete(name, dialog)))
        dialog.open()

    def reset(self) -> None:
        """Columns and order as they first were."""
        self._workspace.end_editing()
        self._keeper.reset()
        self._workspace.tell(RESET)

    def _save(self, name: str, with_filter: bool) -> None:
        is_saved = self._keeper.save(name, with_filter=with_filter)
        self._workspace.tell(saved(name) if is_saved else locked(name))

    async def _delete(self, name: str, parent: QDialog) -> None:
        question = f"Delete the view “{name}”?"
        if await dialogs.ask_sure(parent, "deleteViewDialog", question, DELETE_ADVICE, "Delete"):
            self._keeper.delete(name)
