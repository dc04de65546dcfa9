"""The composition root: everything is made and joined here."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QSettings, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

os.environ["QT_API"] = "pyside6"  # qasync would look for other bindings

import qasync

from cn_desktop.api.reading import Selection
from cn_desktop.base.errors import ProgramError
from cn_desktop.base.log import log_unexpected
from cn_desktop.base.paths import Folders, resource_root
from cn_desktop.base.profile import Profile
from cn_desktop.base.secret import Secret
from cn_desktop.records.dialling import OUTCOME
from cn_desktop.records.fields import DatasetId
from cn_desktop.records.marks import State
from cn_desktop.simulator.child import SimulatorProcess
from cn_desktop.storage.credentials import Keychain
from cn_desktop.storage.journal import Journal
from cn_desktop.storage.profiles import Profiles
from cn_desktop.ui import dialogs, results
from cn_desktop.ui.background import Background
from cn_desktop.ui.connect_visit import Visit
from cn_desktop.ui.connecting import Connecting
from cn_desktop.ui.dialogs import Leave
from cn_desktop.ui.do_not_call import DoNotCall
from cn_desktop.ui.gate import Gate
from cn_desktop.ui.help_text import about_text, keys_text
from cn_desktop.ui.jobs import Jobs
from cn_desktop.ui.keeping import Keeping
from cn_desktop.ui.main_window import MainWindow
from cn_desktop.ui.notices import UNEXPECTED, Notice, Tone, notice_for
from cn_desktop.ui.process import Collector, Signals, catch_the_rest, make_application
from cn_desktop.ui.remembering import Remembering
from cn_desktop.ui.restoring import Restoring
from cn_desktop.ui.sending import Sending
from cn_desktop.ui.theme import Choice, Icons, Theme
from cn_desktop.ui.words import counted
from cn_desktop.ui.workspace import Workspace

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
        self._simulator: SimulatorProcess | None = None
        self._ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._is_closing = False
        settings = QSettings(str(options.folders.window_settings), QSettings.Format.IniFormat)
        self.background = Background(self.report)
        self.workspace = Workspace(application)
        self.jobs = Jobs(self.background, self.workspace)
        journal = Journal(options.folders.pending)
        self.keeping = Keeping(self.background, journal, self.workspace)
        self.keeping.changed.connect(self._note_keeping)
        self.workspace.keep = self.keeping.keep
        self.sending = Sending(self.background, self.workspace, self.jobs, self.keeping)
        self.theme = Theme(application, Choice(settings.value("appearance/theme", "system")))
        icons = Icons(resource_root() / "icons", self.theme)
        self.window = MainWindow(self.workspace, self.sending, self.theme, icons, settings)
        gate = Gate(self.sending, self.window)
        self.sending.agree = gate.agree
        do_not_call = DoNotCall(self.background, self.workspace, self.sending, gate, self.window)
        self.window.do_not_call_asked.connect(do_not_call.start)
        self.window.close_asked.connect(self._ask_to_close)
        self.window.about_asked.connect(self._show_about)
        self.window.keys_asked.connect(self._show_keys)
        self.window.log_folder_asked.connect(self._open_log_folder)
        self.window.notices.details_asked.connect(self._show_answer)
        keychain = Keychain()
        profiles = Profiles(options.folders.profiles)
        self._connecting = Connecting(
            self.background,
            self.workspace,
            self.jobs,
            self.window,
            Remembering(self.background, self.workspace, profiles, keychain),
            Restoring(self.workspace, self.keeping, self.sending, gate),
            lambda: Visit(self.background, keychain, self.theme, icons),
        )

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
        log_unexpected(error)
        self.workspace.tell(UNEXPECTED)

    # Starting

    async def _begin(self) -> None:
        options = self._options
        opened = await self.keeping.open()
        if opened and opened.aside:
            self.workspace.tell(results.of_damage(opened))
        self._connecting.begin(options.first)
        if options.simulator is not None:
            await self._start_simulator(options.simulator)
        elif options.profile:
            await self._connecting.start_saved(options.profile, options.key)
        elif options.base_url:
            profile = Profile(options.username, options.base_url, options.username)
            await self._connecting.start_with(profile, options.key)
        else:
            await self._connecting.ask_at_start()

    async def _start_simulator(self, arguments: tuple[str, ...]) -> None:
        simulator = SimulatorProcess(arguments, time_limit=SIMULATOR_SECONDS)
        self._simulator = simulator
        await self.background.call(simulator.start)
        profile = Profile(
            "Demo account", simulator.url, simulator.username, "DEMO", unlocked=(OUTCOME,)
        )
        self._connecting.connect_demo(profile, Secret(simulator.key))

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
        answer = await dialogs.ask_leave(
            self.window,
            f"{counted(unsaved, 'row')} {'is' if unsaved == 1 else 'are'} not saved on the server.",
            self._what_quitting_loses(),
            can_submit=self._may_send() and not self.jobs.is_submitting,
        )
        if answer is not Leave.SUBMIT:
            return answer is Leave.REVERT
        self.sending.submit_everything()
        self._is_closing = False  # whoever waits for a slow server may still leave
        await self.jobs.idle()
        return not self.workspace.unsaved()

    def _may_send(self) -> bool:
        return not self.workspace.permits.is_read_only and any(
            sheet.outgoing(sheet.changes.in_state(State.PENDING))
            for sheet in self.workspace.sheets()
        )

    def _what_quitting_loses(self) -> str:
        sending = sum(sheet.changes.count([State.SENDING]) for sheet in self.workspace.sheets())
        if not sending:
            return "If you quit now, these changes are lost. Nothing more is sent."
        return (
            f"{counted(sending, 'row')} {'is' if sending == 1 else 'are'} being sent just "
            "now: what has left may still be saved there, so look before you enter it again. "
            "If you quit now, changes that were not sent are lost."
        )

    def _note_keeping(self) -> None:
        """Where changes can't be kept none is taken."""
        self.workspace.forbid(self.keeping.forbids)

    async def _close(self) -> None:
        self.jobs.end()
        self.sending.end()
        self.window.allow_close()
        self.window.close()
        await self.background.close()
        await self.keeping.close()
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

    def _show_answer(self, text: str) -> None:
        dialogs.show_details(self.window, "What the server sent", text)

    def _open_log_folder(self) -> None:
        folder = self._options.folders.logs
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.workspace.tell(Notice("The log is in this folder", str(folder), Tone.INFO))

    def _show_keys(self) -> None:
        dialogs.show_text(self.window, "Keys", "What the keys do", keys_text())


def run(options: Options, script: Script | None = None) -> int:
    """Open the window and return the program's exit code when it has closed."""
    application = make_application()
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)

    async def main() -> int:
        program = Program(options, application)
        catch_the_rest(program.report, program.end)
        with Signals(program.end), Collector():
            return await program.run(script)

    with loop:
        code: int = loop.run_until_complete(main())
        return code
