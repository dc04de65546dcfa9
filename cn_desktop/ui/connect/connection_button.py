"""The button that shows the connection and lists the saved ones to switch to."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from cn_desktop.base.profile import Profile
from cn_desktop.ui.words import plain_tip

LONGEST = 40


class ConnectionButton(QToolButton):
    """The environment, as a word and a colour, and the account.

    `switch_asked` gives the name of a saved connection.
    """

    switch_asked = Signal(str)

    def __init__(self, actions: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self._actions = actions
        self._saved: Sequence[Profile] = ()
        self._present = ""
        self.setObjectName("connectionButton")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.setObjectName("connectionMenu")
        menu.setToolTipsVisible(True)
        self.setMenu(menu)
        self._fill_menu()
        self.show_none()

    def show_none(self) -> None:
        self._show("Not connected ▾", "", "Not connected")

    def show_profile(self, profile: Profile, where_key: str) -> None:
        """Say that it is in use; `where_key` says where its key is kept."""
        note = " · read-only" if profile.is_read_only else ""
        text = f"{profile.environment}  {_short(profile.name)}{note} ▾".replace("&", "&&")
        self._show(
            text, profile.environment, f"{profile.environment} connection {profile.name}{note}"
        )
        tip = f"{profile.username} at {profile.base_url}"
        self.setToolTip(
            plain_tip(f"{tip}\nThe API key is {where_key}." if where_key else tip) or ""
        )
        self._present = profile.name
        self._fill_menu()

    def show_saved(self, profiles: Sequence[Profile]) -> None:
        """What can be switched to."""
        self._saved = profiles
        self._fill_menu()

    def _fill_menu(self) -> None:
        menu = self.menu()
        menu.clear()
        for profile in self._saved:
            menu.addAction(self._entry(profile, menu))
        menu.addSeparator()
        menu.addActions(self._actions)

    def _entry(self, profile: Profile, menu: QMenu) -> QAction:
        name = profile.name
        text = f"{_short(name)} – {profile.environment}".replace("&", "&&")
        entry = QAction(text, menu, checkable=True, checked=name == self._present)
        entry.setToolTip(plain_tip(f"{profile.username} at {profile.base_url}") or "")
        entry.triggered.connect(lambda _checked=False: self._choose(name))
        return entry

    def _choose(self, name: str) -> None:
        self._fill_menu()  # the tick goes where the connection goes, not where the click went
        if name != self._present:
            self.switch_asked.emit(name)

    def _show(self, text: str, environment: str, spoken: str) -> None:
        self.setText(text)
        self.setAccessibleName(spoken)
        self.setProperty("environment", environment)
        self.style().unpolish(self)
        self.style().polish(self)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
