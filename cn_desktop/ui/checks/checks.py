"""What looks after the records while they are edited, and the lines in which it says so."""

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cn_desktop.records.phones import plan_of
from cn_desktop.ui.background import Background
from cn_desktop.ui.checks.age_line import AgeLine
from cn_desktop.ui.checks.check_commands import CheckCommands
from cn_desktop.ui.checks.finding_line import FindingLine
from cn_desktop.ui.checks.hint_line import Act, Look
from cn_desktop.ui.checks.new_twins import NewTwins
from cn_desktop.ui.checks.phone_finder import Land, PhoneFinder
from cn_desktop.ui.checks.radar import Radar
from cn_desktop.ui.checks.twins_line import TwinsLine
from cn_desktop.ui.checks.typed import Typed
from cn_desktop.ui.loads import Loads
from cn_desktop.ui.table.record_view import RecordView
from cn_desktop.ui.theme import Icons, Theme
from cn_desktop.ui.workspace import Workspace

GAP = 4


class Checks:
    """Made with the commands; its lines come once the panels do."""

    def __init__(
        self,
        workspace: Workspace,
        background: Background,
        loads: Loads,
        settings: QSettings,
        window: QWidget,
    ) -> None:
        self._workspace = workspace
        self._background = background
        self._loads = loads
        self._settings = settings
        self._window = window
        self.radar = Radar(workspace, background)
        self.typed = Typed(workspace, window)
        self.commands = CheckCommands(workspace, background, self.radar, settings, window)
        self.finder: PhoneFinder
        workspace.sheet_changed.connect(self._prepare)

    def _prepare(self) -> None:
        """What is known of phone numbers takes 20 ms to read: not when the first one is typed."""
        if self._workspace.sheet.dataset:
            self._workspace.sheet_changed.disconnect(self._prepare)
            self._background.start(self._read_plan(self._workspace.permits.region))

    async def _read_plan(self, region: str) -> None:
        await self._background.call(plan_of, region)

    def end(self) -> None:
        """The window closes."""
        self._new.end()

    def build_lines(
        self, table: RecordView, land: Land, reload: Act, theme: Theme, icons: Icons
    ) -> QWidget:
        """The lines below the table, one above the other; `land` as in `PhoneFinder`."""
        self.finder = finder = PhoneFinder(
            self._workspace, self.radar, self._background, land, table
        )
        lines = QWidget(self._window)
        look = Look(theme, icons, lines)
        self._new = new = NewTwins(self._workspace, self.radar, self._background)
        self.finding = FindingLine(self._workspace, self.typed, self.commands.use_proposed, look)
        self.twins = TwinsLine(
            self._workspace,
            self.radar,
            new,
            self.typed,
            lambda twins: finder.show(twins, lines),
            look,
        )
        self.age = AgeLine(self._workspace, self._loads, self.typed, reload, self._settings, look)
        self.commands.use_view(table, self.typed, lambda twins: finder.show(twins, lines))
        column = QVBoxLayout(lines)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for line in (self.age, self.finding, self.twins):
            column.addWidget(line)
        return lines
