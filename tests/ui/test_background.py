import asyncio
import threading

import pytest
from driving import until

from cn_desktop.records.steps import apart
from cn_desktop.ui.background import AHEAD, Background


@pytest.fixture
def errors():
    return []


async def test_work_runs_in_another_thread_and_its_value_comes_back(errors):
    background = Background(errors.append)
    assert await background.call(threading.current_thread) is not threading.current_thread()
    await background.close()


async def test_an_error_of_the_work_is_raised_to_whoever_waits(errors):
    background = Background(errors.append)

    def fail():
        raise KeyError("x")

    with pytest.raises(KeyError):
        await background.call(fail)
    await background.close()


async def test_an_error_of_a_job_reaches_the_person(errors):
    background = Background(errors.append)

    async def fail():
        raise ValueError

    await background.start(fail())
    assert [type(error) for error in errors] == [ValueError]


async def test_work_in_steps_gives_what_it_returns_and_makes_its_calls_in_a_thread(errors):
    background = Background(errors.append)

    def work():
        yield None
        thread = yield from apart(threading.current_thread)
        return thread is not threading.current_thread()

    assert await background.taken(work())
    await background.close()


async def test_steps_come_one_by_one_and_in_order(errors):
    background = Background(errors.append)
    assert [step async for step in background.stream(number for number in range(50))] == list(
        range(50)
    )
    await background.close()


async def test_an_error_in_the_middle_comes_after_the_steps_before_it(errors):
    background = Background(errors.append)
    got = []

    def steps():
        yield 1
        raise KeyError

    async def take_all():
        async for step in background.stream(steps()):
            got.append(step)  # noqa: PERF401  what came before the error is the point

    with pytest.raises(KeyError):
        await take_all()
    assert got == [1]
    await background.close()


async def test_closing_ends_a_job_that_waits_for_ever(errors):
    background = Background(errors.append)
    release = threading.Event()

    async def job():
        await background.call(release.wait, 60)

    task = background.start(job())
    await asyncio.sleep(0)
    await background.close()
    assert task.cancelled()
    release.set()
    assert not errors


async def test_steps_nobody_takes_any_more_end_without_a_word(errors):
    background = Background(errors.append)
    closed = threading.Event()

    def steps():
        try:
            yield from range(10**9)
        finally:
            closed.set()

    async for step in background.stream(steps()):
        if step == 3:
            break
    await until(closed.is_set)
    await background.close()
    assert not errors


async def test_a_generator_is_never_far_ahead_of_whoever_takes_its_steps(errors):
    background = Background(errors.append)
    made = []

    def steps():
        for number in range(200):
            made.append(number)
            yield number

    furthest = 0
    async for step in background.stream(steps()):
        await asyncio.sleep(0)
        furthest = max(furthest, len(made) - step)
    assert len(made) == 200
    assert furthest <= AHEAD + 3
    await background.close()


async def test_it_is_computing_while_slices_are_taken_and_not_before(errors):
    background = Background(errors.append)

    def work():
        for _ in range(3):
            seen.append(background.is_computing)
            yield None

    seen = []
    assert not background.is_computing
    await background.taken(work())
    assert seen[-1]
    assert background.is_computing
    await background.close()


async def test_steps_are_closed_whether_they_are_all_taken_or_left(errors):
    background = Background(errors.append)
    closed = []

    def work(count):
        try:
            for _ in range(count):
                yield None
        finally:
            closed.append(count)

    await background.taken(work(2))
    task = background.start(background.taken(work(1_000_000)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    assert closed == [2, 1_000_000]
    await background.close()


async def test_what_is_done_in_one_step_is_done_at_once(errors):
    background = Background(errors.append)
    done = []

    def work(count):
        for number in range(count):
            done.append(number)
            yield None

    background.do(work(0))
    background.do(work(1))
    assert done == [0]
    await background.close()
