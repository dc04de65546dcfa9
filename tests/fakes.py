"""Small stand-ins for what lies outside the program: the network, a clock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cn_desktop.api.request import Request
from cn_desktop.base.stop import Stop


@dataclass
class FakeIncoming:
    """An answer that arrives in the given pieces, then perhaps breaks off with an error."""

    pieces: list[bytes]
    status: int = 200
    breaks: Exception | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def chunks(self) -> Iterator[bytes]:
        yield from self.pieces
        if self.breaks:
            raise self.breaks


@dataclass
class FakeTransport:
    """Answers each request with what `answer` makes of it, and remembers the requests."""

    answer: Callable[[Request], bytes | FakeIncoming | Exception]
    requests: list[Request] = field(default_factory=list)

    @contextmanager
    def open(self, request: Request, stop: Stop) -> Iterator[FakeIncoming]:
        stop.check()
        self.requests.append(request)
        answer = self.answer(request)
        if isinstance(answer, Exception):
            raise answer
        yield FakeIncoming([answer]) if isinstance(answer, bytes) else answer
