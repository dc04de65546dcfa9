"""A server in memory: what it stores, what it answers, and a ledger of every write it did.

It speaks JSON through the transport's one door, so that everything above the network is real.
"""

import json
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from hashlib import sha256
from html import escape

from fakes import FakeIncoming

from cn_desktop.base.errors import NotSent, OutcomeUnknown, Trouble
from cn_desktop.records.fields import ABSENT

QUIET = 120.0
"""A1: no request takes effect so long after its connection ended."""
MARKER = "test_field"
FIELDS = ("firstname", "lastname", "outcomecode", "ddi_mobile", MARKER)
NOBODY = 9000
"""A uid that no record has."""
PAGE = b"<html><body>Bad gateway</body></html>"
REFUSAL = "Value too long"
GONE = {"success": True, "total": 0, "bad": 1, "error": "Record id does not exist."}


class Fault(Enum):
    """What goes wrong with one step; one that does not fit the step leaves it alone."""

    NONE = auto()
    # of a write
    NOT_SENT = auto()
    REQUEST_LOST = auto()
    ANSWER_LOST = auto()
    DELAYED = auto()
    DELAYED_AND_DEAD = auto()
    PAGE = auto()
    PAGE_YET_DONE = auto()
    REFUSED = auto()
    BAD = auto()
    REFUSED_YET_DONE = auto()
    NOTHING_DONE = auto()
    NOTHING_COUNTED = auto()
    DONE_WITH_ERROR = auto()
    BUSY = auto()
    BUSY_YET_DONE = auto()
    IGNORED = auto()
    TOKEN = auto()
    # of a read
    READ_FAILS = auto()
    READ_UNREADABLE = auto()
    INCOMPLETE = auto()
    LEFT_OUT = auto()
    # of this machine
    NOT_KEPT = auto()
    KEPT_YET_FAILED = auto()


OUTCOME = {
    Fault.REQUEST_LOST: (False, None),
    Fault.ANSWER_LOST: (True, None),
    Fault.DELAYED: (False, None),
    Fault.DELAYED_AND_DEAD: (False, None),
    Fault.PAGE: (False, PAGE),
    Fault.PAGE_YET_DONE: (True, PAGE),
    Fault.REFUSED: (False, {"success": False, "error": REFUSAL}),
    Fault.BAD: (False, {"success": True, "total": 0, "bad": 1, "key": 0}),
    Fault.NOTHING_DONE: (False, {"success": True, "total": 0, "bad": 0, "key": 0}),
    Fault.NOTHING_COUNTED: (True, {"success": True, "total": 0, "bad": 0, "key": 0}),
    Fault.DONE_WITH_ERROR: (True, {"success": True, "total": 1, "bad": 0, "error": "Bad argument"}),
    Fault.REFUSED_YET_DONE: (True, {"success": False, "error": REFUSAL}),
    Fault.BUSY: (False, FakeIncoming([PAGE], 503, headers={"Retry-After": "5"})),
    Fault.BUSY_YET_DONE: (True, FakeIncoming([PAGE], 503, headers={"Retry-After": "5"})),
}
"""Whether a write is done, and the answer; None: the connection breaks."""

STYLES: dict[str, Callable[[str], str]] = {
    "as sent": lambda text: text,
    "trimmed": str.strip,
    "escaped": lambda text: escape(text, quote=False),
    "capitals": str.upper,
}
"""How a server stores a text."""


@dataclass
class Write:
    """One request that reached the server, of one change (`op`) of one program.

    `read_at` is when that program last read the record before. `done_at` is when it took
    effect, None if it did not. `agreed`: what the person had
    agreed to overwrite. `replaced`: what stood there, and since when.
    `was_a_lie`: it was answered as done, and was not. `is_seen`: the record is another one by it.
    """

    op: object
    dataset: str
    uid: str
    is_create: bool
    fields: dict[str, str | None]
    body_hash: str
    sent_at: int
    read_at: int
    done_at: int | None = None
    was_a_lie: bool = False
    is_seen: bool = True
    agreed: dict[str, str | None] = field(default_factory=dict)
    replaced: dict[str, tuple[str | None, int]] = field(default_factory=dict)


@dataclass
class Late:
    """A request that its sender has given up; it takes effect until `until`, or never."""

    write: Write
    until: float
    is_dead: bool


class Server:
    """Two datasets with the same uids; `tick` counts everything that happens."""

    def __init__(self, style: str = "as sent") -> None:
        self.now = 1_000_000.0
        self.tick = 0
        self.fault = Fault.NONE
        self.is_locked = False
        self.ledger: list[Write] = []
        self.requests: list[Write] = []
        self.late: list[Late] = []
        self.origin: dict[tuple[str, str], object] = {}
        self.stood: dict[tuple[str, str, str], list[tuple[int, str | None]]] = {}
        self.touched: dict[tuple[str, str], list[tuple[int, object]]] = {}
        self.records: dict[str, dict[str, dict[str, str | None]]] = {"100": {}, "200": {}}
        self._style = STYLES[style]
        self._token = 1
        self._next = dict.fromkeys(self.records, 1)
        for dataset in self.records:
            for number in range(1, 4):
                phone = f"07700 90000{number}"
                self.add(dataset, {"firstname": "Ada", "lastname": "", "ddi_mobile": phone})

    # What others do

    def add(self, dataset, fields, op=None):
        """A new record, as somebody else creates it, or as one that belongs to a change."""
        uid = str(self._next[dataset])
        self._next[dataset] += 1
        blank = {"uid": uid, "dataset": dataset, **dict.fromkeys(FIELDS, "")}
        self.records[dataset][uid] = blank
        self.origin[dataset, uid] = op
        self.put(dataset, uid, {**dict.fromkeys(FIELDS, ""), **fields}, op)
        return uid

    def put(self, dataset, uid, fields, op=None):
        """Set fields of a record."""
        self.tick += 1
        record = self.records[dataset][uid]
        self.touched.setdefault((dataset, uid), []).append((self.tick, op))
        for name, value in fields.items():
            if name in FIELDS:
                record[name] = value if value is None else self._style(value)
                self.stood.setdefault((dataset, uid, name), []).append((self.tick, record[name]))

    def delete(self, dataset, uid):
        self.tick += 1
        del self.records[dataset][uid]
        self.touched.setdefault((dataset, uid), []).append((self.tick, None))

    def expire_token(self):
        self._token += 1

    def pass_time(self, seconds):
        """Requests that are under way take effect before their time is over."""
        until = self.now + seconds
        while due := [late for late in self.late if late.until <= until]:
            first = min(due, key=lambda late: late.until)
            self.now = max(self.now, first.until)
            self.arrive(first)
        self.now = until

    def arrive(self, late):
        """A request that was given up takes effect now, unless it died on its way."""
        self.late.remove(late)
        if not late.is_dead:
            self._do(late.write)

    # What is known of the past

    def stood_since(self, dataset, uid, name, value, tick):
        """The field held this value at some time since the tick."""
        past = self.stood.get((dataset, uid, name), [(0, ABSENT)])
        ends = [each for each, _ in past[1:]] + [self.tick + 1]
        return any(held == value and end > tick for (_, held), end in zip(past, ends, strict=True))

    def is_untouched(self, dataset, uid, tick, op):
        """Nobody else changed or removed the record since."""
        return all(by is op or at <= tick for at, by in self.touched.get((dataset, uid), []))

    # The door

    def answer(self, request, program):
        self.tick += 1
        if request.script == "token.php":
            return self._log_in(request)
        if request.query["token"] != f"token {self._token}":
            return _json({"success": False, "error": "Expired token"})
        fault, self.fault = self.fault, Fault.NONE
        if request.query["action"] == "read":
            return self._read(request, program, fault)
        return self._write(request, program, fault)

    def _log_in(self, request):
        if self.is_locked:
            return _json({"success": False, "error": "Authentication failure"})
        if request.query["action"] == "validate":
            return _json({"success": True, "expire": int(self.now) + 40_000})
        token, ends = f"token {self._token}", int(self.now) + 40_000
        return _json({"success": True, "token": token, "expire": ends})

    def _read(self, request, program, fault):
        if fault is Fault.READ_FAILS:
            return OutcomeUnknown(Trouble.TOO_SLOW)
        if fault is Fault.READ_UNREADABLE:
            return PAGE
        dataset, uid = request.query["dataset"], request.query.get("urn")
        there = self.records[dataset]
        if uid is None:
            found = list(there.values())
            total = len(found)
            if fault is Fault.INCOMPLETE and found:
                found.pop(self.tick % total)
            return _json({"success": True, "total": total, "list": found})
        found = [there[uid]] if uid in there and fault is not Fault.LEFT_OUT else []
        program.read_at[dataset, uid] = self.tick
        program.shown[dataset, uid] = dict(found[0]) if found else None
        return _json({"success": True, "total": len(found), "list": found})

    def _write(self, request, program, fault):
        if fault is Fault.NOT_SENT:
            return NotSent(Trouble.REFUSED)
        if fault is Fault.TOKEN:
            self.expire_token()
            return _json({"success": False, "error": "Expired token"})
        write = self._taken(request, program)
        if fault is Fault.REFUSED_YET_DONE and not write.is_create:
            fault = Fault.REFUSED  # of an update a refusal is a proof (API notes § 3)
        if fault in OUTCOME:
            return self._fail(write, fault)
        if fault is Fault.IGNORED:
            write.was_a_lie = True
        else:
            self._do(write)
            if write.done_at is None:
                return _json(GONE)
        key = int(write.uid or NOBODY) if write.is_create else 0
        account = {"account_id": "10278"}
        return _json({"success": True, **account, "total": 1, "bad": 0, "key": key})

    def _taken(self, request, program):
        (fields,) = json.loads(request.body)
        dataset, uid = fields.pop("dataset"), fields.pop("uid", "")
        write = Write(
            op=program.op_on_its_way,
            dataset=dataset,
            uid=uid,
            is_create=not uid,
            fields=fields,
            body_hash=sha256(request.body).hexdigest(),
            sent_at=self.tick,
            read_at=program.read_at.get((dataset, uid), 0),
        )
        self.requests.append(write)
        program.note_request(write)
        return write

    def _fail(self, write, fault):
        is_done, answer = OUTCOME[fault]
        if is_done:
            self._do(write)
        if fault in {Fault.DELAYED, Fault.DELAYED_AND_DEAD}:
            is_dead = fault is Fault.DELAYED_AND_DEAD
            self.late.append(Late(write, self.now + QUIET, is_dead))
        if answer is None:
            return OutcomeUnknown(Trouble.CUT_OFF)
        return _json(answer) if isinstance(answer, dict) else answer

    def _do(self, write):
        if write.is_create:
            write.uid = self.add(write.dataset, write.fields, write.op)
        elif write.uid in self.records[write.dataset]:
            for name in write.fields:
                since, value = self.stood[write.dataset, write.uid, name][-1]
                write.replaced[name] = (value, since)
            self.put(write.dataset, write.uid, write.fields, write.op)
            record = self.records[write.dataset][write.uid]
            write.is_seen = any(record[name] != was for name, (was, _) in write.replaced.items())
        else:
            return
        write.done_at = self.tick
        self.ledger.append(write)


class Door:
    """The only way out of a program: the transport its client is given."""

    def __init__(self, server, program):
        self._server = server
        self._program = program

    @contextmanager
    def open(self, request, stop):
        stop.check()
        answer = self._server.answer(request, self._program)
        if isinstance(answer, Exception):
            raise answer
        yield FakeIncoming([answer]) if isinstance(answer, bytes) else answer


def _json(document):
    return json.dumps(document).encode()
