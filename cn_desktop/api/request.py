"""One request and its answer, as values; how they travel is `transport`'s business.

It is apart from that so that a window can be shown before there is any network.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from cn_desktop.api.headers import Headers
from cn_desktop.base.stop import Stop

SMALL_ANSWER = 1024 * 1024


@dataclass(frozen=True, repr=False)
class Request:
    """What is to be sent to a script below the base address.

    `query` goes into the address, `form` into a POST form body, `body` is sent as it
    is. The whole exchange may take `deadline` seconds, the decoded answer `cap` bytes.
    `is_repeatable`: a second one does no more than the first, so it may go over a connection
    that was used before, and once more over a new one where that had died.
    Not shown by `repr`: query and form carry the token or the key.
    """

    script: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    body: bytes | None = None
    content_type: str = "application/json"
    deadline: float = 60.0
    cap: int = SMALL_ANSWER
    is_repeatable: bool = False

    @property
    def method(self) -> str:
        return "GET" if self.form is None and self.body is None else "POST"


@dataclass(frozen=True, repr=False)
class Answer:
    """A whole answer: HTTP status, decoded body and head."""

    status: int
    body: bytes
    headers: Headers = field(default_factory=dict)


class Incoming(Protocol):
    """An answer whose body is still arriving."""

    status: int
    headers: Headers

    def chunks(self) -> Iterator[bytes]:
        """The decoded body, piece by piece. Raises `OutcomeUnknown` when it breaks off."""


class Transport(Protocol):
    """Sends one request. The client needs no more of the network than this."""

    def open(self, request: Request, stop: Stop) -> AbstractContextManager[Incoming]:
        """Send, and give the answer once its head has arrived.

        Raises `NotSent`, `OutcomeUnknown`, `AnswerUnusable` (a redirect) and `Cancelled`.
        """


def whole(incoming: Incoming) -> Answer:
    """Read the body to its end."""
    return Answer(incoming.status, b"".join(incoming.chunks()), incoming.headers)
