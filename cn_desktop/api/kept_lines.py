"""Connections that stand idle between two reads, each for a moment."""

import threading
from functools import partial

from cn_desktop.api.deadlines import Deadlines, Watched
from cn_desktop.api.wire import WireAdapter

KEPT_SECONDS = 3.0
"""Servers keep idle connections for five seconds and more: ours are gone before that."""


class KeptLines:
    """The one that was used last is used first; the others are closed when their time is up."""

    def __init__(self, deadlines: Deadlines) -> None:
        self._deadlines = deadlines
        self._lock = threading.Lock()
        self._kept: dict[WireAdapter, Watched] = {}

    def put(self, adapter: WireAdapter) -> None:
        with self._lock:
            drop = partial(self._drop, adapter)
            self._kept[adapter] = self._deadlines.expect(KEPT_SECONDS, drop)

    def take(self) -> WireAdapter | None:
        with self._lock:
            if not self._kept:
                return None
            adapter, watched = self._kept.popitem()
        self._deadlines.forget(watched)
        return adapter

    def _drop(self, adapter: WireAdapter) -> None:
        with self._lock:
            is_idle = self._kept.pop(adapter, None) is not None
        if is_idle:
            adapter.close()
