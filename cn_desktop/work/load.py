"""Read a dataset into a store: one part only waits, the other only decodes."""

from collections.abc import Iterator
from dataclasses import dataclass

from cn_desktop.api.client import Client, Selection, finish_read
from cn_desktop.api.stream import ReadParser
from cn_desktop.api.token import Token
from cn_desktop.base.errors import SessionRefused
from cn_desktop.base.stop import Stop
from cn_desktop.records.store import Store


@dataclass(frozen=True)
class Loaded:
    """A whole answer: its records, and how many the server says there are (None: not said)."""

    store: Store
    count: int
    announced: int | None


class Load:
    """One read.

    `arriving` blocks on the network and belongs in a thread; `take` and `finish` compute
    and belong on the caller's own thread, `take` in steps short enough for a window.
    After `SessionRefused` from `finish`, `renew` and a second `Load` are in order, once.
    """

    def __init__(self, client: Client, selection: Selection, stop: Stop) -> None:
        self._client = client
        self._selection = selection
        self._stop = stop
        self._parser = ReadParser()
        self._store = Store()
        self._status = 0
        self._token: Token | None = None

    def arriving(self) -> Iterator[bytes]:
        """The pieces of the body. Raises what `Transport.open` raises."""
        with self._client.open_read(self._selection, self._stop) as (incoming, token):
            self._status = incoming.status
            self._token = token
            yield from incoming.chunks()

    def take(self, chunk: bytes) -> Iterator[int]:
        """Decode a piece step by step; each step gives the number of records so far."""
        for records in self._parser.feed(chunk):
            self._store.extend(records)
            yield len(self._store)

    def finish(self) -> Loaded:
        """The whole table. Raises `SessionRefused`, `ServerRefusal` or `AnswerUnusable`."""
        last, envelope = finish_read(self._parser, self._status)
        self._store.extend(last)
        self._store.is_complete = self._selection.is_whole and envelope.total == len(self._store)
        return Loaded(self._store, len(self._store), envelope.total)

    def renew(self) -> None:
        """Another token in place of the one this read was refused for; blocks."""
        if self._token is not None:
            self._client.renew(self._token, self._stop)


def load(client: Client, selection: Selection, stop: Stop) -> Loaded:
    """The same at one go, for callers without a window. Raises as `Load` does."""
    first = Load(client, selection, stop)
    try:
        return _run(first)
    except SessionRefused:
        first.renew()
    return _run(Load(client, selection, stop))


def _run(read: Load) -> Loaded:
    for chunk in read.arriving():
        for _count in read.take(chunk):
            pass
    return read.finish()
