"""A telephone number looked for in the loaded data: the server can't be asked for one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from cn_desktop.records.fields import FieldName
from cn_desktop.records.phones import looks_like_a_number, may_be_a_uid, number_in
from cn_desktop.ui.background import Background
from cn_desktop.ui.checks.radar import Radar, Twin
from cn_desktop.ui.checks.words import found_in_loaded, not_found, title_of
from cn_desktop.ui.workspace import Workspace

MOST_LISTED = 15

Land = Callable[[FieldName], None]


class PhoneFinder:
    """One hit becomes the current record, in the form; several are listed to choose from.

    `land` brings the record form to the front, at a field.
    """

    def __init__(
        self, workspace: Workspace, radar: Radar, background: Background, land: Land
    ) -> None:
        self._workspace = workspace
        self._radar = radar
        self._background = background
        self._land = land

    def find(self, text: str, list_at: QWidget, otherwise: Callable[[str], None]) -> None:
        """What was typed into `list_at`; `otherwise` it may be a uid."""
        if not looks_like_a_number(text):
            otherwise(text)
        elif self._radar.is_ready:
            self._answer(text, list_at, otherwise)
        else:
            self._background.start(self._wait_and_answer(text, list_at, otherwise))

    def show(self, twins: Sequence[Twin], list_at: QWidget) -> None:
        """Go to the only one, or list them below or above the widget."""
        if len(twins) == 1:
            self._go_to(twins[0])
            return
        menu = QMenu(list_at)
        menu.setObjectName("twinsMenu")
        menu.setAccessibleName("Records with this number")
        for twin in twins[:MOST_LISTED]:
            title = title_of(twin).replace("&", "&&")
            menu.addAction(title).triggered.connect(lambda _=False, twin=twin: self._go_to(twin))
        if len(twins) > MOST_LISTED:
            menu.addAction(f"… and {len(twins) - MOST_LISTED:,} more").setEnabled(False)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(list_at.mapToGlobal(QPoint(0, list_at.height())))
        menu.setActiveAction(menu.actions()[0])

    async def _wait_and_answer(
        self, text: str, list_at: QWidget, otherwise: Callable[[str], None]
    ) -> None:
        await self._radar.ready()
        self._answer(text, list_at, otherwise)

    def _answer(self, text: str, list_at: QWidget, otherwise: Callable[[str], None]) -> None:
        twins = self._radar.twins(number_in(text))
        if twins:
            self._workspace.tell(found_in_loaded(len(twins), text))
            self.show(twins, list_at)
        elif may_be_a_uid(text):
            otherwise(text)
        else:
            self._workspace.tell(not_found(text, self._datasets()))

    def _datasets(self) -> list[str]:
        return [sheet.dataset for sheet in self._workspace.sheets() if len(sheet.store)]

    def _go_to(self, twin: Twin) -> None:
        self._workspace.end_editing()
        if twin.sheet is not self._workspace.sheet:
            self._workspace.show(twin.sheet)
        self._workspace.go_to(twin.key, twin.field)
        self._land(twin.field)
