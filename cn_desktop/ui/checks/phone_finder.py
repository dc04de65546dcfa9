"""A telephone number looked for in the loaded data: the server can't be asked for one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from cn_desktop.records.fields import FieldName
from cn_desktop.records.phones import looks_like_a_number, may_be_a_uid, number_in
from cn_desktop.ui.background import Background
from cn_desktop.ui.checks.radar import Radar, Twin
from cn_desktop.ui.checks.words import found_in_loaded, not_found, title_of, you_are_at
from cn_desktop.ui.workspace import Workspace

MOST_LISTED = 15

Land = Callable[[FieldName], None]
GoTo = Callable[[Twin], None]


class PhoneFinder:
    """Of what was looked up one hit becomes the current record, in the form; several are listed.

    Who else has a number is always listed. `land` brings the record form to the front, at a
    field; `table` is where a listed one is gone to.
    """

    def __init__(
        self,
        workspace: Workspace,
        radar: Radar,
        background: Background,
        land: Land,
        table: QWidget,
    ) -> None:
        self._workspace = workspace
        self._radar = radar
        self._background = background
        self._land = land
        self._table = table

    def find(self, text: str, list_at: QWidget, otherwise: Callable[[str], None]) -> None:
        """What was typed into `list_at`; `otherwise` it may be a uid."""
        if not looks_like_a_number(text):
            otherwise(text)
        elif self._radar.is_ready:
            self._answer(text, list_at, otherwise)
        else:
            self._background.start(self._wait_and_answer(text, list_at, otherwise))

    def show(self, twins: Sequence[Twin], list_at: QWidget) -> None:
        """List them below or above the widget; nothing else happens until one is chosen."""
        self._list(twins, list_at, self._go_to_cell)

    def _list(self, twins: Sequence[Twin], list_at: QWidget, go_to: GoTo) -> None:
        # A line editor hands over what is typed when a list opens that is not its own.
        menu = QMenu(QApplication.focusWidget() or list_at)
        menu.setObjectName("twinsMenu")
        menu.setAccessibleName("Records with this number")
        for twin in twins[:MOST_LISTED]:
            title = title_of(twin).replace("&", "&&")
            menu.addAction(title).triggered.connect(lambda _=False, twin=twin: go_to(twin))
        if len(twins) > MOST_LISTED:
            menu.addAction(f"… and {len(twins) - MOST_LISTED:,} more").setEnabled(False)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(_beside(list_at, menu))
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
            self._choose(twins, list_at)
        elif may_be_a_uid(text):
            otherwise(text)
        else:
            self._workspace.tell(not_found(text, self._datasets()))

    def _choose(self, twins: Sequence[Twin], list_at: QWidget) -> None:
        if len(twins) == 1:
            self._go_to_form(twins[0])
        else:
            self._list(twins, list_at, self._go_to_form)

    def _datasets(self) -> list[str]:
        return [sheet.dataset for sheet in self._workspace.sheets() if len(sheet.store)]

    def _go_to_form(self, twin: Twin) -> None:
        self._workspace.end_editing()
        self._go_to(twin)
        self._land(twin.field)

    def _go_to_cell(self, twin: Twin) -> None:
        """To the table, where no key overwrites anything by itself, and say whose record it is."""
        self._workspace.end_editing()
        self._table.setFocus()
        self._go_to(twin)
        self._workspace.tell(you_are_at(twin))

    def _go_to(self, twin: Twin) -> None:
        if twin.sheet is not self._workspace.sheet:
            self._workspace.show(twin.sheet)
        self._workspace.go_to(twin.key, twin.field)


def _beside(widget: QWidget, menu: QMenu) -> QPoint:
    """Below it; above it where the screen ends below: what the list is about stays in sight."""
    height = menu.sizeHint().height()
    below = widget.mapToGlobal(QPoint(0, widget.height()))
    has_room = below.y() + height <= widget.screen().availableGeometry().bottom()
    return below if has_room else widget.mapToGlobal(QPoint(0, -height))
