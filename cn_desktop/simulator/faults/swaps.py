"""Faults in which the answer belongs to another call."""

import re
from collections.abc import Mapping

from cn_desktop.simulator.faults.acts import Asked, Entry

_URN = re.compile(r"(?<![^&?])urn=(\d+)")


def _next_record(query: str) -> str:
    return _URN.sub(lambda found: f"urn={int(found[1]) + 1}", query)


SWAPS: Mapping[str, Entry] = {
    "other-record": Entry(
        "a read of one record answers with the next one", lambda _: (Asked(_next_record),)
    ),
}
