"""Work that takes long, in steps: what runs it gives the window its turn between them."""

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any, Generic, TypeAlias, TypeVar

T = TypeVar("T")
Y = TypeVar("Y")


class Apart(Generic[T]):
    """One call that lets other threads run while it takes long: it may go to a thread.

    Whoever is given it calls it, anywhere, before taking the next step.
    """

    def __init__(self, call: Callable[[], T]) -> None:
        self._call = call
        self.outcome: T

    def __call__(self) -> None:
        self.outcome = self._call()


Steps: TypeAlias = Generator[Y | Apart[Any] | None, None, T]
"""Each step is a millisecond or two of work. It yields what there is to show so far, or a call
to make elsewhere first, or nothing; it returns the whole.
"""
Work: TypeAlias = Generator[Apart[Any] | None, None, T]
"""Steps with nothing to show on the way."""


def apart(call: Callable[[], T]) -> Work[T]:
    """The call's outcome, got elsewhere."""
    step = Apart(call)
    yield step
    return step.outcome


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


def pieces(of: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """A sequence in runs of this many."""
    return (of[start : start + size] for start in range(0, len(of), size))
