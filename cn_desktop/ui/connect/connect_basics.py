"""The part of the connect dialog that everybody fills in."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from cn_desktop.base.profile import ENVIRONMENTS, Profile
from cn_desktop.base.secret import Secret
from cn_desktop.ui.bars import wrapped_label
from cn_desktop.ui.connect.connect_field import ChoiceBox, FieldBox, new_form
from cn_desktop.ui.connect.connection_words import (
    KEY_KEPT,
    KEY_LOCKED,
    KEYCHAIN_NONE,
    KEYCHAIN_OFFER,
    KEYCHAIN_SOUGHT,
    OWN_ADDRESS,
    PLATFORMS,
)
from cn_desktop.ui.theme import Theme


class Basics(QWidget):
    """Platform, user name, key and name. `changed` when any of them is edited."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.platform = ChoiceBox(self)
        self.address = QLineEdit(self)
        self.username = QLineEdit(self)
        self.key = QLineEdit(self)
        self.name = QLineEdit(self)
        self.environment = ChoiceBox(self)
        self.remember = _box_with_room_for((KEYCHAIN_OFFER, KEYCHAIN_NONE, KEYCHAIN_SOUGHT), self)
        self._key_note = wrapped_label(self, "keyNote")
        self.fields = {
            "platform": FieldBox(self.platform, "platform", self),
            "base_url": FieldBox(self.address, "address", self),
            "username": FieldBox(self.username, "username", self),
            "key": FieldBox(self.key, "key", self),
            "name": FieldBox(self.name, "name", self, self.environment),
        }
        self._fill(theme)
        self._arrange()
        self._connect()

    # What was entered

    @property
    def base_url(self) -> str:
        preset: str | None = self.platform.currentData()
        return preset or self.address.text().strip()

    @property
    def entered_key(self) -> Secret:
        return Secret(self.key.text().strip())

    @property
    def entered_name(self) -> str:
        return self.name.text().strip() or self.username.text().strip()

    # What is shown

    def show_profile(self, profile: Profile | None) -> None:
        """Fill in from a connection; None: start with nothing."""
        address = profile.base_url if profile else next(iter(PLATFORMS.values()))
        preset = self.platform.findData(address)
        self.platform.setCurrentIndex(preset if preset >= 0 else self.platform.count() - 1)
        self.address.setText("" if preset >= 0 else address)
        self.username.setText(profile.username if profile else "")
        self.name.setText(profile.name if profile else "")
        self.environment.setCurrentText(profile.environment if profile else ENVIRONMENTS[0])
        self.key.clear()
        self.show_key_kept(is_kept=False)
        self._show_address()

    def show_keychain(self, *, is_there: bool) -> None:
        self.remember.setText(KEYCHAIN_OFFER if is_there else KEYCHAIN_NONE)
        self.remember.setEnabled(is_there)

    def show_key_kept(self, *, is_kept: bool) -> None:
        self.key.setPlaceholderText(KEY_KEPT if is_kept else "")
        self._key_note.hide()

    def show_keychain_locked(self) -> None:
        self._key_note.show()

    # Building

    def _fill(self, theme: Theme) -> None:
        for where, address in PLATFORMS.items():
            self.platform.addItem(where, address)
            row = self.platform.count() - 1
            self.platform.setItemData(row, address, Qt.ItemDataRole.ToolTipRole)
        self.platform.addItem(OWN_ADDRESS, None)
        for environment in ENVIRONMENTS:
            self.environment.addItem(environment)
            colour = QColor(getattr(theme.colours, environment.lower()))
            row = self.environment.count() - 1
            self.environment.setItemData(row, colour, Qt.ItemDataRole.ForegroundRole)
        self.environment.setObjectName("environmentField")
        self.environment.setAccessibleName("Environment")
        self.environment.setToolTip(
            "How the button at the top of the window warns: real people, a test, or invented ones"
        )
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.address.setPlaceholderText("https://name/path/")
        self.name.setPlaceholderText("the user name, if left empty")
        self.remember.setObjectName("rememberField")
        self.remember.setEnabled(False)
        self._key_note.setText(KEY_LOCKED)
        self._key_note.setProperty("isDim", True)

    def _arrange(self) -> None:
        self.fields["key"].add_below(self.remember)
        self.fields["key"].add_below(self._key_note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._form = new_form()
        column.addLayout(self._form)
        for member, label in (
            ("platform", "Re&gion"),
            ("base_url", "&Address"),
            ("username", "&User name"),
            ("key", "API &key"),
            ("name", "&Name shown"),
        ):
            self.fields[member].add_to(self._form, label)

    def _connect(self) -> None:
        self.platform.currentIndexChanged.connect(self._show_address)
        self.platform.currentIndexChanged.connect(self.changed)
        for editor in (self.address, self.username, self.key, self.name):
            editor.textChanged.connect(self.changed)

    def _show_address(self) -> None:
        """An address of one's own has a field; the presets have theirs in the tooltip."""
        self._form.setRowVisible(self.fields["base_url"], self.platform.currentData() is None)
        self.platform.setToolTip(self.platform.currentData() or "")


def _box_with_room_for(texts: Sequence[str], parent: QWidget) -> QCheckBox:
    """It says the last of them, and later another: the dialog is wide enough from the start."""
    box, widths = QCheckBox(parent), []
    for text in texts:
        box.setText(text)
        widths.append(box.sizeHint().width())
    box.setMinimumWidth(max(widths))
    return box
