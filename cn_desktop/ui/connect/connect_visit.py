"""One showing of the connect dialog: what it looks up in the keychain and tries out meanwhile."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from cn_desktop.api.token import Credentials
from cn_desktop.api.transport import HttpTransport
from cn_desktop.base.errors import Cancelled, KeychainFailed
from cn_desktop.base.profile import Profile
from cn_desktop.base.secret import Secret
from cn_desktop.base.stop import Stop
from cn_desktop.storage.credentials import Keychain
from cn_desktop.ui import dialogs
from cn_desktop.ui.background import Background
from cn_desktop.ui.connect.connect_dialog import ConnectDialog, FaultFinder
from cn_desktop.ui.connect.connect_form import Entered
from cn_desktop.ui.theme import Icons, Theme
from cn_desktop.work.probe import Trial, probe


class Visit:
    """Asks for a connection. `result` is the dialog's, `entered` what it held at the end."""

    def __init__(
        self, background: Background, keychain: Keychain, theme: Theme, icons: Icons
    ) -> None:
        self._background = background
        self._keychain = keychain
        self._theme = theme
        self._icons = icons
        self._stop = Stop()
        self._is_over = False
        self._keys: dict[tuple[str, str], Secret] = {}

    async def ask(
        self, saved: Sequence[Profile], shown: Profile | None, faults_of: FaultFinder,
        parent: QWidget,
    ) -> tuple[int, Entered, str]:  # fmt: skip
        """The dialog's result, what was entered, and the saved name it stands for."""
        dialog = ConnectDialog(saved, faults_of, self._theme, self._icons, parent)
        self._dialog = dialog
        dialog.form.another_shown.connect(lambda: self._background.start(self._look_up()))
        dialog.trial_asked.connect(self._start_trial)
        dialog.trial_stopped.connect(self._stop_trial)
        dialog.form.show_profile(shown)
        self._background.start(self._look_for_keychain())
        try:
            result = await dialogs.finished(dialog)
        finally:
            self._is_over = True
            self._stop.ask()
        return result, self._with_key(dialog.form.entered), dialog.form.saved_name

    def _start_trial(self) -> None:
        self._stop = Stop()
        self._background.start(self._try(self._stop))

    def _stop_trial(self) -> None:
        self._stop.ask()

    def _with_key(self, entered: Entered) -> Entered:
        """A key that was not typed is the one that is kept."""
        kept = self._keys.get(entered.profile.account, Secret(""))
        return Entered(entered.profile, entered.key or kept, entered.is_to_remember)

    async def _look_for_keychain(self) -> None:
        is_there = await self._background.call(self._keychain.is_there)
        if not self._is_over:
            self._dialog.form.basics.show_keychain(is_there=is_there)

    async def _look_up(self) -> None:
        """The kept key of the connection shown; the keychain may take its time."""
        profile = self._dialog.form.shown
        if profile is None:
            return
        is_locked = False
        try:
            key = await self._background.call(self._keychain.get, *profile.account)
            self._keys[profile.account] = key
        except KeychainFailed:
            is_locked = True
        if not self._is_over and self._dialog.form.shown is profile:
            self._show_key(profile, is_locked=is_locked)

    def _show_key(self, profile: Profile, *, is_locked: bool) -> None:
        if is_locked:
            self._dialog.form.basics.show_keychain_locked()
        elif self._keys[profile.account]:
            is_remembered = self._keychain.is_remembered(*profile.account)
            self._dialog.form.show_key_kept(profile, is_remembered=is_remembered)

    async def _try(self, stop: Stop) -> None:
        entered = self._with_key(self._dialog.form.entered)
        try:
            async for finding in self._background.stream(probe(self._trial(entered), stop)):
                if not self._is_over and not stop.is_asked:
                    self._dialog.show_finding(finding)
        except Cancelled:
            pass
        finally:
            if not self._is_over:
                self._dialog.end_trial(entered.profile)

    def _trial(self, entered: Entered) -> Trial:
        profile = entered.profile
        dataset, uid = self._dialog.form.more.sample
        return Trial(
            HttpTransport(profile.base_url, proxy=profile.proxy, ca_file=profile.ca_file),
            Credentials(profile.username, entered.key),
            profile.format,
            dataset,
            uid,
        )
