"""The fields of the connect dialog, from a connection and back to one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cn_desktop.base.profile import Forms, Profile
from cn_desktop.base.secret import Secret
from cn_desktop.ui.connect.connect_basics import Basics
from cn_desktop.ui.connect.connect_field import ChoiceBox, FieldBox, new_form
from cn_desktop.ui.connect.connect_more import BLANK, More
from cn_desktop.ui.connect.connection_words import FAULTS, NEW_CONNECTION
from cn_desktop.ui.theme import Theme
from cn_desktop.work.entry import Fault


@dataclass(frozen=True)
class Entered:
    """What was entered; an empty key stands for the one that is kept."""

    profile: Profile
    key: Secret
    is_to_remember: bool


class ConnectForm(QWidget):
    """One connection at a time: one of `saved`, or another one.

    `another_shown` when it shows another one, `edited` when something was typed, `resized`
    when it needs more or less room.
    """

    another_shown = Signal()
    edited = Signal()
    resized = Signal()

    def __init__(self, saved: Sequence[Profile], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._saved = {profile.name: profile for profile in saved}
        self._shown: Profile | None = None
        self._proved: dict[tuple[str, ...], Forms] = {}
        self._kept_for: Profile | None = None
        self._choice = ChoiceBox(self)
        self._choice_box = FieldBox(self._choice, "saved", self)
        self.basics = Basics(theme, self)
        self.more = More(self)
        self.fields = {**self.basics.fields, **self.more.fields}
        self._arrange()
        self._choice.activated.connect(self._choose)
        self.basics.changed.connect(self.edited)
        self.basics.environment.currentTextChanged.connect(self.more.show_environment)
        self.more.changed.connect(self.edited)
        self.more.folded.connect(self.resized)

    @property
    def shown(self) -> Profile | None:
        """The connection it was filled in from; None for a new one."""
        return self._shown

    @property
    def saved_name(self) -> str:
        """The saved name of what is shown; empty if it is not saved."""
        return self._shown.name if self._shown and self._shown.name in self._saved else ""

    @property
    def entered(self) -> Entered:
        profile = self._entered_profile()
        forms = self._proved.get(profile.wire, Forms.UNTESTED)
        is_to_remember = self.basics.remember.isChecked()
        return Entered(replace(profile, forms=forms), self.basics.entered_key, is_to_remember)

    @property
    def needs_key(self) -> bool:
        """No key was typed, and none is kept for this address and user name."""
        entered = self._entered_profile()
        kept = self._kept_for
        is_kept = kept is not None and kept.account == entered.account
        return not is_kept and not self.basics.entered_key

    def show_profile(self, profile: Profile | None) -> None:
        self._shown = profile
        self._kept_for = None
        self._proved = {_untested(profile).wire: profile.forms} if profile else {}
        self._choice.setCurrentIndex(self._choice.findData(self.saved_name))
        self.basics.show_profile(profile)
        self.more.show_profile(profile or BLANK)
        self.show_faults({})
        self.another_shown.emit()

    def start_typing(self) -> None:
        """The keyboard goes to what is missing."""
        basics = self.basics
        (basics.key if basics.username.text() else basics.username).setFocus()

    def show_key_kept(self, profile: Profile, *, is_remembered: bool) -> None:
        """The key of this connection is known: it need not be typed."""
        self._kept_for = profile
        self.basics.show_key_kept(is_kept=True)
        self.basics.remember.setChecked(is_remembered)

    def take_proof(self, tried: Profile, forms: Forms) -> None:
        """Counts for as long as the same server is spoken to in the same way."""
        self._proved[_untested(tried).wire] = forms

    def show_faults(self, faults: Mapping[str, Fault]) -> None:
        """Each at its field; the first of them gets the keyboard."""
        for member, box in self.fields.items():
            box.show_fault(FAULTS[faults[member]] if member in faults else "")
        wrong = [member for member in self.fields if member in faults]
        if set(wrong) & set(self.more.fields):
            self.more.unfold(is_open=True)
        if wrong:
            self.fields[wrong[0]].editor.setFocus()
        self.resized.emit()

    def _entered_profile(self) -> Profile:
        return replace(
            self.more.filled_in(BLANK),
            name=self.basics.entered_name,
            base_url=self.basics.base_url,
            username=self.basics.username.text().strip(),
            environment=self.basics.environment.currentText(),
        )

    def _choose(self) -> None:
        self.show_profile(self._saved.get(self._choice.currentData()))

    def _arrange(self) -> None:
        for name in self._saved:
            self._choice.addItem(name, name)
        self._choice.addItem(NEW_CONNECTION, "")
        row = new_form()
        self._choice_box.add_to(row, "&Saved connection")
        row.setRowVisible(self._choice_box, bool(self._saved))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(row)
        column.addWidget(self.basics)
        column.addWidget(self.more)


def _untested(profile: Profile) -> Profile:
    return replace(profile, forms=Forms.UNTESTED)
