"""Blocking work off the window's thread: the one way to run anything slow."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Generator
from concurrent.futures import Future
from contextlib import closing
from functools import partial
from typing import Any, ParamSpec, TypeVar

from cn_desktop.base.errors import Cancelled
from cn_desktop.records.steps import Apart, Work

P = ParamSpec("P")
T = TypeVar("T")

LOG = logging.getLogger(__name__)
AHEAD = 16
"""How many steps a generator in a thread may be ahead: they wait in memory."""
SLICE_SECONDS = 0.004
"""How long the loop may compute before the window gets its turn (a quarter of a frame)."""
LULL_SECONDS = 1.0
"""After which it is said to rest."""


class Background:
    """Runs waiting work in threads, computing work in slices on the loop, and keeps the tasks.

    Threads are daemons: one that hangs in the network must not hold up the end of the
    program, and the interpreter waits for those of `concurrent.futures` (measured).
    """

    def __init__(self, on_error: Callable[[Exception], None]) -> None:
        self._on_error = on_error
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._slice_ends = 0.0

    async def call(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Await a blocking function."""
        future: asyncio.Future[T] = self._loop.create_future()

        def run() -> None:
            try:
                value = work(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001  the worker's edge: it is raised again in the loop
                self._tell(_fail, future, error)
            else:
                self._tell(_succeed, future, value)

        threading.Thread(target=run, name="work", daemon=True).start()
        return await future

    async def stream(self, steps: Generator[T, None, None]) -> AsyncIterator[T]:
        """What a blocking generator yields, as it comes; the generator runs in a thread.

        It is at most `AHEAD` steps ahead of whoever takes them, and is closed once nobody
        does any more.
        """
        arrived: asyncio.Queue[tuple[bool, Any]] = asyncio.Queue()
        room = threading.Semaphore(AHEAD)
        left = threading.Event()

        def run() -> None:
            with closing(steps):
                for step in steps:
                    room.acquire()
                    if left.is_set():
                        return
                    self._tell(arrived.put_nowait, (True, step))

        ended = asyncio.ensure_future(self.call(run))
        ended.add_done_callback(lambda _: arrived.put_nowait((False, None)))
        try:
            while (arrival := await arrived.get())[0]:
                room.release()
                yield arrival[1]
            ended.result()
        finally:
            left.set()
            room.release()
            ended.add_done_callback(_take_no_notice)

    @property
    def is_computing(self) -> bool:
        """Something was computed in slices just now."""
        return self._loop.time() < self._slice_ends + LULL_SECONDS

    async def breathe(self) -> bool:
        """Give the window its turn if this slice has been used up; whether it was."""
        is_over = self._loop.time() >= self._slice_ends
        if is_over:
            await asyncio.sleep(0)
            self._slice_ends = self._loop.time() + SLICE_SECONDS
        return is_over

    async def turn(self, step: object) -> bool:
        """After a step: make its call in a thread, if it is one, and breathe."""
        if isinstance(step, Apart):
            await self.call(step)
        return await self.breathe()

    def do(self, work: Work[object]) -> None:
        """Take the first step at once, so that what is small is done, and the others in slices."""
        try:
            first = next(work)
        except StopIteration:
            return
        self.start(self._go_on(first, work))

    async def _go_on(self, first: Apart[Any] | None, work: Work[object]) -> None:
        if first is not None:
            await self.call(first)
        await self.taken(work)

    async def taken(self, work: Work[T]) -> T:
        """What the steps return; between them the window has its turn."""
        with closing(work):
            while True:
                try:
                    step = next(work)
                except StopIteration as end:
                    outcome: T = end.value
                    return outcome
                await self.turn(step)

    def start(self, job: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start a coroutine from a slot; its errors go to the person."""
        task = self._loop.create_task(self._guard(job))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: job.close())  # it may have been cancelled before it began
        return task

    def wait_for(self, job: Coroutine[Any, Any, T]) -> T:
        """For a thread: what a coroutine of the loop gives, or raises; `Cancelled` at the end."""
        given: Future[T] = Future()

        async def run() -> None:
            try:
                given.set_result(await job)
            except asyncio.CancelledError:
                given.set_exception(Cancelled())
                raise
            except Exception as error:  # noqa: BLE001  raised again in the thread
                given.set_exception(error)

        if self._loop.is_running():
            self._loop.call_soon_threadsafe(lambda: self.start(run()))
            return given.result()
        job.close()
        raise Cancelled

    async def close(self) -> None:
        """End every coroutine; threads are left to their deadlines."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _guard(self, job: Coroutine[Any, Any, None]) -> None:
        try:
            await job
        except Exception as error:  # noqa: BLE001  the last stop before the person
            self._on_error(error)

    def _tell(self, call: Callable[..., None], *args: Any) -> None:
        if self._loop.is_running():
            self._loop.call_soon_threadsafe(partial(call, *args))


def _take_no_notice(ended: asyncio.Future[None]) -> None:
    """Whoever wanted the steps is gone, and so is whoever an error would be told to."""
    if not ended.cancelled():
        ended.exception()


def _succeed(future: asyncio.Future[T], value: T) -> None:
    if not future.done():
        future.set_result(value)


def _fail(future: asyncio.Future[T], error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)
