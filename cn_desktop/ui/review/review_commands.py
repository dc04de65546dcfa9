"""The commands of the review: what is ticked goes, and all of it as a text or a file."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from cn_desktop.records.fields import RecordKey
from cn_desktop.ui.background import Background
from cn_desktop.ui.deeds import Slot
from cn_desktop.ui.notices import Notice, Tone
from cn_desktop.ui.review.review_panel import ReviewPanel
from cn_desktop.ui.review.review_text import as_csv, as_text
from cn_desktop.ui.saving import Saving
from cn_desktop.ui.words import counted
from cn_desktop.ui.workspace import Workspace


class ReviewCommands:
    """`submit` sends what can be sent of these rows, or says why nothing can."""

    def __init__(
        self,
        background: Background,
        workspace: Workspace,
        submit: Callable[[Sequence[RecordKey]], None],
        window: QWidget,
    ) -> None:
        self._background = background
        self._workspace = workspace
        self._submit = submit
        self._saving = Saving(background, workspace, window)
        self._panel: ReviewPanel | None = None
        self._show: Callable[[QWidget], None] = lambda _panel: None

    def use_panel(self, panel: ReviewPanel, show: Callable[[QWidget], None]) -> None:
        """Whose ticks count; `show` brings a panel of the side to the front."""
        self._panel, self._show = panel, show
        panel.submit_asked.connect(self._submit)

    def slots(self) -> dict[str, Slot]:
        return {
            "actionReview": self.flip,
            "actionSubmitTicked": self.submit_ticked,
            "actionCopyReview": self.copy,
            "actionSaveReview": self.save,
        }

    def flip(self) -> None:
        """Into the list of changes; from there back to the table."""
        if self._panel is None:
            return
        self._workspace.end_editing()
        if self._panel.list.hasFocus():
            self._panel.left.emit()
        else:
            self._show(self._panel)
            self._panel.enter()

    def submit_ticked(self) -> None:
        if self._panel:
            self._panel.submit_ticked()

    def copy(self) -> None:
        """The changes as text, into the clipboard."""
        self._workspace.end_editing()
        self._background.start(self._copy())

    def save(self) -> None:
        """The changes as a table, into a file."""
        self._workspace.end_editing()
        self._background.start(self._save())

    async def _copy(self) -> None:
        sheet = self._workspace.sheet
        keys = sheet.changes.touched()
        made = []
        for text in as_text(sheet, keys):
            made.append(text)
            await self._background.breathe()
        QGuiApplication.clipboard().setText("".join(made))
        count = counted(len(keys), "changed record")
        self._workspace.tell(Notice(f"Copied: {count}", "As text, old and new values.", Tone.INFO))

    async def _save(self) -> None:
        sheet = self._workspace.sheet
        keys = sheet.changes.touched()
        made = []
        for text in as_csv(sheet, keys):
            made.append(text)
            await self._background.breathe()
        now = datetime.now().astimezone().strftime("%Y-%m-%d %H%M")
        content = "".join(made).encode("utf-8", "replace")
        name = await self._saving.save(
            "saveReviewDialog", "Save review", f"Review {now}.csv", lambda: content
        )
        if name:
            count = counted(len(keys), "changed record")
            advice = "It holds old and new values of your records: keep it where only you look."
            self._workspace.tell(Notice(f"Saved: {name}, {count}", advice, Tone.INFO))
