"""How a simulator is set up."""

from dataclasses import dataclass
from pathlib import Path

from cn_desktop.simulator.faults import Fault

TWELVE_HOURS = 12 * 60 * 60


@dataclass(frozen=True)
class Options:
    """Settings of one simulator.

    `port` 0 is any free one. `records` and `dataset` are those of the main dataset; `csv` serves
    a file there instead. An empty `key` asks for a random one. `db` keeps everything in a file,
    which is filled only if it is new. `token_lifetime` is in seconds.
    `clock_skew` is how many seconds the server's clock is ahead. `expire_as_text` spells a
    token's `expire` as text. `refuses` are methods that the account may not use.
    With `gzip` answers are compressed for clients that ask for it.
    `faults` are there from the start.
    """

    port: int = 0
    records: int = 500
    dataset: str = "100"
    username: str = "demo"
    key: str = ""
    seed: int = 1
    db: Path | None = None
    csv: Path | None = None
    latency_ms: int = 0
    token_lifetime: float = TWELVE_HOURS
    clock_skew: float = 0
    expire_as_text: bool = False
    refuses: tuple[str, ...] = ()
    gzip: bool = False
    faults: tuple[Fault, ...] = ()
