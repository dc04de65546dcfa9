"""Work that takes long, in steps: what runs it gives the window its turn between them."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice
from typing import Any, Generic, TypeAlias, TypeVar

T = TypeVar("T")
Y = TypeVar("Y")
C = TypeVar("C", bound=tuple[Any, ...])

AT_ONCE = 2048
"""Small things in a step: a millisecond."""
STEP_SECONDS = 0.002
"""For things of which each may take long: a step ends with the first after so much."""
MERGED_AT_ONCE = 256
"""Things of many runs: each is compared with some others, which takes eight times as long."""


class Apart(Generic[T]):
    """One call that lets other threads run while it takes long: it may go to a thread.

    Whoever is given it calls it, anywhere, before taking the next step.
    """

    def __init__(self, call: Callable[[], T]) -> None:
        self._call = call
        self.is_done = False
        self.outcome: T

    def __call__(self) -> None:
        self.outcome = self._call()
        self.is_done = True


Steps: TypeAlias = Generator[Y | Apart[Any] | None, None, T]
"""Each step is a millisecond or two of work. It yields what there is to show so far, or a call
to make elsewhere first, or nothing; it returns the whole.
"""
Work: TypeAlias = Generator[Apart[Any] | None, None, T]
"""Steps with nothing to show on the way."""


def apart(call: Callable[[], T]) -> Work[T]:
    """The call's outcome, got elsewhere."""
    step = Apart(call)
    while not step.is_done:  # whoever left before it was made may have come back
        yield step
    return step.outcome


def in_order(things: Iterable[C]) -> Work[list[C]]:
    """`sorted`, for any number of things; they may be made as they are asked for."""
    runs: list[list[C]] = []
    coming = iter(things)
    while some := sorted(islice(coming, AT_ONCE)):
        runs.append(some)
        yield None
    if len(runs) < 2:
        return runs[0] if runs else []
    whole: list[C] = []
    merged = merge(*runs)
    while some := list(islice(merged, MERGED_AT_ONCE)):
        whole += some
        yield None
    return whole


def finished(steps: Steps[Any, T]) -> T:
    """What the steps return, all taken at once."""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            outcome: T = end.value
            return outcome
        if isinstance(step, Apart):
            step()


def spans(count: int, size: int = AT_ONCE) -> Iterator[slice]:
    """So many things in spans of as many as a step takes."""
    return (slice(start, start + size) for start in range(0, count, size))


def emptied(things: list[Any]) -> Work[None]:
    """Let go of a list's things: to forget a million at once takes 50 ms."""
    while things:
        del things[-AT_ONCE:]
        yield None


def pieces(of: Sequence[T], size: int = AT_ONCE) -> Iterator[Sequence[T]]:
    """A sequence in runs of this many."""
    return (of[start : start + size] for start in range(0, len(of), size))
