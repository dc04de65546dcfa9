"""Read a dataset into a store: one part only waits, the other only decodes."""

import random
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from time import monotonic

from cn_desktop.api.client import Client
from cn_desktop.api.reading import Reading, Selection
from cn_desktop.api.retry import pause_before_retry
from cn_desktop.api.token import Token
from cn_desktop.base.errors import SessionRefused, WorldError
from cn_desktop.base.stop import Stop
from cn_desktop.records.store import Store

TOGETHER = 256 * 1024
"""Bytes handed over at once: each time costs the window's thread a tenth of a millisecond."""
AT_LEAST_SECONDS = 0.05


@dataclass(frozen=True)
class Loaded:
    """A whole answer: its records, and how many the server says there are (None: not said).

    `has_warning`: the server printed warnings of its own around the answer. `is_damaged`:
    it had characters that can't be read, and replacements are shown in their place.
    """

    store: Store
    count: int
    announced: int | None
    has_warning: bool = False
    is_damaged: bool = False


class Load:
    """One read.

    `arriving` blocks on the network and belongs in a thread; `take` and `finish` compute
    and belong on the caller's own thread, `take` in steps short enough for a window.
    After `SessionRefused` from either, `renew` and a second `Load` are in order, once.
    `store` has what was decoded so far; it becomes another when the answer comes anew.
    """

    def __init__(
        self, client: Client, selection: Selection, stop: Stop, *, replacing: bool = False
    ) -> None:
        self._client = client
        self._selection = selection
        self._stop = stop
        self._replacing = replacing
        self._dice = random.Random()  # noqa: S311  for pauses
        self._token: Token | None = None
        self._begin()

    def arriving(self) -> Generator[bytes | None, None, None]:
        """The pieces of the body; None: it broke off and now comes anew from its start.

        Raises what `Client.open_read` raises, once trying again makes no sense.
        """
        failures = 0
        while True:
            try:
                yield from self._pieces()
            except WorldError as error:
                failures += 1
                pause = pause_before_retry(failures, error, self._dice)
                if pause is None:
                    raise
            else:
                return
            self._stop.wait(pause)
            yield None

    def take(self, chunk: bytes | None) -> Iterator[int]:
        """Decode a piece step by step; each step gives the number of records so far."""
        if chunk is None:
            self._begin()
            yield 0
            return
        for records in self._reading.feed(chunk):
            self.store.extend(records)
            yield len(self.store)

    def finish(self) -> Loaded:
        """The whole table. Raises `SessionRefused`, `ServerRefusal` or `AnswerUnusable`."""
        last, envelope = self._reading.finish_rows()
        self.store.extend(last)
        is_whole = self._selection.is_whole and envelope.total == len(self.store)
        self.store.is_complete = is_whole and not self._replacing
        return Loaded(
            self.store,
            len(self.store),
            envelope.total,
            self._reading.has_warning,
            self._replacing,
        )

    def renew(self) -> None:
        """Another token in place of the one this read was refused for; blocks."""
        if self._token is not None:
            self._client.renew(self._token, self._stop)

    def _begin(self) -> None:
        self._reading = Reading(self._client.format, self._selection, replacing=self._replacing)
        self.store = Store()
        self.store.has_replacements = self._replacing

    def _pieces(self) -> Iterator[bytes]:
        self._token = self._client.token(self._stop)
        with self._client.open_read(self._token, self._selection, self._stop) as incoming:
            yield from _gathered(incoming.chunks())


def _gathered(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Small pieces together; the first one at once, as its records are waited for."""
    waiting: list[bytes] = []
    size, last = 0, 0.0
    for chunk in chunks:
        waiting.append(chunk)
        size += len(chunk)
        if size >= TOGETHER or monotonic() - last > AT_LEAST_SECONDS:
            yield b"".join(waiting)
            waiting.clear()
            size, last = 0, monotonic()
    yield b"".join(waiting)


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
