"""Which rows of one dataset are on their way at a time, and when a run ends early.

Results in, steps out: it owns no thread and reads no clock, so that one order of results is
one run.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from random import Random
from typing import Any, TypeAlias

from cn_desktop.api.retry import pause_before_retry
from cn_desktop.base.errors import (
    Cancelled,
    JournalFailed,
    LoginRefused,
    ProgramError,
    ServerBusy,
    SessionRefused,
    WorldError,
)
from cn_desktop.records.fields import RecordKey
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.work.steps import Fate, Finished, Pause, ReadAll, Step, Way

GIVE_UP_AFTER = 3
"""So many rows in a row that could not be sent, or of which nobody knows whether they
arrived, end the run (feat-D6)."""


@dataclass(frozen=True)
class Started:
    """The row is about to be sent."""

    row: Outgoing


@dataclass(frozen=True)
class Stopped:
    """The run ended before its last row; the rest is as it was.

    Where there is no error a person asked for it, or too many rows in a row are unknown.
    """

    error: WorldError | None


Progress: TypeAlias = Started | Finished | Stopped


@dataclass(frozen=True)
class Prepare:
    """Make sure that there is a session, and that rows may be sent: None, or the error."""


@dataclass(frozen=True)
class Task:
    """A step to be taken for a row; for the whole run where there is no key."""

    key: RecordKey | None
    step: Step | Prepare


class Run:
    """`tasks` gives what is to be done next, `take` is told what came of it.

    Updates go side by side, `at_once` of them. Creates go one at a time, so that at most
    one of them can be the new record that turns up.
    """

    def __init__(
        self,
        rows: Iterable[Outgoing],
        way_of: Callable[[Outgoing], Way],
        *,
        at_once: int,
        pace: "Pace",
    ) -> None:
        self._waiting = (deque[tuple[int, Outgoing]](), deque[tuple[int, Outgoing]]())
        for number, row in enumerate(rows):
            self._waiting[row.is_create].append((number, row))
        self._way_of = way_of
        self._at_once = at_once
        self._pace = pace
        self._rows: dict[RecordKey, Outgoing] = {}
        self._ways: dict[RecordKey, Way] = {}
        self._under_way: set[RecordKey] = set()
        self._parked: list[RecordKey] = []
        self._creating: RecordKey | None = None
        self._due: list[Task] = []
        self._has_asked = False
        self._is_over = False
        self._stopped: Stopped | None = None

    @property
    def is_done(self) -> bool:
        return not (self._ways or self._due or self._has_next)

    def tasks(self) -> list[Task]:
        """The steps that can be taken now; none while the run waits for results."""
        while self._may_start() and (row := self._next_row()):
            self._start(row)
        due, self._due = self._due, []
        if not due and self._is_idle and not self._has_asked:
            due = self._of_the_run()
            self._has_asked = bool(due)
        return due

    def take(self, task: Task, result: Any) -> Generator[Progress, None, None]:
        """What came of a step. Raises nothing but programming errors."""
        if task.key is None:
            self._has_asked = False
            yield from self._take_for_all(task, result)
        elif isinstance(task.step, Prepare):
            yield from self._begin(task.key, result)
        else:
            self._under_way.discard(task.key)
            yield from self._advance(task.key, result)

    def cancel(self) -> None:
        """Start no further row."""
        self._end(Cancelled())

    def close(self) -> Generator[Progress, None, None]:
        """Why it ended early, if it did."""
        if self._stopped:
            yield self._stopped

    # Starting

    @property
    def _has_next(self) -> bool:
        return not self._is_over and any(self._waiting)

    @property
    def _is_idle(self) -> bool:
        """Nothing is on its way but what waits for one read of everything."""
        return not self._under_way and len(self._parked) == len(self._ways)

    def _may_start(self) -> bool:
        is_free = len(self._ways) - len(self._parked) < self._at_once
        return is_free and not self._is_over and not self._pace.pause

    def _next_row(self) -> Outgoing | None:
        """The first that waits; a create only when none is on its way."""
        updates, creates = self._waiting
        heads = [queue for queue in (updates, creates) if queue]
        if self._creating is not None:
            heads = [updates] if updates else []
        return min(heads, key=lambda queue: queue[0][0]).popleft()[1] if heads else None

    def _start(self, row: Outgoing) -> None:
        if row.is_create:
            self._creating = row.key
        self._rows[row.key] = row
        self._ways[row.key] = self._way_of(row)
        self._under_way.add(row.key)
        self._due.append(Task(row.key, Prepare()))

    def _begin(self, key: RecordKey, error: ProgramError | None) -> Generator[Progress, None, None]:
        self._under_way.discard(key)
        if error is not None:
            self._forget(key)
            self._end(error, leaves_row=True)
            return
        yield Started(self._rows[key])
        yield from self._advance(key, None)

    # Going on

    def _advance(self, key: RecordKey, result: Any) -> Generator[Progress, None, None]:
        try:
            step = self._ways[key].send(result)
        except StopIteration as end:
            self._forget(key)
            yield from self._finish(end.value)
            return
        if isinstance(step, ReadAll) and not step.is_urgent:
            self._park(key)
        else:
            self._under_way.add(key)
            self._due.append(Task(key, step))

    def _park(self, key: RecordKey) -> None:
        """It waits for a read that all such rows share; another create may go."""
        self._parked.append(key)
        if self._creating == key:
            self._creating = None

    def _forget(self, key: RecordKey) -> None:
        del self._ways[key]
        del self._rows[key]
        if key in self._parked:
            self._parked.remove(key)
        if self._creating == key:
            self._creating = None

    def _finish(self, finished: Finished) -> Generator[Progress, None, None]:
        yield finished
        if self._pace.is_over(finished):
            self._end(finished.error)

    def _of_the_run(self) -> list[Task]:
        if self._pace.pause and self._has_next:
            return [Task(None, Pause(self._pace.pause))]
        if self._parked and not self._has_next:
            return [Task(None, ReadAll())]
        return []

    def _take_for_all(self, task: Task, result: Any) -> Generator[Progress, None, None]:
        if isinstance(task.step, Pause):
            self._pace.pause = 0.0
            if result is not None:
                self._end(result)
            return
        parked, self._parked = self._parked, []
        for key in parked:
            yield from self._advance(key, result)

    def _end(self, error: ProgramError | None, *, leaves_row: bool = False) -> None:
        why = error if isinstance(error, WorldError) else None
        is_early = leaves_row or any(self._waiting) or why is not None
        if self._stopped is None and is_early:
            self._stopped = Stopped(why)
        self._is_over = True


class Pace:
    """Whether a run goes on, and how soon, by what became of its last rows.

    `has_session` says whether there is a token to go on with.
    """

    def __init__(self, has_session: Callable[[], bool], dice: Random) -> None:
        self._has_session = has_session
        self._dice = dice
        self._lost = self._refused = self._busy = 0
        self.pause = 0.0

    def is_over(self, finished: Finished) -> bool:
        """Whether this row was the run's last one; else the pause is set."""
        if isinstance(finished.error, JournalFailed | LoginRefused):
            return True
        if isinstance(finished.error, ServerBusy):
            return self._is_too_busy(finished.error)
        if finished.fate in {Fate.NOT_SENT, Fate.UNKNOWN}:
            return self._is_lost(finished)
        self._lost = self._refused = self._busy = 0
        return False

    def _is_too_busy(self, error: ServerBusy) -> bool:
        self._busy += 1
        pause = pause_before_retry(self._busy, error, self._dice)
        self.pause = pause or 0.0
        return pause is None

    def _is_lost(self, finished: Finished) -> bool:
        self._lost += 1
        if isinstance(finished.error, SessionRefused):
            # An update has been refused twice by now, a new token in between (rel-T3).
            self._refused += 1 if finished.row.is_create else 2
        is_refused_again = self._refused > 1 and self._has_session()
        return is_refused_again or self._lost >= GIVE_UP_AFTER
