"""The composition root: everything is made and joined here."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from cn_desktop.api.reading import Selection
from cn_desktop.base.errors import JournalFailed, JournalInUse, ProgramError
from cn_desktop.base.log import log_unexpected
from cn_desktop.base.profile import Profile
from cn_desktop.base.secret import Secret
from cn_desktop.records.dialling import OUTCOME
from cn_desktop.records.fields import DatasetId
from cn_desktop.records.marks import State
from cn_desktop.records.sheet import Sheet
from cn_desktop.simulator.child import SimulatorProcess
from cn_desktop.storage.journal import Journal
from cn_desktop.ui import dialogs
from cn_desktop.ui.background import Background
from cn_desktop.ui.connect.connection import DEMO_ACCOUNT
from cn_desktop.ui.conversations import Conversations
from cn_desktop.ui.dialogs import Leave, Second
from cn_desktop.ui.doorbell import Doorbell, ring
from cn_desktop.ui.front import Front
from cn_desktop.ui.help_text import about_text
from cn_desktop.ui.jobs import Jobs
from cn_desktop.ui.notices import UNEXPECTED, Notice, Tone, notice_for
from cn_desktop.ui.options import Options
from cn_desktop.ui.panels import Panels
from cn_desktop.ui.submit import results
from cn_desktop.ui.submit.keeping import Keeping
from cn_desktop.ui.submit.restoring import Restoring
from cn_desktop.ui.submit.sending import Sending
from cn_desktop.ui.table.copying import leave_clipboard
from cn_desktop.ui.words import VIEW_ONLY, counted

SIMULATOR_SECONDS = 300.0
"""A demo of a million records takes the better part of a minute to make them."""
KEEPING_SECONDS = 1.0
"""A request to end from outside waits no longer for the disk (rel-P10)."""
FORGETTING_SECONDS = 1.0
"""Closing waits no longer for a slow disk."""


Script = Callable[["Program"], Awaitable[int]]
"""Something that uses the running program as a person would, and gives its exit code."""


class Program:
    """Everything behind the window, made once that is painted, and the way to the end."""

    def __init__(self, options: Options, application: QApplication, front: Front) -> None:
        self._options = options
        self._simulator: SimulatorProcess | None = None
        self._ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._is_closing = False
        self._is_ending = False
        self.workspace = front.workspace
        self.window = front.window
        self.theme = front.theme
        self.background = Background(self.report)
        self.workspace.use_background(self.background)
        self.jobs = Jobs(self.background, self.workspace)
        self._doorbell = Doorbell(options.kept_in, application)
        self.keeping = Keeping(self.background, Journal(options.kept_in), self.workspace)
        self.keeping.changed.connect(self._note_keeping)
        self.workspace.keep = self.keeping.keep
        self.sending = Sending(self.background, self.workspace, self.jobs, self.keeping)
        self.window.complete(Panels(front, self.sending))
        application.focusChanged.connect(self.window.checks.typed.follow_focus)
        self.window.close_asked.connect(self._ask_to_close)
        self._doorbell.rung.connect(self.window.come_forward)
        self.window.about_asked.connect(self._show_about)
        self.window.log_folder_asked.connect(self._open_log_folder)
        self.window.notices.details_asked.connect(self._show_answer)
        self.window.keep_asked.connect(self.keeping.try_again)
        self._restoring = Restoring(self.workspace, self.keeping, self.sending)
        self._was_in_trouble = False
        self._conversations = Conversations(
            self.background, self.workspace, self.sending, self.window
        )
        self._connecting = self._conversations.connecting(
            options.folders.profiles, self._restoring, front.theme, front.icons
        )
        self.window.begin()

    async def run(self, script: Script | None = None) -> int:
        """Go on until the window is closed or the script has ended."""
        self.background.start(self._begin())
        if script:
            self.background.start(self._follow(script))
        try:
            return await self._ended
        finally:
            leave_clipboard()
            await self._close()

    def is_busy(self) -> bool:
        """A job runs, or something is computed behind the window."""
        return self.jobs.is_busy or self.background.is_computing

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
        is_second = isinstance(self.keeping.trouble, JournalInUse)
        if is_second and not await self._may_open_beside():
            self.end()
            return
        self._note_keeping()
        if opened and (damage := results.of_damage(opened)):
            self._restoring.note_damage(damage)
        first = Selection(DatasetId(options.dataset), uid=options.uid) if options.dataset else None
        self._connecting.begin(first)
        if options.simulator is not None:
            await self._start_simulator(options.simulator)
        elif options.profile:
            await self._connecting.start_saved(options.profile, options.key)
        elif options.base_url:
            profile = Profile(options.username, options.base_url, options.username)
            await self._connecting.start_with(profile, options.key)
        else:
            await self._connecting.ask_at_start()

    async def _may_open_beside(self) -> bool:
        """Another window has the pending changes: show that one, or look at records here."""
        answer = await dialogs.ask_second(self.window)
        if answer is Second.RAISE and not await ring(self._options.kept_in):
            answer = await dialogs.ask_second(self.window, can_raise=False)
        return answer is Second.READ_ONLY

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
                await self._keep_first(None)
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
            results.of_leaving(
                unsaved,
                sum(map(_count_sending, self.workspace.sheets())),
                is_kept=self.keeping.trouble is None,
                is_demo=self._is_demo,
            ),
            can_submit=self._may_send() and not self.jobs.is_submitting,
        )
        if answer is not Leave.SUBMIT:
            return answer is Leave.QUIT
        self.sending.submit_everything()
        self._is_closing = False  # whoever waits for a slow server may still leave
        await self.jobs.idle()
        return not self.workspace.unsaved()

    def _may_send(self) -> bool:
        return not self.workspace.permits.is_read_only and any(
            sheet.outgoing(sheet.changes.in_state(State.PENDING))
            for sheet in self.workspace.sheets()
        )

    @property
    def _is_demo(self) -> bool:
        return self.sending.account == DEMO_ACCOUNT

    def _note_keeping(self) -> None:
        """Where changes can't be kept none is taken, for as long as that lasts.

        Whoever keeps them answers the bell.
        """
        trouble, forbids = self.keeping.trouble, self.keeping.forbids
        self.workspace.forbid(forbids)
        self.workspace.show_unkept(self.keeping.unkept)
        self.window.status_line.show_trouble(
            VIEW_ONLY[forbids] if forbids else "", trouble.folder if trouble else ""
        )
        if not trouble and not self._is_ending:
            self._doorbell.listen()
        if bool(trouble) == self._was_in_trouble:
            return
        self._was_in_trouble = bool(trouble)
        self.workspace.tell(notice_for(trouble) if trouble else results.KEPT_AGAIN)
        if not trouble:
            self.background.start(self._restore_late())

    async def _restore_late(self) -> None:
        """What could not be read at the start; the table is held against it by reading again."""
        dataset = self.workspace.sheet.dataset
        if await self._restoring.restore() and dataset:
            self.jobs.open_dataset(dataset)

    async def _close(self) -> None:
        self._is_ending = True
        self.jobs.end()
        self.sending.end()
        self.window.allow_close()
        self.window.close()
        await self._keep_first(KEEPING_SECONDS)
        await self.background.close()
        self.keeping.gather_rest()
        if self._is_demo:
            await self._forget_demo()
        self._doorbell.close()
        await self.keeping.close()
        if self._simulator:
            self._simulator.stop()

    async def _keep_first(self, seconds: float | None) -> None:
        """What was changed a moment ago may still be on its way to the disk."""
        with suppress(JournalFailed, TimeoutError):
            await asyncio.wait_for(self.keeping.flush(), seconds)

    async def _forget_demo(self) -> None:
        """Its server is gone with the program; what was pending there is nobody's."""
        with suppress(JournalFailed, TimeoutError):
            await asyncio.wait_for(self.keeping.forget(), FORGETTING_SECONDS)

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


def _count_sending(sheet: Sheet) -> int:
    return sheet.changes.count(sheet.states_behind([State.SENDING]))
