"""The composition root: everything is made and joined here."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QDialog

os.environ["QT_API"] = "pyside6"  # qasync would look for other bindings

import qasync

from cn_desktop.api.client import Client, Selection
from cn_desktop.api.token import Credentials, Session
from cn_desktop.api.transport import HttpTransport
from cn_desktop.base.errors import ProgramError
from cn_desktop.base.paths import Folders, resource_root
from cn_desktop.base.profile import Profile
from cn_desktop.base.secret import Secret
from cn_desktop.records.changes import State
from cn_desktop.records.fields import DatasetId
from cn_desktop.simulator.child import SimulatorProcess
from cn_desktop.storage.profiles import Profiles
from cn_desktop.ui import dialogs
from cn_desktop.ui.background import Background
from cn_desktop.ui.connections import Account, ConnectDialog
from cn_desktop.ui.dialogs import Leave
from cn_desktop.ui.help_text import about_text, keys_text
from cn_desktop.ui.jobs import Jobs
from cn_desktop.ui.main_window import MainWindow
from cn_desktop.ui.notices import UNEXPECTED, Notice, Tone, notice_for
from cn_desktop.ui.process import Signals, catch_the_rest, make_application
from cn_desktop.ui.theme import Choice, Icons, Theme
from cn_desktop.ui.words import counted
from cn_desktop.ui.workspace import Workspace

LOG = logging.getLogger(__name__)
SIMULATOR_SECONDS = 300.0
"""A demo of a million records takes the better part of a minute to make them."""


@dataclass(frozen=True)
class Options:
    """How the program was started. `simulator` holds its arguments; None: no simulator."""

    folders: Folders
    simulator: tuple[str, ...] | None = None
    profile: str = ""
    base_url: str = ""
    username: str = ""
    key: Secret = field(default_factory=lambda: Secret(""))
    dataset: str = ""
    uid: str = ""

    @property
    def first(self) -> Selection | None:
        """What to show first, if that was said."""
        return Selection(DatasetId(self.dataset), uid=self.uid) if self.dataset else None


Script = Callable[["Program"], Awaitable[int]]
"""Something that uses the running program as a person would, and gives its exit code."""


class Program:
    """The window, what it works on, and the way from start to end."""

    def __init__(self, options: Options, application: QApplication) -> None:
        self._options = options
        self._profiles = Profiles(options.folders.profiles)
        self._simulator: SimulatorProcess | None = None
        self._ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._is_closing = False
        settings = QSettings(str(options.folders.window_settings), QSettings.Format.IniFormat)
        self.background = Background(self.report)
        self.workspace = Workspace(application)
        self.jobs = Jobs(self.background, self.workspace)
        self.theme = Theme(application, Choice(settings.value("appearance/theme", "system")))
        icons = Icons(resource_root() / "icons", self.theme)
        self.window = MainWindow(self.workspace, self.jobs, self.theme, icons, settings)
        self.window.close_asked.connect(self._ask_to_close)
        self.window.connect_asked.connect(self._ask_to_connect)
        self.window.about_asked.connect(self._show_about)
        self.window.keys_asked.connect(self._show_keys)

    async def run(self, script: Script | None = None) -> int:
        """Show the window, and go on until it is closed or the script has ended."""
        self.window.show()
        self.background.start(self._begin())
        if script:
            self.background.start(self._follow(script))
        try:
            return await self._ended
        finally:
            await self._close()

    def end(self, code: int = 0) -> None:
        """Close now, without a question."""
        if not self._ended.done():
            self._ended.set_result(code)

    def report(self, error: Exception) -> None:
        """An error nobody expected here: the program lives, the person is told."""
        if isinstance(error, ProgramError):
            self.workspace.tell(notice_for(error))
            return
        LOG.error("unexpected %s", type(error).__name__, exc_info=error)
        self.workspace.tell(UNEXPECTED)

    # Connecting

    async def _begin(self) -> None:
        options = self._options
        if options.simulator is not None:
            await self._start_simulator(options.simulator)
        elif options.profile:
            self._connect_known(self._account_of(self._profiles.get(options.profile)))
        elif options.base_url:
            name = options.username
            self._connect_known(Account(name, options.base_url, options.username, options.key))
        else:
            self._ask_to_connect()

    async def _start_simulator(self, arguments: tuple[str, ...]) -> None:
        self._simulator = SimulatorProcess(arguments, time_limit=SIMULATOR_SECONDS)
        await self.background.call(self._simulator.start)
        self._connect(
            Account(
                "Demo account",
                self._simulator.url,
                self._simulator.username,
                Secret(self._simulator.key),
                "DEMO",
            )
        )

    def _account_of(self, profile: Profile) -> Account:
        key = self._options.key
        return Account(profile.name, profile.base_url, profile.username, key, profile.environment)

    def _connect_known(self, account: Account) -> None:
        if account.key and account.username:
            self._connect(account)
        else:
            self.background.start(self._connect_by_dialog(account))

    def _ask_to_connect(self) -> None:
        if self.workspace.unsaved():
            self.workspace.tell(PENDING_FIRST)
        else:
            self.background.start(self._connect_by_dialog(None))

    async def _connect_by_dialog(self, known: Account | None) -> None:
        dialog = ConnectDialog(known, self.window)
        if await dialogs.finished(dialog) == QDialog.DialogCode.Accepted:
            account = dialog.account
            self._profiles.save(
                Profile(account.name, account.base_url, account.username, account.environment)
            )
            self._connect(account)

    def _connect(self, account: Account) -> None:
        transport = HttpTransport(account.base_url)
        session = Session(transport, Credentials(account.username, account.key))
        self.window.show_account(account)
        self.workspace.forget_sheets()
        self.jobs.connect_to(Client(transport, session), self._options.first)

    # Closing

    def _ask_to_close(self) -> None:
        if not self._is_closing:
            self._is_closing = True
            self.background.start(self._leave())

    async def _leave(self) -> None:
        self.workspace.end_editing()
        try:
            if await self._may_leave():
                self.end()
        finally:
            self._is_closing = False

    async def _may_leave(self) -> bool:
        unsaved = sum(self.workspace.unsaved().values())
        if not unsaved:
            return True
        sendable = any(
            sheet.outgoing(sheet.changes.in_state(State.PENDING))
            for sheet in self.workspace.sheets()
        )
        answer = await dialogs.ask_leave(
            self.window,
            f"{counted(unsaved, 'row')} {'is' if unsaved == 1 else 'are'} not saved on the server.",
            "If you quit now, these changes are lost. Nothing more is sent.",
            can_submit=sendable and not self.jobs.is_submitting,
        )
        if answer is not Leave.SUBMIT:
            return answer is Leave.REVERT
        self.jobs.submit_everything()
        await self.jobs.idle()
        return not self.workspace.unsaved()

    async def _close(self) -> None:
        self.jobs.cancel()
        self.window.allow_close()
        self.window.close()
        await self.background.close()
        if self._simulator:
            self._simulator.stop()

    # Small things

    async def _follow(self, script: Script) -> None:
        try:
            self.end(await script(self))
        except BaseException:
            self.end(1)
            raise

    def _show_about(self) -> None:
        dialogs.show_text(self.window, "About CN Desktop", "CN Desktop", about_text())

    def _show_keys(self) -> None:
        dialogs.show_text(self.window, "Keys", "What the keys do", keys_text())


PENDING_FIRST = Notice(
    "There are changes that are not saved yet",
    "Submit or revert them first: they belong to the account that is connected now.",
    Tone.WARNING,
)


def run(options: Options, script: Script | None = None) -> int:
    """Open the window and return the program's exit code when it has closed."""
    application = make_application()
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)

    async def main() -> int:
        program = Program(options, application)
        catch_the_rest(program.report, program.end)
        with Signals(program.end):
            return await program.run(script)

    with loop:
        code: int = loop.run_until_complete(main())
        return code
