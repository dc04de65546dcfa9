"""The two buttons above the table: columns, and saved views."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from cn_desktop.ui.views.keeper import Keeper
from cn_desktop.ui.views.view_menus import OF_COLUMNS_BUTTON, TEXT, VIEWS
from cn_desktop.ui.views.view_words import button_text

HEIGHT = 26
"""As everything in the row above the table."""
LONGEST = 24
"""Characters of a view's name on the button."""


class ViewBar(QWidget):
    """`chosen` gives the name of a saved view."""

    chosen = Signal(str)

    def __init__(self, keeper: Keeper, actions: Mapping[str, QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self._below = [actions[each.name] for each in VIEWS], [actions[each.name] for each in TEXT]
        self.columns = self._button("columnsButton", "Columns", self._fill_columns)
        self.columns.setText("Columns ▾")
        self._of_columns = [actions[name] for name in OF_COLUMNS_BUTTON]
        self.views = self._button("viewButton", "View", self._fill_views)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.columns)
        row.addWidget(self.views)
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
        chosen = self._keeper.chosen
        for view in self._keeper.views():
            entry = menu.addAction(view.title.replace("&", "&&"))
            entry.setCheckable(True)
            entry.setChecked(chosen is not None and chosen.name == view.name)
            entry.triggered.connect(lambda _on=False, name=view.name: self.chosen.emit(name))
        _add(menu, *self._below)

    def _show(self) -> None:
        chosen = self._keeper.chosen
        name, is_changed = (chosen.name if chosen else ""), self._keeper.is_changed
        short = name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
        text = button_text(short, is_changed=is_changed)
        self.views.setText(text.replace("&", "&&") + " ▾")
        self.views.setAccessibleName(button_text(name, is_changed=is_changed))


def _add(menu: QMenu, *groups: Sequence[QAction]) -> None:
    """Each behind a line."""
    for group in groups:
        menu.addSeparator()
        menu.addActions(group)
