"""What the commands do that look for problems, numbers and old data."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QInputDialog, QWidget

from cn_desktop.records.area import Area
from cn_desktop.records.fields import PHONES, FieldName, RecordKey, Value, text_of
from cn_desktop.records.phones import number_in, proposed
from cn_desktop.ui.background import Background
from cn_desktop.ui.checks.age_line import MOST_MINUTES, SETTING, old_after
from cn_desktop.ui.checks.problem_walk import ProblemWalk
from cn_desktop.ui.checks.radar import Radar, Twin
from cn_desktop.ui.checks.typed import Typed
from cn_desktop.ui.checks.words import (
    CHOOSE_RECORD,
    HOW_OLD,
    NO_TWINS,
    NOTHING_PROPOSED,
    proposals_used,
)
from cn_desktop.ui.deeds import Slot
from cn_desktop.ui.table.record_view import RecordView
from cn_desktop.ui.workspace import Workspace

Areas = Callable[[], Sequence[Area]]
ShowTwins = Callable[[Sequence[Twin]], None]


class CheckCommands:
    """They act on the open dataset; `show_twins` brings records with a number up."""

    def __init__(
        self,
        workspace: Workspace,
        background: Background,
        radar: Radar,
        settings: QSettings,
        window: QWidget,
    ) -> None:
        self._workspace = workspace
        self._background = background
        self._radar = radar
        self._settings = settings
        self._window = window
        self._walk = ProblemWalk(workspace, background)
        self._areas: Areas = lambda: ()
        self._show_twins: ShowTwins = lambda _twins: None
        self._typed: Typed | None = None

    def use_view(self, view: RecordView, typed: Typed, show_twins: ShowTwins) -> None:
        """The table that the commands act on, once there is one, and what is typed anywhere."""
        self._typed = typed
        self._areas = view.selected_areas
        self._walk.shown_fields = view.shown_fields
        self._show_twins = show_twins

    def slots(self) -> dict[str, Slot]:
        return {
            "actionNextProblem": lambda: self._walk.go(1),
            "actionPreviousProblem": lambda: self._walk.go(-1),
            "actionUseProposed": self.use_proposed,
            "actionShowTwins": self.show_twins,
            "actionOldAfter": self.ask_old_after,
        }

    def use_proposed(self) -> None:
        """In every selected phone cell that has a clean form; an edit like any other."""
        self._workspace.end_editing()
        self._background.start(self._use_proposed(self._areas()))

    def show_twins(self) -> None:
        """Every other record with the number that is being typed, else with one of the record's.

        Whoever is typing goes on typing: nothing is taken until one of them is chosen.
        """
        current = self._workspace.current
        if current is None:
            self._workspace.tell(CHOOSE_RECORD)
            return
        typed = self._typed.number if self._typed else None
        self._background.start(self._look_for_twins(current[0], typed))

    def ask_old_after(self) -> None:
        """From which age on records count as old."""
        dialog = QInputDialog(self._window)
        dialog.setObjectName("oldAfterDialog")
        dialog.setWindowTitle("Warn of old records")
        dialog.setLabelText(HOW_OLD)
        dialog.setInputMode(QInputDialog.InputMode.IntInput)
        dialog.setIntRange(0, MOST_MINUTES)
        dialog.setIntValue(old_after(self._settings))
        dialog.intValueSelected.connect(lambda minutes: self._settings.setValue(SETTING, minutes))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    async def _look_for_twins(self, key: RecordKey, typed: str | None) -> None:
        await self._radar.ready()
        sheet = self._workspace.sheet
        if typed is None:
            twins = self._radar.twins_of(sheet, key)
        else:
            twins = self._radar.twins(number_in(typed), but=(sheet, key))
        if twins:
            self._show_twins(twins)
        else:
            self._workspace.tell(NO_TWINS)

    async def _use_proposed(self, areas: Sequence[Area]) -> None:
        sheet = self._workspace.sheet
        wanted: dict[FieldName, dict[RecordKey, Value]] = {}
        for row, phone in _phone_cells(areas):
            text = text_of(sheet.row_value(row, phone))
            if clean := proposed(text, sheet.permits.region):
                wanted.setdefault(phone, {})[sheet.store.key(row)] = clean
            await self._background.breathe()
        if sheet is not self._workspace.sheet:
            return
        if not wanted:
            self._workspace.tell(NOTHING_PROPOSED)
            return
        with closing(self._workspace.set_in_pieces(wanted, proposals_used)) as pieces:
            for _ in pieces:
                await self._background.breathe()


def _phone_cells(areas: Sequence[Area]) -> Iterator[tuple[int, FieldName]]:
    for rows, fields in areas:
        for phone in (field for field in fields if field in PHONES):
            for row in rows:
                yield int(row), phone
