"""One run of a submit, told to the window row by row."""

from collections.abc import Awaitable, Callable, Sequence
from functools import singledispatchmethod

from cn_desktop.api.client import Client
from cn_desktop.base.errors import Cancelled, WorldError
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import FieldName, RecordKey
from cn_desktop.records.marks import Mark, State
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.store import Store
from cn_desktop.ui.background import Background
from cn_desktop.ui.workspace import Workspace
from cn_desktop.work.submit import (
    Fate,
    Finished,
    Progress,
    Started,
    Stopped,
    refused_creates,
    stored_otherwise,
    submit,
)
from cn_desktop.work.tally import Tally

MARKS: dict[Fate, Mark] = {
    Fate.SAVED: Mark(State.SAVED),
    Fate.STORED_DIFFERENTLY: Mark(State.SAVED, note="stored differently"),
    Fate.STILL_OLD: Mark(State.UNKNOWN, note="still old"),
    Fate.REJECTED: Mark(State.REJECTED),
    Fate.REFUSED_CREATE: Mark(State.SENDING),
    Fate.UNKNOWN: Mark(State.UNKNOWN, note="no answer"),
    Fate.NOT_SENT: Mark(State.PENDING, note="not sent"),
    Fate.NOT_SENDABLE: Mark(State.PENDING, note="not sendable"),
}


class Submitting:
    """Sends rows of one sheet and settles each as its answer comes.

    `read_all` reads the sheet's whole dataset; it is asked only when the server refused
    a create, to make sure that nothing of it is there.
    """

    def __init__(
        self,
        sheet: Sheet,
        rows: Sequence[Outgoing],
        workspace: Workspace,
        read_all: Callable[[], Awaitable[Store]],
    ) -> None:
        self.tally = Tally(rows)
        self._sheet = sheet
        self._workspace = workspace
        self._read_all = read_all

    async def run(
        self, client: Client, background: Background, stop: Stop, report: Callable[[int], None]
    ) -> Tally:
        """Send every row; `report` gets the number of rows done."""
        report(0)
        async for step in background.stream(submit(self.tally.rows, client, stop)):
            self._take(step)
            if await background.breathe():
                report(self.tally.done)
        await self._rule_on_refused()
        self._release()
        return self.tally

    def _release(self) -> None:
        """Rows that were never reached are pending as before."""
        waiting = self.tally.waiting()
        for key in waiting:
            self._sheet.settle(key, Mark(State.PENDING, note="not sent"))
        self._workspace.touched(self._sheet, waiting)

    @singledispatchmethod
    def _take(self, step: Progress) -> None:
        raise TypeError(step)

    @_take.register
    def _(self, started: Started) -> None:
        self._sheet.sending(started.row.key)
        self._workspace.touched(self._sheet, [started.row.key])

    @_take.register
    def _(self, finished: Finished) -> None:
        self.tally.add(finished)
        self._settle(finished)

    @_take.register
    def _(self, stopped: Stopped) -> None:
        self.tally.stopped = stopped

    async def _rule_on_refused(self) -> None:
        refused = self.tally.of(Fate.REFUSED_CREATE)
        if not refused:
            return
        # Without the whole list of before, any look-alike at all makes a row unknown.
        store = self._sheet.store
        known = {store.key(row) for row in store.rows()} if store.is_complete else set()
        now: Store | None = None
        try:
            now = await self._read_all()
        except (WorldError, Cancelled):
            now = None
        note = "look-alike" if now is not None and now.is_complete else "not checked"
        for ruled in refused_creates(refused, known, now):
            self.tally.add(ruled)
            self._settle(ruled, note)

    def _settle(self, finished: Finished, unknown_note: str = "") -> None:
        usual = MARKS[finished.fate]
        note = (unknown_note if finished.fate is Fate.UNKNOWN else "") or usual.note
        mark = Mark(usual.state, finished.words, note, _sent_otherwise(finished))
        if usual.state is State.SAVED and self._is_taken(finished):
            mark = Mark(State.UNKNOWN, note="uid of another")
        elif usual.state is State.SAVED:
            self._saved(finished, mark)
            return
        self._sheet.settle(finished.row.key, mark)
        self._workspace.touched(self._sheet, [finished.row.key])

    def _is_taken(self, finished: Finished) -> bool:
        """A create can't have got the uid of a record that was there before."""
        uid = RecordKey(finished.uid)
        return finished.row.uid is None and self._sheet.store.row_of(uid) is not None

    def _saved(self, finished: Finished, mark: Mark) -> None:
        if finished.stored is None:
            mark = Mark(State.SAVED, note="not read back")
        old = finished.row.key
        new = self._sheet.saved(finished.row, finished.uid, finished.stored, mark)
        self._workspace.renamed(self._sheet, old, new)


def _sent_otherwise(finished: Finished) -> dict[FieldName, str | None]:
    """What was sent where the server stored something else, if it did (rel-R18)."""
    if finished.fate is not Fate.STORED_DIFFERENTLY or finished.stored is None:
        return {}
    return stored_otherwise(finished.stored, finished.row)
