"""A run's rows as they reach the window."""

from cn_desktop.records.fields import DatasetId, RecordKey
from cn_desktop.records.marks import State
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.ui.background import Background
from cn_desktop.ui.submit.submitting import REPORT_SECONDS, Submitting
from cn_desktop.work.steps import Finished

DATASET = DatasetId("100")


class Hands:
    """A clock that is moved by hand."""

    now = 0.0

    def __call__(self):
        return self.now


def not_sent(workspace, key):
    """A row that was held and then left as it was."""
    row = Outgoing(RecordKey(key), DATASET, key, {"lastname": "New"}, {"lastname": "Example"})
    workspace.sheet.type_text(row.key, "lastname", "New")
    workspace.sheet.sending(row.key)
    return row.marked(State.PENDING)


async def test_progress_is_told_once_in_a_while_however_fast_rows_end(workspace):
    clock, told = Hands(), []
    rows = [not_sent(workspace, str(550001 + number)) for number in range(6)]

    def steps():
        yield from map(Finished, rows[:3])
        clock.now += REPORT_SECONDS
        yield from map(Finished, rows[3:])

    background = Background(lambda _error: None)
    submitting = Submitting(workspace.sheet, rows, workspace, clock=clock)
    await submitting.run(steps(), background, told.append)
    assert told[0] == 0
    assert len(told) == 2
    assert submitting.tally.done == 6
    await background.close()


async def test_rows_that_were_never_reached_are_pending(workspace):
    rows = [not_sent(workspace, str(550001 + number)) for number in range(4)]
    background = Background(lambda _error: None)
    submitting = Submitting(workspace.sheet, rows, workspace)
    await submitting.run((Finished(row) for row in rows[:1]), background, lambda _done: None)
    assert {workspace.sheet.changes.state(row.key) for row in rows} == {State.PENDING}
    await background.close()


async def test_what_the_server_shows_is_kept_in_the_sheet_and_not_in_the_tally(workspace):
    row = not_sent(workspace, "550001").marked(State.SAVED)
    stored = {"uid": "550001", "dataset": "100", "lastname": "New"}
    background = Background(lambda _error: None)
    submitting = Submitting(workspace.sheet, [row], workspace)
    ended = Finished(row, row.uid, stored)
    tally = await submitting.run((each for each in [ended]), background, lambda _done: None)
    assert workspace.sheet.server_value(row.key, "lastname") == "New"
    assert tally.finished(row.key).stored is None
    await background.close()
