"""What a fault can do to a request, and where on its way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from cn_desktop.simulator.faults.wire import Wire
from cn_desktop.simulator.meddling import Alter, Reshape


@dataclass(frozen=True)
class Answer:
    """A whole answer: the status with its words, the headers in their order, the body."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def with_header(self, name: str, value: str) -> "Answer":
        """The answer with this header instead of any of the name; an empty value leaves it out."""
        others = [each for each in self.headers if each[0].lower() != name.lower()]
        return replace(self, headers=(*others, (name, value)) if value else tuple(others))


@dataclass(frozen=True)
class OnHeaders:
    """Strikes when the headers have been read and the body has not."""

    strike: Callable[[Wire], None]


@dataclass(frozen=True)
class BeforeApply:
    """Strikes when the whole request has been read and nothing has been done."""

    strike: Callable[[Wire], None]


@dataclass(frozen=True)
class NotApplied:
    """The call is not made; its answer comes from the fault."""


@dataclass(frozen=True)
class Late:
    """The call is made when nobody waits for its answer any more."""


@dataclass(frozen=True)
class Stored:
    """Values are stored as something else than was sent."""

    alter: Alter


@dataclass(frozen=True)
class Shaped:
    """The answer says something else, in whichever format."""

    reshape: Reshape


@dataclass(frozen=True)
class Told:
    """The answer is this one, in whichever format, and the call is not made."""

    head: Mapping[str, object]


@dataclass(frozen=True)
class Asked:
    """The query of the address is taken for another one."""

    change: Callable[[str], str]


@dataclass(frozen=True)
class AfterApply:
    """Strikes when everything has been done and nothing has been answered."""

    strike: Callable[[Wire], None]


@dataclass(frozen=True)
class Changed:
    """The bytes, the headers or the status of the answer are others."""

    change: Callable[[Answer], Answer]


Sending = Callable[[Wire, Answer], None]


@dataclass(frozen=True)
class Sent:
    """The answer is sent in another way."""

    send: Sending


Act = (
    OnHeaders
    | BeforeApply
    | NotApplied
    | Late
    | Stored
    | Shaped
    | Told
    | Asked
    | AfterApply
    | Changed
    | Sent
)


@dataclass(frozen=True)
class Entry:
    """A fault by name: a line about it, and its acts for a value.

    `value` is the one used when none is given. Of a fault that does not say so itself, `applies`
    tells whether the call is made.
    """

    line: str
    acts: Callable[..., tuple[Act, ...]]
    value: float | str | None = None
    applies: bool = True
