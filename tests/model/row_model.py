"""One row, a program that may be killed, a network that loses and delays, and somebody else.

`steps_from` gives every step that can be taken in a state; `exploring` takes them all. What
the program does is what `work.protocol` and `work.checking` do, in few words; a `Policy`
that is not the engine's own is a mistake that the invariants (reliability § 3.8) have to
catch. What this model does not know stands in `test_beyond_the_model.py`.

The server holds one of `base`, `mine`, `theirs`, `theirs2` of a record that is updated;
of one that is created it holds so many of mine, and so many that look like it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from cn_desktop.records.marks import State

PENDING, SENDING, SAVED, REJECTED = State.PENDING, State.SENDING, State.SAVED, State.REJECTED
UNKNOWN, ASK, CONFLICT = State.UNKNOWN, State.ASK, State.CONFLICT
FORGOTTEN = None
"""A row that the journal does not have although nobody knows what became of it."""
TRIES = 3
THEIRS = {2: "theirs", 1: "theirs2"}
"""What another agent writes, by how many writes are left to them: never the same twice."""


class Kind(Enum):
    UPDATE = "update"
    MARKED = "create with marker"
    UNMARKED = "create without marker"


class At(Enum):
    """Where the program is."""

    IDLE = "idle"
    READ = "read done"
    KEPT = "in flight, journalled"
    WIRE = "on the wire"
    ANSWERED = "answered"
    AGAIN = "about to try again"
    DEAD = "dead"


@dataclass(frozen=True)
class Policy:
    """What the program does. As it stands here it is the engine; each change is a mistake."""

    reads_before: bool = True
    journals_first: bool = True
    drops_on_send: bool = False
    retries_unclear: bool = False
    calls_unclear_failed: bool = False
    trusts_http_200: bool = False
    calls_nothing_changed_failed: bool = False
    reads_before_rejected: bool = True
    waits_for_quiet: bool = True
    resends_create_not_found: bool = False
    adopts_look_alikes: bool = False
    calls_interrupted_pending: bool = False
    calls_not_found_failed: bool = False
    keeps_their_change: bool = True


@dataclass(frozen=True)
class World:
    """`is_timely` is assumption A1: no request takes effect after the quiet period."""

    kind: Kind
    policy: Policy = field(default_factory=Policy)
    is_timely: bool = True

    @property
    def is_update(self) -> bool:
        return self.kind is Kind.UPDATE


class Row(NamedTuple):
    """`saw`: what the program last saw of the field, or the person in a conflict.

    `floor`: so many records were there when the create last went; `peek`: that number
    before it is journalled. `looked`: what the last look of this try found. `known`: so
    many candidates a person was shown. `landed`: this try took effect; `again`: so often a
    person had it sent again. `window`: somebody wrote between the look and the write.
    """

    kind: Kind
    state: State | None = PENDING
    at: At = At.IDLE
    answer: str = ""
    server: str | tuple[int, int] = "base"
    applies: int = 0
    landed: bool = False
    late: int = 0
    others: int = 2
    kills: int = 3
    decisions: int = 2
    again: int = 0
    quiet: bool = True
    saw: str = "base"
    window: bool = False
    looked: str | int | None = None
    tried: bool = False
    floor: int = 0
    peek: int = 0
    known: int = 0
    failures: int = 0
    renewed: bool = False

    @property
    def is_mine(self) -> bool:
        return self.server == "mine" if self.kind is Kind.UPDATE else self.server[0] > 0

    @property
    def new(self) -> int:
        """Records that may be this one."""
        return sum(self.server) - self.floor

    @property
    def may_go_again(self) -> bool:
        return self.state is ASK and self.quiet and self.looked is not None


class Step(NamedTuple):
    label: str
    row: Row
    violation: str = ""


Steps = Iterator[Step]


def first(kind: Kind) -> Row:
    return Row(kind, server="base" if kind is Kind.UPDATE else (0, 0))


def steps_from(row: Row, world: World) -> Steps:
    """Every step that the world or the program can take."""
    yield from _somebody_else(row)
    yield from _network(row)
    yield from _time(row, world)
    yield from _death(row, world)
    yield from PROGRAM[row.at](row, world)


# The world


def _somebody_else(row: Row) -> Steps:
    if not row.others:
        return
    left = row._replace(others=row.others - 1)
    if row.kind is Kind.UPDATE:
        in_window = row.at in {At.READ, At.KEPT, At.WIRE} or row.late > 0
        there = left._replace(server=THEIRS[row.others], window=row.window or in_window)
        yield Step("somebody changes the field", there)
    else:
        mine, like = row.server
        yield Step("somebody creates a look-alike", left._replace(server=(mine, like + 1)))


def _network(row: Row) -> Steps:
    if row.late:
        left = row._replace(late=row.late - 1)
        yield _applied("a late request takes effect", left)
        yield Step("a late request dies", left)


def _time(row: Row, world: World) -> Steps:
    is_waiting = row.at in {At.IDLE, At.DEAD} and row.state in {UNKNOWN, ASK}
    if is_waiting and not row.quiet and not (world.is_timely and row.late):
        yield Step("the quiet period passes", row._replace(quiet=True))


def _death(row: Row, world: World) -> Steps:
    if row.at is At.DEAD:
        yield Step("restart", _restarted(row, world))
    elif row.kills:
        yield Step("kill", _idle(row)._replace(at=At.DEAD, kills=row.kills - 1))


def _restarted(row: Row, world: World) -> Row:
    if row.state is not SENDING:
        return row._replace(at=At.IDLE)
    if world.policy.calls_interrupted_pending:
        return row._replace(at=At.IDLE, state=PENDING)
    return row._replace(at=At.IDLE, state=UNKNOWN, quiet=False)


def _applied(label: str, row: Row) -> Step:
    """The server does what it was sent."""
    done = row._replace(applies=min(3, row.applies + 1), landed=True)
    if row.state is REJECTED:
        return Step(label, _written(done), "I5: called rejected, and took effect later")
    if row.kind is Kind.UPDATE and row.server not in {"mine", row.saw} and not row.window:
        return Step(label, _written(done), "I3: what nobody had seen is overwritten")
    if row.kind is not Kind.UPDATE and done.applies > 1 + row.again:
        return Step(label, _written(done), "I2: created twice")
    return Step(label, _written(done))


def _written(row: Row) -> Row:
    if row.kind is Kind.UPDATE:
        return row._replace(server="mine")
    return row._replace(server=(row.server[0] + 1, row.server[1]))


# The program, and whoever sits before it


def _when_idle(row: Row, world: World) -> Steps:
    if row.state is PENDING:
        yield from _read_before(row, world)
    elif row.state in {UNKNOWN, ASK}:
        yield Step("look", _looked(row, world))
        yield Step("look, unreadable", row)
    if row.decisions:
        yield from _person(row._replace(decisions=row.decisions - 1))


def _person(row: Row) -> Steps:
    """Who decides has looked, and knows their own record."""
    if row.state is CONFLICT:
        yield Step("a person keeps theirs over the other", row._replace(state=PENDING, tried=False))
    elif row.state is REJECTED:
        yield Step("a person submits it again", row._replace(state=PENDING))
    elif row.state is ASK and row.is_mine:
        yield Step("a person found it", row._replace(state=SAVED))
    elif row.may_go_again:
        again = row._replace(state=PENDING, again=row.again + 1)
        yield Step("a person has it sent again", again)


def _read_before(row: Row, world: World) -> Steps:
    if not world.policy.reads_before:
        yield Step("read before", row._replace(at=At.READ, window=False))
        return
    found = _read_update(row, world) if world.is_update else _read_create(row)
    yield Step("read before", found)
    yield Step("read before, unreadable", _idle(row))


def _read_update(row: Row, world: World) -> Row:
    if row.is_mine:
        return _idle(row, SAVED)
    if row.server != row.saw and world.policy.keeps_their_change:
        return _idle(row, CONFLICT)._replace(saw=row.server)
    return row._replace(at=At.READ, window=False)


def _read_create(row: Row) -> Row:
    """What was tried before may have turned up."""
    if row.tried and row.kind is Kind.MARKED and row.is_mine:
        return _idle(row, SAVED)
    if row.tried and row.new > row.known:
        return _idle(row, ASK)._replace(known=row.new)
    return row._replace(at=At.READ, peek=sum(row.server))


def _when_read(row: Row, world: World) -> Steps:
    out = row._replace(at=At.KEPT, landed=False, looked=None, tried=True, floor=row.peek, known=0)
    if world.policy.drops_on_send:
        yield Step("journal", out._replace(state=FORGOTTEN))
    elif world.policy.journals_first:
        yield Step("journal", out._replace(state=SENDING))
    else:
        yield Step("no journal", out)


def _when_kept(row: Row, _world: World) -> Steps:
    yield Step("send", row._replace(at=At.WIRE))


def _on_the_wire(row: Row, world: World) -> Steps:
    def answered(answer: str) -> Row:
        return row._replace(at=At.ANSWERED, answer=answer)

    yield Step("no byte leaves", answered("not sent"))
    yield Step("token refused", answered("token"))
    yield _applied("applied, and said so", answered("saved"))
    yield _applied("applied, unclear answer", answered("unclear"))
    yield Step("lost, unclear answer", answered("unclear"))
    if not row.late:
        yield Step("delayed, unclear answer", answered("unclear")._replace(late=1))
    yield Step("refused", answered("refused"))
    if world.is_update:
        yield Step("lost, nothing changed", answered("nothing"))
        yield _applied("applied, nothing changed", answered("nothing"))
    else:
        yield _applied("applied, called refused", answered("refused"))


def _when_answered(row: Row, world: World) -> Steps:
    ruled = TAKEN[row.answer]
    yield Step("take", ruled(row, world, can_read=True))
    yield Step("take, unreadable", ruled(row, world, can_read=False))


def _take_not_sent(row: Row, _world: World, *, can_read: bool) -> Row:
    if row.failures + 1 < TRIES:
        return _at_hand(row)._replace(failures=row.failures + 1)
    return _idle(row, PENDING)


def _take_token(row: Row, world: World, *, can_read: bool) -> Row:
    """A create that left this machine is not sent again in the same run."""
    if world.is_update and not row.renewed:
        return _at_hand(row)._replace(renewed=True)
    return _idle(row, PENDING)


def _at_hand(row: Row) -> Row:
    return row._replace(state=PENDING, at=At.AGAIN, answer="")


def _when_again(row: Row, world: World) -> Steps:
    """A create is known to be as it was; an update is looked at anew."""
    yield Step("cancelled", _idle(row))
    if world.is_update:
        yield from _read_before(row, world)
    else:
        yield from _when_read(row, world)


def _take_saved(row: Row, _world: World, *, can_read: bool) -> Row:
    return _idle(row, SAVED)


def _take_refused(row: Row, world: World, *, can_read: bool) -> Row:
    if world.policy.trusts_http_200:
        return _idle(row, SAVED)
    if not world.policy.reads_before_rejected:
        return _idle(row, REJECTED)
    if world.is_update:
        return _idle(row, SAVED if can_read and row.is_mine else REJECTED)
    return _refused_create(row) if can_read else _in_doubt(row)


def _refused_create(row: Row) -> Row:
    if row.kind is Kind.MARKED and row.is_mine:
        return _idle(row, SAVED)
    if row.new:
        return _idle(row, ASK)._replace(known=row.new, quiet=False)
    return _idle(row, REJECTED)


def _take_nothing_changed(row: Row, world: World, *, can_read: bool) -> Row:
    if world.policy.calls_nothing_changed_failed:
        return _idle(row, REJECTED)
    if can_read and row.server == row.saw:
        return _idle(row, REJECTED)
    return _take_unclear(row, world, can_read=can_read)


def _take_unclear(row: Row, world: World, *, can_read: bool) -> Row:
    if world.policy.retries_unclear:
        return _idle(row, PENDING)
    if world.policy.calls_unclear_failed:
        return _idle(row, REJECTED)
    if not world.is_update or not can_read:
        return _in_doubt(row)
    if row.is_mine:
        return _idle(row, SAVED)
    return _in_doubt(row)._replace(looked=row.server)


def _in_doubt(row: Row) -> Row:
    return _idle(row, UNKNOWN)._replace(quiet=False)


def _idle(row: Row, state: State | None = None) -> Row:
    """The way is over; a row that was dropped stays so."""
    state = row.state if state is None or row.state is FORGOTTEN else state
    return row._replace(state=state, at=At.IDLE, answer="", failures=0, renewed=False, peek=0)


def _looked(row: Row, world: World) -> Row:
    """What is there counts at once; what is not, when a second look agrees after the quiet."""
    found = row.server if world.is_update else row.new
    is_agreed = (row.quiet and row.looked == found) or not world.policy.waits_for_quiet
    seen = row._replace(looked=found)
    if world.is_update:
        return _looked_update(seen, is_agreed=is_agreed)
    return _looked_create(seen, world, is_agreed=is_agreed)


def _looked_update(row: Row, *, is_agreed: bool) -> Row:
    if row.is_mine:
        return row._replace(state=SAVED)
    if not is_agreed:
        return row
    if row.server == row.saw:
        return row._replace(state=PENDING)
    return row._replace(state=CONFLICT, saw=row.server)


def _looked_create(row: Row, world: World, *, is_agreed: bool) -> Row:
    policy, is_marked = world.policy, world.kind is Kind.MARKED
    if (is_marked and row.is_mine) or (policy.adopts_look_alikes and row.new):
        return row._replace(state=SAVED)
    if row.new and (is_agreed or not is_marked):
        return row._replace(state=ASK, known=row.new)
    if not is_agreed:
        return row
    if policy.resends_create_not_found:
        return row._replace(state=PENDING)
    if policy.calls_not_found_failed:
        return row._replace(state=REJECTED)
    return row._replace(state=ASK, known=0)


def _nothing(_row: Row, _world: World) -> Steps:
    yield from ()


TAKEN = {
    "not sent": _take_not_sent,
    "token": _take_token,
    "saved": _take_saved,
    "unclear": _take_unclear,
    "refused": _take_refused,
    "nothing": _take_nothing_changed,
}
PROGRAM = {
    At.IDLE: _when_idle,
    At.READ: _when_read,
    At.KEPT: _when_kept,
    At.WIRE: _on_the_wire,
    At.ANSWERED: _when_answered,
    At.AGAIN: _when_again,
    At.DEAD: _nothing,
}
