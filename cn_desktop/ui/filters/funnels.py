"""Funnels in the column headings: one where the mouse is, and one in every filtered column."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QToolButton

from cn_desktop.records.fields import FieldName
from cn_desktop.ui.filters.condition_words import values_of
from cn_desktop.ui.table.columns import STATUS
from cn_desktop.ui.table.heading import Heading
from cn_desktop.ui.theme import Icons
from cn_desktop.ui.words import plain_tip
from cn_desktop.ui.workspace import Workspace

SIZE = 18
GRIP = 5
"""Pixels at the end of a heading with which its width is changed."""


class Funnels(QObject):
    """`asked` gives the field whose values somebody wants to see."""

    asked = Signal(str)

    def __init__(
        self,
        header: Heading,
        fields: Callable[[], Sequence[FieldName]],
        workspace: Workspace,
        icons: Icons,
    ) -> None:
        super().__init__(header)
        self._header = header
        self._fields = fields
        self._workspace = workspace
        self._icons = icons
        self._kept: dict[FieldName, QToolButton] = {}
        self._passing = self._button()
        self._pointed = FieldName("")
        viewport = header.viewport()
        viewport.setMouseTracking(True)
        viewport.installEventFilter(self)
        for moved in (header.sectionResized, header.sectionMoved, header.geometriesChanged):
            moved.connect(self._place_all)
        header.parent().horizontalScrollBar().valueChanged.connect(self._place_all)
        workspace.order_changed.connect(self._show)
        workspace.sheet_changed.connect(self._show)

    def _button(self) -> QToolButton:
        button = QToolButton(self._header.viewport(), autoRaise=True)
        button.setObjectName("headingFunnel")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.setFixedSize(SIZE, SIZE)
        button.clicked.connect(lambda: self.asked.emit(button.property("field")))
        self._icons.dress(button, "funnel")
        button.hide()
        return button

    def _show(self) -> None:
        """A funnel stands in every column that has a condition which is on."""
        wanted = {condition.field for condition in self._workspace.query.active}
        for field in list(self._kept):
            if field not in wanted:
                self._kept.pop(field).deleteLater()
        for field in wanted - self._kept.keys():
            self._kept[field] = self._button()
            self._kept[field].setDown(True)
        self._place_all()

    def _place_all(self) -> None:
        for field, button in self._kept.items():
            self._place(button, field)
        self._place_passing()

    def _place_passing(self) -> None:
        is_wanted = bool(self._pointed) and self._pointed not in self._kept
        if is_wanted and self._pointed != STATUS:
            self._place(self._passing, self._pointed)
        else:
            self._passing.hide()

    def _place(self, button: QToolButton, field: FieldName) -> None:
        fields, header = self._fields(), self._header
        section = fields.index(field) if field in fields else -1
        if section < 0 or header.isSectionHidden(section):
            button.hide()
            return
        end = header.section_rect(section).right() + 1
        button.setProperty("field", field)
        title = values_of(field, self._workspace.sheet.vocabulary)
        button.setAccessibleName(title)
        button.setToolTip(plain_tip(title) or "")
        left = end - SIZE - GRIP - header.sign_room(section)
        button.move(left, (header.height() - SIZE) // 2)
        button.setVisible(header.section_at(left + SIZE // 2) == section)

    def _point(self, event: QMouseEvent) -> None:
        section = self._header.section_at(event.position().toPoint().x())
        fields = self._fields()
        is_held = event.buttons() != Qt.MouseButton.NoButton
        there = not is_held and 0 <= section < len(fields)
        self._pointed = fields[section] if there else FieldName("")
        self._place_passing()

    # Qt calls this; the name is Qt's.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._point(event)
        elif event.type() == QEvent.Type.Leave:
            self._pointed = FieldName("")
            self._place_passing()
        return super().eventFilter(watched, event)
