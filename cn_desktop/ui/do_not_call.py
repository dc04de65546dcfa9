"""Taking people off who ask for it: outcome code 98, told in numbers before it is sent."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from cn_desktop.records.dialling import DO_NOT_CALL, OUTCOME
from cn_desktop.records.fields import RecordKey
from cn_desktop.ui import dialogs
from cn_desktop.ui.background import Background
from cn_desktop.ui.dialogs import Send
from cn_desktop.ui.notices import Notice, Tone
from cn_desktop.ui.sending import Sending
from cn_desktop.ui.words import LOCKS, counted
from cn_desktop.ui.workspace import Workspace

NAME = "do not call"
LOCKED = Notice(
    "This connection does not let you change outcome codes",
    "Nothing was changed. Where you may do that, unlock Outcome code in File › Edit this "
    "connection… › More.",
    Tone.WARNING,
)
MARKED_ALREADY = Notice(
    "Marked do not call already", "Nothing has to be changed in the selected records.", Tone.INFO
)


class DoNotCall:
    """Marks the selected records. Its question stands for the gate's, for these rows alone."""

    def __init__(
        self,
        background: Background,
        workspace: Workspace,
        sending: Sending,
        window: QWidget,
    ) -> None:
        self._background = background
        self._workspace = workspace
        self._sending = sending
        self._window = window

    def start(self, keys: Sequence[RecordKey]) -> None:
        """Ask about these records of the open dataset; nothing is changed before the answer."""
        self._workspace.end_editing()
        sheet = self._workspace.sheet
        if OUTCOME not in sheet.permits.unlocked:
            self._workspace.tell(LOCKED)
            return
        for key in keys:
            if lock := sheet.lock(key, OUTCOME):
                self._workspace.tell(
                    Notice("Not every selected record can be marked", LOCKS[lock], Tone.WARNING)
                )
                return
        fresh = [key for key in keys if sheet.value(key, OUTCOME) != DO_NOT_CALL]
        if fresh:
            self._background.start(self._ask(fresh))
        else:
            self._workspace.tell(MARKED_ALREADY)

    async def _ask(self, keys: Sequence[RecordKey]) -> None:
        sheet = self._workspace.sheet
        others = sum(bool(sheet.changes.edits(key)) for key in keys)
        answer = await dialogs.ask_send(
            self._window,
            f"Mark {counted(len(keys), 'record')} do not call?",
            self._advice(len(keys), others),
            "Mark and send now",
            "Mark only",
        )
        if answer is Send.NOTHING or sheet is not self._workspace.sheet:
            return
        self._workspace.set_cells(
            dict.fromkeys([(key, OUTCOME) for key in keys], DO_NOT_CALL), NAME
        )
        if answer is Send.EVERYTHING:
            self._sending.submit(keys, is_agreed=True)

    def _advice(self, count: int, others: int) -> str:
        sheet = self._workspace.sheet
        meaning = sheet.vocabulary.meaning(OUTCOME, DO_NOT_CALL)
        code = f"outcome code {DO_NOT_CALL}{f' ({meaning})' if meaning else ''}"
        gets = "It gets" if count == 1 else "They get"
        them = "it" if count == 1 else "them"
        parts = [f"{gets} {code}: the dialler does not call {them} any more."]
        if others:
            who = "It has" if count == 1 else f"{others:,} of them have"
            parts.append(f"{who} other pending changes, which are sent with it.")
        return " ".join(parts)
