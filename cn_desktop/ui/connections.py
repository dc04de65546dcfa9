"""Where an account is and whose it is: the button that shows it, and the dialog that asks."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cn_desktop.base.secret import Secret
from cn_desktop.ui.bars import plain_label
from cn_desktop.ui.words import plain_tip

ENVIRONMENTS = ("PRODUCTION", "TEST", "DEMO")
PRESETS = {
    "US": "https://api.contactnow.8x8.com/",
    "UK, EU and the rest of the world": "https://api-106.dxi.eu/",
}


@dataclass(frozen=True)
class Account:
    """What a person enters to connect."""

    name: str
    base_url: str
    username: str
    key: Secret
    environment: str = "PRODUCTION"


class ConnectionButton(QToolButton):
    """The environment, as a word and a colour, and the account."""

    def __init__(self, actions: list[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("connectionButton")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.addActions(actions)
        self.setMenu(menu)
        self.show_none()

    def show_none(self) -> None:
        self._show("Not connected ▾", "", "Not connected")

    def show_account(self, account: Account) -> None:
        text = f"{account.environment}  {account.name} ▾"
        self._show(text, account.environment, f"{account.environment} connection {account.name}")
        self.setToolTip(plain_tip(f"{account.username} at {account.base_url}") or "")

    def _show(self, text: str, environment: str, spoken: str) -> None:
        self.setText(text)
        self.setAccessibleName(spoken)
        self.setProperty("environment", environment)
        self.style().unpolish(self)
        self.style().polish(self)


class ConnectDialog(QDialog):
    """Asks for an account. The key is used for this session and not kept."""

    def __init__(self, known: Account | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("connectDialog")
        self.setWindowTitle("Connect to an account")
        self.setMinimumWidth(480)
        self._address = QComboBox(self, editable=True)
        self._environment = QComboBox(self)
        self._name = QLineEdit(self)
        self._username = QLineEdit(self)
        self._key = QLineEdit(self)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._fill(known)
        self._arrange()

    @property
    def account(self) -> Account:
        """What was entered."""
        username = self._username.text().strip()
        return Account(
            self._name.text().strip() or username,
            self._address.currentText().strip(),
            username,
            Secret(self._key.text()),
            self._environment.currentText(),
        )

    def _fill(self, known: Account | None) -> None:
        for where, address in PRESETS.items():
            self._address.addItem(address)
            self._address.setItemData(self._address.count() - 1, where, Qt.ItemDataRole.ToolTipRole)
        self._environment.addItems(ENVIRONMENTS)
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        if known:
            self._address.setEditText(known.base_url)
            self._environment.setCurrentText(known.environment)
            self._name.setText(known.name)
            self._username.setText(known.username)
            self._key.setFocus()

    def _arrange(self) -> None:
        form = QFormLayout()
        for label, field, name in (
            ("&Address", self._address, "addressField"),
            ("&Environment", self._environment, "environmentField"),
            ("&User name", self._username, "usernameField"),
            ("&Key", self._key, "keyField"),
            ("&Name shown", self._name, "nameField"),
        ):
            field.setObjectName(name)
            field.setAccessibleName(label.replace("&", ""))
            form.addRow(label, field)
        self._name.setPlaceholderText("the user name, if left empty")
        hint = plain_label(self)
        hint.setText(
            "8x8 support gives you the user name and the key. The key is kept in memory until "
            "the program ends; address and user name are remembered."
        )
        hint.setWordWrap(True)
        hint.setProperty("isDim", True)
        connect = self._buttons.addButton("Connect", QDialogButtonBox.ButtonRole.AcceptRole)
        connect.setObjectName("connectButton")
        for field in (self._username, self._key):
            field.textChanged.connect(lambda _text: connect.setEnabled(self._is_filled()))
        connect.setEnabled(self._is_filled())
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(hint)
        column.addWidget(self._buttons)

    def _is_filled(self) -> bool:
        return bool(self._username.text().strip() and self._key.text())
