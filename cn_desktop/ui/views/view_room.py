"""What belongs together about columns and views: made once, joined to the window's table."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction

from cn_desktop.ui.background import Background
from cn_desktop.ui.deeds import Slot
from cn_desktop.ui.table.record_view import RecordView
from cn_desktop.ui.table.text_size import USUAL, TextSize
from cn_desktop.ui.theme import Icons, Theme
from cn_desktop.ui.views.column_commands import ColumnCommands
from cn_desktop.ui.views.keeper import Keeper
from cn_desktop.ui.views.selection_summary import SelectionSummary
from cn_desktop.ui.views.view_bar import ViewBar
from cn_desktop.ui.views.view_commands import ViewCommands
from cn_desktop.ui.views.view_store import ViewStore
from cn_desktop.ui.workspace import Workspace

ZOOM, IS_ROOMY = "table/zoom", "table/isRoomy"


class ViewRoom:
    """The commands on columns, views and text size; they work once there is a table.

    `account` gives whose datasets they are.
    """

    def __init__(
        self,
        workspace: Workspace,
        settings: QSettings,
        account: Callable[[], Sequence[str]],
        background: Background,
    ) -> None:
        self._workspace = workspace
        self._settings = settings
        self._account = account
        self._background = background
        self.columns: ColumnCommands
        self.views: ViewCommands
        self.text_size: TextSize
        self.summary: SelectionSummary

    def slots(self) -> dict[str, Slot]:
        return {**self.columns.slots(), **self.views.slots(), **self._text_slots()}

    def join(
        self,
        table: RecordView,
        bar: ViewBar,
        actions: Mapping[str, QAction],
        theme: Theme,
        icons: Icons,
    ) -> None:
        """Work on this table, and with the buttons above it."""
        keeper = Keeper(
            self._workspace, table.arrangement, ViewStore(self._settings), self._account
        )
        self.columns = ColumnCommands(table, self._workspace)
        start = self._background.start
        self.views = ViewCommands(keeper, self._workspace, icons, start, bar.window())
        self.summary = SelectionSummary(table, self._workspace, self._background)
        self.text_size = TextSize(table, theme)
        self._restore_text(actions["actionRoomy"])
        self.text_size.changed.connect(self._keep_text)
        table.arrangement.changed.connect(lambda: self._follow(table, actions["actionHideEmpty"]))
        self._workspace.sheet_changed.connect(
            lambda: self._follow(table, actions["actionHideEmpty"])
        )
        bar.use_keeper(keeper)
        bar.chosen.connect(self.views.choose)

    def end(self) -> None:
        """The window closes: nothing is counted any more."""
        self.summary.stop()

    # Inside

    def _text_slots(self) -> dict[str, Slot]:
        size = self.text_size
        return {
            "actionZoomIn": lambda: size.step(1),
            "actionZoomOut": lambda: size.step(-1),
            "actionZoomUsual": lambda: size.set(USUAL, is_roomy=size.is_roomy),
            "actionRoomy": lambda is_on: size.set(size.percent, is_roomy=is_on),
        }

    def _follow(self, table: RecordView, hides_empty: QAction) -> None:
        """Another dataset may hide its empty columns where this one shows them."""
        hides_empty.setChecked(table.arrangement.layout.hides_empty)

    def _restore_text(self, roomy: QAction) -> None:
        percent = self._settings.value(ZOOM)
        is_roomy = self._settings.value(IS_ROOMY) in {True, "true"}
        self.text_size.set(_number(percent), is_roomy=is_roomy)
        roomy.setChecked(is_roomy)

    def _keep_text(self) -> None:
        self._settings.setValue(ZOOM, self.text_size.percent)
        self._settings.setValue(IS_ROOMY, self.text_size.is_roomy)


def _number(kept: object) -> int:
    """A file gives numbers as text; a damaged one gives anything."""
    text = str(kept)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else USUAL
