"""The two buttons above the table: columns, and saved views."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from cn_desktop.ui.views.view_menus import OF_COLUMNS_BUTTON, TEXT, VIEWS
from cn_desktop.ui.views.view_words import button_text
from cn_desktop.ui.words import plain_tip

if TYPE_CHECKING:
    from cn_desktop.ui.views.keeper import Keeper

HEIGHT = 26
"""As everything in the row above the table."""
GAP = 4
MORE = " ▾"
WIDEST = f"View: Ten letters, changed{MORE}"
LEAST = f"View: Ten le…{MORE}"
"""Of a longer name the beginning stands on the button, in a narrow window of most names."""


class ViewBar(QWidget):
    """`chosen` gives the name of a saved view."""

    chosen = Signal(str)

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self._keeper: Keeper | None = None
        self._below = [actions[each.name] for each in VIEWS], [actions[each.name] for each in TEXT]
        self.columns = self._button("columnsButton", "Columns", self._fill_columns)
        self.columns.setText(f"Columns{MORE}")
        self._of_columns = [actions[name] for name in OF_COLUMNS_BUTTON]
        self.views = self._button("viewButton", "View", self._fill_views)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.columns)
        row.addWidget(self.views)
        row.addStretch(1)
        margin = self.views.sizeHint().width() - self._advance(self.views.text())
        self._beside = self.columns.sizeHint().width() + GAP + margin
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setMaximumWidth(self._beside + self._advance(WIDEST))
        self._show()

    def use_keeper(self, keeper: "Keeper") -> None:
        """Who knows the saved views, and which one is shown."""
        self._keeper = keeper
        keeper.changed.connect(self._show)
        self._show()

    def _button(self, name: str, spoken: str, fill: Callable[[QMenu], None]) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAccessibleName(spoken)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setAutoRaise(True)
        button.setFixedHeight(HEIGHT)
        menu = QMenu(button)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(lambda: fill(menu))
        button.setMenu(menu)
        return button

    def _fill_columns(self, menu: QMenu) -> None:
        menu.clear()
        menu.addActions(self._of_columns)

    def _fill_views(self, menu: QMenu) -> None:
        menu.clear()
        chosen = self._keeper.chosen if self._keeper else None
        for view in self._keeper.views() if self._keeper else ():
            entry = menu.addAction(view.title.replace("&", "&&"))
            entry.setCheckable(True)
            entry.setChecked(chosen is not None and chosen.name == view.name)
            entry.triggered.connect(lambda _on=False, name=view.name: self.chosen.emit(name))
        _add(menu, *self._below)

    def _advance(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)

    def _show(self) -> None:
        chosen = self._keeper.chosen if self._keeper else None
        name = chosen.name if chosen else ""
        is_changed = self._keeper is not None and self._keeper.is_changed
        rest = self._advance(f"{button_text(' ', is_changed=is_changed)}{MORE}")
        room = max(self.width() - self._beside, self._advance(LEAST)) - rest
        short = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        text = button_text(short, is_changed=is_changed)
        self.views.setText(text.replace("&", "&&") + MORE)
        spoken = button_text(name, is_changed=is_changed)
        self.views.setAccessibleName(spoken)
        self.views.setToolTip(plain_tip(spoken) or "")

    # Qt calls these; the names are Qt's.

    def sizeHint(self) -> QSize:
        """Room for any view's name: neither button moves when another view is chosen."""
        return QSize(self._beside + self._advance(WIDEST), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._beside + self._advance(LEAST), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show()


def _add(menu: QMenu, *groups: Sequence[QAction]) -> None:
    """Each behind a line."""
    for group in groups:
        menu.addSeparator()
        menu.addActions(group)
