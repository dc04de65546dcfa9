"""A program that may be killed at any moment: it edits, submits, and looks for rows.

`child.py work URL NAME KEY FOLDER ROWS MARKER` says `ready`, `kept KEY` once a row is
durable, `done KEY STATE`, and `over`. `child.py recover …` looks for what is in doubt until
nothing is, without sending, and prints the journal's rows as one line of JSON.
"""

import json
import os
import sys
import time
from pathlib import Path

from cn_desktop.api.client import Client
from cn_desktop.api.reading import Selection
from cn_desktop.api.token import Credentials, Session
from cn_desktop.api.transport import HttpTransport
from cn_desktop.base.secret import Secret
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import DatasetId, RecordKey
from cn_desktop.records.marks import State
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.storage.journal import Batch, Journal
from cn_desktop.work.checking import interrupted
from cn_desktop.work.keeping import batch_of
from cn_desktop.work.load import load
from cn_desktop.work.steps import Finished, Ground, Terms
from cn_desktop.work.submit import Desk, look, submit

DATASET = DatasetId("101")
IN_DOUBT = {State.UNKNOWN}
ACCOUNT = ("crash", "test")
PATIENCE = 30.0


def say(*words):
    print(*words, flush=True)  # noqa: T201


class Child:
    def __init__(self, url, name, key, folder, marker):
        transport = HttpTransport(url)
        session = Session(transport, Credentials(name, Secret(key)))
        self.client = Client(transport, session)
        self.journal = Journal(Path(folder))
        self.terms = Terms(
            marker, quiet=0.4, between_looks=0.1, at_once=int(os.environ.get("AT_ONCE", "4"))
        )

    def desk(self):
        client, selection = self.client, Selection(DATASET)
        ground = Ground(
            now=time.time,
            encode=lambda row: client.payload(row.dataset, row.uid, row.fields),
            terms=self.terms,
            own=set(self.journal.created(ACCOUNT, DATASET)),
        )
        return Desk(
            DATASET,
            client,
            ground,
            lambda step: self.journal.write(batch_of(ACCOUNT, step)).result(),
            lambda stop: load(client, selection, stop).store,
        )

    def edit(self, count):
        """Half of the rows change a record, half are new; each is kept on its own."""
        table = load(self.client, Selection(DATASET), Stop()).store
        uids = [table.key(row) for row in table.rows()][: count // 2]
        rows = [
            Outgoing(uid, DATASET, uid, {"lastname": f"Mine {uid}"}, {"lastname": before})
            for uid in uids
            for before in [table.value(table.row_of(uid), "lastname")]
        ]
        for number in range(count - len(rows)):
            key = RecordKey(f"+{number:08x}{0:024x}")
            fields = {
                "dataset": DATASET,
                "lastname": f"New {number}",
                "ddi_mobile": f"077009{number:05}",
            }
            rows.append(Outgoing(key, DATASET, None, fields))
        for row in rows:
            self.journal.write(Batch(ACCOUNT, put=(row,))).result()
            say("kept", row.key)
        return rows

    def send(self, rows):
        for step in submit(rows, self.desk()):
            if isinstance(step, Finished):
                say("done", step.row.key, step.row.state.value)

    def rows(self):
        return [kept.row for kept in self.journal.rows(ACCOUNT)]

    def recover(self):
        """What the window does after it has connected: reading alone, until all is known."""
        now = time.time()
        for row in self.rows():
            if row.state is State.SENDING:
                self.journal.write(Batch(ACCOUNT, put=(interrupted(row, now),))).result()
        self.look()

    def look(self):
        ends = time.monotonic() + PATIENCE
        while left := [row for row in self.rows() if row.state in IN_DOUBT]:
            for _step in look(left, self.desk()):
                pass
            if time.monotonic() > ends:
                break
            time.sleep(0.05)


def main(what, url, name, key, folder, count, marker=""):
    child = Child(url, name, key, folder, marker)
    child.journal.open()
    if what == "work":
        say("ready")
        rows = child.edit(int(count))
        child.send(rows)
        child.look()
        say("over")
    elif what == "recover":
        child.recover()
        say(json.dumps([[row.key, row.state.value] for row in child.rows()]))
    else:
        child.send([row for row in child.rows() if row.state is State.PENDING])
        child.look()
        say(json.dumps([[row.key, row.state.value] for row in child.rows()]))
    child.journal.close()


main(*sys.argv[1:])
