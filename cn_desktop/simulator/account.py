"""The account the simulator serves: its tokens, what it holds, what was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cn_desktop.simulator.conditions import Conditions
from cn_desktop.simulator.dataset import Store
from cn_desktop.simulator.fields import Row
from cn_desktop.simulator.tokens import Tokens
from cn_desktop.simulator.writes import Applied

ACCOUNT_ID = "10278"


@dataclass(frozen=True)
class Account:
    """Everything an answer can depend on besides the call.

    `extras` are columns only the customer side has, by dataset and uid; they are never in a file.
    """

    tokens: Tokens
    store: Store
    conditions: Conditions
    applied: list[Applied] = field(default_factory=list)
    extras: dict[tuple[str, str], Row] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """One request: its arguments, its payload if it brought one, the address it came from."""

    arguments: Mapping[str, str]
    payload: bytes | None = None
    source: str = ""

    @property
    def form(self) -> str:
        """The format asked for; the documents disagree about the default, ours is JSON."""
        return self.arguments.get("format") or "json"
