"""What is remembered of connections: the file with them, and their keys in the keychain."""

import asyncio
from collections.abc import Mapping

from cn_desktop.base.errors import KeychainFailed
from cn_desktop.base.profile import Profile
from cn_desktop.base.secret import Secret
from cn_desktop.storage.credentials import Kept, Keychain
from cn_desktop.storage.profiles import Profiles
from cn_desktop.ui.background import Background
from cn_desktop.ui.connect import connection_words as words
from cn_desktop.ui.connect.connect_form import Entered
from cn_desktop.ui.notices import notice_for
from cn_desktop.ui.workspace import Workspace

PATIENCE = 1.0
"""So many seconds a keychain may take before the person is told what is being waited for."""

KEPT: Mapping[Kept, str] = {
    Kept.IN_KEYCHAIN: "kept in the keychain of this computer",
    Kept.IN_MEMORY: "kept until the program ends",
    Kept.NO_KEYCHAIN: "kept until the program ends: this computer has no keychain",
    Kept.KEYCHAIN_FAILED: "kept until the program ends: the keychain of this computer "
    "did not take it",
}


class Remembering:
    """Saves, finds and forgets; where that fails the person is told, and work goes on."""

    def __init__(
        self, background: Background, workspace: Workspace, profiles: Profiles, keychain: Keychain
    ) -> None:
        self.profiles = profiles
        self.keychain = keychain
        self._background = background
        self._workspace = workspace
        self._where: dict[tuple[str, str], Kept] = {}

    # Connections

    def saved(self) -> list[Profile]:
        """Every saved connection, the one that was used last first."""
        last = self.profiles.last
        return sorted(self.profiles.all(), key=lambda profile: profile.name != last)

    def mend(self) -> None:
        """A damaged file is kept aside, and that is said."""
        try:
            aside = self.profiles.mend()
        except OSError:
            self._workspace.tell(words.NOT_SAVED)
            return
        if aside:
            self._workspace.tell(words.damaged_file(aside.name))

    def save(self, profile: Profile, *, in_place_of: str = "") -> None:
        try:
            self.profiles.save(profile, in_place_of=in_place_of)
            self.profiles.mark_used(profile.name)
        except OSError:
            self._workspace.tell(words.NOT_SAVED)

    def note_use(self, profile: Profile, key: Secret) -> None:
        """It is the last one used now; of one that is not saved only the key is held."""
        self.keychain.keep(*profile.account, key, remember=False)
        try:
            if profile in self.profiles.all():
                self.profiles.mark_used(profile.name)
        except OSError:
            self._workspace.tell(words.NOT_SAVED)

    async def delete(self, profile: Profile) -> None:
        """Forget the connection and, unless another one uses it, its key."""
        try:
            self.profiles.delete(profile.name)
        except OSError:
            self._workspace.tell(words.NOT_SAVED)
            return
        await self._forget_key(profile)

    # Keys

    def where(self, profile: Profile) -> str:
        """Where its key is, in words."""
        return KEPT[self._where.get(profile.account, Kept.IN_MEMORY)]

    async def key_of(self, profile: Profile) -> Secret:
        """The kept key; an empty one if there is none, or none to be had."""
        waiting = asyncio.get_running_loop().call_later(
            PATIENCE, self._workspace.tell, words.WAITING_FOR_KEYCHAIN
        )
        try:
            key = await self._background.call(self.keychain.get, *profile.account)
        except KeychainFailed as error:
            self._workspace.tell(notice_for(error))
            return Secret("")
        finally:
            waiting.cancel()
        self._note_where(profile)
        return key

    async def keep_key(self, entered: Entered, before: Profile | None) -> None:
        """Keep the key as it was asked for; forget that of the account it was before."""
        account = entered.profile.account
        if before is not None and before.account != account:
            await self._forget_key(before)
        elif not entered.is_to_remember and self.keychain.is_remembered(*account):
            await self._forget(*account)
        kept = await self._background.call(
            self.keychain.keep, *account, entered.key, remember=entered.is_to_remember
        )
        self._where[account] = kept
        if entered.is_to_remember and kept is not Kept.IN_KEYCHAIN:
            self._workspace.tell(words.key_not_remembered(KEPT[kept]))

    def _note_where(self, profile: Profile) -> None:
        account = profile.account
        is_remembered = self.keychain.is_remembered(*account)
        self._where[account] = Kept.IN_KEYCHAIN if is_remembered else Kept.IN_MEMORY

    async def _forget_key(self, profile: Profile) -> None:
        account = profile.account
        if account not in [each.account for each in self.profiles.all()]:
            await self._forget(*account)

    async def _forget(self, base_url: str, username: str) -> None:
        try:
            await self._background.call(self.keychain.forget, base_url, username)
        except KeychainFailed:
            self._workspace.tell(words.KEY_MAY_STAY)
