"""A quiet word before records are edited that were loaded a long time ago."""

from PySide6.QtCore import QSettings

from cn_desktop.ui.checks.hint_line import Act, HintLine, Look
from cn_desktop.ui.checks.typed import Typed
from cn_desktop.ui.checks.words import RELOAD, age_said
from cn_desktop.ui.loads import Loads
from cn_desktop.ui.notices import Tone
from cn_desktop.ui.words import clock
from cn_desktop.ui.workspace import Workspace

SETTING = "editing/oldAfterMinutes"
USUAL_MINUTES = 60
MOST_MINUTES = 24 * 60


def old_after(settings: QSettings) -> int:
    """Minutes from which on records count as old; 0 for never."""
    kept = str(settings.value(SETTING, USUAL_MINUTES))  # the file may be damaged
    return min(int(kept), MOST_MINUTES) if kept.isdecimal() else USUAL_MINUTES


class AgeLine(HintLine):
    """Once for each dataset and load, when the first editor opens or something is changed."""

    def __init__(
        self,
        workspace: Workspace,
        loads: Loads,
        typed: Typed,
        reload: Act,
        settings: QSettings,
        look: Look,
    ) -> None:
        super().__init__("ageLine", look)
        self._workspace = workspace
        self._loads = loads
        self._reload = reload
        self._settings = settings
        self._told: dict[str, float] = {}
        typed.began.connect(self._consider)
        workspace.pending_changed.connect(self._consider_changes)
        loads.changed.connect(self.hide)
        workspace.sheet_changed.connect(self._follow_sheet)
        self._dataset = workspace.sheet.dataset

    def _follow_sheet(self) -> None:
        if self._workspace.sheet.dataset != self._dataset:
            self._dataset = self._workspace.sheet.dataset
            self.hide()

    def _consider_changes(self) -> None:
        """What is pasted or cleared opens no editor."""
        if self._workspace.sheet.changes.count_unsaved():
            self._consider()

    def _consider(self) -> None:
        dataset = self._workspace.sheet.dataset
        loaded, minutes = self._loads.at(dataset), old_after(self._settings)
        age = self._loads.age(dataset)
        is_old = bool(minutes) and age >= minutes * 60
        if loaded is None or not is_old or self._told.get(dataset) == loaded:
            return
        self._told[dataset] = loaded
        self.say(age_said(age, clock(loaded)), Tone.INFO, RELOAD, self._reload)
