"""Ways of rows, driven by hand: no network, no journal, a clock that a test sets."""

import json
from hashlib import sha256
from random import Random

from records.sheets import store_of

from cn_desktop.api.reply import Ruling, Verdict
from cn_desktop.base.errors import JournalFailed, NotSent, OutcomeUnknown, ServerBusy, Trouble
from cn_desktop.records.fields import DatasetId, RecordKey
from cn_desktop.records.marks import State
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.work.steps import Ground, Keep, Pause, Send, Terms, Unsent, What

DATASET = DatasetId("100")
KEY = RecordKey("+" + "0" * 32)
MARK = "cnd-aaaaaaaaaa"
"""The mark of that key."""

OK = Verdict(Ruling.SAVED)
CREATED = Verdict(Ruling.SAVED, uid="900")
REFUSED = Verdict(Ruling.REJECTED, "Value too long")
EXPIRED = Verdict(Ruling.TOKEN_TROUBLE, "Expired token")
UNCLEAR = Verdict(Ruling.UNKNOWN, "Bad argument: xyz")
NOTHING_DONE = Verdict(Ruling.UNKNOWN, has_changed_nothing=True)
BUSY = Verdict(Ruling.UNKNOWN, busy=ServerBusy(503, 5.0))
LOST = OutcomeUnknown(Trouble.CUT_OFF)
NEVER_OUT = Unsent(NotSent(Trouble.REFUSED))
DISK_FULL = JournalFailed("a folder", 28)


class Hands:
    """A clock that is moved by hand."""

    def __init__(self, now=1000.0):
        self.now = now

    def __call__(self):
        return self.now


def encode(row):
    return json.dumps([row.uid, dict(row.fields)]).encode()


def ground_of(now=None, *, known=(), highest=0, **terms):
    return Ground(
        now=now or Hands(),
        encode=encode,
        terms=Terms(**terms),
        dice=Random(1),
        knows=frozenset(known).__contains__,
        highest=highest,
    )


def update(uid="1", before=None, **fields):
    fields = fields or {"firstname": "new"}
    return Outgoing(RecordKey(uid), DATASET, uid, fields, before or dict.fromkeys(fields, "old"))


def create(key=KEY, **fields):
    fields = fields or {"firstname": "Ada", "ddi_mobile": "07700 900001"}
    return Outgoing(RecordKey(key), DATASET, None, {"dataset": DATASET, **fields})


def shown(uid="1", **fields):
    return {"uid": uid, "dataset": DATASET, **fields}


def table(*records, is_complete=True):
    return store_of(*records, is_complete=is_complete)


def go(way, *answers, keep=lambda _step: None, pause=None):
    """Every step of a way that is answered so, and what it ended with.

    A Keep is answered by `keep`, a Pause by `pause`; the other answers are used up.
    """
    left, steps, result = list(answers), [], None
    while True:
        try:
            step = way.send(result)
        except StopIteration as end:
            assert left == []
            sent_as_kept(steps)
            return steps, end.value
        steps.append(step)
        if isinstance(step, Keep):
            result = keep(step)
        else:
            result = pause if isinstance(step, Pause) else left.pop(0)


def sent_as_kept(steps):
    """What was sent had been made durable just before, to the byte (reliability I6)."""
    for before, step in zip([None, *steps], steps, strict=False):
        if isinstance(step, Send):
            assert before == Keep(step.row, What.SENDING, sha256(encode(step.row)).hexdigest())
            assert step.row.state is State.SENDING


def kinds(steps):
    return [type(step) for step in steps]
