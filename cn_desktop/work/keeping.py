"""A step of a row's way as what the journal keeps of it."""

from cn_desktop.records.marks import State
from cn_desktop.storage.journal import Account, Batch, Event
from cn_desktop.work.steps import Keep


def batch_of(account: Account, step: Keep) -> Batch:
    """The row as it is now, and one event; a saved row goes (reliability S9)."""
    row = step.row
    event = Event(row.dataset, row.key, step.what.value, step.body_hash, step.uid)
    if row.state is State.SAVED:
        return Batch(account, drop=((row.dataset, row.key),), events=(event,))
    return Batch(account, put=(row,), events=(event,))
