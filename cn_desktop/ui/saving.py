"""A file that a person asked for: where to, whether to replace, and whether it could be written."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from cn_desktop.storage.private_file import write_private_bytes
from cn_desktop.ui import dialogs
from cn_desktop.ui.background import Background
from cn_desktop.ui.notices import Notice, quoted
from cn_desktop.ui.words import shown_text
from cn_desktop.ui.workspace import Workspace

NOT_WRITTEN = Notice(
    "The file could not be written",
    "Choose another folder, or make room on the disk. What was to be saved is still here.",
)


class Saving:
    """Tables as files that only this user can read."""

    def __init__(self, background: Background, workspace: Workspace, window: QWidget) -> None:
        self._background = background
        self._workspace = workspace
        self._window = window

    async def save(
        self, dialog_name: str, title: str, suggested: str, content: Callable[[], bytes]
    ) -> str:
        """The written file's name in quotation marks; empty if there is none.

        `content` is called in a thread.
        """
        file = await self._ask(dialog_name, title, suggested)
        if file is None:
            return ""
        try:
            if await self._background.call(file.exists) and not await self._may_replace(file):
                return ""
            await self._background.call(lambda: write_private_bytes(file, content()))
        except OSError:
            self._workspace.tell(NOT_WRITTEN)
            return ""
        return quoted(file.name)

    async def _ask(self, dialog_name: str, title: str, suggested: str) -> Path | None:
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        place = Path(QStandardPaths.writableLocation(documents)) / suggested
        dialog = QFileDialog(self._window, title, str(place), "Table (*.csv)")
        dialog.setObjectName(dialog_name)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # Qt's question has its own loop
        return Path(dialog.selectedFiles()[0]) if await dialogs.finished(dialog) else None

    async def _may_replace(self, file: Path) -> bool:
        return await dialogs.ask_sure(
            self._window,
            "replaceDialog",
            f"Replace {shown_text(file.name)}?",
            "A file of this name is there already.",
            "Replace",
            otherwise="Keep",
        )
