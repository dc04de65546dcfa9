"""The faults that lie in wait, and which of them befall a request."""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

from cn_desktop.simulator.faults.acts import Act, NotApplied, OnHeaders
from cn_desktop.simulator.faults.catalogue import CATALOGUE
from cn_desktop.simulator.faults.wire import Waiting
from cn_desktop.simulator.methods import METHODS, TOKEN_ACTIONS

SomeAct = TypeVar("SomeAct", bound=Act)

_METHODS = {method: actions for script in METHODS.values() for method, actions in script.items()}

WORDS = frozenset({
    *(f"{stem}{end}" for stem in ("token", "database", "ecnow") for end in ("", ".php")),
    *TOKEN_ACTIONS,
    *_METHODS,
    *(action for actions in _METHODS.values() for action in actions),
})
"""The words a place is made of: scripts with and without .php, methods, actions."""


class FaultUnknown(Exception):
    """There is no fault of this name, or no place like this."""

    def __init__(self, *, name: str = "", place: str = "") -> None:
        super().__init__(name or place)
        self.name = name
        self.place = place


@dataclass(frozen=True)
class Fault:
    """A fault to come.

    `name` is one of CATALOGUE. It befalls requests at the place `where`: words with / between
    them, such as "create", "database/read" or "ecnow_records/update", all of which must fit; ""
    fits every request. Of those requests it leaves out the ones before the `nth` and befalls
    `count` of them, or with None all that follow. `value` is what the catalogue's line speaks of.
    `applies` decides whether the call is made, for faults in which something else answers.
    Raises FaultUnknown.
    """

    name: str
    where: str = ""
    nth: int = 1
    count: int | None = 1
    value: float | str | None = None
    applies: bool | None = None

    def __post_init__(self) -> None:
        if self.name not in CATALOGUE:
            raise FaultUnknown(name=self.name)
        if not self.words <= WORDS:
            raise FaultUnknown(place=self.where)

    @property
    def words(self) -> frozenset[str]:
        return frozenset(self.where.split("/") if self.where else ())

    @property
    def acts(self) -> tuple[Act, ...]:
        entry = CATALOGUE[self.name]
        acts = entry.acts(entry.value if self.value is None else self.value)
        applies = entry.applies if self.applies is None else self.applies
        return acts if applies else (*acts, NotApplied())


@dataclass(frozen=True)
class Plan:
    """What befalls one request."""

    acts: tuple[Act, ...] = ()

    def of(self, kind: type[SomeAct]) -> list[SomeAct]:
        """The acts of this kind, in the order in which the faults were added."""
        return [act for act in self.acts if isinstance(act, kind)]


@dataclass(frozen=True)
class Struck:
    """A fault that befell the request of this number."""

    name: str
    number: int


class Faults:
    """The faults of one simulator; they may be added and cleared at any time.

    `struck` lists those that happened. `waiting` holds the requests that are kept waiting:
    `waiting.count` of them; `release` lets them go on.
    """

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._lock = Lock()
        self._rules = [_Rule(fault) for fault in faults]
        self.struck: list[Struck] = []
        self.waiting = Waiting()

    @property
    def is_empty(self) -> bool:
        return not self._rules

    def add(self, *faults: Fault) -> None:
        with self._lock:
            self._rules.extend(_Rule(fault) for fault in faults)

    def clear(self) -> None:
        """Forget all of them; requests under way still suffer theirs."""
        with self._lock:
            self._rules.clear()

    def release(self) -> None:
        """Let the requests that are kept waiting go on now, as if their time were over."""
        self.waiting.release()

    def early(self, words: frozenset[str], number: int) -> Plan:
        """What befalls a request of which only the address has been read."""
        return self._plan(words, number, is_early=True)

    def late(self, words: frozenset[str], number: int) -> Plan:
        """What befalls a request that has been read whole."""
        return self._plan(words, number, is_early=False)

    def _plan(self, words: frozenset[str], number: int, *, is_early: bool) -> Plan:
        with self._lock:
            due = [rule for rule in self._rules if rule.is_early == is_early and rule.meets(words)]
            self.struck.extend(Struck(rule.fault.name, number) for rule in due)
        return Plan(tuple(act for rule in due for act in rule.acts))


class _Rule:
    """A fault with the number of requests it has met."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.acts = fault.acts
        self.is_early = any(isinstance(act, OnHeaders) for act in self.acts)
        self._met = 0

    def meets(self, words: frozenset[str]) -> bool:
        """Count a request the fault fits, and tell whether it befalls that one."""
        if not self.fault.words <= words:
            return False
        self._met += 1
        beyond = self._met - self.fault.nth
        return beyond >= 0 and (self.fault.count is None or beyond < self.fault.count)
