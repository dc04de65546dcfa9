"""What became of each row of a run, as a file for a spreadsheet (feat-R15, rel-X1)."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import datetime

from cn_desktop.base.errors import SessionRefused
from cn_desktop.records.fields import DATASET
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.work.run import Stopped
from cn_desktop.work.steps import Fate, Finished
from cn_desktop.work.tally import Tally

NEW = "new"
BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes the file for one in the computer's old code page."""

FORMULA = re.compile(r"[\t\r\n\0]|[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""What spreadsheets take for the beginning of a formula, in full width too."""

Say = Callable[[Finished | None, Stopped | None], tuple[str, str]]
"""A row's status and the reason for it, in words; `Stopped`: why its run ended early."""


@dataclass(frozen=True)
class Line:
    """One submitted row. Its values are in no line: only the names of its fields are.

    `sent` is local time in ISO form, empty where nothing left this machine in this run;
    `attempt` and `request` are 0 then. `request` numbers what was sent of the run, in time.
    """

    uid: str
    dataset: str
    action: str
    status: str
    reason: str
    changed: str
    sent: str = ""
    attempt: int = 0
    request: int = 0


HEADINGS = {
    "uid": "uid",
    "dataset": "dataset",
    "action": "action",
    "status": "status",
    "reason": "reason",
    "changed": "fields changed",
    "sent": "time sent",
    "attempt": "attempt",
    "request": "request number",
}


def lines(tallies: Sequence[Tally], say: Say) -> list[Line]:
    """A line for each row of a run, dataset by dataset, in the order of the table."""
    told = list(_told(tallies, say))
    in_time = sorted((at, place) for place, (_, at) in enumerate(told) if at)
    numbers = {place: number for number, (_, place) in enumerate(in_time, start=1)}
    return [replace(line, request=numbers.get(place, 0)) for place, (line, _) in enumerate(told)]


def csv_text(told: Sequence[Line]) -> str:
    """The file’s text: commas, CRLF, and no cell that a spreadsheet would calculate."""
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(HEADINGS[each.name] for each in fields(Line))
    writer.writerows([_cell(value) for value in astuple(line)] for line in told)
    return out.getvalue()


def _told(tallies: Sequence[Tally], say: Say) -> Iterator[tuple[Line, float]]:
    """Each line, and when its row was sent, in Unix seconds; 0: it was not."""
    for tally in tallies:
        for row, finished in tally.outcomes():
            yield _line(row, finished, *say(finished, tally.stopped))


def _line(row: Outgoing, finished: Finished | None, status: str, reason: str) -> tuple[Line, float]:
    line = Line(
        uid=(finished.uid if finished else "") or row.uid or NEW,
        dataset=row.dataset,
        action="create" if row.is_create else "update",
        status=status,
        reason=reason,
        changed=", ".join(name for name in row.fields if name != DATASET),
    )
    if finished is None or not _has_left(row, finished):
        return line, 0.0
    trail = finished.row.mark.trail
    return replace(line, sent=_local(trail.sent_at), attempt=trail.attempts), trail.sent_at


def _has_left(row: Outgoing, finished: Finished) -> bool:
    """A try that failed before its first byte is called an attempt too, and left nothing."""
    was_tried = finished.row.mark.trail.attempts > row.mark.trail.attempts
    is_back = finished.fate is Fate.NOT_SENT and not isinstance(finished.error, SessionRefused)
    return was_tried and not is_back


def _local(at: float) -> str:
    return datetime.fromtimestamp(at).astimezone().isoformat(timespec="seconds")


def _cell(value: str | int) -> str:
    """An apostrophe makes a text of it, in every spreadsheet."""
    if isinstance(value, int):
        return str(value) if value else ""
    return f"'{value}" if FORMULA.match(value) else value
