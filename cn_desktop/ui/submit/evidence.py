"""What was sent and what came back, word for word; and the results of a run as a file."""

from datetime import datetime

from PySide6.QtWidgets import QWidget

from cn_desktop.base.errors import FieldNotSendable
from cn_desktop.base.secret import masked
from cn_desktop.records.fields import RecordKey
from cn_desktop.records.marks import State
from cn_desktop.ui import dialogs
from cn_desktop.ui.background import Background
from cn_desktop.ui.notices import notice_for
from cn_desktop.ui.saving import Saving
from cn_desktop.ui.submit import results
from cn_desktop.ui.submit.sending import Sending, Write
from cn_desktop.ui.words import counted, shown_text
from cn_desktop.ui.workspace import Workspace
from cn_desktop.work.result_file import Line, csv_text, lines
from cn_desktop.work.tally import Tally

NOTHING_SENT = "Nothing of it has been sent since the program was started."
NO_ANSWER = "It was sent, and no answer came."
EMPTY_ANSWER = "An answer came, and it was empty."
TO_BE_SENT = (
    "Not sent yet. This is what Submit sends, as long as the server has the record as it is shown "
    "here: a field that holds the same value there by then is left out."
)
MADE_AGAIN = "It was sent before the program was started. This is made anew from what was kept."
OUT = {State.UNKNOWN, State.ASK}


class Evidence:
    """Speaks of the current record, and of the last run."""

    def __init__(
        self, background: Background, workspace: Workspace, sending: Sending, window: QWidget
    ) -> None:
        self._background = background
        self._workspace = workspace
        self._sending = sending
        self._window = window
        self._saving = Saving(background, workspace, window)

    def show_request(self) -> None:
        """The bytes of the current record's write, the token masked (feat-B7)."""
        if self._workspace.current is None:
            return
        key = self._workspace.current[0]
        write = self._sending.write_of(self._workspace.sheet, key)
        if write is None:
            dialogs.show_text(self._window, "Request", NOTHING_SENT)
            return
        try:
            text = f"{self._when(key, write)}\n\n{_shown(write)}"
        except FieldNotSendable as error:
            self._workspace.tell(notice_for(error))
            return
        dialogs.show_details(self._window, f"Request: {self._name(key)}", text)

    def show_answer(self) -> None:
        """What the server answered to the current record's last write."""
        if self._workspace.current is None:
            return
        key = self._workspace.current[0]
        row = self._workspace.sheet.dataset, key
        answer = self._sending.answers.get(row)
        if answer:
            text = masked(answer.decode("utf-8", "replace"))
            dialogs.show_details(self._window, f"Answer: {self._name(key)}", text)
            return
        nothing = NO_ANSWER if row in self._sending.sent else NOTHING_SENT
        text = EMPTY_ANSWER if answer is not None else nothing
        dialogs.show_text(self._window, "Answer", text)

    def save_results(self) -> None:
        """Ask where to, and write the last run's result file."""
        if self._sending.tallies:
            self._background.start(self._save(list(self._sending.tallies)))

    # Inside

    def _name(self, key: RecordKey) -> str:
        is_new = self._workspace.sheet.changes.is_new(key)
        return "new record" if is_new else f"record {shown_text(key)}"

    def _when(self, key: RecordKey, write: Write) -> str:
        if not write.is_sent:
            state = self._workspace.sheet.changes.state(key)
            return MADE_AGAIN if state in OUT else TO_BE_SENT
        trail = write.row.mark.trail
        clock = datetime.fromtimestamp(trail.sent_at).astimezone().strftime("%H:%M:%S")
        return f"Sent at {clock}, attempt {trail.attempts:,}."

    async def _save(self, tallies: list[Tally]) -> None:
        told: list[Line] = []

        def content() -> bytes:
            told.extend(_told(tallies))
            return csv_text(told).encode("utf-8", "replace")

        now = datetime.now().astimezone().strftime("%Y-%m-%d %H%M")
        name = await self._saving.save(
            "saveResultsDialog", "Save results", f"Results {now}.csv", content
        )
        if name:
            self._workspace.tell(results.of_file(name, len(told)))


def _told(tallies: list[Tally]) -> list[Line]:
    return lines(
        tallies,
        lambda finished, stopped: (
            results.status_of(finished),
            results.reason_of(finished, stopped),
        ),
    )


def _shown(write: Write) -> str:
    """The request as it stands, and below it its fields to read."""
    request = write.request
    body = request.body or b""
    address = [f"  {name} = {value}" for name, value in request.query.items()]
    fields = [f"  {name} = {_read(value)}" for name, value in write.row.fields.items()]
    return "\n".join([
        f"{request.method} {request.script}",
        *address,
        f"Content-Type: {request.content_type}",
        "",
        f"Between the two lines is the body, {counted(len(body), 'byte')}, exactly:",
        "─" * 40,
        body.decode("utf-8"),
        "─" * 40,
        "",
        "The same fields, to read:",
        *fields,
    ])


def _read(value: str | None) -> str:
    return "null" if value is None else shown_text(value) or "empty"
