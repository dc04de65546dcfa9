"""What a fault does inside the application, where the rest of it happens on the socket."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import reduce

from cn_desktop.simulator.fields import Row
from cn_desktop.simulator.replies import Reply

KEY = "cn_desktop.meddling"
"""Where the WSGI environment of a request holds its Meddling."""

Alter = Callable[[str], str]
Tree = dict[str, object]
Reshape = Callable[[Tree], Tree]


@dataclass(frozen=True)
class Meddling:
    """What is special about one request.

    `number` counts the requests of the simulator from 1. `is_late` is true when nobody waits for
    the answer any more. Every value is stored as the `alters` make it, every answer leaves as the
    `shapes` make it, and `instead` is answered in place of everything.
    """

    number: int = 0
    is_late: bool = False
    alters: tuple[Alter, ...] = ()
    shapes: tuple[Reshape, ...] = ()
    instead: Mapping[str, object] | None = None

    def stored(self, fields: Row) -> Row:
        """The fields as they are stored; the dataset and the uid are never altered."""
        return {name: self._stored(name, value) for name, value in fields.items()}

    def _stored(self, name: str, value: str | None) -> str | None:
        if value is None or name in {"uid", "dataset"}:
            return value
        return reduce(lambda text, alter: alter(text), self.alters, value)

    def reshaped(self, reply: Reply) -> Reply:
        """The reply as it leaves; one that is reshaped is whole in memory."""
        if not self.shapes:
            return reply
        tree: Tree = dict(reply.head)
        if reply.pages is not None:
            tree["list"] = [row for page in reply.pages for row in page]
        for shape in self.shapes:
            tree = shape(tree)
        return replace(reply, head=tree, pages=None)


NOTHING = Meddling()
