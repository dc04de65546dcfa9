"""A server in memory that forgets nothing: what it was asked, what took effect, what stood there.

Its time is one clock for everyone, and a count of moments beside it that tells what came
before what within the same second.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from enum import Enum
from hashlib import sha256
from typing import NamedTuple

from cn_desktop.api.reply import judge
from cn_desktop.api.request import Answer
from cn_desktop.base.errors import NotSent, OutcomeUnknown, Trouble
from cn_desktop.records.fields import ABSENT, DATASET, UID, DatasetId
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.store import Store
from cn_desktop.work.steps import QUIET_SECONDS, Unsent

DATASET_ID = DatasetId("100")
ADDRESS = "https://api.example.test/api/"
NOT_CONTENT = {UID, DATASET}


class Effect(Enum):
    """What a request does to the records, and when."""

    NEVER = "never"
    NOW = "now"
    LATER = "later"
    TIDIED = "now, in the server's own spelling"
    IGNORED = "taken, and the old value stays"


class Outcome(NamedTuple):
    """What becomes of one request; `answer` names what its client gets to see."""

    effect: Effect
    answer: str


UNSENT = Outcome(Effect.NEVER, "unsent")
SAVED = Outcome(Effect.NOW, "yes")
OUTCOMES = (
    SAVED,
    Outcome(Effect.NOW, "lost"),
    Outcome(Effect.NEVER, "lost"),
    Outcome(Effect.LATER, "lost"),
    Outcome(Effect.LATER, "gateway"),
    Outcome(Effect.NOW, "gateway"),
    Outcome(Effect.NEVER, "gateway"),
    Outcome(Effect.NEVER, "busy"),
    Outcome(Effect.LATER, "busy"),
    UNSENT,
    Outcome(Effect.NEVER, "no"),
    Outcome(Effect.NOW, "no"),
    Outcome(Effect.NEVER, "expired"),
    Outcome(Effect.NEVER, "nothing"),
    Outcome(Effect.TIDIED, "yes"),
    Outcome(Effect.TIDIED, "lost"),
    Outcome(Effect.IGNORED, "yes"),
    Outcome(Effect.NOW, "uid of another"),
)

BODIES = {
    "yes": (200, {"success": True, "total": 1, "bad": 0}),
    "no": (200, {"success": False, "error": "Value too long"}),
    "expired": (200, {"success": False, "error": "Expired token"}),
    "nothing": (200, {"success": True, "total": 0, "bad": 0}),
    "gateway": (502, "<html>Bad gateway</html>"),
    "busy": (503, "<html>Busy</html>"),
}


@dataclass(frozen=True)
class Request:
    """One request that left a client.

    `kept` is the row as the client's journal held it when the first byte left, None where
    there was none; `agreed` what the person had seen in the fields when they chose to
    overwrite it; `looked_at` the moment of the client's own look just before, None where it
    did not look. `closed_at` is when the client gave up or had its answer; `known` are the uids
    in its table, and `run` is the client's run that sent it.
    """

    number: int
    client: str
    key: str
    body: bytes
    agreed: dict
    kept: Outgoing | None
    looked_at: int | None
    moment: int
    closed_at: float
    known: tuple
    run: int

    @property
    def uid(self):
        return json.loads(self.body)[0].get(UID)

    @property
    def fields(self):
        document = json.loads(self.body)[0]
        return {name: value for name, value in document.items() if name not in NOT_CONTENT}

    @property
    def body_hash(self):
        return sha256(self.body).hexdigest()

    @property
    def is_create(self):
        return self.uid is None


@dataclass(frozen=True)
class Apply:
    """A request that took effect: in which record, at which moment, and what stood there before.

    `overwrites` are the moments of the last write of each field by whoever it was.
    """

    request: Request
    uid: str
    moment: int
    before: dict
    overwrites: dict
    is_ignored: bool = False


@dataclass
class World:
    """The records of one dataset, and all that ever happened to them."""

    quiet: float = QUIET_SECONDS
    now: float = 1_000_000.0
    moment: int = 0
    records: dict = field(default_factory=dict)
    requests: list = field(default_factory=list)
    ledger: list = field(default_factory=list)
    late: list = field(default_factory=list)
    addresses: list = field(default_factory=list)
    shown: dict = field(default_factory=lambda: defaultdict(list))
    gone: dict = field(default_factory=dict)
    denied: set = field(default_factory=set)
    next_uid: int = 1

    def clock(self):
        return self.now

    # Reading

    def read(self, uid):
        self._called()
        record = self.records.get(uid)
        return None if record is None else dict(record)

    def read_all(self, *, is_complete=True):
        """The dataset; one that is not complete lacks its last record."""
        self._called()
        records = [dict(record) for record in self.records.values()]
        store = Store()
        store.extend(records if is_complete else records[:-1])
        store.is_complete = is_complete
        return store

    # A client's writes

    def take(self, request, outcome):
        """The request has arrived, or got lost; what its client gets to see of it."""
        self._called()
        self.requests.append(request)
        effect = outcome.effect
        if not request.is_create and request.uid not in self.records:
            effect = Effect.NEVER
            if outcome.answer in {"yes", "nothing"}:
                return self._answer(request, "no", None)
        if effect is Effect.LATER:
            self.late.append(request)
        uid = None
        if effect not in {Effect.NEVER, Effect.LATER}:
            uid = self._apply(request, effect)
        return self._answer(request, outcome.answer, uid)

    def request_lost(self, request, effect):
        """Its client is no more: nobody waits for an answer."""
        self.take(request, Outcome(effect, "lost"))

    def late_one_arrives(self, pick):
        self._arrive(self.late.pop(pick % len(self.late)))

    def _arrive(self, request):
        if request.is_create or request.uid in self.records:
            self._apply(request, Effect.NOW)

    # Time

    def advance(self, seconds):
        """Time goes by; what is late takes effect at the end of its quiet period at last (A1)."""
        self.now += seconds
        self.moment += 1
        overdue = [each for each in self.late if each.closed_at + self.quiet <= self.now]
        self.late = [each for each in self.late if each not in overdue]
        for request in overdue:
            self._arrive(request)

    # Others

    def others_change(self, uid, name, value):
        self._write(uid, {name: value})

    def others_add(self, record):
        return self._add(record)

    def others_delete(self, uid):
        self.moment += 1
        del self.records[uid]
        self.gone[uid] = self.moment

    # What was

    def has_shown(self, uid, name, value):
        """The record held this value at some moment."""
        return any(each == value for _moment, each in self.shown[uid, name])

    def changed_since(self, uid, moment):
        """Somebody has written to the record, or deleted it, after this moment."""
        names = [name for each, name in self.shown if each == uid]
        last = max((self.shown[uid, name][-1][0] for name in names), default=0)
        return max(last, self.gone.get(uid, 0)) > moment

    def applies_of(self, client, key):
        return [
            each for each in self.ledger if (each.request.client, each.request.key) == (client, key)
        ]

    # Inside

    def _called(self):
        self.moment += 1
        self.addresses.append(ADDRESS)

    def _apply(self, request, effect):
        if request.is_create:
            return self._create(request, effect)
        record = self.records[request.uid]
        before = {name: record.get(name, ABSENT) for name in request.fields}
        last = {name: (self.shown[request.uid, name] or [(0, None)])[-1][0] for name in before}
        is_ignored = effect is Effect.IGNORED
        if not is_ignored:
            self._write(request.uid, _stored(request.fields, effect))
        self.ledger.append(Apply(request, request.uid, self.moment, before, last, is_ignored))
        return request.uid

    def _create(self, request, effect):
        uid = self._add(_stored(request.fields, effect))
        self.ledger.append(Apply(request, uid, self.moment, {}, {}))
        return uid

    def _add(self, fields):
        uid, self.next_uid = str(self.next_uid), self.next_uid + 1
        self.records[uid] = {UID: uid, DATASET: DATASET_ID}
        self._write(uid, fields)
        return uid

    def _write(self, uid, fields):
        self.moment += 1
        for name, value in fields.items():
            self.records[uid][name] = value
            self.shown[uid, name].append((self.moment, value))

    def _answer(self, request, answer, uid):
        if answer == "unsent":
            self.requests.remove(request)
            return Unsent(NotSent(Trouble.REFUSED))
        if answer == "lost":
            return OutcomeUnknown(Trouble.CUT_OFF)
        if answer == "uid of another":
            answer, uid = "yes", next(iter(request.known), uid)
        if answer == "no":
            self.denied.add(request.number)
        status, document = BODIES[answer]
        if isinstance(document, dict):
            document = json.dumps({**document, "key": int(uid or 0)})
        return judge(Answer(status, document.encode()), creating=request.is_create)


def _stored(fields, effect):
    """As they are stored: some servers trim what they get."""
    if effect is not Effect.TIDIED:
        return fields
    return {name: value.strip() if value else value for name, value in fields.items()}
