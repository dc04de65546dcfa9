"""What is special about a simulator while it runs; all of it may be changed at any time."""

import time
from dataclasses import dataclass
from datetime import date, datetime


@dataclass
class Conditions:
    """The circumstances of the next answers.

    `clock_skew` is how many seconds the server's clock is ahead: that of its Date header, of the
    `expire` of its tokens and of its load dates. Calls seem to come from `address`, unless it is
    empty. `expire_as_text` spells `expire` as text. The account may not use the methods named in
    `refuses`.
    """

    clock_skew: float = 0
    address: str = ""
    expire_as_text: bool = False
    refuses: frozenset[str] = frozenset()

    def now(self) -> float:
        """The Unix time on the server's clock, in seconds."""
        return time.time() + self.clock_skew

    def today(self) -> date:
        """The day on the server's clock, in the time zone of this machine."""
        return datetime.fromtimestamp(self.now()).astimezone().date()
