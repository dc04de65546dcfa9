"""The way back and forward through what was done to the open dataset."""

import asyncio

from PySide6.QtWidgets import QWidget

from cn_desktop.ui.background import Background
from cn_desktop.ui.bulk.bulk_words import of_stopped
from cn_desktop.ui.bulk.history_window import HistoryWindow
from cn_desktop.ui.deeds import Slot
from cn_desktop.ui.theme import Theme
from cn_desktop.ui.workspace import Workspace


class HistoryCommands:
    """Shows the history, and goes to a moment of it step by step."""

    def __init__(
        self, workspace: Workspace, background: Background, theme: Theme, window: QWidget
    ) -> None:
        self._workspace = workspace
        self._background = background
        self._theme = theme
        self._parent = window
        self._window: HistoryWindow | None = None
        self._task: asyncio.Task[None] | None = None

    def slots(self) -> dict[str, Slot]:
        return {"actionHistory": self.show}

    def show(self) -> None:
        """Bring the history to the front."""
        if self._window is None:
            self._window = HistoryWindow(self._workspace, self._theme, self._parent)
            self._window.moment_asked.connect(self.go_to)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    def go_to(self, moment: int) -> None:
        """Undo or redo until so many steps are done; a way that was begun is left."""
        self._workspace.end_editing()
        if self._task:
            self._task.cancel()
        self._task = self._background.start(self._go(moment))

    async def _go(self, moment: int) -> None:
        """It ends where a step can't be taken, or somebody else goes another way."""
        sheet = self._workspace.sheet
        total = abs(len(sheet.history.done) - moment)
        for taken in range(total):
            here = len(sheet.history.done)
            is_back = here > moment
            if not await self._background.taken(self._workspace.retaking(is_back=is_back)):
                self._workspace.tell(of_stopped(taken, total, is_back=is_back))
                return
            is_moved = len(sheet.history.done) == here + (-1 if is_back else 1)
            await self._background.breathe()
            if not is_moved or sheet is not self._workspace.sheet:
                return
