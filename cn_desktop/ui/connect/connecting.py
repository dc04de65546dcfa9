"""Which account is connected: choosing, switching, changing and deleting connections."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtWidgets import QDialog

from cn_desktop.api.reading import Selection
from cn_desktop.base.profile import Profile
from cn_desktop.base.secret import Secret
from cn_desktop.ui import dialogs
from cn_desktop.ui.background import Background
from cn_desktop.ui.connect import connection_words as words
from cn_desktop.ui.connect.connect_dialog import DELETE_ASKED, WHOLE
from cn_desktop.ui.connect.connect_form import Entered
from cn_desktop.ui.connect.connect_visit import Visit
from cn_desktop.ui.connect.connection import Connection, connection_to
from cn_desktop.ui.connect.remembering import Remembering
from cn_desktop.ui.jobs import Jobs
from cn_desktop.ui.main_window import MainWindow
from cn_desktop.ui.submit.restoring import Restoring
from cn_desktop.ui.workspace import Workspace
from cn_desktop.work.entry import Fault, faults


class Connecting:
    """The one place that changes the account. `new_visit` gives a showing of the dialog."""

    def __init__(  # noqa: PLR0913, PLR0917  what it joins
        self,
        background: Background,
        workspace: Workspace,
        jobs: Jobs,
        window: MainWindow,
        remembering: Remembering,
        restoring: Restoring,
        new_visit: Callable[[], Visit],
    ) -> None:
        self._background = background
        self._workspace = workspace
        self._jobs = jobs
        self._window = window
        self._remembering = remembering
        self._restoring = restoring
        self._new_visit = new_visit
        self._first: Selection | None = None
        self._present: Connection | None = None
        self._wishes = 0
        window.connect_asked.connect(self.ask)
        window.edit_asked.connect(self.edit)
        window.read_only_asked.connect(self.set_read_only)
        window.connection.switch_asked.connect(self.switch_to)

    @property
    def profile(self) -> Profile | None:
        """The connection in use."""
        return self._present.profile if self._present else None

    # At the start

    def begin(self, first: Selection | None) -> None:
        """Show what is saved, and `first` once connected; a damaged file is told of."""
        self._first = first
        self._remembering.mend()
        self._window.connection.show_saved(self._remembering.saved())

    async def ask_at_start(self) -> None:
        """The connection that was used last comes up first."""
        saved = self._remembering.saved()
        await self._ask(saved[0] if saved else None)

    async def start_saved(self, name: str, key: Secret) -> None:
        """By its name. Raises `ProfileUnusable`."""
        await self.start_with(self._remembering.profiles.get(name), key)

    async def start_with(self, profile: Profile, key: Secret) -> None:
        """With the kept key, else with this one, else with one that is asked for."""
        wish = self._new_wish()
        known = await self._kept_key(profile)
        if wish != self._wishes:
            return
        if known or (key and profile.username):
            self._connect(profile, known or key)
        else:
            await self._ask(profile)

    def connect_demo(self, profile: Profile, key: Secret) -> None:
        """To the simulator, of which nothing is remembered."""
        self._new_wish()
        self._use(connection_to(profile, key, is_demo=True))

    # What is asked for; each returns at once

    def ask(self) -> None:
        """For another account."""
        if self._may_leave():
            self._background.start(self._ask(None))

    def edit(self) -> None:
        """The connection in use."""
        if self._present and self._present.is_demo:
            self._workspace.tell(words.DEMO_FIXED)
        elif self._present:
            self._background.start(self._ask(self._present.profile))

    def switch_to(self, name: str) -> None:
        """To a saved connection."""
        if self._may_leave():
            self._background.start(self._switch_to(name))

    def set_read_only(self, is_on: bool) -> None:
        """At once: a row that is being sent just now is the last one."""
        present = self._present
        if present is None or present.profile.is_read_only == is_on:
            return
        profile = replace(present.profile, is_read_only=is_on)
        if present.profile in self._remembering.saved():
            self._remembering.save(profile)
        self._go_on_with(profile, present.key)

    # How it is done

    def _new_wish(self) -> int:
        """Whatever was asked for before and still waits for a keychain is not wanted any more."""
        self._wishes += 1
        return self._wishes

    def _may_leave(self) -> bool:
        self._workspace.end_editing()
        if self._workspace.unsaved():
            self._workspace.tell(words.PENDING_FIRST)
            return False
        return True

    async def _switch_to(self, name: str) -> None:
        profile = self._remembering.profiles.get(name)
        wish = self._new_wish()
        key = await self._kept_key(profile)
        if wish != self._wishes or not self._may_leave():
            return
        if key:
            self._connect(profile, key)
        else:
            await self._ask(profile)

    async def _kept_key(self, profile: Profile) -> Secret:
        key = await self._remembering.key_of(profile)
        if self._window.notices.notice == words.WAITING_FOR_KEYCHAIN:
            self._window.notices.hide()
        return key

    async def _ask(self, shown: Profile | None) -> None:
        self._new_wish()
        saved = self._remembering.saved()
        result, entered, name = await self._new_visit().ask(
            saved, shown, self._faults_of, self._window
        )
        before = next((profile for profile in saved if profile.name == name), None)
        if result == DELETE_ASKED and before:
            await self._delete(before)
        elif result == QDialog.DialogCode.Accepted:
            await self._take(entered, before)

    async def _delete(self, profile: Profile) -> None:
        if await dialogs.ask_delete(self._window, profile.name):
            await self._remembering.delete(profile)
            self._window.connection.show_saved(self._remembering.saved())

    async def _take(self, entered: Entered, before: Profile | None) -> None:
        self._remembering.save(entered.profile, in_place_of=before.name if before else "")
        present = self._present
        if present and present.profile.account == entered.profile.account:
            self._go_on_with(entered.profile, entered.key)
        else:
            self._connect(entered.profile, entered.key)
        await self._remembering.keep_key(entered, before)
        self._show()

    def _faults_of(self, profile: Profile, saved_name: str) -> Mapping[str, Fault]:
        found = faults(profile)
        names = {each.name for each in self._remembering.saved()} - {saved_name}
        if profile.name in names:
            found["name"] = Fault.NAME_TAKEN
        present = self._present.profile if self._present else None
        if self._workspace.unsaved() and present and profile.account != present.account:
            found[WHOLE] = Fault.PENDING_CHANGES
        return found

    def _connect(self, profile: Profile, key: Secret) -> None:
        self._remembering.note_use(profile, key)
        self._use(connection_to(profile, key))

    def _use(self, connection: Connection) -> None:
        self._present = connection
        self._jobs.cancel()  # an answer that is still on its way belongs to the old account
        self._workspace.forget_sheets()
        self._workspace.permit(connection.permits)
        first, self._first = self._first, None
        self._restoring.forget()
        self._restoring.use(connection)
        self._jobs.connect_to(connection.client, first, self._restoring.restore)
        self._show()

    def _go_on_with(self, profile: Profile, key: Secret) -> None:
        """The same account on other terms: what was loaded and changed stays."""
        present = self._present
        is_same = present and present.profile.wire == profile.wire and present.key == key
        connection = present.on_terms_of(profile) if present and is_same else None
        self._present = connection or connection_to(profile, key)
        self._restoring.use(self._present)
        self._jobs.use(self._present.client)
        self._workspace.permit(self._present.permits)
        self._show()
        if connection is None or not self._jobs.has_session:
            self._jobs.log_in_again()

    def _show(self) -> None:
        self._window.connection.show_saved(self._remembering.saved())
        if self._present:
            profile = self._present.profile
            self._window.show_connection(profile, self._remembering.where(profile))
