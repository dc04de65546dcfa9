"""Rows that wait for a person: which dialog, and what is done with the answer."""

import time

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from cn_desktop.records.fields import RecordKey
from cn_desktop.records.marks import State
from cn_desktop.ui import dialogs
from cn_desktop.ui.background import Background
from cn_desktop.ui.submit.conflict_dialog import ConflictDialog
from cn_desktop.ui.submit.doubt import (
    GIVE_UP,
    GIVE_UP_CHANGE,
    GIVE_UP_NEW,
    IN_DOUBT,
    SEND_AGAIN,
    doubt_of,
    look_line,
    send_warning,
)
from cn_desktop.ui.submit.doubt_dialog import DoubtDialog
from cn_desktop.ui.submit.sending import Sending
from cn_desktop.ui.workspace import Workspace


class Deciding(QObject):
    """Opens one decision at a time, over the open dataset."""

    def __init__(
        self, background: Background, workspace: Workspace, sending: Sending, window: QWidget
    ) -> None:
        super().__init__(window)
        self._background = background
        self._workspace = workspace
        self._sending = sending
        self._window = window
        self._dialog: QDialog | None = None

    def start(self) -> None:
        """Ask about the current row, or about the first that waits for somebody."""
        key = self._next()
        if key is None:
            return
        if self._dialog:
            self._dialog.reject()
        if self._workspace.sheet.changes.state(key) is State.CONFLICT:
            self._show(ConflictDialog(self._workspace, key, self._window)).open()
            return
        dialog = DoubtDialog(self._window)
        DoubtVisit(self._background, self._workspace, self._sending, key, dialog)
        self._show(dialog).show()

    def _next(self) -> RecordKey | None:
        changes = self._workspace.sheet.changes
        current = self._workspace.current
        if current and changes.state(current[0]) in {State.CONFLICT, *IN_DOUBT}:
            return current[0]
        return next(iter([*changes.in_state(State.CONFLICT), *changes.in_state(State.ASK)]), None)

    def _show(self, dialog: QDialog) -> QDialog:
        self._dialog = dialog
        dialog.finished.connect(lambda: self._forget(dialog))
        return dialog

    def _forget(self, dialog: QDialog) -> None:
        if self._dialog is dialog:
            self._dialog = None
        dialog.deleteLater()


class DoubtVisit(QObject):
    """One showing of the doubt dialog: keeps it up to date and carries out what is chosen."""

    def __init__(
        self, background: Background, workspace: Workspace, sending: Sending, key: RecordKey,
        dialog: DoubtDialog,
    ) -> None:  # fmt: skip
        super().__init__(dialog)
        self._background = background
        self._workspace = workspace
        self._sending = sending
        self._key = key
        self._dialog = dialog
        self._dataset = workspace.sheet.dataset
        self._has_asked = False
        self._is_asking = False
        dialog.check_asked.connect(self._check)
        dialog.send_asked.connect(lambda: background.start(self._send_again()))
        dialog.give_up_asked.connect(lambda: background.start(self._give_up()))
        dialog.adopted.connect(self._adopt)
        dialog.go_asked.connect(lambda uid: sending.jobs.look_up(self._dataset, uid))
        sending.look_began.connect(self._follow)
        sending.looked.connect(self._note_look)
        for signal in (
            dialog.ticked,
            workspace.sheet_changed,
            workspace.pending_changed,
            sending.jobs.activity_changed,
        ):
            signal.connect(self._follow)
        dialog.show_found("")
        self._follow()

    def _follow(self) -> None:
        """The row is another dataset's business once that is shown."""
        if self._is_asking:
            return
        sheet = self._workspace.sheet
        if sheet.dataset != self._dataset:
            self._dialog.reject()
            return
        may_write = not self._workspace.permits.is_read_only and not sheet.is_expired
        self._dialog.show_doubt(doubt_of(sheet, self._key, self._sending, may_write=may_write))

    # Looking

    def _check(self) -> None:
        self._has_asked = True
        self._sending.look_for([self._key])

    def _note_look(self) -> None:
        look = self._sending.last_look
        sheet = self._workspace.sheet
        if self._has_asked and look and sheet.changes.state(self._key) in IN_DOUBT:
            self._dialog.show_found(look_line(look.finished(self._key), time.time()))
        self._has_asked = False
        self._follow()

    # Deciding

    def _adopt(self, uid: str) -> None:
        self._sending.it_is_there(self._key, uid)

    async def _send_again(self) -> None:
        row = self._workspace.sheet.kept(self._key)
        if row and await self._is_sure("sendAgainDialog", SEND_AGAIN, send_warning(row)):
            self._sending.send_again(self._key)
            self._dialog.accept()

    async def _give_up(self) -> None:
        is_new = self._workspace.sheet.changes.is_new(self._key)
        advice = GIVE_UP_NEW if is_new else GIVE_UP_CHANGE
        if await self._is_sure("giveUpDialog", GIVE_UP, advice):
            self._workspace.give_up([self._key])
            self._dialog.accept()

    async def _is_sure(self, name: str, deed: str, advice: str) -> bool:
        """What a look finds meanwhile is the better knowledge: it ends first."""
        self._is_asking = True
        try:
            is_sure = await dialogs.ask_sure(self._dialog, name, f"{deed}?", advice, deed)
            await self._sending.rest()
        finally:
            self._is_asking = False
        self._follow()
        return is_sure and self._workspace.sheet.dataset == self._dataset
