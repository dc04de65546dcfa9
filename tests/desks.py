"""What a run works with, for tests that send rows without a window."""

import time

from cn_desktop.api.reading import Selection
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import DatasetId
from cn_desktop.work import submit as driver
from cn_desktop.work.load import load
from cn_desktop.work.steps import Ground, Terms
from cn_desktop.work.submit import Desk, Stops

IN_ORDER = Terms(at_once=1)
"""One row after the other, so that a test can name the row that something happens to."""


def desk_for(
    client, dataset="100", *, keep=lambda _step: None, terms=IN_ORDER, store=None, now=time.time
) -> Desk:
    """A desk; `store` is the table that was loaded before, if one was."""
    ground = Ground(
        now=now,
        encode=lambda row: client.payload(row.dataset, row.uid, row.fields),
        terms=terms,
        knows=lambda uid: store is not None and store.row_of(uid) is not None,
        highest=store.highest_uid if store is not None else 0,
    )
    selection = Selection(DatasetId(dataset))
    return Desk(
        selection.dataset, client, ground, keep, lambda stop: load(client, selection, stop).store
    )


def submit(rows, client, stop=None, **more):
    """Every step of a run of rows of one dataset."""
    stops = Stops(run=stop or Stop())
    dataset = rows[0].dataset if rows else "100"
    return driver.submit(rows, desk_for(client, dataset, **more), stops)
