"""In the empty table: that the filter leaves nothing, and what to do."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

from cn_desktop.ui.bars import wrapped_label
from cn_desktop.ui.workspace import Workspace

NOTHING_MET = (
    "No record matches the filter.\n"
    "View › Filter › Clear filter shows every record, and View › Filter › Filter off or on does so "
    "for a while."
)
CANT_BE_JUDGED = (
    "A pattern in the filter can’t be used, or takes too long.\n"
    "Change the condition with the warning sign, or remove it."
)


class NothingFound(QObject):
    """Covers the table's rows while there are records and none of them is shown."""

    def __init__(self, workspace: Workspace, over: QWidget) -> None:
        super().__init__(over)
        self._workspace = workspace
        self._over = over
        self.label = wrapped_label(over, "nothingFound")
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.label.setProperty("isDim", True)
        self.label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        over.installEventFilter(self)
        workspace.order_changed.connect(self._show)
        workspace.sheet_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        workspace = self._workspace
        is_empty = not len(workspace.rows) and not workspace.is_counting
        self.label.setVisible(is_empty and len(workspace.sheet.store) > 0)
        self.label.setText(CANT_BE_JUDGED if workspace.unusable else NOTHING_MET)
        self.label.setGeometry(self._over.rect())

    # Qt calls this; the name is Qt's.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.label.setGeometry(self._over.rect())
        return super().eventFilter(watched, event)
