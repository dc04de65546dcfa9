"""A run's rows as they reach the window."""

from cn_desktop.records.fields import DatasetId, RecordKey
from cn_desktop.records.marks import State
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.ui.background import Background
from cn_desktop.ui.submit.submitting import Submitting
from cn_desktop.work.steps import Finished

DATASET = DatasetId("100")


def not_sent(workspace, key):
    """A row that was held and then left as it was."""
    row = Outgoing(RecordKey(key), DATASET, key, {"lastname": "New"}, {"lastname": "Example"})
    workspace.sheet.type_text(row.key, "lastname", "New")
    workspace.sheet.sending(row.key)
    return row.marked(State.PENDING)


async def test_whenever_counts_are_told_the_tally_is_theirs(workspace):
    rows = [not_sent(workspace, str(550001 + number)) for number in range(6)]
    background = Background(lambda _error: None)
    submitting = Submitting(workspace.sheet, rows, workspace)
    told = []

    def note():
        told.append((submitting.tally.done, workspace.count(State.SENDING)))

    def steps():
        for row in rows:
            yield Finished(row)
            background.wait_for(tell_now())

    async def tell_now():
        workspace.tell_touched()

    workspace.pending_changed.connect(note)
    await submitting.run(steps(), background)
    assert {done + sending for done, sending in told} == {6}
    assert max(told) == (6, 0)
    await background.close()


async def test_rows_that_were_never_reached_are_pending(workspace):
    rows = [not_sent(workspace, str(550001 + number)) for number in range(4)]
    background = Background(lambda _error: None)
    submitting = Submitting(workspace.sheet, rows, workspace)
    await submitting.run((Finished(row) for row in rows[:1]), background)
    assert {workspace.sheet.changes.state(row.key) for row in rows} == {State.PENDING}
    await background.close()


async def test_what_the_server_shows_is_kept_in_the_sheet_and_not_in_the_tally(workspace):
    row = not_sent(workspace, "550001").marked(State.SAVED)
    stored = {"uid": "550001", "dataset": "100", "lastname": "New"}
    background = Background(lambda _error: None)
    submitting = Submitting(workspace.sheet, [row], workspace)
    ended = Finished(row, row.uid, stored)
    tally = await submitting.run((each for each in [ended]), background)
    assert workspace.sheet.server_value(row.key, "lastname") == "New"
    assert tally.finished(row.key).stored is None
    await background.close()
