"""Take rows on their way: the threads that wait, and what they wait for."""

import queue
import threading
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from functools import partial, singledispatchmethod
from typing import Any

from cn_desktop.api.client import Client
from cn_desktop.api.reply import Verdict
from cn_desktop.base.errors import (
    AnswerUnusable,
    NotSent,
    ProgramError,
    ReadOnlyConnection,
    WorldError,
)
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import DatasetId, RecordKey
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.store import Record, Store
from cn_desktop.work.checking import check
from cn_desktop.work.protocol import send
from cn_desktop.work.run import Pace, Prepare, Progress, Run, Task
from cn_desktop.work.steps import (
    Ground,
    Keep,
    Pause,
    ReadAll,
    ReadOne,
    Send,
    Unsent,
    Way,
)

SESSION_SECONDS = 15 * 60.0
"""What the session should have left when a run begins (reliability § 3.3)."""


@dataclass
class Stops:
    """What a person cancels: first the run, then also the read that looks what became of it."""

    run: Stop = field(default_factory=Stop)
    looking: Stop = field(default_factory=Stop)

    def ask(self) -> None:
        (self.looking if self.run.is_asked else self.run).ask()


@dataclass(frozen=True)
class Desk:
    """What a run works with. Each call blocks, and comes from several threads.

    `keep` makes a row durable and raises `JournalFailed`; `read_all` gives the whole
    dataset and raises what a read raises; `note_answer` gets what the server answered to a
    row, as it came.
    """

    dataset: DatasetId
    client: Client
    ground: Ground
    keep: Callable[[Keep], None]
    read_all: Callable[[Stop], Store]
    note_answer: Callable[[RecordKey, bytes], None] = lambda _key, _answer: None


def submit(
    rows: Sequence[Outgoing], desk: Desk, stops: Stops | None = None
) -> Generator[Progress, None, None]:
    """Send each row in a request of its own; stops between rows when asked to.

    A server that asks for a pause gets it, up to a minute; one that asks for more, or
    again and again, ends the run (rel-N18). Raises nothing but programming errors.
    """
    worker = _Worker(desk, stops or Stops(), seconds=SESSION_SECONDS)
    return _go(rows, partial(send, ground=desk.ground), worker)


def look(
    rows: Sequence[Outgoing], desk: Desk, stops: Stops | None = None
) -> Generator[Progress, None, None]:
    """Find out what became of rows nobody knows of; nothing is sent."""
    worker = _Worker(desk, stops or Stops(), seconds=None)
    return _go(rows, partial(check, ground=desk.ground), worker)


def _go(
    rows: Sequence[Outgoing], way_of: Callable[[Outgoing], Way], worker: "_Worker"
) -> Generator[Progress, None, None]:
    ground = worker.desk.ground
    pace = Pace(lambda: worker.desk.client.has_session, ground.dice)
    at_once = max(1, min(ground.terms.at_once, len(rows)))
    run = Run(rows, way_of, at_once=at_once, pace=pace)
    crew = _Crew(at_once, worker.perform)
    try:
        while not run.is_done:
            if worker.stops.run.is_asked:
                run.cancel()
            crew.give(run.tasks())
            if crew.is_busy:
                yield from run.take(*crew.wait())
        yield from run.close()
    finally:
        crew.end()


class _Worker:
    """Takes one step at a time for whoever asks, and answers with what came of it.

    `seconds`: so long the session has to live when the first row goes; None: nothing is
    written, and no session is needed beforehand.
    """

    def __init__(self, desk: Desk, stops: Stops, *, seconds: float | None) -> None:
        self.desk = desk
        self.stops = stops
        self._seconds = seconds

    def perform(self, step: Any) -> Any:
        try:
            return self._perform(step)
        except ProgramError as error:
            return error

    @singledispatchmethod
    def _perform(self, step: Any) -> Any:
        raise TypeError(step)

    @_perform.register
    def _(self, _step: Prepare) -> None:
        self.stops.run.check()
        if self._seconds is not None:
            seconds, self._seconds = self._seconds, 0.0
            self.desk.client.prepare_to_write(seconds, self.stops.run)

    @_perform.register
    def _(self, step: ReadOne) -> Record | None:
        return self.desk.client.record(self.desk.dataset, step.uid, self.stops.run)

    @_perform.register
    def _(self, _step: ReadAll) -> Store:
        """A run that was cancelled still looks what became of its rows."""
        return self.desk.read_all(self.stops.looking)

    @_perform.register
    def _(self, step: Keep) -> None:
        self.desk.keep(step)

    @_perform.register
    def _(self, step: Send) -> Verdict | Unsent:
        """A write that has begun is not cut off half-way by a cancel."""
        client, row = self.desk.client, step.row
        try:
            client.token(Stop())
        except WorldError as error:
            return Unsent(error)
        try:
            verdict = _write(client, row)
        except (NotSent, ReadOnlyConnection) as error:
            return Unsent(error)
        except AnswerUnusable as error:
            if error.raw:
                self.desk.note_answer(row.key, error.raw)
            raise
        self.desk.note_answer(row.key, verdict.raw)
        return verdict

    @_perform.register
    def _(self, step: Pause) -> None:
        self.stops.run.wait(step.seconds)


def _write(client: Client, row: Outgoing) -> Verdict:
    if row.uid is None:
        return client.create(row.dataset, row.fields, Stop())
    return client.update(row.dataset, row.uid, row.fields, Stop())


class _Crew:
    """Threads that wait for the network and the disk. They are daemons: none holds up the end."""

    def __init__(self, size: int, perform: Callable[[Any], Any]) -> None:
        self._perform = perform
        self._todo: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[tuple[Task, Any]] = queue.SimpleQueue()
        self._given = 0
        self._size = size
        for _ in range(size):
            threading.Thread(target=self._work, name="row", daemon=True).start()

    @property
    def is_busy(self) -> bool:
        return self._given > 0

    def give(self, tasks: Sequence[Task]) -> None:
        for task in tasks:
            self._given += 1
            self._todo.put(task)

    def wait(self) -> tuple[Task, Any]:
        """The next task that is done. Raises what a task raised that no program expects."""
        task, result = self._done.get()
        self._given -= 1
        if isinstance(result, BaseException) and not isinstance(result, ProgramError):
            raise result
        return task, result

    def end(self) -> None:
        for _ in range(self._size):
            self._todo.put(None)

    def _work(self) -> None:
        while task := self._todo.get():
            try:
                result = self._perform(task.step)
            except BaseException as error:  # noqa: BLE001  the thread's edge: raised again by `wait`
                result = error
            self._done.put((task, result))
