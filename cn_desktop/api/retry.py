"""When a read or a log-in may be tried again by itself. A write never is."""

import random
from collections.abc import Callable
from typing import TypeVar

from cn_desktop.base.errors import (
    AnswerUnusable,
    Flaw,
    NotSent,
    OutcomeUnknown,
    ServerBusy,
    Trouble,
    WorldError,
)
from cn_desktop.base.stop import Stop

T = TypeVar("T")

TRIES = 4
SHORTEST = 0.5
LONGEST = 5.0
LONGEST_ASKED = 60.0
"""A server may ask for a longer pause: then nobody waits in front of a window (rel-N18)."""

PASSING = {
    *(Trouble.REFUSED, Trouble.NAME_NOT_FOUND, Trouble.NO_CONNECTION),
    *(Trouble.PROXY, Trouble.CUT_OFF),
}
PASSING_STATUS = {500, 502, 504}


def patiently(call: Callable[[], T], stop: Stop, dice: random.Random) -> T:
    """The call's value, called again after a pause while its failure may pass.

    Raises what the last call raised, and `Cancelled` as soon as stopping is asked for.
    """
    failures = 0
    while True:
        try:
            return call()
        except WorldError as error:
            failures += 1
            pause = pause_before_retry(failures, error, dice)
            if pause is None:
                raise
        stop.wait(pause)


def pause_before_retry(failures: int, error: WorldError, dice: random.Random) -> float | None:
    """Seconds to wait after so many failures (from 1), or None: do not try again.

    A server's own wish counts up to 60 s.
    """
    if failures >= TRIES or not _is_passing(error):
        return None
    wished = error.seconds if isinstance(error, ServerBusy) else None
    if wished is not None:
        return wished if wished <= LONGEST_ASKED else None
    return pause_between(failures, dice)


def pause_between(failures: int, dice: random.Random) -> float:
    """Half a second doubled with each failure, at most 5 s.

    Shortened by up to half at random so that many clients do not come back together.
    """
    pause = min(LONGEST, SHORTEST * 2.0 ** (failures - 1))
    return pause * dice.uniform(0.5, 1.0)


def _is_passing(error: WorldError) -> bool:
    if isinstance(error, NotSent | OutcomeUnknown):
        return error.kind in PASSING
    if isinstance(error, ServerBusy):
        return True
    return (
        isinstance(error, AnswerUnusable)
        and error.kind is Flaw.HTTP_STATUS
        and error.status in PASSING_STATUS
    )
