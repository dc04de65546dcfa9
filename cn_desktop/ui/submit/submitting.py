"""One run over rows of one dataset, told to the window row by row."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from functools import singledispatchmethod

from cn_desktop.records.fields import RecordKey
from cn_desktop.records.marks import Note, State
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.permits import LOCKING_STATES
from cn_desktop.records.sheet import Sheet
from cn_desktop.ui.background import Background
from cn_desktop.ui.workspace import Workspace
from cn_desktop.work.run import Progress, Started, Stopped
from cn_desktop.work.steps import Finished
from cn_desktop.work.tally import Tally

Steps = Generator[Progress, None, None]


class Submitting:
    """Takes rows of one sheet through a run, and settles each as it ends."""

    def __init__(
        self,
        sheet: Sheet,
        rows: Sequence[Outgoing],
        workspace: Workspace,
        note_uid: Callable[[RecordKey, RecordKey], None] = lambda _key, _uid: None,
    ) -> None:
        """`note_uid` is told of a new record's key and then its uid, once it has one."""
        self.tally = Tally(rows)
        self._sheet = sheet
        self._workspace = workspace
        self._note_uid = note_uid

    async def run(self, steps: Steps, background: Background) -> Tally:
        """Go through the steps; a row's state and the tally change together."""
        async for step in background.stream(steps):
            self._take(step)
            await background.breathe()
        await self.release(background)
        return self.tally

    async def release(self, background: Background) -> None:
        """Rows that were never reached are pending; one that was rejected before is so no more."""
        waiting = set(self.tally.waiting())
        for row in self.tally.rows:
            if row.key in waiting:
                mark = replace(row.mark, note=row.mark.note or Note.NOT_SENT)
                self._sheet.settle(row.key, mark)
                await background.breathe()
        self._workspace.touched(self._sheet, waiting)
        self._workspace.keep(self._sheet, waiting)

    @singledispatchmethod
    def _take(self, step: Progress) -> None:
        raise TypeError(step)

    @_take.register
    def _(self, started: Started) -> None:
        if started.row.state is State.PENDING:
            self._sheet.sending(started.row.key)
            self._workspace.touched(self._sheet, [started.row.key])

    @_take.register
    def _(self, stopped: Stopped) -> None:
        self.tally.stopped = stopped

    @_take.register
    def _(self, finished: Finished) -> None:
        self.tally.add(replace(finished, stored=None))  # the sheet has it
        key = finished.row.key
        if self._sheet.changes.state(key) not in LOCKING_STATES:
            self._workspace.keep(self._sheet, [key])  # a person decided on it meanwhile
            return
        if finished.row.state is State.SAVED:
            new = self._sheet.saved(finished.row, finished.uid, finished.stored, finished.row.mark)
            self._note_uid(key, new)
            self._workspace.renamed(self._sheet, key, new)
            return
        self._sheet.settle(key, finished.row.mark)
        if finished.stored is not None and not finished.row.is_create:
            self._sheet.take_record(finished.stored)
        self._workspace.touched(self._sheet, [key])
        state = self._sheet.changes.state(key)
        if state is State.PENDING or state is not finished.row.state:
            self._workspace.keep(self._sheet, [key])  # what is kept may be out of date
