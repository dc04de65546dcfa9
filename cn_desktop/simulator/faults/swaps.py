"""Faults in which the answer belongs to another call."""

import re
from collections.abc import Mapping

from cn_desktop.simulator.faults.acts import Act, Answer, Asked, Changed, Entry

_URN = re.compile(r"(?<![^&?])urn=(\d+)")


def _next_record(query: str) -> str:
    return _URN.sub(lambda found: f"urn={int(found[1]) + 1}", query)


def _without_urn(query: str) -> str:
    return _URN.sub("", query)


def _previous(_value: None) -> tuple[Act, ...]:
    """The first call gets its own answer, since there is none before it."""
    held: list[Answer] = []

    def change(answer: Answer) -> Answer:
        held.append(answer)
        return held.pop(0) if len(held) > 1 else answer

    return (Changed(change),)


SWAPS: Mapping[str, Entry] = {
    "other-record": Entry(
        "a read of one record answers with the next one", lambda _: (Asked(_next_record),)
    ),
    "urn-ignored": Entry(
        "a read of one record answers with the whole dataset", lambda _: (Asked(_without_urn),)
    ),
    "previous-answer": Entry("each answer is the one to the call before it", _previous),
}
